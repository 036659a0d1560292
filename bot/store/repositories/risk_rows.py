"""What is written of a risk: a review about to be added, its details, and the rows they become."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, insert, select

from bot.domain.risks import ReviewKind, Visibility
from bot.domain.scoring import Measure, Scores
from bot.store.tables import metadata

_RISK, _DETAIL = metadata.tables["risk"], metadata.tables["risk_detail"]
_MAY_STAY = ("response", "organisation", "sits_with", "cause", "event", "effect")
_KEPT = [column.name for column in _DETAIL.c if column.name not in {"id", "risk_id", "from_version"}]
KEEP_DETAILS = insert(_DETAIL).from_select(
    ["risk_id", "from_version", *_KEPT],
    select(_RISK.c.id, bindparam("version", type_=Integer()), *(_RISK.c[name] for name in _KEPT)).where(
        _RISK.c.id == bindparam("risk")
    ),
)


@dataclass(frozen=True, slots=True)
class NewReview:
    """A review about to be added; its version follows from the risk."""

    kind: ReviewKind
    at: datetime
    author_id: int | None
    author_name: str
    scores: Scores
    mitigation: str
    update: str
    reported_direction: str | None = None
    is_imported: bool = False
    is_no_change: bool = False


@dataclass(frozen=True, slots=True)
class RiskDetails:
    """What of a risk is not part of a review. Texts of None stay as they are, and are empty in a new risk."""

    workstream: str
    project: str
    summary: str
    category: str
    visibility: Visibility
    response: str | None = None
    organisation: str | None = None
    sits_with: str | None = None
    cause: str | None = None
    event: str | None = None
    effect: str | None = None


def steps_of(scores: Scores) -> dict[str, int | None]:
    """Return both halves of each score by their columns, None where it is to be confirmed."""
    steps: dict[str, int | None] = {}
    for measure in Measure:
        score = scores.of(measure)
        steps[f"{measure}_l"] = score.likelihood if score else None
        steps[f"{measure}_s"] = score.severity if score else None
    return steps


def details_of(details: RiskDetails) -> dict[str, str]:
    """Return details by their columns, without the texts that stay as they are."""
    texts = {name: getattr(details, name) for name in _MAY_STAY}
    return {
        "workstream_key": details.workstream,
        "project": details.project,
        "summary": details.summary,
        "category": details.category,
        "visibility": details.visibility.value,
        **{name: text for name, text in texts.items() if text is not None},
    }
