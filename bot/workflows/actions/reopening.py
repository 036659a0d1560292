"""Open a closed action again, with the reason and the day it is due then."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.domain.actions.records import Action, ActionState, EntryKind, Outcome
from bot.errors import InvalidInputError
from bot.store.repositories.descents import DescentKind
from bot.store.unit_of_work import Unit, View
from bot.views import action_forms
from bot.views.action_told import with_told
from bot.views.wording import say
from bot.workflows.actions import telling
from bot.workflows.actions.change import entry_of, opened, parts_of, save, take, words_of
from bot.workflows.actions.extending import check_day, move
from bot.workflows.actions.links import readable_refs
from bot.workflows.actions.rights import REOPEN
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_WHY = "Say why, in a sentence: what is still to be done."


def reopen(services: Services, request: Request, due_on: date | None, reason: str) -> Saved:
    """Open a closed action again; due on another day than before, it counts as moved.

    Raises:
        NotAllowedError: this person may not; one that was dropped only those may who set it.
        InvalidInputError: it is open, was split, or a field is wrong.
        StaleRecordError: somebody changed it meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        action = take(unit, services, desk, request, REOPEN, needs_open=False)
        _check_not_split(unit, services, desk, action)
        words = words_of(reason, "reason", _WHY)
        if due_on is not None:
            check_day(action, due_on, desk.shown.today, desk)
        values: dict[str, Any] = {
            "status": ActionState.OPEN.value,
            "status_words": "",
            "outcome": Outcome.NONE.value,
            "closed_at": None,
        }
        if action.due_on is None or due_on is None:
            first = action.original_due_on or action.due_on
            values |= {"due_on": due_on, "original_due_on": first}
        after = save(unit, services, desk, action, entry_of(unit, desk, action, EntryKind.REOPENED, words), **values)
        reopened = after.version
        if due_on is not None and due_on != after.due_on:
            after = move(unit, services, desk, after, due_on, words)
        heard = telling.tell_change(unit, services, desk, after, after.owner_ids, reopened)
        due = desk.shown.dated(due_on) if due_on else ""
        turns = _next_turns(unit, services, desk, action)
        said = say("actions/said_reopened", ref=action.ref, due=due, text=words, turns=turns)
        return Saved(action.ref, after.version, with_told(said, heard))

    return once(services, request, work)


def form(
    services: Services,
    identity: Identity,
    written: str,
    reason: str = "",
    due_on: date | None = None,
    *,
    stale: bool = False,
) -> dict[str, Any]:
    """Return the form that opens a closed action again; it offers the day it was due, unless that is past.

    Raises:
        NotAllowedError, InvalidInputError: see `reopen`.
    """
    with opened(services, identity, written, REOPEN, stale=stale, needs_open=False) as one:
        _check_not_split(one.view, services, one.desk, one.action)
        before = one.action.due_on
        offered = due_on or (before if before is not None and before >= one.desk.shown.today else None)
        turns = _next_turns(one.view, services, one.desk, one.action)
        frame = one.noted(say("actions/form_reopen", ref=one.action.ref, turns=turns)) if turns else one.frame
        return action_forms.reopen_form(one.action, one.desk.shown, frame, offered, reason)


def can_reopen(view: View, services: Services, desk: Desk, action: Action) -> bool:
    """Return whether an action can be opened again by whoever is at the desk: a split one goes on in its parts."""
    is_ended = not action.is_open and action.outcome is not Outcome.SPLIT
    return is_ended and REOPEN.allows(view, services, desk, action)


def _next_turns(view: View, services: Services, desk: Desk, action: Action) -> list[str]:
    """Return the next turn of an action that comes again, where it came already and its reader may know: in a list."""
    turns = view.descents.out_of(action.id, DescentKind.TURN)
    readable = readable_refs(view, services, desk.actor, turns)
    return [ref for ref in turns if ref in readable]


def _check_not_split(view: View, services: Services, desk: Desk, action: Action) -> None:
    if action.outcome is Outcome.SPLIT:
        parts = parts_of(view, services, desk, action)
        raise InvalidInputError(
            f"{action.ref} was split into {parts}.", "Work goes on there: open one of them, or add a new action."
        )
