"""What a proposal's cost lines come to, by year, recurrence, workstream and organisation. Exact pence; nothing guessed.

An amount is *known*, or it is *unconfirmed*: a figure marked `TBC`, which stands beside the sum and is not in it. An
"up to" amount is known as an upper bound. Where something is to be confirmed and has no figure, a sum is "at least";
with bounds among its amounts it is neither a least nor a most, and how much of it is bounds is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.domain.imports.drafts import Recurrence
from bot.domain.money import format_pence
from bot.domain.proposals.amounts import product, product_words
from bot.domain.proposals.content import Content, CostLine
from bot.domain.registers.comparing import year_words

NO_YEAR = "year not named"

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Part:
    """An amount of a line that belongs to one financial year.

    Attributes:
        year: the one it begins in; None where the line names none.
        pence: None where it is to be confirmed and has no figure.
        is_unconfirmed: whether the figure is marked to be confirmed.
        is_given: whether it was approved earlier, and is not asked again.
    """

    line: int
    year: int | None
    workstream: str
    organisation: str
    section: str
    recurrence: Recurrence | None
    pence: int | None
    is_up_to: bool = False
    is_unconfirmed: bool = False
    is_given: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """What amounts come to.

    Attributes:
        known: pence that can be added up, upper bounds among them, and what was approved earlier.
        unconfirmed: pence of figures that are to be confirmed, not in `known`.
        is_at_least: something is to be confirmed and has no figure.
        bounded: how much of `known` is of upper bounds, without what was approved earlier.
        given: how much of `known` was approved earlier.
        is_open_up_to: some of `unconfirmed` is an upper bound.
    """

    known: int = 0
    unconfirmed: int = 0
    is_at_least: bool = False
    bounded: int = 0
    given: int = 0
    is_open_up_to: bool = False

    def __add__(self, other: Sum) -> Sum:
        """Return both together."""
        return Sum(
            self.known + other.known,
            self.unconfirmed + other.unconfirmed,
            self.is_at_least or other.is_at_least,
            self.bounded + other.bounded,
            self.given + other.given,
            self.is_open_up_to or other.is_open_up_to,
        )

    @property
    def asked(self) -> int:
        """Pence that are asked: what is known, without what was approved earlier."""
        return self.known - self.given

    @property
    def to_ask(self) -> Sum:
        """The sum without what was approved earlier, which is not asked again."""
        return replace(self, known=self.known - self.given, given=0)

    @property
    def words(self) -> str:
        """The sum with what is open about it.

        `at least £227,000`; `£297,700, and up to £100,000 to be confirmed`; `£53,300 (£10,000 of it “up to”), and more
        to be confirmed`.
        """
        open_words = f"{'up to ' if self.is_open_up_to else ''}{format_pence(self.unconfirmed)} to be confirmed"
        if not self.known and not self.unconfirmed:
            return "to be confirmed" if self.is_at_least else format_pence(0)
        if not self.known:
            return f"{open_words}{', and more without a figure' if self.is_at_least else ''}"
        given = f", of which {format_pence(self.given)} was approved earlier" if self.given else ""
        if not (self.bounded and self.is_at_least):
            start = "at least " if self.is_at_least else "up to " if self.bounded else ""
            end = f", and {open_words}" if self.unconfirmed else ""
            return f"{start}{format_pence(self.known)}{given}{end}"
        start = f"{self._bounds}{given}"
        if not self.unconfirmed:
            return f"{start}, and more to be confirmed"
        return f"{start}, {open_words}, and more without a figure"

    @property
    def brief(self) -> str:
        """The sum for a narrow column: `at least £227,000`, `£49,000 (£9,000 of it “up to”) + TBC`, `TBC up to £9`."""
        if self.known or not (self.unconfirmed or self.is_at_least):
            is_both = self.bounded and self.is_at_least
            plain = replace(self, unconfirmed=0, given=0, is_at_least=self.is_at_least and not is_both)
            if not is_both:
                return plain.words
            return f"{self._bounds} + TBC"
        bound = "up to " if self.is_open_up_to else ""
        return f"TBC {bound}{format_pence(self.unconfirmed)}" if self.unconfirmed else "TBC"

    @property
    def _bounds(self) -> str:
        """What is known, with how much of it is upper bounds."""
        known = format_pence(self.known)
        return (
            f"{known} ({format_pence(self.bounded)} of it “up to”)" if self.known > self.bounded else f"up to {known}"
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a proposal. Keys of `by_year` come in order, None (no year named) last; the others as first met.

    `by_recurrence` has None for amounts of which nobody said it; workstreams and organisations have the empty key.
    """

    whole: Sum
    by_year: Mapping[int | None, Sum]
    by_recurrence: Mapping[Recurrence | None, Sum]
    by_workstream: Mapping[str, Sum]
    by_organisation: Mapping[str, Sum]
    by_section: Mapping[tuple[str, str], Sum]

    @property
    def years(self) -> tuple[int, ...]:
        """The financial years that are named, in order."""
        return tuple(year for year in self.by_year if year is not None)


def reckoned_pence(line: CostLine) -> int | None:
    """Return what a line's quantity x periods x rate comes to; None where it has no such sum."""
    if line.quantity is None or line.rate_pence is None:
        return None
    return product(line.quantity, line.periods, line.rate_pence)


def reckoning_words(line: CostLine) -> str:
    """Return `5 beds x 26 weeks x £800`, empty where a line has no such sum."""
    if line.quantity is None or line.rate_pence is None:
        return ""
    return product_words(line.quantity, line.unit, line.periods, line.period, line.rate_pence)


def parts_of(line: CostLine, money_of: Sequence[str] = ()) -> tuple[Part, ...]:
    """Return a line's amounts: those of its years, else its total as typed, else what its sum comes to.

    Args:
        line: the line.
        money_of: whose money the proposal asks; a line that names nobody is theirs where they are one.
    """
    organisation = line.organisation or (money_of[0] if len(money_of) == 1 else "")
    of = (line.workstream, organisation, line.section)
    parts = [
        Part(
            line.number,
            one.year,
            *of,
            one.recurrence or line.recurrence,
            one.pence,
            one.is_up_to or line.is_up_to,
            one.is_tbc,
            line.is_given,
        )
        for one in line.years
    ]
    if any(part.pence is not None for part in parts):
        # The line has figures, and more is to come: what it comes to is a least.
        if line.is_tbc and not any(part.is_unconfirmed for part in parts):
            parts.append(Part(line.number, None, *of, line.recurrence, None, is_unconfirmed=True))
        return tuple(parts)
    pence = line.stated_total_pence if line.stated_total_pence is not None else reckoned_pence(line)
    if pence is None:
        return tuple(parts) or (Part(line.number, None, *of, line.recurrence, None, is_unconfirmed=True),)
    year = parts[0].year if len(parts) == 1 else None
    is_unconfirmed = line.is_tbc or any(part.is_unconfirmed for part in parts)
    return (Part(line.number, year, *of, line.recurrence, pence, line.is_up_to, is_unconfirmed, line.is_given),)


def all_parts(content: Content) -> tuple[Part, ...]:
    """Return the amounts of all lines of a proposal, in their order."""
    return tuple(part for line in content.costs for part in parts_of(line, content.money_of))


def sum_of(parts: Iterable[Part]) -> Sum:
    """Return what amounts come to."""
    total = Sum()
    for part in parts:
        if part.pence is None:
            total += Sum(is_at_least=True)
        elif part.is_unconfirmed:
            total += Sum(unconfirmed=part.pence, is_open_up_to=part.is_up_to)
        else:
            is_bound = part.is_up_to and not part.is_given
            total += Sum(part.pence, bounded=part.pence if is_bound else 0, given=part.pence if part.is_given else 0)
    return total


def sum_of_line(line: CostLine) -> Sum:
    """Return what one line comes to."""
    return sum_of(parts_of(line))


def by_year(parts: Sequence[Part]) -> dict[int | None, Sum]:
    """Return what amounts come to by financial year, in order, None for amounts that name no year last.

    What is open and names no year may fall in any year: each then comes to at least so much.
    """
    is_open = any(part.year is None and part.pence is None for part in parts)
    named = [part for part in parts if part.year is not None or part.pence is not None]
    sums = _grouped(named, lambda part: part.year)
    ordered = sorted(year for year in sums if year is not None)
    found: dict[int | None, Sum] = {year: sums[year] + Sum(is_at_least=is_open) for year in ordered}
    return found | ({None: sums[None]} if None in sums else {})


def totals_of(content: Content) -> Totals:
    """Return the sums of a proposal's lines."""
    parts = all_parts(content)
    return Totals(
        whole=sum_of(parts),
        by_year=by_year(parts),
        by_recurrence=_grouped(parts, lambda part: part.recurrence),
        by_workstream=_grouped(parts, lambda part: part.workstream),
        by_organisation=_grouped(parts, lambda part: part.organisation),
        by_section=_grouped(parts, lambda part: (part.workstream, part.section)),
    )


def asked_pence(content: Content) -> int | None:
    """Return what a proposal asks for: what its lines come to, upper bounds in full; None where no figure is known.

    What was approved earlier is not asked again; what is to be confirmed is not asked yet. A proposal without lines
    asks for the total its author typed.
    """
    return totals_of(content).whole.asked or None if content.costs else content.stated_total_pence


def asked_sum(content: Content) -> Sum | None:
    """Return what a proposal asks for with what is open about it; None where it has neither lines nor a total."""
    if content.costs:
        return totals_of(content).whole.to_ask
    return Sum(content.stated_total_pence) if content.stated_total_pence is not None else None


def year_name(year: int | None) -> str:
    """Return `2018/19` for 2018, and words for amounts that name no year."""
    return NO_YEAR if year is None else year_words(year)


def _grouped(parts: Iterable[Part], key: Callable[[Part], Key]) -> dict[Key, Sum]:
    groups: dict[Key, list[Part]] = {}
    for part in parts:
        groups.setdefault(key(part), []).append(part)
    return {name: sum_of(group) for name, group in groups.items()}
