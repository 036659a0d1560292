"""A decision record as values. Every form is written from these alone, so that all forms say the same."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.settings.papers import PaperForm


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet at the head: a label, and one or more lines beside it."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part under a heading: lines as a list, then a table; `columns` are its headings, empty for no table."""

    heading: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionPaper:
    """The paper.

    Attributes:
        name: of its files, without the ending.
        number: of the decision, such as `ICB-H-2018-3`.
        title: of the proposal, with its reference.
        words: what was decided, in the board's words.
        digest: of the record, in hexadecimal.
        is_public: whether the proposal is.
    """

    name: str
    number: str
    title: str
    partnership: str
    board: str
    publicity: str
    rows: tuple[Row, ...]
    words: str
    parts: tuple[Part, ...]
    digest: str
    is_public: bool

    @property
    def foot(self) -> str:
        """The line at the foot of each page."""
        return f"{self.publicity} · {self.number} · record {self.digest[:16]}"

    def file_name(self, form: PaperForm) -> str:
        """Return the file's name in one form."""
        return f"{self.name}.{form.value}"

    def values(self) -> dict[str, Any]:
        """Return all of it as JSON values."""
        return {**asdict(self), "foot": self.foot}
