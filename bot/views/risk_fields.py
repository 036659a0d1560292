"""What stands in the fields of a risk's forms, and how it travels: filled in, sent, and read back."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.domain.risks import Lead, Risk, Visibility
from bot.domain.scoring import Score
from bot.errors import InvalidInputError

TBC = "tbc"


@dataclass(frozen=True, slots=True)
class FormOrigin:
    """What a form carries unseen: which record, at which version, and whether its question was asked already."""

    ref: str = ""
    version: int = 0
    was_asked: bool = False

    def pack(self) -> str:
        """Return it as private metadata."""
        return json.dumps([self.ref, self.version, *([True] if self.was_asked else [])])

    @staticmethod
    def unpack(metadata: str) -> FormOrigin:
        """Return what `pack` packed.

        Raises:
            InvalidInputError: it was packed by a version that packed otherwise.
        """
        try:
            ref, version, *asked = json.loads(metadata)
        except ValueError as problem:
            raise InvalidInputError("This form is from an older version.", "Close it and open it again.") from problem
        return FormOrigin(str(ref), int(version), bool(asked))


@dataclass(frozen=True, slots=True)
class ReviewFields:
    """What stands in the fields of a review form; a score as `5x4`, `tbc` when to be confirmed, empty for none."""

    residual: str
    inherent: str
    target: str
    mitigation: str
    update: str

    @staticmethod
    def of(risk: Risk) -> ReviewFields:
        """Return the fields filled from the present review; the update starts empty."""
        scores = risk.scores
        return ReviewFields(
            pack_score(scores.residual),
            pack_score(scores.inherent),
            pack_score(scores.target),
            risk.present.mitigation,
            "",
        )


@dataclass(frozen=True, slots=True)
class DetailFields:
    """What stands in the fields of a detail form; people and groups as `person:3`, `group:1`."""

    summary: str = ""
    project: str = ""
    category: str = ""
    leads: tuple[str, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    readers: tuple[str, ...] = ()
    organisation: str = ""
    sits_with: str = ""
    response: str = ""
    cause: str = ""
    event: str = ""
    effect: str = ""

    @staticmethod
    def of(risk: Risk) -> DetailFields:
        """Return the fields filled from a risk."""
        return DetailFields(
            risk.summary,
            risk.project,
            risk.category,
            tuple(pack_lead(lead) for lead in risk.leads),
            risk.visibility,
            tuple(f"person:{person_id}" for person_id in sorted(risk.readers)),
            risk.organisation,
            risk.sits_with,
            risk.response,
            risk.cause,
            risk.event,
            risk.effect,
        )


def pack_score(score: Score | None) -> str:
    """Return a score as an option carries it."""
    return TBC if score is None else f"{score.likelihood}x{score.severity}"


def unpack_score(value: str) -> Score | None:
    """Return the score an option carried; None when it is to be confirmed."""
    if value == TBC:
        return None
    likelihood, severity = value.split("x")
    return Score(int(likelihood), int(severity))


def pack_lead(lead: Lead) -> str:
    """Return a lead as an option carries it."""
    return f"group:{lead.group_id}" if lead.group_id else f"person:{lead.person_id}"
