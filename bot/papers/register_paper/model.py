"""The register paper as values. Every form is written from these alone, so that all forms say the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from bot.papers.palette import Colours
from bot.settings.papers import PaperForm


@dataclass(frozen=True, slots=True)
class Mark:
    """A score as it is shown: `value` is None while it is to be confirmed, `steps` such as `5 x 4`.

    The colours stand beside the band's word and shape, never alone.
    """

    value: int | None
    steps: str
    band: str
    shape: str
    colours: Colours

    @property
    def label(self) -> str:
        """The mark in full, such as `■ Red 20`, or `○ Not scored`."""
        return f"{self.shape} {self.band}" if self.value is None else f"{self.shape} {self.band} {self.value}"

    @property
    def number(self) -> str:
        """The number where one is known, else the words for that."""
        return self.band.lower() if self.value is None else str(self.value)


@dataclass(frozen=True, slots=True)
class Committee:
    """A board the paper has passed: on which day (in words), and what it was asked."""

    name: str
    on: str
    asked: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What a board is asked to do, by a verb such as NOTE and the words after it."""

    board: str
    verb: str
    words: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover sheet. `draft` says why the paper is one, and is empty when it is final."""

    title: str
    partnership: str
    board: str
    meeting: str
    lead: str
    author: str
    passed: tuple[Committee, ...]
    publicity: str
    draft: str


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A risk as the paper shows it. `note` says what else holds of it, such as an acceptance; it may be empty."""

    ref: str
    workstream: str
    project: str
    summary: str
    leads: str
    inherent: Mark
    residual: Mark
    target: Mark
    direction: str
    direction_mark: str
    mitigation: str
    update: str
    updated: str
    note: str


@dataclass(frozen=True, slots=True)
class WorkstreamLines:
    """The risks of one workstream."""

    name: str
    risks: tuple[RiskLine, ...]


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A score that has moved since the board's last report: what moved, from what to what, and what was said."""

    ref: str
    summary: str
    measure: str
    before: Mark
    after: Mark
    direction: str
    direction_mark: str
    words: str

    @property
    def sentence(self) -> str:
        """The change in a few words, such as `residual fell from 16 to 12`."""
        old, new = self.before.value, self.after.value
        verb = "went" if old is None or new is None else "rose" if new > old else "fell"
        return f"{self.measure} {verb} from {self.before.number} to {self.after.number}"


@dataclass(frozen=True, slots=True)
class TakenOff:
    """A risk that was on the board's last report and is not on this one, with the decision where it is known."""

    ref: str
    summary: str
    words: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the paper comes from: the register's instant, the report it is compared with, and the audit trail's end."""

    as_at: str
    compared_with: str
    audit_event: int
    audit_hash: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with the words that stand for it."""

    png: bytes
    alt: str


@dataclass(frozen=True)
class RegisterPaper:
    """The whole paper. `hidden` counts risks left out because they are not public; `name` begins its files' names.

    `still_red` holds risks in the band of most concern that are not new, by workstream; `appendix` all that are shown.
    """

    name: str
    cover: Cover
    asks: tuple[Ask, ...]
    summary: tuple[str, ...]
    new: tuple[RiskLine, ...]
    still_red: tuple[WorkstreamLines, ...]
    changes: tuple[ScoreChange, ...]
    taken_off: tuple[TakenOff, ...]
    appendix: tuple[RiskLine, ...]
    hidden: int
    provenance: Provenance
    heat_map: Picture | None = None

    @cached_property
    def digest(self) -> str:
        """The name of the content: SHA-256 of its words, in hexadecimal. The picture shows nothing beyond them."""
        words = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(words.encode()).hexdigest()

    @property
    def foot(self) -> str:
        """The line that stands under every page: where the paper comes from."""
        return f"Register as at {self.provenance.as_at}. Paper {self.digest[:16]}."

    @property
    def audit_line(self) -> str:
        """The sentence that fixes the audit trail by publishing its end."""
        if not self.provenance.audit_event:
            return "The audit trail held no event then."
        return f"Audit trail at event {self.provenance.audit_event:,}: {self.provenance.audit_hash}"

    def file_name(self, form: PaperForm) -> str:
        """Return the name of the file of one form."""
        return f"{self.name}.{form.value}"

    def to_json(self) -> dict[str, Any]:
        """Return all words of the paper as JSON values, without its looks."""
        return asdict(replace(self, heat_map=None), dict_factory=_words)


def _words(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in fields if name != "colours"}
