"""The statements that read the register as it stood at an instant. Nothing is kept for it: it is derived.

A review stands from its own instant on; details and leads from the review they came with; escalations and target dates
between their instants. A risk whose first review is later was not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select

from bot.domain.risks import ReviewKind, RiskStatus
from bot.store.repositories import risk_reading as present
from bot.store.tables import metadata

_T = metadata.tables
_RISK, _REVIEW, _LEAD, _DETAIL = _T["risk"], _T["risk_review"], _T["risk_lead"], _T["risk_detail"]
_PERSON, _GROUP, _TRAJECTORY, _ESCALATION = _T["person"], _T["people_group"], _T["trajectory"], _T["escalation"]

_AT = bindparam("at", type_=_REVIEW.c.reviewed_at.type)
_DAY = bindparam("day", type_=_LEAD.c.from_on.type)
_EARLIER, _LATER = _REVIEW.alias("earlier_review"), _REVIEW.alias("later_review")
_CAME_WITH, _SET = _REVIEW.alias("came_with"), _TRAJECTORY.alias("set_before")
_OLDER = _DETAIL.alias("older_detail")

_VERSION = (
    select(func.max(_EARLIER.c.version))
    .where(_EARLIER.c.risk_id == _RISK.c.id, _EARLIER.c.reviewed_at <= _AT)
    .correlate(_RISK)
    .scalar_subquery()
)
_DETAIL_VERSION = func.coalesce(
    select(func.max(_OLDER.c.from_version))
    .join(_CAME_WITH, and_(_CAME_WITH.c.risk_id == _OLDER.c.risk_id, _CAME_WITH.c.version == _OLDER.c.from_version))
    .where(_OLDER.c.risk_id == _RISK.c.id, _CAME_WITH.c.reviewed_at <= _AT)
    .correlate(_RISK)
    .scalar_subquery(),
    1,
)
_CHANGES = _LATER.c.kind.in_([ReviewKind.CLOSED.value, ReviewKind.REOPENED.value])
# By their instants, not by their versions: a register that comes later may tell of earlier days.
_LAST_CHANGE, _NEXT_CHANGE = (
    select(_LATER.c.kind)
    .where(_LATER.c.risk_id == _RISK.c.id, _CHANGES, is_then)
    .order_by(*order)
    .limit(1)
    .correlate(_RISK)
    .scalar_subquery()
    for is_then, order in (
        (_LATER.c.reviewed_at <= _AT, (_LATER.c.reviewed_at.desc(), _LATER.c.version.desc())),
        (_LATER.c.reviewed_at > _AT, (_LATER.c.reviewed_at, _LATER.c.version)),
    )
)
# What happened last says how it stood; else what happened next: a closed risk can only be reopened, and an open one
# only closed.
_CLOSED, _OPEN = RiskStatus.CLOSED.value, RiskStatus.OPEN.value
_STATUS = func.coalesce(
    case({ReviewKind.CLOSED.value: _CLOSED, ReviewKind.REOPENED.value: _OPEN}, value=_LAST_CHANGE),
    case({ReviewKind.CLOSED.value: _OPEN, ReviewKind.REOPENED.value: _CLOSED}, value=_NEXT_CHANGE),
    _RISK.c.status,
)
_TRAJECTORY_THEN = (
    select(func.max(_SET.c.id)).where(_SET.c.risk_id == _RISK.c.id, _SET.c.set_at <= _AT).correlate(_RISK)
).scalar_subquery()
_BOARDS_THEN = (
    select(func.aggregate_strings(_ESCALATION.c.board_key, ","))
    .where(
        _ESCALATION.c.risk_id == _RISK.c.id,
        _ESCALATION.c.since_at <= _AT,
        or_(_ESCALATION.c.ended_at.is_(None), _ESCALATION.c.ended_at > _AT),
    )
    .correlate(_RISK)
    .scalar_subquery()
)
_REGISTER = (
    select(
        _RISK.c.id,
        _RISK.c.prefix,
        _RISK.c.number,
        _RISK.c.raised_on,
        _STATUS.label("status"),
        *(column for column in _DETAIL.c if column.name not in {"id", "risk_id"}),
        *present.REVIEW_COLUMNS,
        *present.TRAJECTORY_COLUMNS,
        *present.REPORTED_COLUMNS,
        *present.LAST_COLUMNS,
        _BOARDS_THEN.label("boards"),
    )
    .select_from(_RISK)
    .join(_REVIEW, and_(_REVIEW.c.risk_id == _RISK.c.id, _REVIEW.c.version == _VERSION))
    .join(_DETAIL, and_(_DETAIL.c.risk_id == _RISK.c.id, _DETAIL.c.from_version == _DETAIL_VERSION))
    .join(present.LAST, present.IS_LAST)
    .outerjoin(present.AS_REPORTED, present.IS_AS_REPORTED)
    .outerjoin(_TRAJECTORY, _TRAJECTORY.c.id == _TRAJECTORY_THEN)
    .order_by(_RISK.c.prefix, _RISK.c.number)
)
LEADS = (
    select(_LEAD.c.risk_id, *present.LEAD_COLUMNS)
    .join(_RISK, _RISK.c.id == _LEAD.c.risk_id)
    .outerjoin(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
    .outerjoin(_GROUP, _GROUP.c.id == _LEAD.c.group_id)
    .where(
        or_(
            and_(_LEAD.c.from_version == 0, _LEAD.c.from_on <= _DAY),
            and_(_LEAD.c.from_version > 0, _LEAD.c.from_version <= _DETAIL_VERSION),
        ),
        or_(
            _LEAD.c.until_on.is_(None),
            and_(_LEAD.c.until_version.is_(None), _LEAD.c.until_on > _DAY),
            _LEAD.c.until_version > _DETAIL_VERSION,
        ),
    )
    .order_by(_LEAD.c.position)
)
RESIDUAL_OF_SOME = (
    select(_RISK.c.id.label("risk_id"), _REVIEW.c.residual_l, _REVIEW.c.residual_s)
    .select_from(_RISK)
    .join(_REVIEW, and_(_REVIEW.c.risk_id == _RISK.c.id, _REVIEW.c.version == _VERSION))
    .where(_RISK.c.id.in_(bindparam("risk_ids", expanding=True)))
)
BEGAN = select(func.min(_REVIEW.c.reviewed_at))


def register(workstream: str | None, words: Iterable[str]) -> Select[Any]:
    """Return the statement for all risks that were there; see `Risks.as_of` for the arguments."""
    return present.narrowed(_REGISTER, _DETAIL, workstream, words)


def one(prefix: str, number: int) -> Select[Any]:
    """Return the statement for one risk as it stood."""
    return _REGISTER.where(_RISK.c.prefix == prefix, _RISK.c.number == number)


def leads_of_one(risk_id: int) -> Select[Any]:
    """Return the statement for the leads of one risk as they were."""
    return LEADS.where(_LEAD.c.risk_id == risk_id)
