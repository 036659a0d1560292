"""The register of interests as a message, and the interests in one proposal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.domain.listing import Page
from bot.domain.proposals.conflicts import Entry
from bot.domain.proposals.recusals import WITHHELD
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.ids import Act
from bot.views.interest_words import InterestLine, line_words, type_words
from bot.views.presentation import Presentation
from bot.views.turning import pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, say

PAGE_ENTRIES = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry of the register as somebody may see it: of one that is withheld, only that there is one."""

    entry: Entry
    name: str
    is_withheld: bool = False


def entry_line(one: Shown, shown: Presentation, *, named: bool = True) -> Mrkdwn:
    """Return an entry in a line or two."""
    entry = one.entry
    return say(
        "interests/entry",
        name=one.name if named else "",
        withheld=WITHHELD if one.is_withheld else "",
        position=entry.position,
        organisation=entry.organisation,
        nature=entry.nature.rstrip("."),
        type=type_words(entry.type),
        declared=shown.dated(entry.declared_on) if entry.declared_on else "",
        until=shown.dated(entry.until_on) if entry.until_on else "",
        is_sensitive=entry.is_sensitive,
    )


def register_message(
    entries: Sequence[Shown],
    title: str,
    words: str,
    page: int,
    shown: Presentation,
    *,
    ends: Collection[int],
    silent: Sequence[str],
    can_declare: bool,
) -> dict[str, Any]:
    """Return a page of the register.

    Args:
        entries: all of them, by name.
        title: whose they are, empty for everybody's.
        words: what was asked for, as another page asks again.
        page: its number.
        shown: how records are said.
        ends: ids of the entries that the reader may end here.
        silent: names of those asked for who have declared none.
        can_declare: whether the reader may declare one.
    """
    pages = max(-(-len(entries) // PAGE_ENTRIES), 1)
    number = min(max(page, 1), pages)
    begins = (number - 1) * PAGE_ENTRIES
    on_page = list(entries[begins : begins + PAGE_ENTRIES])
    head = say(
        "interests/register_head",
        total=len(entries),
        people=len({one.entry.person_id for one in entries}),
        title=title,
        page=number,
        pages=pages,
        on=shown.dated(shown.today),
    )
    body: list[Block] = [blocks.section(head)]
    for name, group in groupby(on_page, key=lambda one: one.name):
        for position, one in enumerate(group):
            accessory = _end_button(one) if one.entry.id in ends else None
            body.append(
                blocks.section(
                    entry_line(Shown(one.entry, name, one.is_withheld), shown, named=position == 0), accessory
                )
            )
    if silent and number == pages:
        body.append(blocks.context(say("interests/register_silent", names=silent)))
    turned = Page(tuple(on_page), len(entries), number, pages)
    buttons = turn_buttons(turned, Act.INTEREST_BACK, Act.INTEREST_PAGE, lambda to: pack_turn(words, to))
    if can_declare:
        buttons.append(blocks.button("Declare an interest", Act.INTEREST_DECLARE, "new"))
    buttons.append(blocks.button("As it is published", Act.INTEREST_FILES, "register"))
    return blocks.message(head, [*body, blocks.actions(buttons)])


@dataclass(frozen=True, slots=True)
class BoardInterests:
    """The interests in a proposal before one board; `can_rule` where the reader rules on them, or records rulings."""

    board: str
    lines: Sequence[InterestLine]
    is_over: bool
    can_rule: bool


def item_message(
    ref: str,
    groups: Sequence[BoardInterests],
    own: int | None,
    shown: Presentation,
    *,
    is_office: bool,
    can_declare: bool,
) -> dict[str, Any]:
    """Return the interests in a proposal, board by board.

    Args:
        ref: the proposal's reference.
        groups: the interests board by board, as the reader may know of them.
        own: the id of the reader.
        shown: how records are said.
        is_office: whether the office reads, which may record rulings.
        can_declare: whether the reader sits on a board that has still to answer.
    """
    total = sum(len(one.lines) for one in groups)
    head = say("interests/item_head", ref=ref, total=total, boards=len(groups), can_declare=can_declare)
    body: list[Block] = [blocks.section(head)]
    for group in groups:
        body.append(blocks.section(say("interests/item_board", board=group.board, is_over=group.is_over)))
        for line in group.lines[:15]:
            lifts = is_office or not line.is_bar or bool(line.dispensation)
            can_rule = group.can_rule and lifts and line.person_id != own
            label = "Change" if line.ruling is not None else "Record a ruling" if is_office else "Rule"
            button = blocks.button(label, f"{Act.INTEREST_RULE}.{line.conflict_id}", str(line.conflict_id))
            body.append(blocks.section(line_words(line, shown), button if can_rule else None))
    buttons = [blocks.button("Declare an interest", Act.INTEREST_DECLARE_ITEM, ref)] if can_declare else []
    return blocks.message(head, [*body, *blocks.action_row(buttons)])


def _end_button(one: Shown) -> blocks.Element:
    entry = one.entry
    return blocks.button(
        "End",
        f"{Act.INTEREST_END}.{entry.id}",
        str(entry.id),
        confirm=blocks.confirm(
            "End this entry?",
            f"{entry.position}, {entry.organisation}: it holds until today and then leaves the register. "
            "What was ruled on it stays.",
            "End it",
            "Keep it",
        ),
    )
