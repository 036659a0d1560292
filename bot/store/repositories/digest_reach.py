"""Which records a digest reaches, as conditions: what it is about, and what its reader may read of that.

They say in SQL what `bot.domain.access.may_read` says of one risk; for actions see `action_reading`.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from bot.domain.actions.access import Readable
from bot.domain.digest import Own, Reach, Reader
from bot.domain.risks import Visibility
from bot.store.repositories.action_reading import ACTION, among, belongs, may_be_read, owned_by
from bot.store.tables import metadata

_T = metadata.tables
_RISK, _LEAD, _READER, _ESCALATION = _T["risk"], _T["risk_lead"], _T["risk_reader"], _T["escalation"]
_PUBLIC = Visibility.PUBLIC.value


def reached_actions(reach: Reach) -> ColumnElement[bool]:
    """Return the condition of actions that a digest is about and its reader may read."""
    return and_(_about_actions(reach), readable_actions(reach.reader))


def reached_risks(reach: Reach) -> ColumnElement[bool]:
    """Return the condition of risks that a digest is about and its reader may read."""
    return and_(_about_risks(reach), readable_risks(reach.reader))


def readable_actions(reader: Reader | None) -> ColumnElement[bool]:
    """Return the condition of actions that somebody may read; public ones alone where it is nobody by name."""
    if reader is None:
        return may_be_read(Readable(everything=False, public=True, person_id=None, keys=frozenset()))
    keys = reader.workstreams | reader.bodies
    return may_be_read(Readable(reader.is_office, not reader.is_guest, reader.person_id, keys))


def readable_risks(reader: Reader | None) -> ColumnElement[bool]:
    """Return the condition of risks that somebody may read; public ones alone where it is nobody by name."""
    is_public = _RISK.c.visibility == _PUBLIC
    if reader is None:
        return is_public
    if reader.is_office:
        return true()
    named = select(_READER.c.risk_id).where(_READER.c.person_id == reader.person_id)
    reported = select(_ESCALATION.c.risk_id).where(
        _ESCALATION.c.board_key.in_(sorted(reader.boards)), _ESCALATION.c.ended_at.is_(None)
    )
    return or_(
        false() if reader.is_guest else is_public,
        _RISK.c.id.in_(named),
        among(_RISK.c.workstream_key, reader.workstreams),
        _RISK.c.id.in_(reported) if reader.boards else false(),
        _led_by(reader.person_id, reader.groups),
    )


def _about_actions(reach: Reach) -> ColumnElement[bool]:
    conditions = [ACTION.c.visibility != _PUBLIC] if reach.only_hidden else []
    if reach.own is not None:
        followed = ACTION.c.id.in_(sorted(reach.own.actions))
        conditions.append(or_(owned_by({reach.own.person_id}), belongs(reach.belonging), followed))
    elif reach.workstream:
        conditions.append(belongs(reach.belonging))
    return and_(true(), *conditions)


def _about_risks(reach: Reach) -> ColumnElement[bool]:
    conditions = [_RISK.c.visibility != _PUBLIC] if reach.only_hidden else []
    if reach.workstream:
        conditions.append(_RISK.c.workstream_key == reach.workstream)
    if reach.own is not None:
        conditions.append(_own_risks(reach.own))
    return and_(true(), *conditions)


def _own_risks(own: Own) -> ColumnElement[bool]:
    return or_(
        _led_by(own.person_id, own.groups),
        among(_RISK.c.workstream_key, own.workstreams),
        _RISK.c.id.in_(sorted(own.risks)),
    )


def _led_by(person_id: int | None, groups: Collection[int]) -> ColumnElement[bool]:
    who = []
    if person_id is not None:
        who.append(_LEAD.c.person_id == person_id)
    if groups:
        who.append(_LEAD.c.group_id.in_(sorted(groups)))
    if not who:
        return false()
    return _RISK.c.id.in_(select(_LEAD.c.risk_id).where(_LEAD.c.until_on.is_(None), or_(*who)))
