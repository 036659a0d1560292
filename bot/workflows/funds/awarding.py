"""Money that is given to a proposal, once the last body whose word gives it has decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.funds import AwardState, MoneyLine
from bot.domain.proposals.records import Proposal
from bot.errors import IntegrityError, NotAllowedError
from bot.store.unit_of_work import Unit
from bot.workflows.funds.positions import overdraw, require_fund
from bot.workflows.funds.renewing import renew_cards_of_fund
from bot.workflows.proposals.change import present, subject_of
from bot.workflows.services import Services


def award(
    unit: Unit,
    services: Services,
    proposal: Proposal,
    lines: Sequence[MoneyLine],
    *,
    decision_id: int | None,
    state: AwardState,
    actor: str,
    effective_on: date | None = None,
    replaced_pence: int = 0,
) -> int:
    """Give a proposal money of its fund; return the award's id.

    Lock the proposal and its stage before: this locks the fund, so that of two approvals that each fit and not both,
    the second is refused.

    Args:
        unit: the unit of work.
        services: with the funds.
        proposal: to which it is given.
        lines: what is given; not empty.
        decision_id: by which decision.
        state: in force, or conditional while a condition that is to be met before is open, or its day has not come.
        actor: as the audit trail names them.
        effective_on: the day on which the decision takes effect; None for at once.
        replaced_pence: what it is given in place of, and has fallen; no more than that needs no room in the fund.

    Raises:
        InvalidInputError: the fund is not configured any more.
        NotAllowedError: the fund has not so much left, and no finance officer allowed it for this version.
        ValueError: there are no lines, or one gives nothing.
    """
    if not lines or any(line.pence <= 0 for line in lines):
        raise ValueError("an award gives money")
    if sum(line.pence for line in lines) > replaced_pence:
        require_room(unit, services, proposal, lines)
    award_id = unit.funds.add_award(
        fund=proposal.fund,
        proposal_id=proposal.id,
        decision_id=decision_id,
        title=proposal.title,
        state=state,
        at=unit.now,
        effective_on=effective_on,
        lines=lines,
    )
    pence = sum(line.pence for line in lines)
    unit.record(
        actor, "fund.awarded", subject_of(proposal), fund=proposal.fund, award=award_id, pence=pence, state=state.value
    )
    renew_cards_of_fund(unit, proposal.fund, f"award{award_id}", but=proposal.id)
    return award_id


def require_room(unit: Unit, services: Services, proposal: Proposal, lines: Sequence[MoneyLine]) -> None:
    """Lock a proposal's fund, and make sure that it has so much left or may be overdrawn.

    Raises:
        InvalidInputError: the fund is not configured any more.
        NotAllowedError: it has not so much left, and may not be overdrawn.
    """
    require_fund(services.config, proposal)
    unit.funds.lock(proposal.fund)
    over = overdraw(unit, services.config, proposal, lines)
    if over is not None and not over.is_allowed:
        raise NotAllowedError(
            f"{over.sentence()} Nothing was saved.",
            f"A finance officer can allow it for this version: `/proposal override {proposal.ref}`.",
        )


def set_award_state(unit: Unit, award_id: int, state: AwardState, actor: str, why: str = "") -> bool:
    """Let an award be worth something else from now on; return whether it was not already.

    An award that fell gives its money back to the fund and is not raised again: a new decision gives anew.

    Raises:
        IntegrityError: there is no such award, or it has fallen.
    """
    known = unit.funds.award(award_id)
    if known is None:
        raise IntegrityError(f"There is no award {award_id}.")
    unit.funds.lock(known.fund)
    before = unit.funds.award(award_id) or known
    if before.state is state:
        return False
    if before.state is AwardState.FALLEN:
        raise IntegrityError(f"Award {award_id} has fallen; a new decision gives anew.")
    unit.funds.set_state(award_id, state, unit.now)
    proposal = present(unit, before.proposal_id)
    unit.record(
        actor,
        "fund.award_changed",
        subject_of(proposal),
        fund=before.fund,
        award=award_id,
        pence=before.pence,
        state=[before.state.value, state.value],
        why=why,
    )
    renew_cards_of_fund(unit, before.fund, f"award{award_id}:{state.value}", but=proposal.id)
    return True
