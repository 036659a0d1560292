"""The round as the office, a workstream's people and the SRO see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.listing import Page
from bot.domain.months import month_name
from bot.domain.nudges import Holding
from bot.domain.rounds import Progress, Round, together
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.round_words import LateRisk, late_facts, progress_bar, progress_words
from bot.views.turning import pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, say

PEOPLE_PAGE = 8
_FLAGS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Owing:
    """Somebody who owes a round updates.

    Attributes:
        person_id: who; None for risks that nobody can be asked about.
        name: their name, or the leads as the register names them.
        risks: what they owe: reference and mark, such as `PC11 ■ Red 20`.
        first_ref: the reference of the first.
        asked: how often and when they were asked, in words.
        has_slack: whether Convenor can reach them there.
        by_mail: whether it writes to them by e-mail instead.
        away: until when they are away and who acts for them, in words; empty for who is here.
    """

    person_id: int | None
    name: str
    risks: tuple[str, ...]
    first_ref: str
    asked: str = ""
    has_slack: bool = True
    by_mail: bool = False
    away: str = ""


@dataclass(frozen=True, slots=True)
class Hearing:
    """When somebody hears of so many updates that they were reminded of by hand.

    Attributes:
        number: how many.
        on: on which day, empty for within a few minutes.
        at: at what time.
        why: what holds them back, None for nothing.
        deputy: who hears of them instead, empty for themselves.
    """

    number: int
    on: str
    at: str
    why: Holding | None
    deputy: str


@dataclass(frozen=True, slots=True)
class Flags:
    """What looks stale, a line for each risk; `looked_at` is how many risks were looked at, 0 for all."""

    lines: Sequence[str]
    looked_at: int


@dataclass(frozen=True, slots=True)
class RoundShown:
    """A round as somebody may see it: the progress of workstreams by name, who owes what, and what looks stale."""

    round_: Round
    parts: Sequence[tuple[str, Progress]]
    owing: Page[Owing]
    flags: Flags
    can_manage: bool
    can_reopen: bool
    is_part: bool


def round_view(shown: RoundShown, present: Presentation) -> dict[str, Any]:
    """Return the round with the buttons its reader may use."""
    round_, total = shown.round_, together(part for _, part in shown.parts)
    head = say(
        "rounds/head",
        month=month_name(round_.month),
        state=_state(round_, present),
        due=_due(round_, present),
        bar=progress_bar(total),
        words=progress_words(total),
        part=shown.is_part,
    )
    body: list[blocks.Block] = [blocks.section(head)]
    if len(shown.parts) > 1:
        lines = [(name, progress_bar(part), progress_words(part)) for name, part in shown.parts]
        body.append(blocks.section(say("rounds/workstreams", lines=lines)))
    if shown.owing.items:
        body += [blocks.divider(), blocks.section(say("rounds/owing_head", page=shown.owing, open=round_.is_open))]
        body += [_owing(place, entry, shown) for place, entry in enumerate(shown.owing.items)]
    if shown.flags.lines:
        flags = shown.flags
        more = max(len(flags.lines) - _FLAGS_SHOWN, 0)
        text = say("rounds/flags", flags=flags.lines[:_FLAGS_SHOWN], more=more, looked_at=flags.looked_at)
        body += [blocks.divider(), blocks.section(text)]
    turns = turn_buttons(shown.owing, Act.ROUND_BACK, Act.ROUND_PAGE, lambda to: pack_turn(round_.month, to))
    body.append(blocks.actions([*turns, *_buttons(shown)]))
    return blocks.message(head, body)


def nudged_words(name: str, hearings: Sequence[Hearing], unknown: int) -> Mrkdwn:
    """Return what comes of reminding somebody by hand; `unknown` updates are held back for longer than can be told."""
    return say("rounds/said_nudged", name=name, hearings=hearings, unknown=unknown)


def opened_message(
    round_: Round,
    asked: tuple[int, int],
    mailed: Sequence[str],
    unreachable: Sequence[Owing],
    present: Presentation,
) -> dict[str, Any]:
    """Return what the office hears when a round opens: what was asked, and for whom it has to ask itself.

    Args:
        round_: the round.
        asked: how many updates are wanted, and how many people were asked.
        mailed: the names of those of them who were asked by e-mail.
        unreachable: who could not be asked.
        present: how records are said.
    """
    text = say(
        "rounds/opened",
        month=month_name(round_.month),
        number=asked[0],
        people=asked[1],
        mailed=mailed,
        due=present.day(round_.due_on),
        papers=present.day(round_.paper_on) if round_.paper_on else "",
        meeting=present.day(round_.meeting_on) if round_.meeting_on else "",
    )
    body = [blocks.section(text)]
    if unreachable:
        lines = [(entry.name, ", ".join(entry.risks), entry.person_id is None) for entry in unreachable]
        body.append(blocks.section(say("rounds/unreachable", lines=lines)))
    body.append(blocks.actions([open_button(round_.month)]))
    return blocks.message(text, body)


def late_message(round_: Round, parts: Sequence[tuple[str, str, Sequence[LateRisk]]]) -> dict[str, Any]:
    """Return the office's list of what is missing after the last reminder: workstream, its SROs, and the risks."""
    number = sum(len(risks) for _, _, risks in parts)
    head = say("rounds/late_head", month=month_name(round_.month), number=number)
    body = [
        blocks.section(say("rounds/late_part", name=name, sros=sros, **late_facts(risks)))
        for name, sros, risks in parts
    ]
    return blocks.message(head, [blocks.section(head), *body, blocks.actions([open_button(round_.month)])])


def office_message(text: Mrkdwn, month: str | None = None) -> dict[str, Any]:
    """Return a paragraph to the office, with a button to a round where one is meant."""
    buttons = [blocks.actions([open_button(month)])] if month else []
    return blocks.message(text, [blocks.section(text), *buttons])


def unled_message(round_: Round, refs: str) -> dict[str, Any]:
    """Return what the office hears of risks whose last lead has gone while they are asked for."""
    return office_message(say("rounds/unled", month=month_name(round_.month), refs=refs), round_.month)


def open_button(month: str) -> blocks.Element:
    """Return the button that shows a round."""
    return blocks.button("Open the round", Act.ROUND_SHOW, pack_turn(month, 1))


def _owing(place: int, entry: Owing, shown: RoundShown) -> blocks.Block:
    text = say("rounds/owing", entry=entry, risks=", ".join(entry.risks))
    button = None
    if shown.can_manage and shown.round_.is_open:
        if entry.person_id is not None and (entry.has_slack or entry.by_mail):
            value = pack_turn(shown.round_.month, entry.person_id)
            button = blocks.button("Nudge", f"{Act.ROUND_NUDGE}.{place}", value)
        else:
            button = blocks.button("Record answer", f"{Act.ROUND_HEARD}.{place}", entry.first_ref)
    return blocks.section(text, button)


def _buttons(shown: RoundShown) -> list[blocks.Element]:
    month = pack_turn(shown.round_.month, shown.owing.number)
    buttons = [blocks.button("Refresh", Act.ROUND_REFRESH, month)]
    if shown.can_manage and shown.round_.is_open:
        buttons += [
            blocks.button("Move the due day", Act.ROUND_EXTEND, month),
            blocks.button("Close the round", Act.ROUND_CLOSE, month),
        ]
    elif shown.can_manage and shown.can_reopen:
        buttons.append(blocks.button("Reopen", Act.ROUND_REOPEN, month))
    return buttons


def _state(round_: Round, present: Presentation) -> str:
    if round_.closed_at is None:
        return "open again" if round_.position_at else "open"
    return f"closed on {present.day(round_.closed_at)} by {round_.closed_by}"


def _due(round_: Round, present: Presentation) -> str:
    dates: list[tuple[str, date | None]] = [
        ("due", round_.due_on),
        ("papers", round_.paper_on),
        ("meeting", round_.meeting_on),
    ]
    return " · ".join(f"{name} {present.day(day)}" for name, day in dates if day is not None)
