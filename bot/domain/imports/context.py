"""What the reading of one table needs to know beside its lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.imports.dated import Dates
from bot.domain.imports.drafts import Draft, Refused, TotalCheck
from bot.domain.imports.names import split_names
from bot.domain.imports.reading import ColumnChoice, ImportRules
from bot.domain.imports.tables import Line


@dataclass(frozen=True, slots=True)
class Context:
    """One table and how it is read.

    Args:
        lines: its lines in order, printed totals among them.
        columns: what its columns are.
        rules: the partnership's rules.
        dates: its date columns.
        known: names of the directory.
        titles: the texts above the header.
        title: what to call a plan or a fund that the sheet does not name.
        prefix: for references, None when not given.
    """

    lines: tuple[Line, ...]
    columns: tuple[ColumnChoice, ...]
    rules: ImportRules
    dates: Dates
    known: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    title: str = ""
    prefix: str | None = None

    @property
    def records(self) -> tuple[Line, ...]:
        """The lines that are no printed totals."""
        return tuple(line for line in self.lines if not line.is_total)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(choice.field for choice in self.columns if choice.field)

    def names(self, line: Line, field: str) -> tuple[str, ...]:
        """Return the people and groups that a line names in a field, each once."""
        named = [name for cell in line.cells.get(field, ()) for name in split_names(cell.text, self.known)]
        return tuple(dict.fromkeys(named))

    def heading_of(self, name: str) -> str:
        """Return the heading of a field's column; empty when it has none."""
        return next((choice.heading for choice in self.columns if choice.field == name), "")


@dataclass(frozen=True, slots=True)
class Result:
    """The drafts of a table and what to say of them."""

    drafts: tuple[Draft, ...]
    refused: tuple[Refused, ...] = ()
    totals: tuple[TotalCheck, ...] = ()
    notes: tuple[str, ...] = field(default=())
