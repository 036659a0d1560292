"""The statements that read the register, and how their rows become risks: the present is a risk's last review.

Every statement that derives a direction takes `at` and `day`: the instant and the partnership's day it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    RowMapping,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    union,
)

from bot.domain.direction import derive_direction
from bot.domain.escalation import EscalationRule, boards_undecided
from bot.domain.references import Reference
from bot.domain.risks import (
    LastReview,
    Lead,
    LinkedRecord,
    Risk,
    RiskStatus,
    Visibility,
)
from bot.domain.scoring import Measure, Ratings, Score
from bot.domain.trajectory import Trajectory
from bot.store.repositories.review_reading import read_review, read_score_of, read_scores
from bot.store.tables import metadata

_T = metadata.tables
_RISK, _REVIEW, _LEAD, _READER = _T["risk"], _T["risk_review"], _T["risk_lead"], _T["risk_reader"]
_REPORT, _LINK, _ACTION = _T["register_report"], _T["record_link"], _T["action"]
_PERSON, _GROUP = _T["person"], _T["people_group"]
_TRAJECTORY, _ESCALATION = _T["trajectory"], _T["escalation"]

# A report counts from the day its board had it; where that is not known, from the position itself.
LAST_REPORT = (
    select(func.max(_REPORT.c.position_at))
    .where(
        _REPORT.c.position_at < bindparam("at", type_=_REPORT.c.position_at.type),
        or_(_REPORT.c.made_on.is_(None), _REPORT.c.made_on <= bindparam("day", type_=Date())),
    )
    .scalar_subquery()
)
_EARLIER = _REVIEW.alias("earlier")
AS_REPORTED = _REVIEW.alias("as_reported")
LAST = _REVIEW.alias("last_review")
_VERSION_REPORTED = (
    select(func.max(_EARLIER.c.version))
    .where(_EARLIER.c.risk_id == _RISK.c.id, _EARLIER.c.reviewed_at <= LAST_REPORT)
    .correlate(_RISK)
    .scalar_subquery()
)
_LATER = _TRAJECTORY.alias("later")
_LATEST_TRAJECTORY = (
    select(func.max(_LATER.c.id)).where(_LATER.c.risk_id == _RISK.c.id).correlate(_RISK).scalar_subquery()
)
TRAJECTORY_COLUMNS = tuple(
    _TRAJECTORY.c[name].label(f"trajectory_{name}") for name in ("start_on", "start_value", "target_on")
)
IS_AS_REPORTED = and_(AS_REPORTED.c.risk_id == _RISK.c.id, AS_REPORTED.c.version == _VERSION_REPORTED)
REPORTED_COLUMNS = (
    AS_REPORTED.c.version.label("reported_version"),
    AS_REPORTED.c.residual_l.label("reported_residual_l"),
    AS_REPORTED.c.residual_s.label("reported_residual_s"),
    LAST_REPORT.label("last_report_at"),
)
IS_LAST = and_(LAST.c.risk_id == _RISK.c.id, LAST.c.version == _REVIEW.c.last_review_version)
LAST_COLUMNS = (
    LAST.c.reviewed_at.label("last_at"),
    LAST.c.author_name.label("last_author"),
    LAST.c.update.label("last_update"),
)
_BOARDS = (
    select(func.aggregate_strings(_ESCALATION.c.board_key, ","))
    .where(_ESCALATION.c.risk_id == _RISK.c.id, _ESCALATION.c.ended_at.is_(None))
    .correlate(_RISK)
    .scalar_subquery()
)
REVIEW_COLUMNS = tuple(column.label(f"review_{column.name}") for column in _REVIEW.c if column.name != "risk_id")
_RISKS = (
    select(
        _RISK,
        *REVIEW_COLUMNS,
        *TRAJECTORY_COLUMNS,
        *REPORTED_COLUMNS,
        *LAST_COLUMNS,
        _BOARDS.label("boards"),
    )
    .join(_REVIEW, and_(_REVIEW.c.risk_id == _RISK.c.id, _REVIEW.c.version == _RISK.c.version))
    .join(LAST, IS_LAST)
    .outerjoin(AS_REPORTED, IS_AS_REPORTED)
    .outerjoin(_TRAJECTORY, _TRAJECTORY.c.id == _LATEST_TRAJECTORY)
)
LEAD_COLUMNS = (
    _LEAD.c.person_id.label("lead_person_id"),
    _LEAD.c.group_id.label("lead_group_id"),
    func.coalesce(_PERSON.c.name, _GROUP.c.name).label("lead_name"),
)
# One row for each lead, and one for a risk that nobody leads: a read less than asking for the leads apart.
BY_REF = (
    _RISKS.add_columns(*LEAD_COLUMNS)
    .outerjoin(_LEAD, and_(_LEAD.c.risk_id == _RISK.c.id, _LEAD.c.until_on.is_(None)))
    .outerjoin(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
    .outerjoin(_GROUP, _GROUP.c.id == _LEAD.c.group_id)
    .where(_RISK.c.prefix == bindparam("prefix"), _RISK.c.number == bindparam("number"))
    .order_by(_LEAD.c.position)
)
LOCK_ONE = (
    select(_RISK.c.id)
    .where(_RISK.c.prefix == bindparam("prefix"), _RISK.c.number == bindparam("number"))
    .with_for_update()
)
LEADS = (
    select(_LEAD.c.risk_id, *LEAD_COLUMNS)
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
_SEARCHED = (
    *("summary", "project", "category", "cause", "event", "effect"),
    *("response", "organisation", "sits_with"),
)
REFERENCES = select(_RISK.c.prefix, _RISK.c.number)
OPEN = select(_RISK.c.id).where(_RISK.c.status == RiskStatus.OPEN.value)
REFERENCE_OF_ONE = REFERENCES.where(_RISK.c.id == bindparam("risk_id"))
_IN_ORDER = _RISKS.order_by(_RISK.c.prefix, _RISK.c.number)
BY_IDS = _IN_ORDER.where(_RISK.c.id.in_(bindparam("risk_ids", expanding=True)))
BY_REFS = _IN_ORDER.where(tuple_(_RISK.c.prefix, _RISK.c.number).in_(bindparam("refs", expanding=True)))
UNSCORED = (
    select(*(_REVIEW.c[f"{measure}_{side}"] for measure in Measure for side in "ls"), _BOARDS.label("boards"))
    .select_from(_RISK)
    .join(_REVIEW, and_(_REVIEW.c.risk_id == _RISK.c.id, _REVIEW.c.version == _RISK.c.version))
    .where(
        _RISK.c.status == RiskStatus.OPEN.value,
        or_(_REVIEW.c.inherent_l.is_(None), _REVIEW.c.residual_l.is_(None)),
    )
)
_LEADS_NOW = select(_LEAD.c.risk_id).where(_LEAD.c.until_on.is_(None))
# Two questions, of which each has an index.
LED_BY = union(
    _LEADS_NOW.where(_LEAD.c.person_id == bindparam("person_id")),
    _LEADS_NOW.where(_LEAD.c.group_id.in_(bindparam("group_ids", expanding=True))),
)
LEADS_OF_SOME = LEADS.where(_LEAD.c.risk_id.in_(bindparam("risk_ids", expanding=True)))
READERS_OF_SOME = READERS.where(_READER.c.risk_id.in_(bindparam("risk_ids", expanding=True)))


def register(workstream: str | None, words: Iterable[str]) -> Select[Any]:
    """Return the statement for all risks in the order of their references; see `Risks.all` for the arguments."""
    return narrowed(_IN_ORDER, _RISK, workstream, words)


def narrowed(query: Select[Any], details: FromClause, workstream: str | None, words: Iterable[str]) -> Select[Any]:
    """Return `query` for one workstream's risks that hold all `words`; `details` has a risk's texts."""
    if workstream:
        query = query.where(details.c.workstream_key == workstream)
    for word in words:
        pattern = f"%{_escape_like(word)}%"
        ref = _RISK.c.prefix + func.cast(_RISK.c.number, _RISK.c.prefix.type)
        fields: tuple[ColumnElement[str], ...] = (
            *(details.c[name] for name in _SEARCHED),
            *(_REVIEW.c.mitigation, LAST.c.update, ref),
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
    review, boards = read_review(row, "review_"), _boards(row)
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
        cause=row["cause"],
        event=row["event"],
        effect=row["effect"],
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
            read_score_of(row, "reported_", Measure.RESIDUAL),
            was_reported=row["last_report_at"] is not None,
            was_there=row["reported_version"] is not None,
            reported=review.reported_direction,
        ),
        boards=boards,
        undecided=boards_undecided(review.scores, rules) - boards,
        linked=linked,
        trajectory=_trajectory(row, review.scores.target),
    )


def is_undecided(row: RowMapping, rules: Sequence[EscalationRule]) -> bool:
    """Return whether the rules cannot tell of the risk in a row of `UNSCORED` which boards should hear of it."""
    return bool(boards_undecided(read_scores(row, ""), rules) - _boards(row))


def _boards(row: RowMapping) -> frozenset[str]:
    return frozenset(filter(None, (row["boards"] or "").split(",")))


def _trajectory(row: RowMapping, target: Score | None) -> Trajectory | None:
    """Return the line to the risk's target: whichever way that changed, the date set for it stands."""
    if row["trajectory_target_on"] is None or target is None:
        return None
    return Trajectory(
        row["trajectory_start_on"], row["trajectory_start_value"], target.value, row["trajectory_target_on"]
    )


def _escape_like(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
