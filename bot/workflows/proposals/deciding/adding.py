"""What follows a decision is added to it later, by a further record: a review, a delegation, what is to be done.

So what a vote in a thread cannot say, or a minute says only once it is agreed, is put before the board and watched like
what stood in the decision itself. It changes nothing of what was decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.domain.proposals import course
from bot.domain.proposals.decision_words import hanging_words
from bot.domain.proposals.decisions import Decision, DecisionKind, Milestone, Resolution
from bot.domain.proposals.granting import last_answers
from bot.domain.proposals.milestones import followed
from bot.domain.proposals.records import Ask, Proposal, ProposalState, Stage
from bot.domain.proposals.resolved_lines import LineFaultError, read_milestones
from bot.domain.text import clean, clean_line
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit, View
from bot.views import decision_follow_form
from bot.views.blocks import Choice
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.identify import Identity
from bot.workflows.proposals.deciding import following, telling
from bot.workflows.proposals.deciding.further import begin_further, decision_of, further_record, seal_further
from bot.workflows.proposals.deciding.meeting_draft import delegation_of, readers_of
from bot.workflows.proposals.deciding.record_json import hanging_facts
from bot.workflows.proposals.rights import require_other
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_OFFICE_ONLY = "Only the governance office adds to a decision record."
_LOOKS = frozenset({Ask.NOTE, Ask.CONSIDER})


@dataclass(frozen=True, slots=True)
class FollowDraft:
    """What stands in the form: `percent` as typed, `milestones` one a line, and by whose word it is added."""

    review_on: date | None = None
    review_words: str = ""
    delegate_to: str = ""
    delegation: str = ""
    percent: str = ""
    milestones: str = ""
    why: str = ""


def follow_form(services: Services, identity: Identity, number: str) -> dict[str, Any]:
    """Return the form in which the office adds what follows a decision.

    Raises:
        NotAllowedError: not the office.
        NotFoundError: no such decision.
        InvalidInputError: nothing can be added to it.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_office(desk, _OFFICE_ONLY)
        about, proposal = decision_of(view, desk, number)
        _stage_of(view, proposal, about)
        boards = [Choice(one.name, one.key) for one in desk.directory.boards.values() if one.key != about.board]
        return decision_follow_form.follow_form(about.number, about.words, boards)


def add_following(services: Services, request: Request, number: str, draft: FollowDraft) -> Saved:
    """Add to a decision what follows it; return what whoever adds it is told.

    Raises:
        NotAllowedError: not the office.
        NotFoundError: no such decision.
        InvalidInputError: with a sentence for each field; or nothing can be added to it.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_office(desk, _OFFICE_ONLY)
        about, proposal = decision_of(unit, desk, number)
        require_other(desk, proposal)
        stage = _stage_of(unit, proposal, about)
        resolution = _read(services, desk, about, draft, proposal.author_id)
        words = f"{about.number} is followed: {hanging_words(resolution, desk.shown.dated)}"
        day = services.today(unit.now)
        decision = begin_further(unit, desk, about, DecisionKind.LATER, about.outcome, words, day)
        facts = hanging_facts(resolution, desk.directory.people)
        record = further_record(desk, proposal, decision, about, words, why=clean(draft.why), **facts)
        decision = seal_further(unit, desk, proposal, about, decision, record, "decision.followed")
        following.hang(unit, services, desk, proposal, stage, decision, resolution)
        telling.tell_decision(unit, services, desk, proposal, stage, decision)
        said = say("decisions/followed", number=decision.number, words=decision.words)
        return Saved(proposal.ref, proposal.version, said)

    return once(services, request, work)


def can_be_added_to(view: View, about: Decision) -> bool:
    """Return whether something can be added that follows a decision: it passed, and no later answer took its place."""
    stage = view.stages.get(about.stage_id) if about.stage_id is not None else None
    if stage is None or stage.ask in _LOOKS or not about.is_passing or not course.has_passed(stage):
        return False
    proposal = view.proposals.of_ids([about.proposal_id]).get(about.proposal_id)
    if proposal is None or proposal.state not in (ProposalState.UNDER_WAY, ProposalState.DECIDED):
        return False
    answer = last_answers(view.decisions.of_stage(stage.id), {stage.id}).get(stage.id)
    return answer is not None and answer.id == about.id


def _stage_of(view: View, proposal: Proposal, about: Decision) -> Stage:
    stage = view.stages.get(about.stage_id) if about.stage_id is not None else None
    if stage is None or not can_be_added_to(view, about):
        raise InvalidInputError(
            f"Nothing follows {about.number}: it is no decision by which a board passed something, or another took its "
            "place.",
            f"See the decisions on it with `/proposal {proposal.ref}`.",
        )
    return stage


def _read(services: Services, desk: Desk, about: Decision, draft: FollowDraft, author_id: int) -> Resolution:
    faults: dict[str, str] = {}
    today = desk.actor.day
    if draft.review_on is not None and draft.review_on <= today:
        faults["review"] = "Choose a day after today."
    milestones: tuple[Milestone, ...] = ()
    try:
        milestones = read_milestones(draft.milestones, readers_of(services, desk), author_id)
    except LineFaultError as fault:
        faults["milestones"] = str(fault)
    given = delegation_of(desk, draft.delegate_to, draft.delegation, draft.percent, faults)
    if not faults and draft.review_on is None and given is None and not milestones:
        faults["review"] = "Fill in what follows: a day for a review, a delegation, or what is to be done."
    if not clean(draft.why):
        faults["why"] = "Write by whose word: a minute, or the chair."
    if faults:
        raise InvalidInputError(" ".join(faults.values()), fields=faults)
    resolution = Resolution(
        about.outcome,
        today,
        review_on=draft.review_on,
        review_words=clean_line(draft.review_words),
        delegation=given,
        milestones=milestones,
        has_follow_up=False,
    )
    return replace(resolution, milestones=followed(resolution, Ask.APPROVE, about.number, author_id))
