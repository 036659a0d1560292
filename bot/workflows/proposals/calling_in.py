"""A decision is called in before it takes effect: it counts no more, and its board is asked again."""

from __future__ import annotations

from datetime import date

from bot.domain.proposals import course
from bot.domain.proposals.decisions import Decision, DecisionKind
from bot.domain.proposals.granting import last_answers
from bot.domain.proposals.records import Outcome, Proposal, Stage
from bot.domain.text import clean
from bot.errors import InvalidInputError
from bot.store.unit_of_work import Unit, View
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.proposals.change import present, subject_of, touch_homes
from bot.workflows.proposals.deciding import ending, telling
from bot.workflows.proposals.deciding.further import begin_further, further_record, seal_further
from bot.workflows.proposals.deciding.money import FundFacts, fund_facts, fund_moved, settle_awards
from bot.workflows.proposals.interests.recusing import require_part
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.moving import BECAUSE, stage_named
from bot.workflows.proposals.rights import require_other
from bot.workflows.proposals.route_back import take_back
from bot.workflows.proposals.route_telling import tell_called_in
from bot.workflows.proposals.stage_change import actor_of, locked
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

_WHY_MAX = 1000


def call_in(services: Services, request: Request, rest: str) -> Saved:
    """Record that a board's decision is called in: `[board] because ...`. It lies before the board again.

    What hung on the decision ends, and money that was given falls where the boards that approved are not all left.

    Raises:
        NotAllowedError: not the office.
        NotFoundError: no such proposal.
        InvalidInputError: no decision waits to take effect, several do, or there is no reason.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_office(desk, "Only the governance office records that a decision is called in.")
        proposal = find_readable_proposal(unit, services, desk, request.ref)
        require_other(desk, proposal)
        require_part(unit, proposal, desk.actor.person.id if desk.actor.person else None)
        stage, words = _stage_meant(unit, desk, proposal, rest)
        why = clean(BECAUSE.sub("", words, count=1))
        if not why or len(why) > _WHY_MAX:
            raise InvalidInputError(
                f"Say in at most {_WHY_MAX:,} characters who calls it in, and why.",
                f"Write it like `/proposal callin {proposal.ref} {stage.board} because three members asked`.",
            )
        _, stage = locked(unit, stage)
        _undo(unit, services, desk, proposal, stage, f"Called in: {why}")
        after = present(unit, proposal.id)
        touch_homes(unit, after)
        board = desk.shown.boards.get(stage.board, stage.board)
        return Saved(after.ref, after.version, say("routes/called_in_said", ref=after.ref, board=board))

    return once(services, request, work)


def _undo(unit: Unit, services: Services, desk: Desk, proposal: Proposal, stage: Stage, why: str) -> None:
    had_given = course.is_committed(unit.stages.of_proposal(proposal.id))
    answer = last_answers(unit.decisions.of_proposal(proposal.id), {stage.id}).get(stage.id)
    number = answer.number if answer is not None else ""
    unit.record(actor_of(desk), "stage.called_in", subject_of(proposal), board=stage.board, decision=number, why=why)
    before = fund_facts(unit, services, proposal)
    stages = unit.stages.of_proposal(proposal.id)
    is_earlier = all(one.id != stage.id for one in course.current(stages))
    if answer is not None:
        ending.let_go_of(unit, services, desk, proposal, answer, why)
    take_back(unit, services, desk, stage, why)
    # What an earlier route gave stands only until another decision takes its place.
    if is_earlier or (had_given and not course.is_committed(unit.stages.of_proposal(proposal.id))):
        settle_awards(unit, proposal.id, actor_of(desk), why, fallen=True)
    now = unit.stages.of_ids([stage.id])[stage.id]
    if answer is not None:
        _keep_record(unit, services, desk, present(unit, proposal.id), now, answer, why, before)
    tell_called_in(unit, services, present(unit, proposal.id), now, why)


def _keep_record(
    unit: Unit,
    services: Services,
    desk: Desk,
    proposal: Proposal,
    stage: Stage,
    about: Decision,
    why: str,
    before: FundFacts | None,
) -> None:
    """Keep a further record that a decision was called in, and tell it; `before` is how the fund stood until then."""
    words = f"CALLED IN: {about.number}. {why.removeprefix('Called in: ').rstrip('. ')}."
    decision = begin_further(unit, desk, about, DecisionKind.LATER, Outcome.NONE, words, services.today(unit.now))
    fund = fund_moved(unit, services, proposal, before)
    record = further_record(desk, proposal, decision, about, words, why=why, is_called_in=True, fund=fund)
    decision = seal_further(unit, desk, proposal, about, decision, record, "decision.called_in")
    telling.tell_decision(unit, services, desk, proposal, stage, decision)


def _stage_meant(view: View, desk: Desk, proposal: Proposal, rest: str) -> tuple[Stage, str]:
    passed = [one for one in view.stages.of_proposal(proposal.id) if course.has_passed(one)]
    waiting = [one for one in passed if one.effective_on is not None and one.effective_on > view.today]
    if not waiting:
        last: date | None = max((one.effective_on for one in passed if one.effective_on is not None), default=None)
        took = f" The last took effect on {desk.shown.dated(last)}." if last else ""
        raise InvalidInputError(
            f"No decision on {proposal.ref} waits to take effect, so none can be called in.{took}",
            f"See where it is: `/proposal route {proposal.ref}`.",
        )
    return stage_named(desk, proposal, waiting, rest, "callin", "was decided by")
