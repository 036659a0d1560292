"""What an import of a dropped register would do: its table, and the buttons to go on with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.views import blocks
from bot.views.blocks import Block
from bot.views.ids import Act
from bot.views.turning import outdated_button, pack_turn
from bot.views.wording import counted, say

_ROWS_MAX = 60
# With two full sections beside it, within what a message may hold.
_TABLE_TEXT_MAX = 6_000
_CELL_MAX = 100
_WORDS_MAX = 1_000
_HEADINGS = ("Row", "Reference", "Outcome", "What or why")
_SPOKEN_ROWS = 5


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A row of the file: its number there, what names it, the outcome as a word, and what changes or why not."""

    row: int
    ref: str
    outcome: str
    words: str


@dataclass(frozen=True, slots=True)
class PlanShown:
    """What is shown of an import, before it is confirmed and after.

    Attributes:
        file: its name.
        register: what it was read as, in words.
        summary: the five counts in a sentence.
        lines: rows worth looking at, most pressing first.
        unchanged: how many rows say what the register holds already.
        grave: what should not be overlooked (records that become public or reopen), one sentence each.
        guesses: columns whose meaning is unsure, one sentence each.
        remarks: totals that differ, and notes; one sentence each.
        writes: how many records Confirm would write.
        is_done: whether it has been imported; then only what was refused or questioned is listed.
    """

    file: str
    register: str
    summary: str
    lines: tuple[PlanLine, ...]
    unchanged: int
    grave: tuple[str, ...]
    guesses: tuple[str, ...]
    remarks: tuple[str, ...]
    writes: int
    is_done: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept until the file is forgotten."""
        return asdict(self)

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> PlanShown:
        """Return what `to_json` gave."""
        texts = {name: tuple(kept[name]) for name in ("grave", "guesses", "remarks")}
        return PlanShown(**{**kept, **texts, "lines": tuple(PlanLine(**line) for line in kept["lines"])})


@dataclass(frozen=True, slots=True)
class Ticket:
    """Which reading of which file a button belongs to."""

    slack_file: str
    version: int

    def pack(self) -> str:
        """Return it as a button carries it."""
        return json.dumps([self.slack_file, self.version])

    @staticmethod
    def unpack(value: str) -> Ticket:
        """Return what a button carried.

        Raises:
            InvalidInputError: it cannot be read.
        """
        try:
            slack_file, version = json.loads(value)
            return Ticket(str(slack_file), int(version))
        except (ValueError, TypeError) as problem:
            raise outdated_button() from problem


def reading_message(file: str) -> dict[str, Any]:
    """Say that a file is being read."""
    text = say("registers/reading", file=file)
    return blocks.message(text, [blocks.section(text)])


def plan_message(shown: PlanShown, ticket: Ticket, page: int = 1) -> dict[str, Any]:
    """Show what an import would do, a page of its rows at a time, with Confirm first; or what it did."""
    pages = list(_pages(shown.lines)) or [()]
    page = min(max(1, page), len(pages))
    listed = pages[page - 1]
    head = say("registers/plan", shown=shown)
    body: list[Block] = [blocks.section(head)]
    if listed:
        body.append(blocks.table([_HEADINGS, *map(_cells, listed)], right_aligned=(0,)))
    foot = say("registers/plan_foot", shown=shown, page=page, pages=len(pages))
    if foot:
        body.append(blocks.section(foot))
    body += blocks.action_row([*([] if shown.is_done else _choices(shown, ticket)), *_turns(ticket, page, len(pages))])
    more = len(shown.lines) - _SPOKEN_ROWS
    spoken = say("registers/plan_spoken", head=head, lines=listed[:_SPOKEN_ROWS], more=more if page == 1 else 0)
    return blocks.message(spoken, body)


def refused_message(file: str, why: str, ticket: Ticket | None) -> dict[str, Any]:
    """Say that a file could not be read; with a ticket, it can be read differently."""
    text = say("registers/refused", file=file, why=why)
    buttons = [_differently(ticket), _leave(ticket)] if ticket else []
    return blocks.message(text, [blocks.section(text), *blocks.action_row(buttons)])


def outcome_message(file: str, said: str) -> dict[str, Any]:
    """Say what became of a file."""
    text = say("registers/outcome", file=file, said=said)
    return blocks.message(text, [blocks.section(text)])


def hint_message(can_import: bool) -> dict[str, Any]:  # noqa: FBT001 - the one thing it depends on
    """Answer words that were typed into the bot's messages."""
    text = say("registers/hint", can_import=can_import)
    return blocks.message(text, [blocks.section(text)])


def _choices(shown: PlanShown, ticket: Ticket) -> list[Block]:
    buttons = [_differently(ticket), _leave(ticket)]
    if not shown.writes:
        return buttons
    label = f"Import {counted(shown.writes, 'record')}"
    warnings = " ".join([*shown.grave, *shown.guesses])
    question = blocks.confirm("Is this right?", warnings, "Import", "Look again") if warnings else None
    return [blocks.button(label, Act.REGISTER_CONFIRM, ticket.pack(), style="primary", confirm=question), *buttons]


def _turns(ticket: Ticket, page: int, pages: int) -> list[Block]:
    turns = []
    if page > 1:
        turns.append(blocks.button("Previous rows", Act.REGISTER_BACK, pack_turn(ticket.pack(), page - 1)))
    if page < pages:
        turns.append(blocks.button("Next rows", Act.REGISTER_PAGE, pack_turn(ticket.pack(), page + 1)))
    return turns


def _differently(ticket: Ticket) -> Block:
    return blocks.button("Read it differently", Act.REGISTER_OPTIONS, ticket.pack())


def _leave(ticket: Ticket) -> Block:
    return blocks.button("Leave it", Act.REGISTER_LEAVE, ticket.pack())


def _pages(lines: Sequence[PlanLine]) -> Iterator[tuple[PlanLine, ...]]:
    """Yield the lines in pages that Slack's table holds."""
    page: list[PlanLine] = []
    room = _TABLE_TEXT_MAX
    for line in lines:
        needed = sum(map(len, _cells(line)))
        if page and (needed > room or len(page) == _ROWS_MAX):
            yield tuple(page)
            page, room = [], _TABLE_TEXT_MAX
        page.append(line)
        room -= needed
    if page:
        yield tuple(page)


def _cells(line: PlanLine) -> tuple[str, ...]:
    short = tuple(blocks.clip(cell, _CELL_MAX) for cell in (str(line.row), line.ref, line.outcome))
    return (*short, blocks.clip(line.words, _WORDS_MAX))
