"""Funds: envelopes of money, what versions ask of them, and what was given. Exact, in whole pence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.money import format_pence
from bot.domain.proposals.content import Content
from bot.domain.proposals.costs import parts_of
from bot.domain.sharing_money import Arrangement


class FundKind(StrEnum):
    """Whose word gives the money: a board decides on pooled money, and only recommends on aligned money."""

    POOLED = "pooled"
    ALIGNED = "aligned"


class AwardState(StrEnum):
    """What an award is worth: it waits for conditions, holds, or holds no longer."""

    CONDITIONAL = "conditional"
    IN_FORCE = "in_force"
    FALLEN = "fallen"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a partner puts into a fund, in pence.

    Attributes:
        minimum: the least it must put in by law or agreement, None where nothing is said.
        actual: what it does put in.
    """

    actual: int
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """What is asked or given for one thing in one year.

    Attributes:
        number: of the cost line, 0 for none.
        year: the one a financial year begins in; None where none is named.
        workstream, organisation: keys, empty for none.
        recurrence: `recurrent`, `non_recurrent` or empty.
    """

    number: int
    title: str
    pence: int
    year: int | None = None
    workstream: str = ""
    organisation: str = ""
    recurrence: str = ""


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund as the configuration has it.

    Attributes:
        envelope: all there is to give, in pence.
        organisations: keys of those whose money it is.
        years: the financial years it is for, each the one it begins in; empty where the fund names none.
        ends_on: after which nothing can be drawn from it.
        host: key of the organisation that holds it, empty for none.
        contributions: by organisation.
        arrangements: how a deficit or surplus is shared, the oldest first.
        given: what was given before this register began.
    """

    key: str
    name: str
    envelope: int
    kind: FundKind = FundKind.POOLED
    organisations: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    ends_on: date | None = None
    host: str = ""
    contributions: Mapping[str, Contribution] = field(default_factory=dict)
    arrangements: tuple[Arrangement, ...] = ()
    given: tuple[MoneyLine, ...] = ()

    @property
    def paid_in(self) -> Mapping[str, int]:
        """What each partner puts in, in pence."""
        return {name: one.actual for name, one in self.contributions.items()}


@dataclass(frozen=True, slots=True)
class Award:
    """Money a fund gives to a proposal, from the day in `effective_on` on; None for at once."""

    id: int
    fund: str
    proposal_id: int
    decision_id: int | None
    title: str
    state: AwardState
    effective_on: date | None
    lines: tuple[MoneyLine, ...]

    @property
    def pence(self) -> int:
        """All its lines together."""
        return sum(line.pence for line in self.lines)


@dataclass(frozen=True, slots=True)
class Overdraw:
    """That a fund would give more than it has.

    Attributes:
        wanted: what is to be given.
        left: what there is to give, which may be less than 0.
        is_allowed: whether a finance officer has allowed it for the version before the boards.
        allowed_by: their name, empty for nobody.
        hides: whether some of what was given is not public, so that the sums would tell of it.
    """

    fund_key: str
    fund_name: str
    wanted: int
    left: int
    is_allowed: bool = False
    allowed_by: str = ""
    hides: bool = False

    @property
    def over(self) -> int:
        """By how much, in pence."""
        return self.wanted - self.left

    def sentence(self, *, whole: bool = False) -> str:
        """Return it in plain words; the sums that would tell what is not public only where `whole` is asked for."""
        allowed = f" {self.allowed_by}, a finance officer, has allowed it." if self.is_allowed else ""
        if self.hides and not whole:
            return (
                f"Approving it would overdraw {self.fund_key}: more is wanted than is left of {self.fund_name}. "
                f"Some that was given is not public: finance officers and the governance office see the sums.{allowed}"
            )
        left = (
            f"{format_pence(self.left)} is left of {self.fund_name}"
            if self.left > 0
            else f"nothing is left of {self.fund_name}"
        )
        return (
            f"Approving it would overdraw {self.fund_key} by {format_pence(self.over)}: "
            f"{format_pence(self.wanted)} is wanted, and {left}.{allowed}"
        )


def money_lines(content: Content, workstream: str = "") -> tuple[MoneyLine, ...]:
    """Return what a version asks, line by line and year by year.

    What is to be confirmed is left out, and so is what was given before and is shown for completeness only.

    Args:
        content: of the version.
        workstream: key of the proposal's own, for lines that name none.
    """
    lines = []
    for line in (line for line in content.costs if not line.is_given):
        for part in parts_of(line, content.money_of):
            if part.pence is None or part.pence <= 0 or part.is_unconfirmed:
                continue
            lines.append(
                MoneyLine(
                    number=line.number,
                    title=line.what,
                    pence=part.pence,
                    year=part.year,
                    workstream=part.workstream or workstream,
                    organisation=part.organisation,
                    recurrence=part.recurrence.value if part.recurrence else "",
                )
            )
    if not content.costs and content.stated_total_pence and content.stated_total_pence > 0:
        alone = content.money_of[0] if len(content.money_of) == 1 else ""
        lines.append(MoneyLine(0, content.title, content.stated_total_pence, None, workstream, alone))
    return tuple(lines)


def open_lines(content: Content) -> int:
    """Return how many amounts of a version are to be confirmed."""
    asked = (line for line in content.costs if not line.is_given)
    return sum(part.pence is None or part.is_unconfirmed for line in asked for part in parts_of(line, content.money_of))


def narrowed(
    lines: Iterable[MoneyLine],
    *,
    years: Collection[int | None] | None = None,
    numbers: Collection[int] | None = None,
) -> tuple[MoneyLine, ...]:
    """Return those of some lines that are for these years and of these cost lines; None is all of them."""
    return tuple(
        line for line in lines if (years is None or line.year in years) and (numbers is None or line.number in numbers)
    )


def without(lines: Iterable[MoneyLine], given: Iterable[MoneyLine]) -> tuple[MoneyLine, ...]:
    """Return what is still asked once `given` was given: less of a line, or none of it, never less than nothing.

    Money is taken off the same line of the same year first, then off whatever is left, so that the sums are exact
    also where a new version counts its lines anew.
    """
    wanted, over = list(lines), 0
    for one in given:
        over += _take(wanted, one.pence, (one.number, one.year))
    _take(wanted, over, None)
    return tuple(line for line in wanted if line.pence)


def _take(wanted: list[MoneyLine], pence: int, of: tuple[int, int | None] | None) -> int:
    """Take pence off the lines of a number and year, or off any; return what they did not hold."""
    for place, line in enumerate(wanted):
        if pence and of in (None, (line.number, line.year)):
            taken = min(pence, line.pence)
            wanted[place] = _with_pence(line, line.pence - taken)
            pence -= taken
    return pence


def _with_pence(line: MoneyLine, pence: int) -> MoneyLine:
    return MoneyLine(line.number, line.title, pence, line.year, line.workstream, line.organisation, line.recurrence)
