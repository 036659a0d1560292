"""Somebody else is to own an action: they are asked and accept, or the office assigns it at once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from bot.domain.actions.access import may_read_action, may_steer_action, owns
from bot.domain.actions.asked import with_place_of
from bot.domain.actions.records import UPDATE_MAX, Action, EntryKind, Owner
from bot.domain.people import Person
from bot.errors import InvalidInputError
from bot.store.repositories.handovers import NewHandover
from bot.store.unit_of_work import Unit
from bot.views import action_asked, action_owner_forms
from bot.views.action_forms import FormFrame
from bot.views.action_owner_forms import AT_ONCE, ReassignFields
from bot.views.action_told import with_told
from bot.views.wording import Mrkdwn, say
from bot.workflows.actions import telling
from bot.workflows.actions.change import entry_of, opened, save, take, words_of
from bot.workflows.actions.owners import read_owners
from bot.workflows.actions.rights import REASSIGN
from bot.workflows.actions.telling import NOBODY
from bot.workflows.chasing.reaching import slack_of
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.office import tell_office
from bot.workflows.readers import actor_of
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

_BECAUSE = re.compile(r"[,;:.\s]+because\b[\s:,]*|\s*[;:]\s+", re.IGNORECASE)


def reassign(services: Services, request: Request, fields: ReassignFields) -> Saved:
    """Ask somebody to take an action over; nothing changes until they accept. The office may assign it at once.

    Without anybody named, an owner tells the office that it is not theirs.

    Raises:
        NotAllowedError: neither an owner nor anybody else who may change it.
        InvalidInputError: with a sentence for each field.
        StaleRecordError: somebody changed it meanwhile.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        action = take(unit, services, desk, request, REASSIGN)
        reason = words_of(fields.reason, "reason", "", UPDATE_MAX)
        if not fields.to:
            return _not_mine(unit, services, desk, action, reason, request.key)
        person = _person(desk, action, fields.to)
        position, before = place_of(action, fields.position)
        _check_own_place(services, desk, action, before)
        if fields.how == AT_ONCE and desk.actor.is_office:
            words = handed_over(before.name, person.name, reason)
            after = hand_over(unit, services, desk, action, before, person, words)
            told = telling.tell_change(unit, services, desk, after, action.owner_ids | after.owner_ids)
            said = say("actions/said_assigned", ref=action.ref, before=before.name, name=person.name)
            return Saved(
                action.ref,
                after.version,
                with_told(said, told, "Both are told." if len(told.here) > 1 else "They are told."),
            )
        ask(unit, services, desk, action, position, before, person, reason)
        said = say("actions/said_asked", ref=action.ref, name=person.name, owner=before.name)
        return Saved(action.ref, action.version, said)

    return once(services, request, work)


def ask(
    unit: Unit,
    services: Services,
    desk: Desk,
    action: Action,
    position: int,
    before: Owner,
    person: Person,
    reason: str,
) -> None:
    """Ask a person to own an action, that was taken, in the place of one of its owners.

    Raises:
        InvalidInputError: they were asked already, can't be reached in Slack, or may not read the action.
    """
    refusal = ""
    if slack_of(services, desk.directory, person, desk.actor.day) is None:
        refusal = f"{person.name} has no Slack account that I can write to, so they can't accept it here."
    elif not may_read_action(actor_of(desk.directory, person.id, desk.actor.day), action, services.config.bodies):
        refusal = f"{action.ref} is not public, and {person.name} may not read it."
    if refusal:
        mend = "Assign it at once." if desk.actor.is_office else "Ask the governance office: they can assign it."
        raise InvalidInputError(refusal, mend, fields={"to": f"{refusal} {mend}"})
    for waiting in unit.handovers.waiting_of(action.id):
        if waiting.to_id == person.id:
            sentence = f"{person.name} was asked on {desk.shown.moment(waiting.asked_at)}, and has not answered yet."
            raise InvalidInputError(sentence, fields={"to": sentence})
        if waiting.from_position == position:
            telling.end_handover(unit, waiting, f"{person.name} is asked instead.")
    own = desk.actor.person
    new = NewHandover(
        action_id=action.id,
        from_position=position,
        owner=before,
        to_id=person.id,
        asked_by_id=own.id if own else None,
        asked_by=desk.actor.name,
        reason=reason,
        asked_at=unit.now,
    )
    handover_id = unit.handovers.ask(new)
    facts = {"handover": handover_id, "from": before.name, "to": person.id, "reason": reason}
    unit.record(actor_key(desk), "action.handover_asked", f"action:{action.ref}", **facts)
    telling.ask_owner_to_be(unit, services, handover_id)
    telling.tell_handover(unit, services, handover_id, desk)
    unit.homes.touch(action.owner_ids | {person.id})


def hand_over(
    unit: Unit, services: Services, desk: Desk, action: Action, before: Owner, person: Person, words: str
) -> Action:
    """Let a person own an action, that was taken, in the place of an owner it has; return it as it stands now."""
    after = Owner(person.name, person.id)
    owners = (after,) if before == NOBODY else with_place_of(action.owners, before, after)
    unit.actions.set_owners(action.id, owners or action.owners)
    entry = entry_of(unit, desk, action, EntryKind.REASSIGNED, words)
    detail = {"from": before.name, "to": person.id}
    return save(unit, services, desk, action, entry, detail=detail, update=action.update)


def handed_over(before: str, after: str, reason: str) -> str:
    """Return what the history says of a handover."""
    return f"Handed over from {before} to {after}{f': {reason}' if reason else '.'}"


def form(
    services: Services, identity: Identity, written: str, rest: str = "", *, not_mine: bool = False
) -> dict[str, Any]:
    """Return the form of another owner, filled with what was read of `rest`, such as `@Ann Lee because ...`.

    `not_mine` where it begins with an owner's word that it is not theirs.

    Raises:
        NotAllowedError, InvalidInputError: see `reassign`; or `rest` names nobody who can own an action, or several.
    """
    with opened(services, identity, written, REASSIGN) as one:
        fields, notes = ReassignFields(position=_own_place(one.desk, one.action)), one.frame
        if rest:
            names, reason = _split(rest)
            named = [owner for owner in read_owners(services, one.desk, names) if owner.person_id is not None]
            if len(named) != 1:
                raise InvalidInputError(
                    "One person takes it over at a time.", f"Name one: `/action reassign {one.action.ref} Ann Lee`."
                )
            fields = replace(fields, to=f"person:{named[0].person_id}", reason=reason)
        return _form(one.desk, one.action, notes, fields, not_mine=not_mine)


def stale_form(
    services: Services, identity: Identity, ref: str, fields: ReassignFields, *, not_mine: bool
) -> dict[str, Any]:
    """Return the form over what somebody else saved meanwhile, with what was filled in."""
    with opened(services, identity, ref, REASSIGN, stale=True) as one:
        return _form(one.desk, one.action, one.frame, fields, not_mine=not_mine)


def place_of(action: Action, position: str) -> tuple[int, Owner]:
    """Return the place of the owner who was chosen, and who owns it there: the only one where there is no choice."""
    if not action.owners:
        return 0, NOBODY
    place = int(position) if position.isdecimal() and int(position) < len(action.owners) else 0
    return place, action.owners[place]


def _form(desk: Desk, action: Action, frame: FormFrame, fields: ReassignFields, *, not_mine: bool) -> dict[str, Any]:
    is_own = not_mine and owns(desk.actor, action)
    return action_owner_forms.reassign_form(
        action,
        desk.shown,
        desk.directory,
        frame,
        fields,
        may_assign=desk.actor.is_office,
        not_mine=is_own,
    )


def _own_place(desk: Desk, action: Action) -> str:
    """Return the place of whoever is at the desk among an action's owners, else the first."""
    own = desk.actor.person.id if desk.actor.person else None
    return next((str(place) for place, owner in enumerate(action.owners) if owner.person_id == own), "0")


def _split(rest: str) -> tuple[str, str]:
    names, *reason = _BECAUSE.split(re.sub(r"^to\s+", "", rest, flags=re.IGNORECASE), maxsplit=1)
    return names, " ".join(reason).strip()


def _person(desk: Desk, action: Action, value: str) -> Person:
    """Return who was chosen.

    Raises:
        InvalidInputError: they do not serve with the partnership now, or own it already.
    """
    number = value.removeprefix("person:")
    person = desk.directory.people.get(int(number)) if number.isdecimal() else None
    sentence = ""
    if person is None or not desk.directory.serves(person, desk.actor.day):
        name = person.name if person else "Whoever you chose"
        sentence = f"{name} does not serve with the partnership now. Choose somebody who does."
    elif person.id in action.owner_ids:
        sentence = f"{person.name} owns {action.ref} already."
    if person is None or sentence:
        raise InvalidInputError(sentence, fields={"to": sentence})
    return person


def _check_own_place(services: Services, desk: Desk, action: Action, before: Owner) -> None:
    """Make sure that who may hand an action over only as one of its owners hands over their own place."""
    own = desk.actor.person.id if desk.actor.person else None
    not_owned = replace(action, owners=())
    may = may_steer_action(desk.actor, not_owned, services.config.bodies, desk.directory)
    if before.person_id != own and not may:
        sentence = f"{before.name} owns it too, so that place is theirs to hand over, or the governance office's."
        raise InvalidInputError(sentence, fields={"position": sentence})


def _not_mine(unit: Unit, services: Services, desk: Desk, action: Action, reason: str, key: str) -> Saved:
    """Tell the office that an action is not its owner's, who does not know whose it is."""
    if not owns(desk.actor, action):
        sentence = "Choose who is to own it."
        raise InvalidInputError(sentence, fields={"to": sentence})
    if not reason:
        sentence = "Say why it isn't yours: the office decides by it."
        raise InvalidInputError(sentence, fields={"reason": sentence})
    unit.record(actor_key(desk), "action.disowned", f"action:{action.ref}", reason=reason)
    content = action_asked.not_mine_message(action, desk.actor.name, reason, desk.shown)
    tell_office(unit, services, f"action:{action.id}:not-mine:{key}", content)
    said: Mrkdwn = say("actions/said_not_mine", ref=action.ref)
    return Saved(action.ref, action.version, said)
