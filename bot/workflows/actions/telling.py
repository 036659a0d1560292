"""Who is written to about an action: of a change, of what they are asked, and of what was answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.domain.actions.access import may_read_action
from bot.domain.actions.asked import Claim, ClaimState, Handover, HandoverState, Stage
from bot.domain.actions.records import Action, Outcome, Owner
from bot.domain.chasing import next_instant
from bot.domain.reply_links import MAILTO
from bot.errors import IntegrityError
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views.action_asked import claim_message
from bot.views.action_told import Told, untold_message
from bot.views.action_words import ended_words
from bot.workflows.actions.asked_lines import CLAIM, HANDOVER, asked_subject, plan_asked
from bot.workflows.chasing.hearers import hours_of
from bot.workflows.chasing.planning import plan_now, settle
from bot.workflows.chasing.reaching import address_of, slack_of
from bot.workflows.desk import Desk
from bot.workflows.office import office_places, tell_office
from bot.workflows.readers import actor_of
from bot.workflows.services import Services

NOBODY = Owner("nobody")
"""Who is handed over from where nobody owns it."""


def tell_change(
    unit: Unit, services: Services, desk: Desk, action: Action, people: Collection[int], version: int | None = None
) -> Told:
    """Write to people, without whoever is at the desk, what an entry of an action's history says: its last, by default.

    Who has no Slack is written to by letter. Whom nothing reaches, owners whom the directory does not hold among them,
    the office is asked to tell. Return whom it reaches. Who may not read the action is left out.
    """
    own = desk.actor.person.id if desk.actor.person else None
    number = version or action.version
    here, by_mail = list[str](), list[str]()
    unreached = [owner.name for owner in action.owners if owner.person_id is None]
    for person_id in sorted(set(people) - {own}):
        if not _may_read(unit, services, person_id, action):
            continue
        name = f"action:{action.id}:v{number:06d}:{person_id}"
        kept = {"kind": "action-told", "action": action.id, "version": number}
        place = _put(unit, services, person_id, name, name, kept, by_mail=True)
        reached = unreached if place is None else by_mail if place.startswith(MAILTO) else here
        reached.append(unit.people.directory().people[person_id].name)
    if unreached:
        entry = next(one for one in unit.actions.entries(action.id) if one.version == number)
        content = untold_message(action, entry, unreached, desk.shown)
        tell_office(unit, services, f"action:{action.id}:v{number:06d}:untold", content)
    return Told(tuple(here), tuple(by_mail), tuple(unreached))


def ask_owner_to_be(unit: Unit, services: Services, handover_id: int) -> None:
    """Write to whoever is to own an action."""
    handover = _handover(unit, handover_id)
    plan_asked(unit, services, HANDOVER, handover.id, [handover.to_id])
    _ask(unit, services, HANDOVER, handover.id, handover.to_id)


def tell_handover(unit: Unit, services: Services, handover_id: int, desk: Desk) -> None:
    """Write to the owner before, and whoever asked, how a handover stands, unless it was their own doing just now.

    What they and whoever was asked read before says how it stands now.
    """
    handover = _handover(unit, handover_id)
    own = desk.actor.person.id if desk.actor.person else None
    stage = Stage.TOLD if handover.is_waiting else Stage.ANSWERED
    for person_id in sorted(_known(handover.owner.person_id, handover.asked_by_id) - _known(own)):
        _show_handover(unit, services, handover, person_id, stage)
    if not handover.is_waiting:
        settle(unit, [asked_subject(HANDOVER, handover.id)])
        _renew_handover(unit, handover, handover.state)


def ask_to_confirm(unit: Unit, services: Services, claim_id: int, action: Action) -> tuple[str, ...]:
    """Write to an action's owners that it is said to be done, to the office where none can be reached.

    Whoever was asked before is not written to again. Return the names of whom it reaches.
    """
    claim, directory = _claim(unit, claim_id), unit.people.directory()
    asked = {nudge.person_id for nudge in unit.nudges.of_subjects([asked_subject(CLAIM, claim.id)])}
    reached = [
        directory.people[person_id].name
        for person_id in sorted(action.owner_ids)
        if person_id in asked or _ask(unit, services, CLAIM, claim.id, person_id)
    ]
    plan_asked(unit, services, CLAIM, claim.id, action.owner_ids - asked)
    if not reached:
        _ask_office(unit, services, claim, action)
        return ("the governance office",)
    return tuple(reached)


def tell_claim(unit: Unit, services: Services, claim_id: int, action: Action, desk: Desk) -> None:
    """Write to whoever claimed that an action is done what was answered; what owners read before says so too."""
    claim = _claim(unit, claim_id)
    step = claim.state.value
    own = desk.actor.person.id if desk.actor.person else None
    if claim.said_by_id is not None and claim.said_by_id != own:
        name = f"claim:{claim.id}:{Stage.ANSWERED}:{claim.said_by_id}"
        _put(unit, services, claim.said_by_id, name, f"{name}:{step}", _kept("claim", claim.id, Stage.ANSWERED))
    settle(unit, [asked_subject(CLAIM, claim.id)])
    _renew_claim(unit, claim, action)
    places = {f"claim:{claim.id}:office:{place}" for place in office_places(unit, services)}
    if unit.outbox.to_be_renewed(places):
        _ask_office(unit, services, claim, action)


def end_asked(unit: Unit, services: Services, desk: Desk, action: Action) -> None:
    """Let what waits for an answer about an action wait no more, as far as the action has changed under it.

    Once it is closed nothing is asked any more. A handover ends, too, when whoever was asked may not read the action
    now, or when its owner owns it no more. A claim is put to owners who were not asked before.
    """
    for handover in unit.handovers.waiting_of(action.id):
        why = _why_over(unit, services, desk, action, handover)
        if why:
            end_handover(unit, handover, why)
    claim = unit.claims.waiting_of(action.id)
    if claim is not None and not action.is_open:
        why = f"it is {ended_words(action)}."
        is_done = action.outcome is Outcome.DONE
        state = ClaimState.CONFIRMED if is_done else ClaimState.WITHDRAWN
        unit.claims.settle(claim, state, unit.now, desk.actor.name, "" if is_done else why)
        tell_claim(unit, services, claim.id, action, desk)
        unit.homes.touch(_known(claim.said_by_id))
    elif claim is not None:
        ask_to_confirm(unit, services, claim.id, action)


def _why_over(unit: Unit, services: Services, desk: Desk, action: Action, handover: Handover) -> str:
    """Return why a handover that waits is needless now, empty where it is not."""
    if not action.is_open:
        return f"{desk.actor.name} recorded that it is {ended_words(action)}."
    if handover.owner != NOBODY and handover.owner not in action.owners:
        return f"{handover.owner.name} owns it no more."
    if not _may_read(unit, services, handover.to_id, action):
        return f"{unit.people.directory().people[handover.to_id].name} may not read it any more."
    return ""


def _may_read(unit: Unit, services: Services, person_id: int, action: Action) -> bool:
    reader = actor_of(unit.people.directory(), person_id, services.today(unit.now))
    return may_read_action(reader, action, services.config.bodies)


def end_handover(unit: Unit, handover: Handover, why: str) -> None:
    """Withdraw a handover that waits, and let everybody who was written to about it read why."""
    unit.handovers.settle(handover, HandoverState.WITHDRAWN, unit.now, why)
    settle(unit, [asked_subject(HANDOVER, handover.id)])
    _renew_handover(unit, handover, HandoverState.WITHDRAWN)
    unit.homes.touch(_known(handover.to_id, handover.asked_by_id, handover.owner.person_id))


def _ask(unit: Unit, services: Services, kind: str, number: int, person_id: int) -> bool:
    """Put a question to a person; return whether they can be reached in Slack.

    It waits for their hours, and is said then among their reminders.
    """
    directory, today = unit.people.directory(), services.today(unit.now)
    if slack_of(services, directory, directory.people[person_id], today) is None:
        return False
    hours = hours_of(unit, services, {person_id})[person_id]
    if next_instant(unit.now, hours, services.config.working) > unit.now:
        plan_now(unit, services, [(asked_subject(kind, number), person_id)], "asked")
    else:
        name = f"{kind}:{number}:{Stage.ASKED}:{person_id}"
        _put(unit, services, person_id, name, f"{name}:waiting", _kept(kind, number, Stage.ASKED))
    return True


def _show_handover(unit: Unit, services: Services, handover: Handover, person_id: int, stage: Stage) -> None:
    name = f"handover:{handover.id}:{stage}:{person_id}"
    kept = _kept("handover", handover.id, stage)
    _put(unit, services, person_id, name, f"{name}:{handover.state.value}", kept, by_mail=True)


def _renew_handover(unit: Unit, handover: Handover, state: HandoverState) -> None:
    names = {f"handover:{handover.id}:{Stage.ASKED}:{handover.to_id}": (Stage.ASKED, handover.to_id)}
    people = _known(handover.owner.person_id, handover.asked_by_id)
    names |= {f"handover:{handover.id}:{Stage.TOLD}:{one}": (Stage.TOLD, one) for one in people}
    _renew(unit, "handover", handover.id, names, state.value)


def _renew_claim(unit: Unit, claim: Claim, action: Action) -> None:
    beginning = f"claim:{claim.id}:{Stage.ASKED}"
    # Who owned it when it was claimed may own it no more.
    people = {int(name.rpartition(":")[2]) for name in unit.outbox.standing_below(beginning)} | action.owner_ids
    names = {f"{beginning}:{one}": (Stage.ASKED, one) for one in people}
    _renew(unit, "claim", claim.id, names, claim.state.value)


def _renew(unit: Unit, kind: str, number: int, names: Mapping[str, tuple[Stage, int]], step: str) -> None:
    """Put messages anew, as far as they are on Slack: by their anchor, the stage they tell of and their reader."""
    for name, channel in sorted(unit.outbox.to_be_renewed(names).items()):
        stage, person_id = names[name]
        kept = {**_kept(kind, number, stage), "person": person_id, "renews": True}
        unit.outbox.put(OutgoingMessage(f"{name}:{step}", name, channel, name, {DEFERRED: kept}))


def _ask_office(unit: Unit, services: Services, claim: Claim, action: Action) -> None:
    shown = services.presentation(unit.people.directory(), unit.now)
    content = claim_message(claim, action, shown, to_office=True)
    tell_office(unit, services, f"claim:{claim.id}:office:{claim.state.value}", content, f"claim:{claim.id}:office")


def _known(*person_ids: int | None) -> frozenset[int]:
    return frozenset(one for one in person_ids if one is not None)


def _kept(kind: str, number: int, stage: Stage) -> dict[str, object]:
    return {"kind": kind, "id": number, "stage": stage}


def _put(
    unit: Unit,
    services: Services,
    person_id: int,
    name: str,
    key: str,
    kept: Mapping[str, object],
    *,
    by_mail: bool = False,
) -> str | None:
    """Put a message to a person into the outbox; return where it goes, None where nothing reaches them."""
    directory, today = unit.people.directory(), services.today(unit.now)
    person = directory.people.get(person_id)
    find = address_of if by_mail else slack_of
    channel = find(services, directory, person, today) if person else None
    if channel is not None:
        unit.outbox.put(OutgoingMessage(key, name, channel, name, {DEFERRED: {**kept, "person": person_id}}))
    return channel


def _handover(unit: Unit, handover_id: int) -> Handover:
    found = unit.handovers.get(handover_id)
    if found is None:
        raise IntegrityError(f"There is no handover {handover_id}, though it was just written.")
    return found


def _claim(unit: Unit, claim_id: int) -> Claim:
    found = unit.claims.get(claim_id)
    if found is None:
        raise IntegrityError(f"There is no claim {claim_id}, though it was just written.")
    return found
