"""The money of risks and opportunities: what each line is expected to cost, totals, and net, in whole pence.

Opportunities count as negative whichever sign they are written with. What a tracker states of a line is kept beside
what its value and probability come to. Lines are added within one partner only, unless the caller mixes them: two
partners may list the same money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.imports.drafts import FinanceSection, MoneyUnit
from bot.domain.registers.records import FinanceLineRecord

FINANCE_LINK = "finance"
"""The kind of a risk's link to a line of a tracker."""

CERTAIN = Fraction(1)
_UNIT_PENCE = {MoneyUnit.POUNDS: 100, MoneyUnit.THOUSANDS: 100_000}
_PARTS = ("adjusted_recurrent", "adjusted_non_recurrent")


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line with the number the database keeps it under."""

    id: int
    line: FinanceLineRecord


@dataclass(frozen=True, slots=True)
class Amounts:
    """Pence that come every year, once, and of which nobody has said which."""

    recurrent: int = 0
    non_recurrent: int = 0
    undivided: int = 0

    @property
    def total(self) -> int:
        """All three together."""
        return self.recurrent + self.non_recurrent + self.undivided

    def __add__(self, other: Amounts) -> Amounts:
        """Return the sums, each kind with its own."""
        return Amounts(
            self.recurrent + other.recurrent,
            self.non_recurrent + other.non_recurrent,
            self.undivided + other.undivided,
        )


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A line of a tracker with its money; opportunities are negative.

    Attributes:
        line: the line as it is kept.
        full: the full value, None where it is not known or to be confirmed.
        chance: the probability, None where it is to be confirmed; a blank one counts as certain.
        stated: the adjusted value that the tracker states, None where it states none or leaves part of it open.
        computed: the full value times the probability, to the penny, divided as the stated one is.
    """

    line: FinanceLineRecord
    full: int | None
    chance: Fraction | None
    stated: Amounts | None
    computed: Amounts | None

    @property
    def expected(self) -> Amounts | None:
        """What is stated, else what is computed; None where neither is known, which leaves the line out of totals."""
        return self.stated if self.stated is not None else self.computed

    @property
    def is_open(self) -> bool:
        """Whether the line is left out of totals because its money is to be confirmed."""
        return self.expected is None

    @property
    def differs(self) -> bool:
        """Whether the stated value is another than the computed one, beyond rounding to the tracker's unit."""
        if self.stated is None or self.full is None or self.chance is None:
            return False
        return abs(self.full * self.chance - self.stated.total) * 2 > _UNIT_PENCE[self.line.unit]

    @property
    def stake(self) -> tuple[int, Fraction]:
        """What comes if it comes, and how likely that is; nothing for an open line.

        Where only an adjusted value is known it counts as certain, which leaves the expected value as it is stated.
        """
        if self.is_open or self.expected is None:
            return 0, Fraction(0)
        if self.full is None or self.chance is None:
            return self.expected.total, CERTAIN
        return self.full, self.chance


@dataclass(frozen=True, slots=True)
class SectionTotals:
    """The totals of risks, of opportunities, or of both. `lines` counts all, `open_lines` those left out.

    `expected` takes what is stated where it is; `computed` takes value times probability where both are known.
    """

    lines: int = 0
    open_lines: int = 0
    full: int = 0
    expected: Amounts = Amounts()
    computed: Amounts = Amounts()

    def __add__(self, other: SectionTotals) -> SectionTotals:
        """Return the net of two sections: opportunities are negative already."""
        return SectionTotals(
            self.lines + other.lines,
            self.open_lines + other.open_lines,
            self.full + other.full,
            self.expected + other.expected,
            self.computed + other.computed,
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of a tracker by section."""

    risks: SectionTotals
    opportunities: SectionTotals

    @property
    def net(self) -> SectionTotals:
        """Risks less opportunities."""
        return self.risks + self.opportunities


def reckon(line: FinanceLineRecord) -> Reckoned:
    """Return a line's money as it counts."""
    open_fields = {name.removesuffix("_pence") for name in line.to_be_confirmed}

    def known(name: str) -> int | None:
        pence: int | None = getattr(line, f"{name}_pence")
        if pence is None or name in open_fields:
            return None
        return -abs(pence) if line.section is FinanceSection.OPPORTUNITY else pence

    mentioned = [name for name in _PARTS if name in open_fields or getattr(line, f"{name}_pence") is not None]
    parts = {name: known(name) for name in mentioned}
    stated: Amounts | None
    if mentioned:
        stated = None if None in parts.values() else Amounts(*(parts.get(name) or 0 for name in _PARTS))
    else:
        adjusted = known("adjusted")
        stated = None if adjusted is None else Amounts(undivided=adjusted)
    full = known("full_value")
    # A probability left blank counts as certain, as trackers mean it; one outside 0 to 100% says nothing.
    written = line.probability if line.probability is not None else CERTAIN
    chance = None if "probability" in open_fields or not 0 <= written <= 1 else written
    computed = None if full is None or chance is None else _divided(to_penny(full * chance), stated, mentioned)
    return Reckoned(line, full, chance, stated, computed)


def total(lines: Iterable[Reckoned]) -> Totals:
    """Return the totals of lines that may be added: those of one partner, or of one risk."""
    sums = {section: SectionTotals() for section in FinanceSection}
    for line in lines:
        sums[line.line.section] += _one(line)
    return Totals(sums[FinanceSection.RISK], sums[FinanceSection.OPPORTUNITY])


def by_partner(lines: Iterable[FinanceLineRecord]) -> Mapping[str, Sequence[FinanceLineRecord]]:
    """Return the lines of each partner in the order they come; a name in other letters' case is the same partner."""
    names: dict[str, str] = {}
    found: dict[str, list[FinanceLineRecord]] = {}
    for line in lines:
        name = names.setdefault(line.partner.casefold(), line.partner)
        found.setdefault(name, []).append(line)
    return found


def line_reference(line: FinanceLineRecord) -> str:
    """Return what a link to a line names it by: `Hackney/risk/3`."""
    return "/".join(line.key)


def to_penny(exact: Fraction) -> int:
    """Return the nearest whole pence; a half goes away from nothing, so that signs do not matter."""
    pence = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -pence if exact < 0 else pence


def _one(line: Reckoned) -> SectionTotals:
    if line.expected is None:
        return SectionTotals(lines=1, open_lines=1)
    computed = line.computed if line.computed is not None else line.expected
    return SectionTotals(1, 0, line.full or 0, line.expected, computed)


def _divided(pence: int, stated: Amounts | None, mentioned: Sequence[str]) -> Amounts:
    """Divide a computed value as the stated one is: all of one kind, or in the stated proportion."""
    if stated is None or not mentioned:
        return Amounts(undivided=pence)
    if len(mentioned) == 1:
        return Amounts(recurrent=pence) if mentioned[0] == _PARTS[0] else Amounts(non_recurrent=pence)
    if not stated.total:
        return Amounts(undivided=pence)
    recurrent = to_penny(pence * Fraction(stated.recurrent, stated.total))
    return Amounts(recurrent, pence - recurrent)
