"""How a fund stands: what was given, what is asked and what is left, cut by year, workstream and organisation.

All of it is made of the same lines, so that every cut sums to the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.funds import Fund, MoneyLine


class Standing(StrEnum):
    """How money of a fund stands."""

    APPROVED = "approved"
    CONDITIONAL = "conditional"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Part:
    """A line of money as it stands; `source` names what it is of: a proposal's reference, empty for none."""

    standing: Standing
    line: MoneyLine
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """Pence approved and in force, approved on conditions that are open, and asked."""

    approved: int = 0
    conditional: int = 0
    asked: int = 0

    def __add__(self, other: Sums) -> Sums:
        """Return both together."""
        return Sums(self.approved + other.approved, self.conditional + other.conditional, self.asked + other.asked)

    @property
    def committed(self) -> int:
        """What was given, with conditions or without."""
        return self.approved + self.conditional


@dataclass(frozen=True, slots=True)
class Slice:
    """What a fund's money comes to for one year, workstream or organisation; None or empty where none is named."""

    key: str | int | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class Position:
    """How a fund stands.

    Attributes:
        parts: every line that was given or is asked.
        open_lines: how many amounts that are asked are to be confirmed.
        drawn, spent: pence drawn down, and actually spent.
    """

    fund: Fund
    parts: tuple[Part, ...] = ()
    open_lines: int = 0
    drawn: int = 0
    spent: int = 0

    @property
    def whole(self) -> Sums:
        """All of it."""
        return _sums(self.parts)

    @property
    def approved(self) -> int:
        """Pence given and in force."""
        return self.whole.approved

    @property
    def conditional(self) -> int:
        """Pence given on conditions that are open."""
        return self.whole.conditional

    @property
    def asked(self) -> int:
        """Pence asked by what lies before boards."""
        return self.whole.asked

    @property
    def left(self) -> int:
        """What can still be given; less than 0 where more was given than there is."""
        return self.fund.envelope - self.whole.committed

    @property
    def left_if_all(self) -> int:
        """What would be left if all that is asked were given."""
        return self.left - self.whole.asked

    @property
    def unspent(self) -> int:
        """What was given and is in force, less what was spent."""
        return self.approved - self.spent

    def by_year(self) -> tuple[Slice, ...]:
        """Return the sums by financial year, the fund's own first among them; money without a year is last."""
        found = _grouped(self.parts, lambda line: line.year)
        years = sorted({*self.fund.years, *(year for year in found if isinstance(year, int))})
        ordered = [Slice(year, found.get(year, Sums())) for year in years]
        return (*ordered, Slice(None, found[None])) if None in found else tuple(ordered)

    def by_workstream(self) -> tuple[Slice, ...]:
        """Return the sums by workstream, those with the most money first; money of none is last."""
        return _by_size(_grouped(self.parts, lambda line: line.workstream))

    def by_organisation(self) -> tuple[Slice, ...]:
        """Return the sums by organisation, those with the most money first; money of none is last."""
        return _by_size(_grouped(self.parts, lambda line: line.organisation))

    def facts(self) -> dict[str, int]:
        """Return its sums as a record keeps them, in pence."""
        whole = self.whole
        return {
            "envelope": self.fund.envelope,
            "approved": whole.approved,
            "conditional": whole.conditional,
            "asked": whole.asked,
            "left": self.left,
        }


def _sums(parts: Iterable[Part]) -> Sums:
    totals = dict.fromkeys(Standing, 0)
    for part in parts:
        totals[part.standing] += part.line.pence
    return Sums(totals[Standing.APPROVED], totals[Standing.CONDITIONAL], totals[Standing.ASKED])


def _grouped(parts: Iterable[Part], key: Callable[[MoneyLine], str | int | None]) -> dict[str | int | None, Sums]:
    found: dict[str | int | None, list[Part]] = {}
    for part in parts:
        found.setdefault(key(part.line), []).append(part)
    return {name: _sums(group) for name, group in found.items()}


def _by_size(found: Mapping[str | int | None, Sums]) -> tuple[Slice, ...]:
    def size(name: str | int | None) -> tuple[bool, int, str]:
        return (not name, -(found[name].committed + found[name].asked), str(name))

    return tuple(Slice(name, found[name]) for name in sorted(found, key=size))
