"""A decision written down: the record with everything it stands on, then what follows from it, all in one unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.proposals import course
from bot.domain.proposals.decision_words import resolution_words
from bot.domain.proposals.decisions import Decision, DecisionKind, Resolution
from bot.domain.proposals.granting import part_of_items
from bot.domain.proposals.milestones import followed
from bot.domain.proposals.records import PASSING, Outcome, Proposal, ProposalState, Stage
from bot.errors import IntegrityError
from bot.store.unit_of_work import Unit, View
from bot.views.interest_words import line_words
from bot.views.proposal_words import asked_words
from bot.views.wording import unescape
from bot.workflows.desk import Desk
from bot.workflows.proposals import routing
from bot.workflows.proposals.deciding import ending, following, telling
from bot.workflows.proposals.deciding.blocking import require_unblocked
from bot.workflows.proposals.deciding.money import (
    Gift,
    content_before,
    fund_facts,
    fund_record,
    gift_of,
    give,
    require_money,
)
from bot.workflows.proposals.deciding.record_json import record_of
from bot.workflows.proposals.deciding.signing import key_of
from bot.workflows.proposals.interests.recording import interests_of
from bot.workflows.proposals.stage_change import require_notice
from bot.workflows.services import Services

_COMES_AGAIN = frozenset({Outcome.NONE, Outcome.REFERRED_BACK, Outcome.DEFERRED})


@dataclass(frozen=True, slots=True)
class Entry:
    """How a decision comes about and who writes it down; `more` is what else its record keeps: JSON values."""

    kind: DecisionKind
    entered_by: str
    more: Mapping[str, Any]


def conclude(
    unit: Unit, services: Services, desk: Desk, stage: Stage, resolution: Resolution, entry: Entry
) -> Decision:
    """Record what a board decided on a stage, and have everything follow from it; return the record.

    The record names the version and its papers by their digests. The route goes on, ends or waits; money is given once
    the last board that had to has approved; conditions, reviews, delegations and milestones are followed from now on;
    author, sponsor, the thread and the next boards are told.

    Args:
        unit: the unit of work, in which the proposal and then the stage were locked.
        services: what every use case is handed.
        desk: who writes it down.
        stage: as it lies before the board.
        resolution: what was decided.
        entry: how it came about.

    Raises:
        OverdrawnError: the fund does not bear it; nothing was written.
        InvalidInputError: the stage cannot be answered so, or now.
    """
    proposal = unit.proposals.get(stage.proposal_id)
    if proposal is None:
        raise IntegrityError(f"Stage {stage.id} is of a proposal that is not there.")
    _require_answerable(stage, resolution)
    content = content_before(unit, stage)
    is_passing = resolution.outcome in PASSING
    if is_passing:
        resolution = replace(resolution, part=part_of_items(content, resolution.items, resolution.part, stage.ask))
    if is_passing:
        require_unblocked(unit, desk, proposal, stage)
    gift = gift_of(unit, proposal, stage, resolution.part) if is_passing else Gift((), commits=False)
    over = require_money(unit, services, proposal, gift)
    before = fund_facts(unit, services, proposal)
    money = asked_words(gift.pence) if gift.lines and proposal.fund else ""
    words = resolution.words or resolution_words(resolution, stage.ask, desk.shown.dated, money)
    decision = unit.decisions.begin(
        board=stage.board,
        proposal_id=proposal.id,
        stage_id=stage.id,
        sitting=stage.sitting,
        kind=entry.kind,
        about_id=None,
        decided_on=resolution.decided_on,
        outcome=resolution.outcome,
        words=words,
        entered_by=entry.entered_by,
        entered_at=unit.now,
    )
    if is_passing:
        todo = followed(resolution, stage.ask, decision.number, proposal.author_id)
        resolution = replace(resolution, milestones=todo)
    onward = _go_on(unit, services, desk, stage, resolution, words)
    conditions = following.set_conditions(unit, services, desk, proposal, stage, decision, resolution)
    if is_passing and gift.is_new:
        ending.let_go_of_earlier_runs(unit, services, desk, proposal, f"Overtaken by {decision.number}.")
    if is_passing:
        give(unit, services, proposal, gift, decision, key_of(desk))
    after = fund_facts(unit, services, proposal)
    record = record_of(unit, services, proposal, stage, decision, resolution, words)
    record |= {
        "lines": [
            {"title": line.title, "year": line.year, "organisation": line.organisation, "pence": line.pence}
            for line in gift.lines
        ],
        "commits": gift.commits,
        "fund": fund_record(proposal, before, after),
        "override": over.allowed_by if over is not None else "",
        "effective_on": onward.effective_on,
        "entered_by": entry.entered_by,
        "entered_at": unit.now.isoformat(),
        **entry.more,
    }
    decision = unit.decisions.seal(decision, record)
    unit.record(
        key_of(desk),
        "decision.recorded",
        f"proposal:{proposal.ref}",
        number=decision.number,
        digest=decision.digest,
        board=stage.board,
        outcome=resolution.outcome.value,
        kind=entry.kind.value,
        conditions=len(conditions),
    )
    following.follow(unit, services, desk, proposal, stage, decision, resolution)
    telling.tell_decision(unit, services, desk, proposal, stage, decision, onward.opened)
    if onward.state is ProposalState.REJECTED:
        ending.let_go(unit, services, desk, proposal, f"{decision.number}: rejected")
    return decision


def _require_answerable(stage: Stage, resolution: Resolution) -> None:
    """Make sure that a stage can be answered so, before anything is written.

    Raises:
        InvalidInputError: it does not lie before its board, the answer does not fit, or its notice has not run.
    """
    if resolution.outcome in _COMES_AGAIN:
        course.returned(stage, "")
    else:
        course.closed(stage, resolution.outcome, "")
        require_notice(stage, resolution.decided_on)


@dataclass(frozen=True, slots=True)
class _Onward:
    """How the route goes on: what opened, how the proposal stands, and when the decision takes effect (ISO)."""

    opened: tuple[Stage, ...] = ()
    state: ProposalState = ProposalState.UNDER_WAY
    effective_on: str | None = None


def _go_on(unit: Unit, services: Services, desk: Desk, stage: Stage, resolution: Resolution, words: str) -> _Onward:
    by = key_of(desk)
    if resolution.outcome is Outcome.REFERRED_BACK:
        who = desk.shown.board_names([stage.board])
        routing.refer_back(unit, services, by, stage, resolution.questions, who=who)
        return _Onward()
    if resolution.outcome is Outcome.DEFERRED:
        routing.defer(unit, services, by, stage, resolution.until, resolution.reason)
        return _Onward()
    if resolution.outcome is Outcome.NONE:
        return _Onward()
    closed = routing.close_stage(
        unit, services, by, stage, resolution.outcome, words=words, decided_on=resolution.decided_on
    )
    effective = closed.effective_on.isoformat() if closed.effective_on else None
    return _Onward(closed.opened, closed.state, effective)


def present_proposal(unit: Unit, stage: Stage) -> Proposal:
    """Return a stage's proposal, locked.

    Raises:
        IntegrityError: it is not there.
    """
    proposal = unit.proposals.get(stage.proposal_id)
    if proposal is None:
        raise IntegrityError(f"Stage {stage.id} is of a proposal that is not there.")
    return proposal


def interest_sentences(view: View, services: Services, desk: Desk, stage: Stage) -> tuple[str, ...]:
    """Return the interests in a stage with what was ruled on each, in plain words; sensitive ones are withheld."""
    told = [unescape(line_words(line, desk.shown)).replace("*", "") for line in interests_of(view, services, stage)]
    return tuple(": ".join(" ".join(part.split()) for part in words.split("\n", 1)) for words in told)
