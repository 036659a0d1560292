"""The money of a decision: what it would give, whether the fund bears it, and how the fund stands before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.funds import Award, AwardState, MoneyLine, Overdraw, money_lines, without
from bot.domain.proposals import course
from bot.domain.proposals.conditions import Condition, in_force
from bot.domain.proposals.content import Content
from bot.domain.proposals.decisions import Decision, Part
from bot.domain.proposals.granting import Approval, granted, last_answers, merged, narrowing
from bot.domain.proposals.records import Ask, Proposal, Stage
from bot.errors import IntegrityError, InvalidInputError
from bot.store.unit_of_work import Unit, View
from bot.workflows.funds.awarding import award, set_award_state
from bot.workflows.funds.positions import overdraw, position_of, require_fund
from bot.workflows.services import Services

_LOOKS = frozenset({Ask.NOTE, Ask.CONSIDER})


class OverdrawnError(InvalidInputError):
    """What a board decided would overdraw the fund, and no finance officer has allowed that."""


@dataclass(frozen=True, slots=True)
class Gift:
    """What a decision gives.

    Attributes:
        lines: of a fund.
        commits: whether they are given with it, or wait for other boards.
        whole: what the proposal has then, with what it was given before and still has.
        before: the awards in place of which that is.
    """

    lines: tuple[MoneyLine, ...]
    commits: bool
    whole: tuple[MoneyLine, ...] = ()
    before: tuple[Award, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether the proposal has other money with it than before."""
        return self.commits and self.whole != _lines_of(self.before)

    @property
    def added(self) -> tuple[MoneyLine, ...]:
        """What the fund gives beyond what it gave before."""
        return without(self.whole, _lines_of(self.before))

    @property
    def pence(self) -> int:
        """All of it."""
        return sum(line.pence for line in self.lines)


def content_before(view: View, stage: Stage) -> Content:
    """Return what the version says that lies before a stage's board.

    Raises:
        IntegrityError: there is no such version.
    """
    version = view.proposals.submitted(stage.proposal_id, stage.considers)
    if version is None:
        raise IntegrityError(f"Stage {stage.id} has version {stage.considers} before it, which is not there.")
    return version.content


def earlier_decisions(view: View, stage: Stage) -> tuple[Decision, ...]:
    """Return what the boards of the steps before a stage's decided in this run of the route, the last of each."""
    stages = course.current(view.stages.of_proposal(stage.proposal_id))
    before = {one.id for one in stages if one.step < stage.step}
    return tuple(last_answers(view.decisions.of_proposal(stage.proposal_id), before).values())


def proposed_part(view: View, stage: Stage) -> Part:
    """Return for which part of the money the boards before a stage's spoke."""
    return narrowing(earlier_decisions(view, stage))


def gift_of(view: View, proposal: Proposal, stage: Stage, part: Part) -> Gift:
    """Return what a board gives that passes a part now.

    Of what other boards had to approve as well, only that which they did. A board of an earlier step that is asked
    anew, after others have approved, gives with its answer what they did.
    """
    stages = course.current(view.stages.of_proposal(proposal.id))
    own = Approval(_asked(view, proposal, stage), part, stage.rules.money_of)
    if proposal.fund == "" or not course.will_commit(stages, stage):
        return Gift(() if stage.ask in _LOOKS else own.approved, commits=False)
    approving = {one.id: one for one in stages if one.ask is Ask.APPROVE}
    decided = last_answers(view.decisions.of_proposal(proposal.id), set(approving) - {stage.id})
    approvals = [
        Approval(_asked(view, proposal, approving[stage_id]), one.part, approving[stage_id].rules.money_of)
        for stage_id, one in sorted(decided.items(), key=lambda item: item[1].id)
        if one.is_passing
    ]
    if stage.ask is Ask.APPROVE:
        approvals.append(own)
    lines = granted(approvals)
    before = tuple(one for one in view.funds.awards_of(proposal.id) if one.state is not AwardState.FALLEN)
    return Gift(lines, commits=True, whole=merged(lines, _lines_of(before), _left_open(approvals)), before=before)


def require_money(unit: Unit, services: Services, proposal: Proposal, gift: Gift) -> Overdraw | None:
    """Make sure that the fund bears what a decision commits; return what it overdraws where that is allowed.

    The fund stays locked until the unit ends.

    Raises:
        OverdrawnError: it does not, and no finance officer has allowed that. Nothing was written.
        InvalidInputError: the fund is not configured any more. Nothing was written.
    """
    if not gift.is_new:
        return None
    require_fund(services.config, proposal)
    unit.funds.lock(proposal.fund)
    over = overdraw(unit, services.config, proposal, gift.added)
    if over is not None and not over.is_allowed:
        raise OverdrawnError(
            f"Nothing was decided. {over.sentence()}",
            f"A chief finance officer can allow it: `/proposal override {proposal.ref}`. Then decide again.",
        )
    return over


def give(unit: Unit, services: Services, proposal: Proposal, gift: Gift, decision: Decision, by: str) -> None:
    """Give a proposal the money of a decision, in place of what it was given before; where it gives none, do nothing.

    Conditions that hold up what is given hold up all that the proposal has; so does the day on which the last of the
    boards' decisions takes effect.
    """
    if gift.is_new:
        for one in gift.before:
            set_award_state(unit, one.id, AwardState.FALLEN, by, f"Replaced by {decision.number}.")
        if not gift.whole:
            return
        effective_on = course.takes_effect_on(unit.stages.of_proposal(proposal.id))
        state = award_state(unit.conditions.of_proposal(proposal.id), effective_on, unit.today)
        award(
            unit,
            services,
            proposal,
            gift.whole,
            decision_id=decision.id,
            state=state,
            actor=by,
            effective_on=effective_on,
            replaced_pence=sum(one.pence for one in gift.before),
        )
    else:
        settle_awards(unit, proposal.id, by, f"{decision.number} sets a condition.")


@dataclass(frozen=True, slots=True)
class FundFacts:
    """How a fund stands, in pence, as decision records keep it: the whole, and without others' that is not public."""

    whole: dict[str, Any]
    public: dict[str, Any]


def fund_facts(view: View, services: Services, proposal: Proposal) -> FundFacts | None:
    """Return how a proposal's fund stands; None where it asks none."""
    fund = services.config.fund(proposal.fund)
    if fund is None:
        return None
    readable = {proposal.id, *view.funds.public_in(fund.key)}
    return FundFacts(dict(position_of(view, fund).facts()), dict(position_of(view, fund, readable).facts()))


def fund_moved(view: View, services: Services, proposal: Proposal, before: FundFacts | None) -> dict[str, Any] | None:
    """Return how a proposal's fund stood before and stands now, as records keep it; None where nothing moved."""
    after = fund_facts(view, services, proposal)
    return fund_record(proposal, before, after) if before != after else None


def fund_record(proposal: Proposal, before: FundFacts | None, after: FundFacts | None) -> dict[str, Any] | None:
    """Return how a proposal's fund stands before and after, as records keep it; None where it asks none."""
    if before is None or after is None:
        return None
    public = {"before": before.public, "after": after.public}
    return {"key": proposal.fund, "before": before.whole, "after": after.whole, "public": public}


def award_state(conditions: Sequence[Condition], effective_on: date | None, today: date) -> AwardState:
    """Return whether an award with these conditions is in force, or waits for them or for the day it takes effect."""
    waits = not in_force(conditions) or (effective_on is not None and today < effective_on)
    return AwardState.CONDITIONAL if waits else AwardState.IN_FORCE


def settle_awards(unit: Unit, proposal_id: int, by: str, why: str, *, fallen: bool = False) -> bool:
    """Let the awards of a proposal stand as its conditions and days do; return whether any changed. Its fund is locked.

    Args:
        unit: the unit of work, in which the proposal is locked.
        proposal_id: whose.
        by: as the audit trail names who brings it about.
        why: a sentence.
        fallen: whether they fall whatever the conditions say.
    """
    conditions, changed = unit.conditions.of_proposal(proposal_id), False
    for one in unit.funds.awards_of(proposal_id):
        state = AwardState.FALLEN if fallen else award_state(conditions, one.effective_on, unit.today)
        if one.state is AwardState.FALLEN or one.state is state:
            continue
        unit.funds.lock(one.fund)
        changed = set_award_state(unit, one.id, state, by, why) or changed
    return changed


def _left_open(approvals: Sequence[Approval]) -> tuple[MoneyLine, ...]:
    """Return the lines to which the boards did not say no: those of years of which they did not speak, too."""
    parts = [one.part for one in approvals]
    return tuple(
        line
        for line in approvals[-1].lines
        if not any(part.is_nothing or (part.lines and line.number not in part.lines) for part in parts)
    )


def _lines_of(awards: Sequence[Award]) -> tuple[MoneyLine, ...]:
    return tuple(line for one in awards for line in one.lines)


def _asked(view: View, proposal: Proposal, stage: Stage) -> tuple[MoneyLine, ...]:
    return money_lines(content_before(view, stage), proposal.workstream)
