"""How a fund stands, and whether giving more would overdraw it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.fund_positions import Part, Position, Standing
from bot.domain.funds import (
    AwardState,
    Fund,
    MoneyLine,
    Overdraw,
    money_lines,
    open_lines,
    without,
)
from bot.domain.proposals.records import Proposal
from bot.domain.spending import ACTUAL, DRAWDOWN, Override, Spend
from bot.errors import InvalidInputError
from bot.settings import Config
from bot.store.repositories.funds import Asking
from bot.store.unit_of_work import View
from bot.workflows.proposals.change import content_of

_STANDING = {AwardState.IN_FORCE: Standing.APPROVED, AwardState.CONDITIONAL: Standing.CONDITIONAL}


def position(view: View, config: Config, fund_key: str) -> Position | None:
    """Return how a fund stands with all that is given and asked of it, whoever may read of that; None for no fund."""
    fund = config.fund(fund_key)
    return None if fund is None else position_of(view, fund)


def position_of(view: View, fund: Fund, readable: Iterable[int] | None = None) -> Position:
    """Return how a fund stands.

    Args:
        view: the look.
        fund: which.
        readable: ids of the proposals that may be counted; None for all of them.
    """
    counted = None if readable is None else frozenset(readable)

    def counts(proposal_id: int | None) -> bool:
        return counted is None or proposal_id is None or proposal_id in counted

    awards = [award for award in view.funds.awards(fund.key) if counts(award.proposal_id)]
    asking = [one for one in view.funds.asking(fund.key) if counts(one.proposal_id)]
    refs = {one.id: one.ref for one in view.proposals.of_ids({award.proposal_id for award in awards}).values()}
    parts = [Part(Standing.APPROVED, line) for line in fund.given]
    given: dict[int, list[MoneyLine]] = {}
    for award in awards:
        parts += [Part(_STANDING[award.state], line, refs[award.proposal_id]) for line in award.lines]
        given.setdefault(award.proposal_id, []).extend(award.lines)
    for one in asking:
        wanted = without(money_lines(one.content, one.workstream), given.get(one.proposal_id, ()))
        parts += [Part(Standing.ASKED, line, one.ref) for line in wanted]
    spends = [spend for spend in view.funds.spends(fund.key) if counts(spend.proposal_id)]
    return Position(fund, tuple(parts), _open(asking), _total(spends, DRAWDOWN), _total(spends, ACTUAL))


def overdraw(
    view: View, config: Config, proposal: Proposal, lines: Sequence[MoneyLine] | None = None
) -> Overdraw | None:
    """Return that giving a proposal money would overdraw its fund; None where it would not, or asks none.

    Args:
        view: the look; at a decision the unit that locked the fund.
        config: with the funds.
        proposal: which.
        lines: what is to be given; None for all that its latest version asks and was not given before.
    """
    fund = config.fund(proposal.fund)
    if fund is None or (lines is None and not proposal.submitted):
        return None
    wanted = sum(line.pence for line in (asked_lines(view, proposal) if lines is None else lines))
    left = left_of(view, fund)
    if wanted <= 0 or wanted <= left:
        return None
    allowed = override_for(view, proposal, fund.key)
    covers = allowed is not None and allowed.over_pence >= wanted - left
    officer = allowed.officer if covers and allowed else ""
    hides = view.funds.gave_unseen(fund.key, proposal.id)
    return Overdraw(fund.key, fund.name, wanted, left, covers, officer, hides)


def require_fund(config: Config, proposal: Proposal) -> None:
    """Make sure that the fund a proposal asks is still configured: without its envelope nobody knows what it has.

    Raises:
        InvalidInputError: it is not; says where it belongs.
    """
    if proposal.fund and config.fund(proposal.fund) is None:
        raise InvalidInputError(
            f"No money can be given: the fund `{proposal.fund}` that {proposal.ref} asks is not configured any more.",
            f'Put it back into `convenor.toml`: a `[[funds]]` entry with `key = "{proposal.fund}"`.',
        )


def left_of(view: View, fund: Fund) -> int:
    """Return what a fund can still give, in pence; the same as its position's, without reading what is asked."""
    return fund.envelope - sum(line.pence for line in fund.given) - view.funds.committed(fund.key)


def asked_lines(view: View, proposal: Proposal) -> tuple[MoneyLine, ...]:
    """Return what a proposal's latest submitted version asks, less what it was given before."""
    given = [
        line
        for award in view.funds.awards_of(proposal.id)
        if award.state is not AwardState.FALLEN
        for line in award.lines
    ]
    return without(money_lines(content_of(view, proposal), proposal.workstream), given)


def override_for(view: View, proposal: Proposal, fund_key: str) -> Override | None:
    """Return the largest sum a finance officer allowed for the version that is before the boards."""
    mine = [
        one
        for one in view.funds.overrides(proposal.id)
        if one.fund == fund_key and one.considered == proposal.submitted
    ]
    return max(mine, key=lambda one: one.over_pence, default=None)


def _open(asking: Iterable[Asking]) -> int:
    return sum(open_lines(one.content) for one in asking)


def _total(spends: Iterable[Spend], kind: str) -> int:
    return sum(spend.pence for spend in spends if spend.kind == kind)
