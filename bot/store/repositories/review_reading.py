"""The statements that read reviews, and how their rows become values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, bindparam, func, or_, select

from bot.domain.risks import REVIEW_KINDS, Review, ReviewKind, Visibility
from bot.domain.scoring import Measure, Score, Scores
from bot.store.tables import metadata

_T = metadata.tables
_REVIEW, _DETAIL, _ROUND = _T["risk_review"], _T["risk_detail"], _T["collection_round"]
_EARLIER_ROUND = _ROUND.alias("earlier_round")

HISTORY_OF_ONE = select(_REVIEW).where(_REVIEW.c.risk_id == bindparam("risk_id")).order_by(_REVIEW.c.version.desc())
_VERSION_OF_DETAILS = (
    select(func.max(_DETAIL.c.from_version))
    .where(_DETAIL.c.risk_id == _REVIEW.c.risk_id, _DETAIL.c.from_version <= _REVIEW.c.version)
    .correlate(_REVIEW)
    .scalar_subquery()
)
HIDDEN_OF_ONE = (
    select(_REVIEW.c.version)
    .join(_DETAIL, and_(_DETAIL.c.risk_id == _REVIEW.c.risk_id, _DETAIL.c.from_version == _VERSION_OF_DETAILS))
    .where(_REVIEW.c.risk_id == bindparam("risk_id"), _DETAIL.c.visibility == Visibility.NON_PUBLIC.value)
)
_NEWEST = 2
_SINCE, _UP_TO = (bindparam(name, type_=_REVIEW.c.reviewed_at.type) for name in ("since", "at"))


def _recent(*of: ColumnElement[bool]) -> Select[Any]:
    """Return the statement for the reviews of a position that some months need: those since, the one before, and two.

    What is told of one risk and what is told of all are told from the same reviews, however often it was reviewed.
    """
    risk, newest_first = _REVIEW.c.risk_id, _REVIEW.c.version.desc()
    placed = (
        select(
            *_REVIEW.c,
            func.row_number().over(partition_by=risk, order_by=newest_first).label("place"),
            func.lag(_REVIEW.c.reviewed_at).over(partition_by=risk, order_by=newest_first).label("followed_at"),
        )
        .where(_REVIEW.c.kind.in_([kind.value for kind in REVIEW_KINDS]), _REVIEW.c.reviewed_at <= _UP_TO, *of)
        .subquery()
    )
    is_needed = or_(placed.c.place <= _NEWEST, placed.c.reviewed_at >= _SINCE, placed.c.followed_at >= _SINCE)
    in_round = select(func.max(_ROUND.c.month)).where(
        _ROUND.c.opened_at <= placed.c.reviewed_at,
        or_(_ROUND.c.closed_at.is_(None), _ROUND.c.closed_at >= placed.c.reviewed_at),
    )
    month = in_round.correlate(placed).scalar_subquery()
    before = select(func.max(_EARLIER_ROUND.c.month)).where(_EARLIER_ROUND.c.month < month).correlate(placed)
    columns = (placed, month.label("round_month"), before.scalar_subquery().label("round_before"))
    return select(*columns).where(is_needed).order_by(placed.c.risk_id, placed.c.version.desc())


RECENT_OF_ONE = _recent(_REVIEW.c.risk_id == bindparam("risk_id"))
RECENT_OF_SOME = _recent(_REVIEW.c.risk_id.in_(bindparam("risk_ids", expanding=True)))
RECENT_OF_ALL = _recent()


def read_review(row: RowMapping, prefix: str = "") -> Review:
    """Return the review in a row whose columns begin with `prefix`."""
    return Review(
        version=row[f"{prefix}version"],
        kind=ReviewKind(row[f"{prefix}kind"]),
        at=row[f"{prefix}reviewed_at"],
        author=row[f"{prefix}author_name"],
        scores=read_scores(row, prefix),
        mitigation=row[f"{prefix}mitigation"],
        update=row[f"{prefix}update"],
        reported_direction=row[f"{prefix}reported_direction"],
        is_imported=row[f"{prefix}is_imported"],
        is_no_change=row[f"{prefix}is_no_change"],
        round_month=row.get("round_month") or "",
        round_before=row.get("round_before") or "",
    )


def read_scores(row: RowMapping, prefix: str) -> Scores:
    """Return the scores in a row whose columns begin with `prefix`."""
    return Scores(
        read_score_of(row, prefix, Measure.INHERENT),
        read_score_of(row, prefix, Measure.RESIDUAL),
        read_score_of(row, prefix, Measure.TARGET),
    )


def read_score_of(row: RowMapping, prefix: str, measure: Measure) -> Score | None:
    """Return a score in a row whose columns begin with `prefix`, None where it is not known."""
    likelihood = row[f"{prefix}{measure}_l"]
    return None if likelihood is None else Score(likelihood, row[f"{prefix}{measure}_s"])
