"""An action that comes again: how often, and its next turn once one is done."""

from __future__ import annotations

from datetime import date
from itertools import takewhile
from typing import Any

from bot.domain.actions.records import Action, EntryKind, NewAction, Source, SourceKind
from bot.domain.actions.recurrence import WORDS, Recurrence, read_recurrence
from bot.errors import InvalidInputError
from bot.store.repositories.descents import DescentKind
from bot.store.unit_of_work import Unit, View
from bot.views import action_forms
from bot.views.action_fields import NEVER
from bot.views.wording import say
from bot.workflows.actions.adding import add_action
from bot.workflows.actions.change import entry_of, meetings_of, opened, save, take
from bot.workflows.actions.rights import REPEAT
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_STOPS = frozenset({NEVER, "off", "stop", "none", "no", "not again", "once"})


def recur(services: Services, request: Request, written: str) -> Saved:
    """Set how an action comes again, or that it does not.

    Raises:
        NotAllowedError: neither an owner nor anybody else who may change it.
        InvalidInputError: `written` says neither, it is so already, or its board has no meetings to go by.
        StaleRecordError: somebody changed it meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        action = take(unit, services, desk, request, REPEAT)
        wanted = _read(written)
        words = wanted.words if wanted else ""
        if words == action.recurrence:
            sentence = f"{action.ref} comes again {words} already." if words else f"{action.ref} does not come again."
            raise InvalidInputError(sentence, fields={"recurrence": sentence})
        meetings = meetings_of(services, desk, action)
        if wanted == Recurrence() and not meetings:
            sentence = f"{action.ref} was set by no board with meetings on record. Choose weeks or months."
            raise InvalidInputError(sentence, fields={"recurrence": sentence})
        said_words = f"Comes again: {words}." if words else "Does not come again."
        entry = entry_of(unit, desk, action, EntryKind.EDITED, said_words)
        after = save(unit, services, desk, action, entry, recurrence=words, update=action.update)
        due_on = wanted.next_due(_turns(unit, after), desk.shown.today, meetings) if wanted else None
        said = say(
            "actions/said_repeats", ref=action.ref, words=words, turn_due=desk.shown.day(due_on) if due_on else ""
        )
        return Saved(action.ref, after.version, said)

    return once(services, request, work)


def next_turn(unit: Unit, services: Services, desk: Desk, action: Action) -> Action | None:
    """Add the next turn of an action that was just done; None where it does not come again, or has come already.

    Its day follows from the days that the turns until now were first due, so that a date that was moved once moves no
    other.
    """
    wanted = read_recurrence(action.recurrence)
    if wanted is None or unit.descents.out_of(action.id, DescentKind.TURN):
        return None
    today = desk.shown.today
    new = NewAction(
        summary=action.summary,
        board=action.board,
        owners=action.owners,
        assigned_on=today,
        due_on=wanted.next_due(_turns(unit, action), today, meetings_of(services, desk, action)),
        workstream=action.workstream,
        visibility=action.visibility,
        # Its meeting was the first turn's, and the reference would go by it.
        source=Source(SourceKind.BOARD, action.board) if action.source.kind is SourceKind.MEETING else action.source,
        recurrence=action.recurrence,
    )
    entry = entry_of(unit, desk, action, EntryKind.SET, f"Comes again, after {action.ref} was done.")
    turn = add_action(unit, services, desk, new, entry)
    unit.descents.add(turn.id, action.id, DescentKind.TURN)
    return turn


def _turns(view: View, action: Action) -> list[date | None]:
    """Return when an action, and each turn before it that came again alike, was first due, the last first."""
    alike = takewhile(lambda turn: turn[0] == action.recurrence, view.descents.turns_until(action.id))
    return [day for _, day in alike]


def form(
    services: Services, identity: Identity, written: str, words: str = "", *, stale: bool = False
) -> dict[str, Any]:
    """Return the form that sets how an action comes again.

    Raises:
        NotAllowedError, InvalidInputError: see `recur`.
    """
    with opened(services, identity, written, REPEAT, stale=stale) as one:
        return action_forms.recur_form(one.action, one.desk.shown, one.frame, words)


def _read(written: str) -> Recurrence | None:
    if written.strip().casefold() in _STOPS:
        return None
    wanted = read_recurrence(written)
    if wanted is None:
        raise InvalidInputError(
            f"I don't know how often “{written.strip()[:40]}” is.",
            f"Say {', '.join(f'`{word}`' for word in WORDS)}, or `never`.",
        )
    return wanted
