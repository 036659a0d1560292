"""How registers that offices bring are read: their own words, their own headings, whom their names mean."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from bot.domain.imports.drafts import RegisterKind
from bot.domain.imports.fields import fields_of
from bot.domain.imports.reading import ImportRules, ScoreOrder
from bot.domain.plans.progress import StatusWords
from bot.settings.partnership import Frozen, Key, Name, WorkstreamKey

Step = Annotated[int, Field(ge=1, le=5)]
_FIELDS = frozenset(field for kind in RegisterKind for field in fields_of(kind))


class ImportsSetting(Frozen):
    """The partnership's own words in registers. By default none means a number, so that no score is invented."""

    likelihood_words: dict[str, Step] = Field(default_factory=dict)
    severity_words: dict[str, Step] = Field(default_factory=dict)
    rating_words: dict[str, tuple[Step, Step]] = Field(default_factory=dict)
    score_order: Literal["likelihood_first", "severity_first"] | None = None
    headings: dict[str, tuple[Name, ...]] = Field(default_factory=dict)
    names: dict[str, Key] = Field(default_factory=dict)
    status_words: dict[str, Literal["open", "closed"]] = Field(default_factory=dict)
    default_workstream: WorkstreamKey | None = None

    @field_validator("headings")
    @classmethod
    def _known_fields(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        unknown = sorted(value.keys() - _FIELDS)
        if unknown:
            raise ValueError(f"there is no field `{unknown[0]}`; docs/imports.md lists them")
        return value

    @property
    def statuses(self) -> StatusWords:
        """Which of a plan's own statuses are open and which closed."""
        return StatusWords({words: state == "open" for words, state in self.status_words.items()})

    def rules(self) -> ImportRules:
        """Return how files are read, as the domain's value; whom names mean, and the default, count afterwards."""
        return ImportRules(
            likelihood_words=self.likelihood_words,
            severity_words=self.severity_words,
            rating_words=self.rating_words,
            score_order=ScoreOrder(self.score_order) if self.score_order else None,
            synonyms=self.headings,
        )
