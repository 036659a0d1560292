"""The cover sheet of a proposal as values. Every form is written from these alone, so that all forms say the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from bot.settings.papers import PaperForm


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the cover sheet: a label, and one or more lines beside it."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recommended:
    """A recommendation: what this paper's board is asked (`verb`), its words, and what each board on the route is."""

    number: int
    verb: str
    words: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the form with its answer."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class CostRow:
    """A line of costs: what it is for, its cells by year in the order of `CostTable.years`, and what it comes to."""

    number: str
    what: str
    about: str
    cells: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True)
class CostTable:
    """The costs.

    Attributes:
        years: headings of the columns of years.
        rows: lines; `sums` are the rows below them, all lines and the totals as typed.
        groups: sums by year, recurrence, workstream and organisation, in sentences.
        faults: what is wrong or open in the sums, in sentences, worst first.
    """

    years: tuple[str, ...]
    rows: tuple[CostRow, ...]
    sums: tuple[CostRow, ...]
    groups: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidBelow:
    """Something a board below said or asked: which board, what kind of word, who, the words, and the answer."""

    board: str
    kind: str
    name: str
    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """An officer whose sign-off a proposal needs; `signed` says when they gave it, or that they have not."""

    title: str
    name: str
    signed: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A paper that goes with the proposal, with the SHA-256 of what it holds, empty while that is fetched."""

    title: str
    detail: str
    digest: str


@dataclass(frozen=True)
class CoverSheet:
    """The paper.

    Attributes:
        name: of its file, without the ending.
        board: name of the board it is for; empty where it is for none in particular.
        draft: why it is no final paper, empty when it is.
        content_digest: SHA-256 of the version it is made from.
    """

    name: str
    ref: str
    title: str
    partnership: str
    board: str
    author: str
    draft: str
    publicity: str
    cover: tuple[Row, ...]
    summary: str
    warning: str
    recommendations: tuple[Recommended, ...]
    answers: tuple[Answered, ...]
    costs: CostTable
    below: tuple[SaidBelow, ...]
    sign_off: tuple[Signatory, ...]
    papers: tuple[Attached, ...]
    as_at: str
    content_digest: str
    is_public: bool

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything the paper says, in hexadecimal."""
        whole = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()

    @property
    def foot(self) -> str:
        """The line at the foot of each page."""
        return f"{self.publicity} · {self.ref} · {self.as_at} · paper {self.digest[:16]}"

    def file_name(self, form: PaperForm) -> str:
        """Return the file's name in one form."""
        return f"{self.name}.{form.value}"

    def values(self) -> dict[str, Any]:
        """Return every variable that a template may use, as JSON values; docs/costs.md lists them."""
        whole: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return whole | {"foot": self.foot, "digest": self.digest}
