"""Funds in `convenor.toml`: how much there is, whose it is, how deficits are shared, and what an applicant is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from bot.domain.funds import Contribution, Fund, FundKind, MoneyLine
from bot.domain.imports.drafts import Recurrence
from bot.domain.money import format_pence, parse_pence
from bot.domain.sharing_money import Arrangement, Result, in_force
from bot.errors import InvalidInputError
from bot.settings.partnership import Frozen, Key, Name, WorkstreamKey
from bot.settings.proposals import QuestionSetting

_WHOLE = 100
_YEAR_FIRST, _YEAR_LAST = 2000, 2100


def _pence(given: object) -> int:
    """Return pence of pounds as the file has them: a whole number, or text such as `1,250,000.50`."""
    rule = 'must be pounds, as 2500000 or "2,500,000"'
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise ValueError(rule)  # noqa: TRY004 - pydantic makes a fault of the file of a ValueError only
    try:
        pence = parse_pence(str(given))
    except InvalidInputError as problem:
        raise ValueError(rule) from problem
    if pence < 0:
        raise ValueError("must not be less than 0")
    return pence


Money = Annotated[int, BeforeValidator(_pence)]
"""Pence, from pounds as they are written in the file."""

Year = Annotated[int, Field(ge=_YEAR_FIRST, le=_YEAR_LAST)]


class ContributionSetting(Frozen):
    """What a partner puts into a fund, and the least it must."""

    organisation: Key
    minimum: Money | None = None
    actual: Money


class SharingSetting(Frozen):
    """How a deficit or surplus is shared from a day on.

    `proportions` are in per cent and total 100; without them each partner's contribution is its weight. `first` is what
    each takes before that. `baseline` is the spend an outturn is measured from; the envelope where it is left out.
    """

    from_on: date = Field(alias="from")
    of: tuple[Literal["deficit", "surplus"], ...] = Field(default=("deficit", "surplus"), min_length=1)
    baseline: Money | None = None
    proportions: dict[Key, Annotated[Decimal, Field(ge=0, le=_WHOLE, decimal_places=6)]] = Field(default_factory=dict)
    first: dict[Key, Money] = Field(default_factory=dict)
    agreed: Annotated[str, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def _whole(self) -> SharingSetting:
        total = sum(self.proportions.values(), Decimal())
        if self.proportions and total != _WHOLE:
            raise ValueError(f"the proportions total {total.normalize():f} per cent; make them total 100")
        return self


class GivenSetting(Frozen):
    """Money that was given before this register began."""

    title: Name
    amount: Money
    year: Year | None = None
    workstream: WorkstreamKey | None = None
    organisation: Key | None = None
    recurrence: Recurrence | None = None


class FundSetting(Frozen):
    """A fund: a named envelope. `years` are those its financial years begin in: 2018 is 2018/19."""

    key: Key
    name: Name
    envelope: Money
    kind: FundKind = FundKind.POOLED
    organisations: tuple[Key, ...] = ()
    years: tuple[Year, ...] = ()
    ends_on: date | None = None
    host: Key | None = None
    contributions: tuple[ContributionSetting, ...] = ()
    sharing: tuple[SharingSetting, ...] = ()
    given: tuple[GivenSetting, ...] = ()
    questions: tuple[QuestionSetting, ...] = ()

    @model_validator(mode="after")
    def _some_money(self) -> FundSetting:
        if not self.envelope:
            raise ValueError("`envelope` must be more than 0")
        return self

    def fund(self) -> Fund:
        """Return it as the domain's value."""
        return Fund(
            key=self.key,
            name=self.name,
            envelope=self.envelope,
            kind=self.kind,
            organisations=self.organisations,
            years=tuple(sorted(self.years)),
            ends_on=self.ends_on,
            host=self.host or "",
            contributions={one.organisation: Contribution(one.actual, one.minimum) for one in self.contributions},
            arrangements=tuple(
                _arrangement(one, self.envelope) for one in sorted(self.sharing, key=lambda one: one.from_on)
            ),
            given=tuple(
                MoneyLine(
                    number=0,
                    title=one.title,
                    pence=one.amount,
                    year=one.year,
                    workstream=one.workstream or "",
                    organisation=one.organisation or "",
                    recurrence=one.recurrence.value if one.recurrence else "",
                )
                for one in self.given
            ),
        )


def _arrangement(setting: SharingSetting, envelope: int) -> Arrangement:
    return Arrangement(
        from_on=setting.from_on,
        baseline=envelope if setting.baseline is None else setting.baseline,
        results=frozenset(Result(one) for one in setting.of),
        proportions={key: Fraction(part) for key, part in setting.proportions.items()},
        thresholds=dict(setting.first),
        agreed=setting.agreed,
    )


def fund_names(funds: Iterable[FundSetting]) -> Iterator[tuple[str, str, str]]:
    """Yield where a fund names an organisation or a workstream, which of the two, and its key."""
    for fund in funds:
        at = f"funds.{fund.key}"
        yield from ((f"{at}.organisations", "organisation", key) for key in fund.organisations)
        if fund.host:
            yield f"{at}.host", "organisation", fund.host
        yield from ((f"{at}.contributions", "organisation", one.organisation) for one in fund.contributions)
        for number, sharing in enumerate(fund.sharing, 1):
            yield from (
                (f"{at}.sharing.{number}", "organisation", key) for key in (*sharing.proportions, *sharing.first)
            )
        for one in fund.given:
            if one.workstream:
                yield f"{at}.given", "workstream", one.workstream
            if one.organisation:
                yield f"{at}.given", "organisation", one.organisation


def fund_faults(funds: Iterable[FundSetting]) -> Iterator[tuple[str, str]]:
    """Yield key and sentence for each fund whose money contradicts itself."""
    for fund in funds:
        at = f"funds.{fund.key}"
        for what, keys in (
            ("organisations", fund.organisations),
            ("contributions", tuple(one.organisation for one in fund.contributions)),
        ):
            for key in _twice(keys):
                yield f"{at}.{what}", f"names `{key}` twice."
        for one in fund.contributions:
            if one.minimum is not None and one.actual < one.minimum:
                yield (
                    f"{at}.contributions",
                    (
                        f"`{one.organisation}` puts in {format_pence(one.actual)}, less than its minimum of "
                        f"{format_pence(one.minimum)}."
                    ),
                )
        total = sum(one.amount for one in fund.given)
        if total > fund.envelope:
            yield (
                f"{at}.given",
                f"comes to {format_pence(total)}, more than the envelope {format_pence(fund.envelope)}.",
            )
        yield from _sharing_faults(at, fund)


def _sharing_faults(at: str, fund: FundSetting) -> Iterator[tuple[str, str]]:
    partners = {one.organisation for one in fund.contributions if one.actual}
    for number, sharing in enumerate(fund.sharing, 1):
        key = f"{at}.sharing.{number}"
        if not sharing.proportions and not partners:
            yield key, "has no `proportions`, and the fund no `contributions` that could be the weights. Give either."
        known = set(sharing.proportions) or partners
        strangers = sorted(set(sharing.first) - known)
        if known and strangers:
            yield f"{key}.first", f"names `{strangers[0]}`, which takes no part in the rest. Give it a proportion."
    arrangements = fund.fund().arrangements
    for day in sorted({one.from_on for one in arrangements}):
        deficits, surpluses = (in_force(arrangements, day, result) for result in Result)
        if deficits and surpluses and deficits.baseline < surpluses.baseline:
            yield (
                f"{at}.sharing",
                (
                    f"would from {day} make spend between {format_pence(deficits.baseline)} and "
                    f"{format_pence(surpluses.baseline)} a deficit and a surplus at once. Give both one `baseline`."
                ),
            )
    for result in ("deficit", "surplus"):
        of_it = sorted((one for one in fund.sharing if result in one.of), key=lambda one: one.from_on)
        for earlier, later in pairwise(of_it):
            if earlier.from_on == later.from_on:
                yield f"{at}.sharing", f"has two arrangements of a {result} from {later.from_on}. Keep one of them."
            elif earlier.proportions != later.proportions and not (later.agreed and _moved(fund, earlier, later)):
                yield (
                    f"{at}.sharing",
                    (
                        f"changes the proportions of a {result} from {later.from_on} without an agreed shift of the "
                        "baseline. Give that entry a `baseline` of its own, and in `agreed` where it was agreed."
                    ),
                )


def _moved(fund: FundSetting, earlier: SharingSetting, later: SharingSetting) -> bool:
    before, after = (_arrangement(one, fund.envelope).baseline for one in (earlier, later))
    return before != after


def _twice(keys: Iterable[str]) -> list[str]:
    return [key for key, times in Counter(keys).items() if times > 1]
