"""Letters to people without Slack: what needs them, and for each thing the address to answer at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.views.pages import html_page, plain_text

_NAMED_MOST = 3
# What our own lines begin with where they speak of a record: a word with letters before a number.
_REFERENCE = re.compile(r"[^\W\d_][\w-]*\d")
_IN_WORDS = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True, slots=True)
class MailLine:
    """One thing that needs somebody.

    Attributes:
        plain: what it is, in plain words; of a record that is not public, its reference only.
        group: the heading it stands under, empty for none.
        link: where it can be answered, None where it cannot.
        in_round: whether it is of a round, with which its link ends.
    """

    plain: str
    group: str = ""
    link: str | None = None
    in_round: bool = False


@dataclass(frozen=True, slots=True)
class MailFrame:
    """What stands about the lines: who writes, to whom, and how the office is reached.

    Attributes:
        partnership: its name.
        office: the names of the governance office.
        name: whom it is written to; empty for nobody by name.
        reply_to: the office's address, which an answer to the letter goes to; None where it goes nowhere.
        days: for how many days links open.
        afterwards: what follows the last reminder, clauses without a capital.
    """

    partnership: str
    office: str
    name: str = ""
    reply_to: str | None = None
    days: int = 0
    afterwards: tuple[str, ...] = ()


def nudge_mail(frame: MailFrame, lines: Sequence[MailLine]) -> dict[str, str]:
    """Return a letter that says what needs its reader: `subject`, `text` and `html`."""
    number = _IN_WORDS[len(lines)] if len(lines) < len(_IN_WORDS) else str(len(lines))
    need = f"{number} thing needs you" if len(lines) == 1 else f"{number} things need you"
    values = {
        "frame": frame,
        "need": need,
        "groups": _grouped(lines),
        "links": sum(line.link is not None for line in lines),
        "rounds": any(line.in_round and line.link is not None for line in lines),
    }
    return {
        "subject": f"{frame.partnership}: {_about(lines) or need[0].lower() + need[1:]}",
        "text": plain_text("mail/nudges", **values),
        "html": html_page("mail/nudges", **values),
    }


def _about(lines: Sequence[MailLine]) -> str:
    """Return which few records need somebody, such as `PC11 and CY8 need you`; empty where they are many."""
    found = [_REFERENCE.match(line.plain) for line in lines]
    named = [one[0] for one in found if one is not None]
    if not named or len(named) < len(lines) or len(named) > _NAMED_MOST:
        return ""
    *first, last = named
    return f"{', '.join(first)} and {last} need you" if first else f"{last} needs you"


def _grouped(lines: Sequence[MailLine]) -> list[tuple[str, list[tuple[int, MailLine]]]]:
    """Return the lines with their numbers under their headings, in the order they came in."""
    groups: dict[str, list[tuple[int, MailLine]]] = {}
    for number, line in enumerate(lines, 1):
        groups.setdefault(line.group, []).append((number, line))
    return list(groups.items())
