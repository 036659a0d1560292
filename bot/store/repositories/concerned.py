"""Whose desk shows what a unit of work changed: rather somebody too many than one too few."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, literal_column, or_, select, tuple_, union

from bot.domain.alerts import PENDING
from bot.domain.people import OFFICE_ROLES
from bot.domain.references import parse_reference
from bot.store.tables import metadata
from bot.store.tables.actions import WAITING

_T = metadata.tables
_FOLLOW, _ACTION, _OWNER, _HANDOVER = _T["follow"], _T["action"], _T["action_owner"], _T["action_handover"]
_RISK, _LEAD, _MEMBER, _ROLE = _T["risk"], _T["risk_lead"], _T["people_group_member"], _T["role"]
_ALERT, _ALERT_BOARD, _BOARD, _SEAT = _T["alert"], _T["alert_board"], _T["board"], _T["board_member"]
_ACTING, _DEPUTY = _T["absence"], _T["absence"].c.deputy_id


def concerned_by_actions(connection: Connection, refs: Collection[str]) -> frozenset[int]:
    """Return the ids of whoever owns or follows any of these actions, or is asked to take one over."""
    found = select(_ACTION.c.id).where(_ACTION.c.ref.in_(sorted(refs)))
    ids = list(connection.execute(found).scalars())
    if not ids:
        return frozenset()
    return _people(
        connection,
        select(_OWNER.c.person_id).where(_OWNER.c.action_id.in_(ids)),
        select(_HANDOVER.c.to_id).where(literal_column(f"action_handover.{WAITING}"), _HANDOVER.c.action_id.in_(ids)),
        _followers("action", ids),
    )


def concerned_by_risks(connection: Connection, refs: Collection[str]) -> frozenset[int]:
    """Return the ids of whoever leads or follows any of these risks, runs its workstream, or has an alert on it."""
    keys = [(ref.prefix, ref.number) for written in sorted(refs) if (ref := parse_reference(written))]
    if not keys:
        return frozenset()
    found = select(_RISK.c.id, _RISK.c.workstream_key).where(tuple_(_RISK.c.prefix, _RISK.c.number).in_(keys))
    rows = connection.execute(found).all()
    if not rows:
        return frozenset()
    ids, workstreams = [row.id for row in rows], {row.workstream_key for row in rows}
    leads = and_(_LEAD.c.risk_id.in_(ids), _LEAD.c.until_on.is_(None))
    alerted = select(_ALERT_BOARD.c.board_key).where(
        _ALERT_BOARD.c.acknowledged_at.is_(None),
        _ALERT_BOARD.c.alert_id.in_(select(_ALERT.c.id).where(_ALERT.c.risk_id.in_(ids))),
    )
    return _people(
        connection,
        select(_LEAD.c.person_id).where(leads),
        select(_MEMBER.c.person_id).where(_MEMBER.c.group_id.in_(select(_LEAD.c.group_id).where(leads))),
        select(_ROLE.c.person_id).where(or_(_ROLE.c.workstream_key.in_(sorted(workstreams)), _office_has_alert(ids))),
        select(_SEAT.c.person_id).join(_BOARD, _BOARD.c.id == _SEAT.c.board_id).where(_BOARD.c.key.in_(alerted)),
        _followers("risk", ids),
    )


def deputies_of(connection: Connection, person_ids: Collection[int]) -> frozenset[int]:
    """Return the ids of whoever was named to act for any of these people, whenever that may be."""
    named = select(_DEPUTY).where(_ACTING.c.person_id.in_(sorted(person_ids)), _DEPUTY.is_not(None))
    return frozenset(connection.execute(named).scalars())


def _office_has_alert(risk_ids: Collection[int]) -> ColumnElement[bool]:
    pending = exists().where(_ALERT.c.risk_id.in_(risk_ids), _ALERT.c.status.in_([status.value for status in PENDING]))
    return and_(_ROLE.c.role.in_([role.value for role in OFFICE_ROLES]), pending)


def _followers(kind: str, ids: Collection[int]) -> Select[int]:
    return select(_FOLLOW.c.person_id).where(_FOLLOW.c.subject.in_([f"{kind}:{number}" for number in sorted(ids)]))


def _people(connection: Connection, *them: Select[int]) -> frozenset[int]:
    return frozenset(connection.execute(union(*them)).scalars()) - {None}
