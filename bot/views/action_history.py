"""An action's history page by page: its entries, and what people were asked about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.actions.asked import Claim, ClaimState, Handover, HandoverState
from bot.domain.actions.records import Action, Entry, EntryKind
from bot.domain.listing import paginate
from bot.views import blocks
from bot.views.action_words import due_words, owners_of
from bot.views.decisions import HistoryEvent
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.turning import pack_turn, turn_buttons
from bot.views.wording import say

HISTORY_PAGE = 6
_WORDS_MAX = 1500
_KIND_WORDS = {
    EntryKind.IMPORTED: "imported",
    EntryKind.SET: "set",
    EntryKind.UPDATED: "updated",
    EntryKind.WITHDRAWN: "took back an update",
    EntryKind.EXTENDED: "moved the date",
    EntryKind.EDITED: "edited",
    EntryKind.REASSIGNED: "changed the owner",
    EntryKind.DONE: "done",
    EntryKind.DROPPED: "dropped",
    EntryKind.SPLIT: "split",
    EntryKind.REOPENED: "reopened",
}


def action_history(action: Action, told: Sequence[HistoryEvent], number: int, shown: Presentation) -> dict[str, Any]:
    """Return a page of an action's history, newest first."""
    page = paginate(sorted(told, key=lambda one: one.at)[::-1], number, HISTORY_PAGE)
    head = say(
        "actions/history_head",
        ref=action.ref,
        total=page.total,
        page=page.number,
        pages=page.pages,
        summary=action.summary,
        due=due_words(action, shown),
        owners=owners_of(action),
    )
    body: list[blocks.Block] = []
    for one in page.items:
        body += [blocks.divider(), blocks.section(one.text)]
    turns = turn_buttons(page, Act.ACTION_HISTORY_BACK, Act.ACTION_HISTORY_PAGE, lambda to: pack_turn(action.ref, to))
    show = blocks.button(f"Open {action.ref}", Act.ACTION_SHOW, action.ref)
    return blocks.message(head, [blocks.section(head, show), *body, *blocks.action_row(turns)])


def decided_words(entry: Entry, board: str, shown: Presentation, *, meets: bool) -> str:
    """Return who decided what an entry records, and when; empty for what nobody had to decide.

    Args:
        entry: of a history.
        board: the name of what set the action.
        shown: how records are said.
        meets: whether that is a board with meetings.
    """
    if entry.kind is not EntryKind.DROPPED:
        return ""
    between = " between meetings" if meets else ""
    when = f" on {shown.day(entry.held_on)}" if entry.held_on else between
    return f"Decided by {board}{when}{f', minute {entry.minute}' if entry.minute else ''}"


def told_of_entry(entry: Entry, before: Entry | None, decided: str, shown: Presentation) -> HistoryEvent:
    """Return how an entry is told after the one before it: who decided it, what was said, and when it was due."""
    text = say(
        "actions/history_entry",
        at=shown.moment(entry.at),
        author=entry.author,
        kind=_KIND_WORDS[entry.kind],
        due=shown.dated(entry.due_on) if entry.due_on else "",
        was=shown.dated(before.due_on) if before is not None and before.due_on else "",
        moved=before is not None and before.due_on != entry.due_on,
        is_first=before is None,
        decided=decided,
        text=blocks.clip(entry.update, _WORDS_MAX),
    )
    return HistoryEvent(entry.at, text)


def told_of_handover(handover: Handover, names: Mapping[int, str], shown: Presentation) -> list[HistoryEvent]:
    """Return how a handover is told that was asked for; one that was accepted has an entry of its own."""
    name = names.get(handover.to_id, "somebody")
    asked = f"asked {name} to take it over from {handover.owner.name}"
    told = [_told(handover.asked_at, handover.asked_by, asked, handover.reason, shown)]
    if handover.answered_at is not None and handover.state is HandoverState.RETURNED:
        told.append(_told(handover.answered_at, name, "handed it back", handover.answer, shown))
    elif handover.answered_at is not None and handover.state is HandoverState.WITHDRAWN:
        told.append(_told(handover.answered_at, name, "is not asked to take it over any more", handover.answer, shown))
    return told


def told_of_claim(claim: Claim, shown: Presentation) -> list[HistoryEvent]:
    """Return how somebody's word is told that it is done; a word that was confirmed has an entry of its own."""
    told = [_told(claim.said_at, claim.said_by, "said that it is done", claim.how, shown)]
    if claim.answered_at is not None and claim.state is ClaimState.REFUSED:
        told.append(_told(claim.answered_at, claim.answered_by, "said that it is not done yet", "", shown))
    return told


def _told(at: datetime, author: str, kind: str, words: str, shown: Presentation) -> HistoryEvent:
    text = say(
        "actions/history_entry",
        at=shown.moment(at),
        author=author,
        kind=kind,
        due="",
        was="",
        moved=False,
        is_first=False,
        decided="",
        text=blocks.clip(words, _WORDS_MAX),
    )
    return HistoryEvent(at, text)
