"""What people answer when they are asked to take an action over, and whether one that is said to be done is."""

from __future__ import annotations

from typing import Any

from bot.domain.actions.access import may_read_action, owns
from bot.domain.actions.asked import Claim, ClaimState, Handover, HandoverState
from bot.domain.actions.records import Action
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.unit_of_work import Unit, View
from bot.views import action_owner_forms
from bot.views.wording import say
from bot.workflows.actions import telling
from bot.workflows.actions.change import present, require_open, words_of
from bot.workflows.actions.closing import close_as_done
from bot.workflows.actions.reassigning import hand_over, handed_over
from bot.workflows.actions.rights import acting_for
from bot.workflows.actions.updating import record_update
from bot.workflows.desk import Desk, open_desk, require_person
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

_GONE = "What you were asked is no longer there."


def accept(services: Services, request: Request, handover_id: int) -> Saved:
    """Take over an action that one was asked to; from now on it is theirs.

    Raises:
        NotFoundError: it is not there, or this person may not read the action.
        NotAllowedError: somebody else was asked.
        InvalidInputError: it was answered already, is not to be taken over any more, or the action is closed.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        handover, action = _asked(unit, services, desk, handover_id)
        person = require_person(desk)
        unit.handovers.settle(handover, HandoverState.ACCEPTED, unit.now)
        words = handed_over(handover.owner.name, person.name, handover.reason)
        after = hand_over(unit, services, desk, action, handover.owner, person, words)
        telling.tell_handover(unit, services, handover.id, desk)
        heard = {handover.owner.person_id, handover.asked_by_id}
        telling.tell_change(unit, services, desk, after, after.owner_ids - heard)
        unit.homes.touch(one for one in heard if one is not None)
        return Saved(action.ref, after.version, say("actions/said_accepted", ref=action.ref))

    return once(services, request, work)


def hand_back(services: Services, request: Request, handover_id: int, words: str) -> Saved:
    """Refuse to take over an action, and say why; it stays with whoever owns it.

    Raises:
        NotFoundError: it is not there, or this person may not read the action.
        NotAllowedError: somebody else was asked.
        InvalidInputError: no words, or it was answered already.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        handover, action = _asked(unit, services, desk, handover_id)
        answer = words_of(words, "words", "Say why, in a sentence: they read it.")
        unit.handovers.settle(handover, HandoverState.RETURNED, unit.now, answer)
        facts = {"handover": handover.id, "answer": answer}
        unit.record(actor_key(desk), "action.handed_back", f"action:{action.ref}", **facts)
        telling.tell_handover(unit, services, handover.id, desk)
        unit.homes.touch(one for one in (handover.owner.person_id, handover.asked_by_id) if one is not None)
        said = say("actions/said_handed_back", ref=action.ref, owner=handover.owner.name)
        return Saved(action.ref, action.version, said)

    return once(services, request, work)


def take_back(services: Services, request: Request, handover_id: int) -> Saved:
    """Ask somebody no more to take an action over: whoever asked, its owner, or the office.

    Raises:
        NotAllowedError: somebody else.
        InvalidInputError: it was answered already.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        handover, action = _waiting(unit, services, desk, handover_id)
        own = desk.actor.person.id if desk.actor.person else None
        if not desk.actor.is_office and (own is None or own not in {handover.asked_by_id, handover.owner.person_id}):
            raise NotAllowedError("You can't take this back.", f"{handover.asked_by} can, or the governance office.")
        unit.record(actor_key(desk), "action.handover_withdrawn", f"action:{action.ref}", handover=handover.id)
        telling.end_handover(unit, handover, f"{desk.actor.name} took it back.")
        name = desk.directory.people[handover.to_id].name
        return Saved(action.ref, action.version, say("actions/said_taken_back", ref=action.ref, name=name))

    return once(services, request, work)


def confirm(services: Services, request: Request, claim_id: int) -> Saved:
    """Confirm that an action is done, as somebody said: it is closed with their words.

    Raises:
        NotFoundError: it is not there, or this person may not read the action.
        NotAllowedError: neither an owner, nor who acts for one, nor the office.
        InvalidInputError: it was answered already.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        claim, action = _claimed(unit, services, desk, claim_id)
        how = f"{claim.how} (said by {claim.said_by})"
        return close_as_done(unit, services, desk, action, how, said_by=claim.said_by_id)

    return once(services, request, work)


def refuse(services: Services, request: Request, claim_id: int, words: str) -> Saved:
    """Say that an action is not done yet, and how it stands: that is its update; whoever said otherwise is told.

    Raises:
        NotFoundError: it is not there, or this person may not read the action.
        NotAllowedError: neither an owner, nor who acts for one, nor the office.
        InvalidInputError: no words, or it was answered already.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        claim, action = _claimed(unit, services, desk, claim_id)
        answer = words_of(words, "words", "Say what is still to be done: it becomes the update.")
        unit.claims.settle(claim, ClaimState.REFUSED, unit.now, desk.actor.name, answer)
        unit.record(actor_key(desk), "action.claim_refused", f"action:{action.ref}", claim=claim.id, answer=answer)
        version = record_update(unit, services, desk, action, answer)
        telling.tell_claim(unit, services, claim.id, action, desk)
        if claim.said_by_id is not None:
            unit.homes.touch({claim.said_by_id})
        return Saved(action.ref, version, say("actions/said_refused", ref=action.ref, name=claim.said_by))

    return once(services, request, work)


def hand_back_form(services: Services, identity: Identity, handover_id: int) -> dict[str, Any]:
    """Return the form in which somebody hands an action back that they were asked to take over.

    Raises:
        NotAllowedError, InvalidInputError: see `hand_back`.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        handover, action = _asked(view, services, desk, handover_id)
        return action_owner_forms.hand_back_form(action, handover, desk.shown)


def refuse_form(services: Services, identity: Identity, claim_id: int) -> dict[str, Any]:
    """Return the form in which an owner says that an action is not done yet.

    Raises:
        NotAllowedError, InvalidInputError: see `refuse`.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        claim, action = _claimed(view, services, desk, claim_id)
        return action_owner_forms.refuse_form(action, claim, desk.shown)


def _waiting(view: View, services: Services, desk: Desk, handover_id: int) -> tuple[Handover, Action]:
    """Return a handover that waits, with its action, which a unit of work has locked by then."""
    found = view.handovers.get(handover_id)
    action = present(view, found.action_id) if found else None
    # Read again once the action is locked: another answer may have come first.
    handover = view.handovers.get(handover_id)
    if handover is None or action is None or not may_read_action(desk.actor, action, services.config.bodies):
        raise NotFoundError(_GONE)
    if not handover.is_waiting:
        name = desk.directory.people[handover.to_id].name
        what = {
            HandoverState.ACCEPTED: f"{name} has taken {action.ref} over",
            HandoverState.RETURNED: f"{name} has handed {action.ref} back",
        }.get(handover.state, f"{action.ref} is not to be taken over any more")
        on = f" on {desk.shown.moment(handover.answered_at)}" if handover.answered_at else ""
        raise InvalidInputError(f"This was answered already: {what}{on}.", f"See `/action {action.ref}`.")
    require_open(view, services, desk, action)
    return handover, action


def _asked(view: View, services: Services, desk: Desk, handover_id: int) -> tuple[Handover, Action]:
    """Return a handover that waits for whoever is at the desk, with its action."""
    handover, action = _waiting(view, services, desk, handover_id)
    if desk.actor.person is None or desk.actor.person.id != handover.to_id:
        name = desk.directory.people[handover.to_id].name
        raise NotAllowedError(f"This was asked of {name}.", "The governance office can assign it to somebody else.")
    return handover, action


def _claimed(view: View, services: Services, desk: Desk, claim_id: int) -> tuple[Claim, Action]:
    """Return a claim that waits for whoever is at the desk, with its action, locked in a unit of work."""
    found = view.claims.get(claim_id)
    action = present(view, found.action_id) if found else None
    claim = view.claims.get(claim_id)
    if claim is None or action is None or not may_read_action(desk.actor, action, services.config.bodies):
        raise NotFoundError(_GONE)
    if not (desk.actor.is_office or owns(desk.actor, action) or acting_for(view, desk, action)):
        names = ", ".join(owner.name for owner in action.owners) or "nobody"
        raise NotAllowedError(f"Only an owner of {action.ref} can answer this.", f"Its owners: {names}.")
    if not claim.is_waiting:
        by = f" by {claim.answered_by}" if claim.answered_by else ""
        on = f" on {desk.shown.moment(claim.answered_at)}" if claim.answered_at else ""
        raise InvalidInputError(f"This was answered already{by}{on}.", f"See `/action {action.ref}`.")
    require_open(view, services, desk, action)
    return claim, action
