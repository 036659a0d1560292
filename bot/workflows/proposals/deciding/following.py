"""What hangs on a decision: conditions and milestones as actions that are chased, reviews, and what is delegated."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.actions.records import SUMMARY_MAX, EntryKind, NewAction, Owner, Source, SourceKind
from bot.domain.proposals.conditions import ComingKind, Condition
from bot.domain.proposals.decisions import Decision, DecisionKind, Due, Milestone, Resolution
from bot.domain.proposals.granting import part_pence
from bot.domain.proposals.records import PASSING, Outcome, Proposal, Stage
from bot.domain.risks import Visibility
from bot.store.repositories.actions import NewEntry
from bot.store.unit_of_work import Unit, View
from bot.views.blocks import clip
from bot.views.wording import say, unescape
from bot.workflows.actions.adding import add_action
from bot.workflows.actions.change import entry_of, save
from bot.workflows.desk import Desk
from bot.workflows.proposals.deciding import news
from bot.workflows.proposals.deciding.money import content_before
from bot.workflows.proposals.deciding.signing import key_of
from bot.workflows.register_paper.choosing import next_meeting
from bot.workflows.services import Services

_ANSWERED = frozenset({ComingKind.DEFERRED, ComingKind.UNDECIDED, ComingKind.OVERRUN})


def set_conditions(
    unit: Unit,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    stage: Stage,
    decision: Decision,
    resolution: Resolution,
) -> tuple[Condition, ...]:
    """Keep the conditions of a decision, each with the action by which it is chased; return them."""
    if resolution.outcome not in PASSING:
        return ()
    for terms in resolution.conditions:
        condition_id = unit.conditions.add(decision.id, proposal.id, stage.board, terms)
        condition = unit.conditions.get(condition_id)
        if condition is not None:
            chase_condition(unit, services, desk, proposal, decision, condition)
    return unit.conditions.of_decision(decision.id)


def chase_condition(
    unit: Unit, services: Services, desk: Desk, proposal: Proposal, decision: Decision, condition: Condition
) -> None:
    """Set the action by which a condition is chased."""
    summary = _condition_words(proposal, decision, condition)
    owners = _owners(desk, condition.owner_id)
    action_id = _add_action(unit, services, desk, proposal, decision, summary, owners, condition.long_stop_on)
    unit.conditions.change(condition, action_id=action_id)


def follow(
    unit: Unit,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    stage: Stage,
    decision: Decision,
    resolution: Resolution,
) -> None:
    """Have everything followed that a decision leaves to be done, and end what had waited for it."""
    for item in unit.coming.of_proposal(proposal.id):
        if item.board == stage.board and item.kind in _ANSWERED and resolution.outcome is not Outcome.DEFERRED:
            unit.coming.end(item, "taken", decision.number)
    if decision.kind is DecisionKind.CHAIRS_ACTION:
        put_before(unit, services, desk, proposal, decision, ComingKind.RATIFICATION)
    if resolution.outcome is Outcome.NONE:
        put_before(unit, services, desk, proposal, decision, ComingKind.UNDECIDED)
    if resolution.outcome in PASSING:
        hang(unit, services, desk, proposal, stage, decision, resolution)


def hang(
    unit: Unit,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    stage: Stage,
    decision: Decision,
    resolution: Resolution,
) -> None:
    """Put a decision's review on its board's list, have what is to be done chased, and watch what it delegates."""
    if resolution.review_on is not None:
        words = _words("decisions/coming_review", ref=proposal.ref, title=proposal.title, words=resolution.review_words)
        unit.coming.add(
            board=stage.board,
            kind=ComingKind.REVIEW,
            words=words,
            due_on=resolution.review_on,
            proposal_id=proposal.id,
            decision_id=decision.id,
        )
    for number, milestone in enumerate(resolution.milestones, 1):
        _follow_milestone(unit, services, desk, proposal, decision, milestone, number)
    given = resolution.delegation
    if given is not None:
        delegation_id = unit.conditions.delegate(
            decision.id,
            proposal.id,
            stage.board,
            part_pence(content_before(unit, stage), decision.part),
            to_board=given.to_board,
            to_name=given.to_name,
            words=given.words,
            percent=given.percent,
            pence=given.pence,
        )
        unit.record(
            key_of(desk), "decision.delegated", f"proposal:{proposal.ref}", number=decision.number, to=given.to_name
        )
        told = news.News(news.DELEGATED, delegation_id, str(decision.id))
        news.tell_board(unit, told, given.to_board)
        found = desk.directory.boards.get(given.to_board)
        news.tell_people(unit, services, told, found.chairs(desk.actor.day) if found else ())


def put_before(
    unit: Unit, services: Services, desk: Desk, proposal: Proposal, decision: Decision, kind: ComingKind, why: str = ""
) -> None:
    """Put something before the board of a decision at its next meeting."""
    words = _words(
        "decisions/coming", kind=kind.value, ref=proposal.ref, title=proposal.title, number=decision.number, why=why
    )
    unit.coming.add(
        board=decision.board,
        kind=kind,
        words=words,
        due_on=_next_taken(unit, decision.board, services.today(unit.now), kind),
        proposal_id=proposal.id,
        decision_id=decision.id,
    )
    unit.record(key_of(desk), "decision.coming", f"proposal:{proposal.ref}", board=decision.board, kind=kind.value)


def _next_taken(view: View, board: str, today: date, kind: ComingKind) -> date | None:
    """Return the meeting at which a board takes something: the next, and today's for what the morning found."""
    found = view.people.directory().boards.get(board)
    from_on = today if kind is ComingKind.LAPSED else today + timedelta(days=1)
    return next_meeting(found, from_on) if found else None


def _follow_milestone(
    unit: Unit,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    decision: Decision,
    milestone: Milestone,
    number: int,
) -> None:
    summary = _milestone_words(proposal, decision, milestone.words, number)
    owners = _owners(desk, milestone.owner_id)
    action_id = _add_action(unit, services, desk, proposal, decision, summary, owners, milestone.due_on)
    unit.decisions.follow_up(decision.id, action_id)


def follow_visibility(unit: Unit, services: Services, desk: Desk, proposal: Proposal) -> None:
    """Have the actions of a proposal's decisions be read by whom it may be now, and say as much as they may."""
    for decision in unit.decisions.of_proposal(proposal.id):
        wanted = {
            one.action_id: _condition_words(proposal, decision, one)
            for one in unit.conditions.of_decision(decision.id)
            if one.action_id is not None
        }
        followed = zip(unit.decisions.followed_by(decision.id), decision.record.get("milestones", ()), strict=False)
        for number, (action_id, milestone) in enumerate(followed, 1):
            wanted[action_id] = _milestone_words(proposal, decision, milestone["words"], number)
        for action_id, summary in wanted.items():
            action = unit.actions.get(action_id)
            if action is not None and action.visibility is not proposal.visibility:
                words = (
                    f"{proposal.ref} is {'public' if proposal.visibility is Visibility.PUBLIC else 'not public'} now."
                )
                entry = entry_of(unit, desk, action, EntryKind.EDITED, words)
                save(unit, services, desk, action, entry, summary=summary, visibility=proposal.visibility.value)


def _condition_words(proposal: Proposal, decision: Decision, condition: Condition) -> str:
    if proposal.visibility is not Visibility.PUBLIC:
        return _withheld("Condition", proposal, decision, condition.number)
    return _words(
        "decisions/action_condition",
        ref=proposal.ref,
        number=decision.number,
        words=condition.words.rstrip(". "),
        evidence=condition.evidence.rstrip(". "),
        is_before=condition.due is Due.BEFORE,
    )


def _milestone_words(proposal: Proposal, decision: Decision, words: str, number: int) -> str:
    if proposal.visibility is not Visibility.PUBLIC:
        return _withheld("Milestone", proposal, decision, number)
    return _words(
        "decisions/action_milestone",
        ref=proposal.ref,
        number=decision.number,
        words=words.rstrip(". "),
        on=f"{decision.decided_on:%B %Y}",
    )


def _withheld(what: str, proposal: Proposal, decision: Decision, number: int) -> str:
    """Return a summary without words of the proposal: more may read an action than what it comes from."""
    return _words("decisions/action_withheld", what=what, no=number, number=decision.number, ref=proposal.ref)


def _add_action(
    unit: Unit,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    decision: Decision,
    summary: str,
    owners: tuple[Owner, ...],
    due_on: date | None,
) -> int:
    new = NewAction(
        summary=summary,
        board=services.config.bodies.name_of(decision.board),
        owners=owners,
        assigned_on=services.today(unit.now),
        due_on=due_on,
        workstream=proposal.workstream,
        visibility=proposal.visibility,
        source=Source(SourceKind.PROPOSAL, proposal.ref),
        minute=decision.number,
    )
    # The board set it, whoever wrote that down or voted last.
    by = f"The {desk.shown.board_names([decision.board])}"
    return add_action(unit, services, desk, new, NewEntry(EntryKind.SET, unit.now, by, None, "")).id


def _owners(desk: Desk, person_id: int | None) -> tuple[Owner, ...]:
    person = desk.directory.people.get(person_id) if person_id is not None else None
    return (Owner(person.name, person.id),) if person is not None else ()


def _words(template: str, **values: object) -> str:
    """Return a template's words as they are kept: on one line, nothing escaped, no longer than an action's summary."""
    return clip(" ".join(unescape(say(template, **values)).split()), SUMMARY_MAX)
