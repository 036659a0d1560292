"""The statements that read the register, and how their rows become risks: the present is a risk's last review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, and_, bindparam, func, or_, select

from bot.domain.direction import derive_direction
from bot.domain.escalation import EscalationRule, boards_told, boards_undecided
from bot.domain.references import Reference
from bot.domain.risks import LastReview, Lead, LinkedRecord, Review, ReviewKind, Risk, RiskStatus, Visibility
from bot.domain.scoring import Measure, Ratings, Score, Scores
from bot.store.tables import metadata

_T = metadata.tables
_RISK, _REVIEW, _LEAD, _READER = _T["risk"], _T["risk_review"], _T["risk_lead"], _T["risk_reader"]
_REPORT, _LINK, _ACTION = _T["register_report"], _T["record_link"], _T["action"]
_PERSON, _GROUP = _T["person"], _T["people_group"]

_LAST_REPORT = select(func.max(_REPORT.c.position_at)).scalar_subquery()
_EARLIER = _REVIEW.alias("earlier")
_AS_REPORTED = _REVIEW.alias("as_reported")
_LAST = _REVIEW.alias("last_review")
_VERSION_REPORTED = (
    select(func.max(_EARLIER.c.version))
    .where(_EARLIER.c.risk_id == _RISK.c.id, _EARLIER.c.reviewed_at <= _LAST_REPORT)
    .correlate(_RISK)
    .scalar_subquery()
)
_RISKS = (
    select(
        _RISK,
        *(column.label(f"review_{column.name}") for column in _REVIEW.c if column.name != "risk_id"),
        _AS_REPORTED.c.version.label("reported_version"),
        _AS_REPORTED.c.residual_l.label("reported_residual_l"),
        _AS_REPORTED.c.residual_s.label("reported_residual_s"),
        _LAST_REPORT.label("last_report_at"),
        _LAST.c.reviewed_at.label("last_at"),
        _LAST.c.author_name.label("last_author"),
        _LAST.c.update.label("last_update"),
    )
    .join(_REVIEW, and_(_REVIEW.c.risk_id == _RISK.c.id, _REVIEW.c.version == _RISK.c.version))
    .join(_LAST, and_(_LAST.c.risk_id == _RISK.c.id, _LAST.c.version == _REVIEW.c.last_review_version))
    .outerjoin(_AS_REPORTED, and_(_AS_REPORTED.c.risk_id == _RISK.c.id, _AS_REPORTED.c.version == _VERSION_REPORTED))
)
_LEAD_COLUMNS = (
    _LEAD.c.person_id.label("lead_person_id"),
    _LEAD.c.group_id.label("lead_group_id"),
    func.coalesce(_PERSON.c.name, _GROUP.c.name).label("lead_name"),
)
# One row for each lead, and one for a risk that nobody leads: a read less than asking for the leads apart.
BY_REF = (
    _RISKS.add_columns(*_LEAD_COLUMNS)
    .outerjoin(_LEAD, and_(_LEAD.c.risk_id == _RISK.c.id, _LEAD.c.until_on.is_(None)))
    .outerjoin(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
    .outerjoin(_GROUP, _GROUP.c.id == _LEAD.c.group_id)
    .where(_RISK.c.prefix == bindparam("prefix"), _RISK.c.number == bindparam("number"))
    .order_by(_LEAD.c.position)
)
LEADS = (
    select(_LEAD.c.risk_id, *_LEAD_COLUMNS)
    .outerjoin(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
    .outerjoin(_GROUP, _GROUP.c.id == _LEAD.c.group_id)
    .where(_LEAD.c.until_on.is_(None))
    .order_by(_LEAD.c.position)
)
READERS = select(_READER.c.risk_id, _READER.c.person_id)
LINKS_OF_ONE = (
    select(_LINK.c.kind, _LINK.c.ref, _ACTION.c.summary, _ACTION.c.status)
    .outerjoin(_ACTION, and_(_LINK.c.kind == "action", _ACTION.c.ref == _LINK.c.ref))
    .where(_LINK.c.risk_id == bindparam("risk_id"))
    .order_by(_LINK.c.ref)
)
READERS_OF_ONE = select(_READER.c.person_id).where(_READER.c.risk_id == bindparam("risk_id"))
HISTORY_OF_ONE = select(_REVIEW).where(_REVIEW.c.risk_id == bindparam("risk_id")).order_by(_REVIEW.c.version.desc())
REFERENCES = select(_RISK.c.prefix, _RISK.c.number)


def register(workstream: str | None, words: Iterable[str]) -> Select[Any]:
    """Return the statement for all risks in the order of their references; see `Risks.all` for the arguments."""
    query = _RISKS.order_by(_RISK.c.prefix, _RISK.c.number)
    if workstream:
        query = query.where(_RISK.c.workstream_key == workstream)
    for word in words:
        pattern = f"%{_escape_like(word)}%"
        ref = _RISK.c.prefix + func.cast(_RISK.c.number, _RISK.c.prefix.type)
        fields = (
            *(_RISK.c.summary, _RISK.c.project, _RISK.c.category),
            *(_RISK.c.response, _RISK.c.organisation, _RISK.c.sits_with),
            *(_REVIEW.c.mitigation, _LAST.c.update, ref),
        )
        query = query.where(or_(*(field.ilike(pattern, escape="\\") for field in fields)))
    return query


def read_risk(
    row: RowMapping,
    leads: Sequence[RowMapping],
    readers: frozenset[int],
    linked: tuple[LinkedRecord, ...],
    rules: Sequence[EscalationRule],
) -> Risk:
    """Return the risk in a row of `BY_REF` or `register`, with what other statements found of it."""
    review = read_review(row, "review_")
    return Risk(
        id=row["id"],
        ref=Reference(row["prefix"], row["number"]),
        workstream=row["workstream_key"],
        project=row["project"],
        summary=row["summary"],
        category=row["category"],
        response=row["response"],
        organisation=row["organisation"],
        sits_with=row["sits_with"],
        printed=Ratings(row["printed_inherent"], row["printed_residual"], row["printed_target"]),
        visibility=Visibility(row["visibility"]),
        status=RiskStatus(row["status"]),
        raised_on=row["raised_on"],
        leads=tuple(Lead(lead["lead_name"], lead["lead_person_id"], lead["lead_group_id"]) for lead in leads),
        readers=readers,
        present=review,
        last_review=LastReview(row["last_at"], row["last_author"], row["last_update"]),
        direction=derive_direction(
            review.scores.residual,
            _score(row, "reported_", Measure.RESIDUAL),
            was_reported=row["last_report_at"] is not None,
            was_there=row["reported_version"] is not None,
            reported=review.reported_direction,
        ),
        boards=boards_told(review.scores, rules),
        undecided=boards_undecided(review.scores, rules),
        linked=linked,
    )


def read_review(row: RowMapping, prefix: str = "") -> Review:
    """Return the review in a row whose columns begin with `prefix`."""
    return Review(
        version=row[f"{prefix}version"],
        kind=ReviewKind(row[f"{prefix}kind"]),
        at=row[f"{prefix}reviewed_at"],
        author=row[f"{prefix}author_name"],
        scores=Scores(
            _score(row, prefix, Measure.INHERENT),
            _score(row, prefix, Measure.RESIDUAL),
            _score(row, prefix, Measure.TARGET),
        ),
        mitigation=row[f"{prefix}mitigation"],
        update=row[f"{prefix}update"],
        reported_direction=row[f"{prefix}reported_direction"],
        is_imported=row[f"{prefix}is_imported"],
    )


def _score(row: RowMapping, prefix: str, measure: Measure) -> Score | None:
    likelihood = row[f"{prefix}{measure}_l"]
    return None if likelihood is None else Score(likelihood, row[f"{prefix}{measure}_s"])


def _escape_like(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
