"""What a reading of a sheet gives back: its columns, its drafts, and everything a person should be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.imports.drafts import Draft, Refused, RegisterKind, TotalCheck


class Confidence(StrEnum):
    """How sure a column's meaning is. Nobody should save what rests on an unsure one without having looked."""

    GIVEN = "given"
    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What a column was taken for.

    Args:
        column: counted from 0.
        heading: the whole heading, groups first (`Inherent risk | Likelihood`), told apart by `#2` when it repeats.
        field: the field's name, such as `inherent_likelihood` or `year_2018`; empty when the column is not used.
        confidence: how sure that is.
    """

    column: int
    heading: str
    field: str
    confidence: Confidence


class ScoreOrder(StrEnum):
    """Which number of a score comes first where a cell holds both (`4 x 3`) or two columns have no name."""

    LIKELIHOOD_FIRST = "likelihood_first"
    SEVERITY_FIRST = "severity_first"


@dataclass(frozen=True, slots=True)
class ImportRules:
    """How the partnership's own words are read. Words are matched regardless of case; by default none means a number.

    Args:
        likelihood_words: such as `high` -> 4.
        severity_words: such as `major` -> 4.
        rating_words: a word that rates a whole score -> its likelihood and severity.
        score_order: used only where the register itself does not say.
        synonyms: field -> further headings that mean it.
    """

    likelihood_words: Mapping[str, int] = field(default_factory=dict)
    severity_words: Mapping[str, int] = field(default_factory=dict)
    rating_words: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    score_order: ScoreOrder | None = None
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Interpreted:
    """A sheet as it was understood.

    Args:
        kind: what it was read as.
        sheet: the sheet's name, empty for CSV.
        columns: what each column was taken for, in the sheet's order.
        drafts: one for each record, in the sheet's order; all of the kind's own type.
        refused: rows that cannot become records.
        totals: printed totals that differ from their sums.
        notes: sentences on what was skipped or supposed.
    """

    kind: RegisterKind
    sheet: str
    columns: tuple[ColumnChoice, ...]
    drafts: tuple[Draft, ...]
    refused: tuple[Refused, ...] = ()
    totals: tuple[TotalCheck, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields the sheet has a column for; a draft's other fields say nothing."""
        return frozenset(choice.field for choice in self.columns if choice.field)

    @property
    def unsure(self) -> tuple[ColumnChoice, ...]:
        """The columns whose meaning is a guess that a person should confirm or correct."""
        return tuple(choice for choice in self.columns if choice.confidence is Confidence.UNSURE)

    @property
    def suggestion(self) -> dict[str, str]:
        """Heading -> field, complete, ready to be saved, corrected and given back; empty means not used."""
        return {choice.heading: choice.field for choice in self.columns}
