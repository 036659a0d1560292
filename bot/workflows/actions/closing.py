"""Close an action: done, with how it was met, or dropped by those who set it. Others claim, and an owner confirms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.actions.access import closes_at_once
from bot.domain.actions.records import MINUTE_MAX, Action, EntryKind, Outcome
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit
from bot.views import action_forms
from bot.views.action_forms import BETWEEN, DropFields
from bot.views.action_told import with_told
from bot.views.wording import say
from bot.workflows.actions import recurring, telling
from bot.workflows.actions.change import closed, entry_of, opened, save, take, words_of
from bot.workflows.actions.rights import CLAIM, DROP, acting_for
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

_HOW = "Say how it was met, in a sentence: the board that set it reads this."
_WHY = "Say why, in a sentence: the board will ask."


def done(services: Services, request: Request, how: str) -> Saved:
    """Close an action as done; said by anybody but an owner or the office, its owners are asked to confirm it.

    Raises:
        InvalidInputError: no words, it is closed already, or others said so already.
        StaleRecordError: somebody changed it meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        action = take(unit, services, desk, request, CLAIM)
        words = words_of(how, "how", _HOW)
        if closes_at_once(desk.actor, action) or acting_for(unit, desk, action):
            return close_as_done(unit, services, desk, action, words)
        return _claim(unit, services, desk, action, words)

    return once(services, request, work)


def close_as_done(
    unit: Unit, services: Services, desk: Desk, action: Action, how: str, *, said_by: int | None = None
) -> Saved:
    """Close an action that was taken; its next turn is added where it comes again.

    Args:
        unit: the unit of work.
        services: what every use case is handed.
        desk: whose word it is.
        action: as it was taken.
        how: how it was met.
        said_by: whoever claimed it before, who is told otherwise.
    """
    entry = entry_of(unit, desk, action, EntryKind.DONE, how)
    after = save(unit, services, desk, action, entry, **closed(unit, Outcome.DONE))
    told = telling.tell_change(unit, services, desk, after, after.owner_ids - {said_by})
    turn = recurring.next_turn(unit, services, desk, after)
    said = say(
        "actions/said_done",
        ref=action.ref,
        text=how,
        turn=turn.ref if turn else "",
        turn_due=desk.shown.day(turn.due_on) if turn and turn.due_on else "",
        repeats=action.recurrence,
    )
    return Saved(action.ref, after.version, with_told(said, told))


@dataclass(frozen=True, slots=True)
class Decided:
    """What stands behind a decision to drop: the meeting it was taken at, None where between meetings, and a minute."""

    held_on: date | None
    minute: str


def drop(services: Services, request: Request, fields: DropFields) -> Saved:
    """Record that those who set an action dropped it.

    Raises:
        NotAllowedError: neither the office nor whoever sets actions there.
        InvalidInputError: with a sentence for each field.
        StaleRecordError: somebody changed it meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        action = take(unit, services, desk, request, DROP)
        decided = _decided(services, desk, action, fields)
        reason = words_of(fields.reason, "reason", _WHY)
        entry = entry_of(unit, desk, action, EntryKind.DROPPED, reason, held_on=decided.held_on, minute=decided.minute)
        after = save(unit, services, desk, action, entry, **closed(unit, Outcome.DROPPED))
        told = telling.tell_change(unit, services, desk, after, after.owner_ids)
        said = say("actions/said_dropped", ref=action.ref, text=reason, repeats=bool(action.recurrence))
        return Saved(action.ref, after.version, with_told(said, told, "Its owners are told."))

    return once(services, request, work)


def done_form(
    services: Services, identity: Identity, written: str, how: str = "", *, stale: bool = False
) -> dict[str, Any]:
    """Return the form that asks how an action was met.

    Raises:
        InvalidInputError: it is closed already.
    """
    with opened(services, identity, written, CLAIM, stale=stale) as one:
        at_once = closes_at_once(one.desk.actor, one.action) or acting_for(one.view, one.desk, one.action)
        confirms = [] if at_once else [owner.name for owner in one.action.owners] or ["The governance office"]
        return action_forms.done_form(one.action, one.desk.shown, one.frame, how, confirms=confirms)


def drop_form(
    services: Services, identity: Identity, written: str, fields: DropFields, *, stale: bool = False
) -> dict[str, Any]:
    """Return the form that drops an action.

    Raises:
        NotAllowedError, InvalidInputError: see `drop`.
    """
    with opened(services, identity, written, DROP, stale=stale) as one:
        held = _meetings_held(services, one.desk, one.action)
        return action_forms.drop_form(one.action, one.desk.shown, one.frame, held, fields)


def _claim(unit: Unit, services: Services, desk: Desk, action: Action, how: str) -> Saved:
    before = unit.claims.waiting_of(action.id)
    if before is not None:
        raise InvalidInputError(
            f"{before.said_by} said on {desk.shown.moment(before.said_at)} that {action.ref} is done.",
            "Its owners were asked to confirm it then.",
        )
    person = desk.actor.person
    claim_id = unit.claims.say(action.id, person.id if person else None, desk.actor.name, how, unit.now)
    unit.record(actor_key(desk), "action.claimed", f"action:{action.ref}", claim=claim_id, how=how)
    asked = telling.ask_to_confirm(unit, services, claim_id, action)
    unit.homes.touch(action.owner_ids)
    return Saved(action.ref, action.version, say("actions/said_claimed", ref=action.ref, asked=asked))


def _decided(services: Services, desk: Desk, action: Action, fields: DropFields) -> Decided:
    held = _meetings_held(services, desk, action)
    problems: dict[str, str] = {}
    minute = " ".join(fields.minute.split())
    if len(minute) > MINUTE_MAX:
        problems["minute"] = f"That is {len(minute)} characters; at most {MINUTE_MAX} fit. Shorten it."
    board, _, day = fields.meeting.partition(":")
    known = {(key, one.isoformat()) for key, days in held.items() for one in days}
    if held and fields.meeting != BETWEEN and (board, day) not in known:
        problems["meeting"] = "Choose the meeting at which it was decided, or “Between meetings”."
    if problems:
        raise InvalidInputError(" ".join(problems.values()), fields=problems)
    return Decided(date.fromisoformat(day) if held and day else None, minute)


def _meetings_held(services: Services, desk: Desk, action: Action) -> Mapping[str, list[date]]:
    """Return the meetings that the boards which set an action have held since, the latest first."""
    boards = desk.directory.boards
    since = action.assigned_on or date.min
    return {
        key: sorted((day for day in boards[key].meetings if since <= day <= desk.actor.day), reverse=True)
        for key in sorted(services.config.bodies.boards(action.board))
        if key in boards
    }
