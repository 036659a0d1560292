"""Conditions of decisions: discharged by whoever the board named, waived or completed by the office or the chair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.actions.records import EntryKind, Owner
from bot.domain.proposals.access import is_theirs
from bot.domain.proposals.conditions import Condition, ConditionState
from bot.domain.proposals.decisions import Due, OnLapse
from bot.domain.proposals.records import Proposal
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import Unit, View
from bot.views.wording import Mrkdwn, say
from bot.workflows.actions.change import entry_of, save
from bot.workflows.desk import Desk, office_names, open_desk
from bot.workflows.proposals.change import present
from bot.workflows.proposals.deciding import ending
from bot.workflows.proposals.deciding.blocking import endable
from bot.workflows.proposals.deciding.money import fund_facts, settle_awards
from bot.workflows.proposals.deciding.signing import key_of
from bot.workflows.proposals.deciding.waiving import record_waiver, tell_discharge
from bot.workflows.proposals.interests.recusing import took_no_part
from bot.workflows.proposals.lookup import can_read
from bot.workflows.readers import actor_of
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class ConditionFields:
    """What stands in the form that completes a condition."""

    owner_id: int | None
    evidence: str
    long_stop_on: date | None
    discharged_by_id: int | None
    due: Due
    on_lapse: OnLapse
    why: str = ""


def discharge(services: Services, request: Request, condition_id: int, shown: str) -> Saved:
    """Record that a condition is met, and by what that is shown; the approval comes into force with the last.

    Raises:
        NotAllowedError: neither who the board named, nor its chair where it named nobody, nor the office; or it is
            their own, see `takes_no_part`.
        InvalidInputError: nothing is shown, or it is not open any more.
    """
    return _end(
        services, request, condition_id, ConditionState.DISCHARGED, shown, "shown", "Write by what it is shown."
    )


def waive(services: Services, request: Request, condition_id: int, why: str) -> Saved:
    """Record that the board needs a condition no more.

    Raises:
        NotAllowedError: neither the office nor the board's chair; or it is their own, see `takes_no_part`.
        InvalidInputError: no reason, or it is not open any more.
    """
    return _end(services, request, condition_id, ConditionState.WAIVED, why, "why", "Write who waived it, and why.")


def _end(
    services: Services, request: Request, condition_id: int, state: ConditionState, words: str, field: str, wanted: str
) -> Saved:
    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal, condition = taken(unit, desk, condition_id, to_end=True)
        allows = may_discharge if state is ConditionState.DISCHARGED else may_waive
        require(allows(desk, condition, is_out=takes_no_part(unit, desk, proposal)), desk, condition)
        if not clean(words):
            raise InvalidInputError(wanted, fields={field: wanted})
        before = fund_facts(unit, services, proposal)
        ending.end_condition(unit, services, desk, proposal, condition, state, clean(words))
        changed = settle_awards(unit, proposal.id, key_of(desk), f"condition {condition.number} {state.value}")
        concerned = {one for one in (proposal.author_id, proposal.sponsor_id, condition.owner_id) if one}
        unit.homes.touch(concerned)
        if state is ConditionState.WAIVED:
            record_waiver(unit, services, desk, proposal, condition, clean(words), before)
        else:
            tell_discharge(unit, services, desk, condition, concerned)
        return Saved(proposal.ref, proposal.version, _said(unit, proposal, condition, state, changed=changed))

    return once(services, request, work)


def amend(services: Services, request: Request, condition_id: int, fields: ConditionFields) -> Saved:
    """Complete a condition of which a vote or a minute left something open: its owner, date, and who discharges it.

    Its words, and the record of the decision, stay as the board decided. What makes it milder needs a reason, and is
    recorded as such: that the approval comes into force without it, or stays where it would have fallen.

    Raises:
        NotAllowedError: neither the office nor the board's chair; or it is their own, see `takes_no_part`.
        InvalidInputError: a date that is past, it is made milder without a reason, whoever is to say that it is met is
            its owner, the author, the sponsor, or may not read the proposal; or it is not open any more.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal, condition = taken(unit, desk, condition_id)
        require(may_waive(desk, condition, is_out=takes_no_part(unit, desk, proposal)), desk, condition)
        milder = _milder(condition, fields)
        _require_sound(unit, services, proposal, fields, milder)
        unit.conditions.change(
            condition,
            owner_id=fields.owner_id,
            evidence=clean(fields.evidence),
            long_stop_on=fields.long_stop_on,
            discharged_by_id=fields.discharged_by_id,
            due=fields.due.value,
            on_lapse=fields.on_lapse.value,
        )
        unit.record(
            key_of(desk),
            "condition.completed",
            f"proposal:{proposal.ref}",
            condition=condition.id,
            owner=fields.owner_id,
            long_stop_on=fields.long_stop_on.isoformat() if fields.long_stop_on else None,
            discharged_by=fields.discharged_by_id,
            due=[condition.due.value, fields.due.value],
            on_lapse=[condition.on_lapse.value, fields.on_lapse.value],
            **({"milder": milder, "why": clean(fields.why)} if milder else {}),
        )
        _follow_action(unit, services, desk, condition, fields)
        settle_awards(unit, proposal.id, key_of(desk), f"condition {condition.number} completed")
        return Saved(proposal.ref, proposal.version, say("decisions/condition_amended", number=condition.number))

    return once(services, request, work)


def taken(view: View, desk: Desk, condition_id: int, *, to_end: bool = False) -> tuple[Proposal, Condition]:
    """Return an open condition with its proposal; a unit of work locks both, the proposal first.

    Args:
        view: the look or the unit of work.
        desk: who asks.
        condition_id: which.
        to_end: whether it is to be discharged or waived: one that blocks the money can be, though it has lapsed.

    Raises:
        InvalidInputError: there is none that somebody may read, or it is not open any more.
    """
    known = next(iter(view.conditions.of_ids([condition_id])), None)
    proposal = present(view, known.proposal_id) if known else None
    condition = view.conditions.get(condition_id)
    if proposal is None or condition is None or not can_read(view, desk.actor, proposal):
        raise InvalidInputError("That condition is not there any more.", "See them with `/proposal conditions`.")
    if not condition.is_open and not (to_end and condition in endable(view, proposal)):
        ended = f"{condition.state.value}, by {condition.ended_by}"
        raise InvalidInputError(
            f"Condition {condition.number} of {proposal.ref} is {ended}.", "There is nothing to do."
        )
    return proposal, condition


def takes_no_part(view: View, desk: Desk, proposal: Proposal) -> bool:
    """Return whether whoever is at the desk ends no condition of a proposal: it is theirs, or they are out.

    Theirs is what they wrote, sponsor or have sponsored. Out is who had no vote with any board, by a ruling or by law.
    """
    own = desk.actor.person.id if desk.actor.person else None
    return own is None or is_theirs(own, proposal) or took_no_part(view, proposal, own)


def may_discharge(desk: Desk, condition: Condition, *, is_out: bool) -> bool:
    """Return whether somebody may say that a condition is met: whom the board named, else its chair; the office.

    Never its owner, nor who is out, see `takes_no_part`.
    """
    own = desk.actor.person.id if desk.actor.person else None
    if is_out or own == condition.owner_id:
        return False
    if condition.discharged_by_id is not None and own == condition.discharged_by_id:
        return True
    return _keeps(desk, condition) and (desk.actor.is_office or condition.discharged_by_id is None)


def may_waive(desk: Desk, condition: Condition, *, is_out: bool) -> bool:
    """Return whether somebody may complete or waive a condition: the office, and the chair of the board that set it.

    Never its owner, nor who is out, see `takes_no_part`.
    """
    own = desk.actor.person.id if desk.actor.person else None
    return not is_out and own != condition.owner_id and _keeps(desk, condition)


def _keeps(desk: Desk, condition: Condition) -> bool:
    board = desk.directory.boards.get(condition.board)
    own = desk.actor.person.id if desk.actor.person else None
    return desk.actor.is_office or (board is not None and own in board.chairs(desk.actor.day))


def require(allowed: bool, desk: Desk, condition: Condition) -> None:  # noqa: FBT001 - the answer of a rule
    """Make sure that somebody may.

    Raises:
        NotAllowedError: they may not; says who may.
    """
    if allowed:
        return
    people = desk.directory.people
    person = people.get(condition.discharged_by_id) if condition.discharged_by_id is not None else None
    named = person.name if person else condition.discharger
    who = " or ".join(filter(None, [named, office_names(desk)]))
    raise NotAllowedError(
        "You can't end this condition.",
        f"These can: {who}; not who is to meet it, its proposal's author and sponsor, nor who took no part for an "
        "interest.",
    )


def _milder(condition: Condition, fields: ConditionFields) -> list[str]:
    """Return what a change takes from the weight of a condition."""
    milder = []
    if condition.due is Due.BEFORE and fields.due is not Due.BEFORE:
        milder.append("due")
    if condition.on_lapse is OnLapse.FALLS and fields.on_lapse is not OnLapse.FALLS:
        milder.append("on_lapse")
    return milder


def _require_sound(
    view: View, services: Services, proposal: Proposal, fields: ConditionFields, milder: Sequence[str]
) -> None:
    faults: dict[str, str] = {}
    directory, today = view.people.directory(), services.today(view.now)
    if fields.long_stop_on is not None and fields.long_stop_on < today:
        faults["by"] = "Choose today or a day after it."
    named = directory.people.get(fields.discharged_by_id) if fields.discharged_by_id is not None else None
    if named is not None and (named.id == fields.owner_id or is_theirs(named.id, proposal)):
        faults["discharger"] = "Who is to meet it, and the proposal's author and sponsor, don't say that it is met."
    elif said := fault_of_discharger(view, services, proposal, fields.discharged_by_id):
        faults["discharger"] = said
    if milder and not clean(fields.why):
        faults["why"] = "That is milder than the board resolved. Say who agreed to it, and why."
    if faults:
        raise InvalidInputError(" ".join(faults.values()), fields=faults)


def fault_of_discharger(view: View, services: Services, proposal: Proposal, person_id: int | None) -> str:
    """Return why somebody can't say that a condition is met, in a sentence: they may not read what it is about."""
    directory, today = view.people.directory(), services.today(view.now)
    named = directory.people.get(person_id) if person_id is not None else None
    if named is None or can_read(view, actor_of(directory, named.id, today), proposal):
        return ""
    return f"{named.name} may not read {proposal.ref}, so they can't say that it is met."


def _follow_action(unit: Unit, services: Services, desk: Desk, condition: Condition, fields: ConditionFields) -> None:
    action = unit.actions.get(condition.action_id) if condition.action_id is not None else None
    if action is None or not action.is_open:
        return
    person = desk.directory.people.get(fields.owner_id) if fields.owner_id is not None else None
    owners = (Owner(person.name, person.id),) if person is not None else ()
    if owners != action.owners:
        unit.actions.set_owners(action.id, owners)
    words = "The condition was completed: its owner or its date."
    entry = entry_of(unit, desk, action, EntryKind.EDITED, words)
    save(unit, services, desk, action, entry, due_on=fields.long_stop_on)


def _said(view: View, proposal: Proposal, condition: Condition, state: ConditionState, *, changed: bool) -> Mrkdwn:
    left = sum(one.holds_up for one in view.conditions.of_proposal(proposal.id))
    return say(
        "decisions/condition_ended",
        number=condition.number,
        ref=proposal.ref,
        state=state.value,
        left=left,
        in_force=changed and not left,
    )
