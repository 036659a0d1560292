"""A person's reminders in one message: how many things need them, a line with buttons for each, what happens next."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.listing import paginate
from bot.errors import InvalidInputError
from bot.views import blocks
from bot.views.ids import VALUE, Act, Form
from bot.views.turning import outdated_button, pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, day, escape, say

PAGE = 12
_DONE_MAX = 20
_SPOKEN_MAX = 20
_IN_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
SNOOZES = {"1": "For 1 day", "3": "For 3 days", "until": "Until a date…"}
"""What the snooze menu offers: days from today, or a date that is asked for."""


@dataclass(frozen=True, slots=True)
class NudgeLine:
    """How one thing is said.

    Attributes:
        text: a line without number and full stop.
        plain: the same without marks, for screen readers and letters.
        buttons: what can be done about it; the first does it.
        order: where it stands among others of its group.
        group: the heading it stands under, such as a workstream; empty for none.
        afterwards: what follows the last reminder, a clause without a capital, such as `your SRO is told once`.
        late_list: on which list what stays open goes after the last reminder, such as `ICB's late list`.
        list_command: what shows that list, where no page of a board does.
        is_listed: whether it stands on that list already.
        is_news: whether it tells something and asks for nothing.
        by_link: whether it may be answered by a signed link in a letter.
        can_snooze: whether its reader may put it off.
        is_done: whether it is answered: it is shown where it stood, and never asked for anew.
    """

    text: Mrkdwn
    plain: str
    buttons: tuple[blocks.Element, ...] = ()
    order: tuple[str, ...] = ()
    group: str = ""
    afterwards: str = ""
    late_list: str = ""
    list_command: str = ""
    is_listed: bool = False
    is_news: bool = False
    by_link: bool = False
    can_snooze: bool = True
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class NudgeItem:
    """A line in a message: of whom it is asked, and in whose place its reader reads it (a name, empty for their own).

    `snoozed_until` is when it is said again at the earliest.
    """

    subject: str
    person_id: int
    line: NudgeLine
    behalf: str = ""
    snoozed_until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for its reader."""
        return not self.line.is_done and self.snoozed_until is None


@dataclass(frozen=True, slots=True)
class Ahead:
    """When the next reminders come; None when none is planned, `last_on` also when only one is."""

    next_on: date | None = None
    last_on: date | None = None


def in_order(items: Sequence[NudgeItem]) -> list[NudgeItem]:
    """Return what waits or is snoozed in the order in which a message numbers it, from 1."""
    return sorted((item for item in items if not item.line.is_done), key=_place)


def nudge_message(
    message_id: int, items: Sequence[NudgeItem], ahead: Ahead, today: date, number: int = 1
) -> dict[str, Any]:
    """Return a page of a message of reminders.

    Args:
        message_id: names the message when its pages are turned.
        items: what it is about.
        ahead: when its reader is reminded again.
        today: the reader's day.
        number: the page.
    """
    asked = in_order(items)
    page = paginate(asked, number, PAGE)
    waiting = [item for item in asked if item.is_open]
    open_ = heading_of(waiting)
    body: list[blocks.Block] = [blocks.section(say("nudges/head", open=open_, page=page.number, pages=page.pages))]
    heading = Mrkdwn("")
    for place, item in enumerate(page.items, (page.number - 1) * PAGE + 1):
        above = say("nudges/heading", behalf=item.behalf, group=item.line.group)
        if above != heading and above:
            body.append(blocks.context(above))
        heading = above
        body += _item(item, place, today)
    done = [item.line.text for item in items if item.line.is_done]
    if done:
        body.append(blocks.section(say("nudges/done", lines=done[:_DONE_MAX], more=len(done[_DONE_MAX:]))))
    foot = _foot(waiting, ahead, today)
    if foot:
        body.append(blocks.context(foot))
    body += blocks.action_row(
        turn_buttons(page, Act.NUDGES_BACK, Act.NUDGES_PAGE, lambda to: pack_turn(str(message_id), to))
    )
    return blocks.message(_spoken(open_, waiting, foot), body)


def things(number: int) -> str:
    """Return for example `Two things need you`."""
    return f"{_in_words(number)} {'thing needs' if number == 1 else 'things need'} you"


def _in_words(number: int) -> str:
    return _IN_WORDS[number] if number < len(_IN_WORDS) else f"{number:,}"


def heading_of(waiting: Sequence[NudgeItem]) -> str:
    """Return for example `Two things need you`, `One thing to know`, or both; nothing where nothing waits."""
    news = sum(item.line.is_news for item in waiting)
    asked = len(waiting) - news
    told = f"{_in_words(news)} {'thing' if news == 1 else 'things'} to know"
    if not asked:
        return told if news else ""
    return f"{things(asked)}, {told[0].lower()}{told[1:]}" if news else things(asked)


def what_follows(lines: Sequence[NudgeLine], *, with_commands: bool) -> tuple[str, ...]:
    """Return what follows the last reminder of each of these lines, each once: clauses without a capital.

    Whoever has no Slack is told of no commands.
    """
    clauses = list(dict.fromkeys(line.afterwards for line in lines if line.afterwards))
    named: dict[bool, dict[str, None]] = {False: {}, True: {}}
    for line in lines:
        if line.late_list:
            command = f" (`{line.list_command}`)" if with_commands and line.list_command else ""
            named[line.is_listed][f"{line.late_list}{command}"] = None
    ahead, listed = list(named[False]), list(named[True])
    if ahead:
        clauses.append(f"what stays open goes on {_and(ahead)}, with what you say of it")
    if listed:
        clauses.append(f"what is late stands on {_and(listed)}, with what you say of it")
    return tuple(clauses)


def _and(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def snooze_menu(person_id: int, subject: str) -> blocks.Element:
    """Return the menu that puts a thing off."""
    choices = [
        blocks.Choice(label, json.dumps([key, person_id, subject], separators=(",", ":")))
        for key, label in SNOOZES.items()
    ]
    return blocks.select(Act.NUDGE_SNOOZE, choices, placeholder="Snooze")


def snooze_form(key: tuple[str, int], line: NudgeLine, first: date, most_days: int) -> dict[str, Any]:
    """Return the form that asks until when a thing is put off; `first` is the day it offers."""
    subject, person_id = key
    body = [
        blocks.section(line.text),
        blocks.labelled(
            "Say nothing until",
            "until",
            blocks.date_picker(VALUE, first.isoformat()),
            f"At most {most_days} days from now. It is said on that day, or on the next working day.",
        ),
    ]
    metadata = json.dumps(["until", person_id, subject])
    return blocks.modal("Snooze a reminder", Form.SNOOZE, body, metadata=metadata, submit="Snooze")


def unpack_snooze(value: str) -> tuple[str, int, str]:
    """Return what a snooze menu sent: a key of `SNOOZES`, the person asked, the subject.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        key, person_id, subject = json.loads(value)
        if key not in SNOOZES:
            raise outdated_button()
        return str(key), int(person_id), str(subject)
    except InvalidInputError:
        raise
    except (ValueError, TypeError) as problem:
        raise outdated_button() from problem


def _place(item: NudgeItem) -> tuple[Any, ...]:
    return (item.snoozed_until is not None, item.behalf, item.line.group, item.line.order)


def _item(item: NudgeItem, place: int, today: date) -> list[blocks.Block]:
    line = item.line
    snoozed = day(item.snoozed_until, today) if item.snoozed_until else ""
    text = blocks.section(say("nudges/line", number=place, line=line.text, snoozed=snoozed))
    elements = list(line.buttons)
    if line.can_snooze:
        elements.append(snooze_menu(item.person_id, item.subject))
    return [text, *blocks.action_row(elements)]


def _foot(waiting: Sequence[NudgeItem], ahead: Ahead, today: date) -> Mrkdwn:
    asked = [item.line for item in waiting if not item.line.is_news]
    if not asked:
        return Mrkdwn("")
    return say(
        "nudges/foot",
        next=day(ahead.next_on, today) if ahead.next_on else "",
        last=day(ahead.last_on, today) if ahead.last_on else "",
        afterwards="; ".join(what_follows(asked, with_commands=True)),
    )


def _spoken(open_: str, waiting: Sequence[NudgeItem], foot: Mrkdwn) -> Mrkdwn:
    lines = [escape(item.line.plain) for item in waiting[:_SPOKEN_MAX]]
    return say("nudges/spoken", open=open_, lines=lines, more=len(waiting[_SPOKEN_MAX:]), foot=foot)
