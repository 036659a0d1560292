"""Alerts with the boards they went to, and what people said of risks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, text, update

from bot.domain.alerts import PENDING, Alert, AlertBoard, AlertStatus, Comment, Place
from bot.domain.escalation import Crossing, EscalationRule, When, Yardstick
from bot.domain.references import Reference
from bot.store.tables import metadata
from bot.store.tables.escalation import UNACKNOWLEDGED, WAITING

_T = metadata.tables
_ALERT, _BOARD, _COMMENT, _RISK = _T["alert"], _T["alert_board"], _T["risk_comment"], _T["risk"]
# The literal conditions are the indexes' own, so that the indexes are found.
_WAITS = text(f"({WAITING})")
_UNHEARD = text(f"({UNACKNOWLEDGED})")
_COMMENTS_OF_RISK = select(_COMMENT).where(_COMMENT.c.risk_id == bindparam("risk_id")).order_by(_COMMENT.c.id)
_ALERTS = select(_ALERT, _RISK.c.prefix, _RISK.c.number).join(_RISK, _RISK.c.id == _ALERT.c.risk_id)


class Alerts:
    """Alerts within one transaction. Who changes one locks its risk first, which keeps others from both."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, alert_id: int) -> Alert | None:
        """Return an alert, or None."""
        row = self._connection.execute(_ALERTS.where(_ALERT.c.id == alert_id)).mappings().first()
        return _alert(row) if row else None

    def pending(self, risk_id: int) -> Alert | None:
        """Return the alert of a risk of which nobody has heard yet, or None; there is at most one."""
        states = [status.value for status in PENDING]
        query = _ALERTS.where(_ALERT.c.risk_id == risk_id, _ALERT.c.status.in_(states))
        row = self._connection.execute(query.order_by(_ALERT.c.id.desc())).mappings().first()
        return _alert(row) if row else None

    def of_risk(self, risk_id: int) -> tuple[Alert, ...]:
        """Return every alert of a risk, oldest first."""
        rows = self._connection.execute(_ALERTS.where(_ALERT.c.risk_id == risk_id).order_by(_ALERT.c.id)).mappings()
        return tuple(_alert(row) for row in rows)

    def undecided(self) -> tuple[Alert, ...]:
        """Return every alert of which nobody has heard yet, the next to go out first."""
        states = [status.value for status in PENDING]
        query = _ALERTS.where(_ALERT.c.status.in_(states)).order_by(_ALERT.c.release_at, _ALERT.c.id)
        return tuple(_alert(row) for row in self._connection.execute(query).mappings())

    def unanswered(self, boards: Collection[str]) -> tuple[tuple[Alert, tuple[AlertBoard, ...]], ...]:
        """Return the alerts that went to any of these boards and that they have not acknowledged, oldest first."""
        mine = (_BOARD.c.board_key.in_(sorted(boards)), _BOARD.c.acknowledged_at.is_(None))
        by_alert: dict[int, list[AlertBoard]] = {}
        for row in self._connection.execute(select(_BOARD).where(*mine).order_by(_BOARD.c.id)).mappings():
            by_alert.setdefault(row["alert_id"], []).append(_board(row))
        query = _ALERTS.where(_ALERT.c.id.in_(sorted(by_alert))).order_by(_ALERT.c.id)
        found = [_alert(row) for row in self._connection.execute(query).mappings()] if by_alert else []
        return tuple((alert, tuple(by_alert[alert.id])) for alert in found)

    def due(self, now: datetime) -> tuple[tuple[int, datetime], ...]:
        """Return the ids of alerts whose wait is over, each with when it was, longest due first."""
        query = select(_ALERT.c.id, _ALERT.c.release_at).where(_WAITS, _ALERT.c.release_at <= now)
        rows = self._connection.execute(query.order_by(_ALERT.c.release_at, _ALERT.c.id))
        return tuple((row.id, row.release_at) for row in rows)

    def next_release(self) -> datetime | None:
        """Return when the next waiting alert goes out; None while none waits."""
        query = select(_ALERT.c.release_at).where(_WAITS).order_by(_ALERT.c.release_at, _ALERT.c.id).limit(1)
        return self._connection.execute(query).scalars().first()

    def add(
        self, risk_id: int, version: int, crossed: Sequence[Crossing], raised_at: datetime, release_at: datetime
    ) -> int:
        """Add an alert that waits; return its id."""
        row = {
            "risk_id": risk_id,
            "version": version,
            "crossings": _packed(crossed),
            "status": AlertStatus.WAITING.value,
            "raised_at": raised_at,
            "waits_since": raised_at,
            "release_at": release_at,
        }
        made = self._connection.execute(insert(_ALERT).values(row).returning(_ALERT.c.id)).scalar_one()
        return int(made)

    def change(self, alert: Alert, crossed: Sequence[Crossing]) -> None:
        """Let a pending alert tell other crossings than before."""
        self._update(alert, {"crossings": _packed(crossed)})

    def hold(self, alert: Alert, at: datetime, by: str) -> None:
        """Keep an alert back until it is released or dropped."""
        self._update(alert, {"status": AlertStatus.HELD.value, "settled_at": at, "settled_by": by})

    def resume(self, alert: Alert, at: datetime, release_at: datetime) -> None:
        """Let an alert that was held wait again, from `at` until `release_at`."""
        waiting = {"status": AlertStatus.WAITING.value, "settled_at": None, "settled_by": ""}
        self._update(alert, {**waiting, "waits_since": at, "release_at": release_at})

    def put_off(self, alert: Alert, release_at: datetime) -> None:
        """Let an alert that waits go out at `release_at` instead."""
        self._update(alert, {"release_at": release_at})

    def settle(self, alert: Alert, status: AlertStatus, at: datetime, by: str, reason: str = "") -> None:
        """Record that an alert went out, or that nobody will hear of it."""
        self._update(alert, {"status": status.value, "settled_at": at, "settled_by": by, "reason": reason})

    def send_to(self, alert: Alert, board: str, places: Sequence[Place], chase_at: datetime) -> None:
        """Record that a board was told, and when its silence is to be told."""
        row = {"alert_id": alert.id, "board_key": board, "chase_at": chase_at}
        self._connection.execute(insert(_BOARD).values(**row, places=[asdict(place) for place in places]))

    def boards(self, alert_id: int) -> tuple[AlertBoard, ...]:
        """Return the boards that an alert went to, in the order in which they were told."""
        query = select(_BOARD).where(_BOARD.c.alert_id == alert_id).order_by(_BOARD.c.id)
        return tuple(_board(row) for row in self._connection.execute(query).mappings())

    def acknowledge(self, board: AlertBoard, at: datetime, by: str) -> None:
        """Record that somebody said for a board that it knows."""
        values = {"acknowledged_at": at, "acknowledged_by": by}
        self._connection.execute(update(_BOARD).where(_BOARD.c.id == board.id).values(values))

    def silent(self, now: datetime) -> tuple[AlertBoard, ...]:
        """Return the boards whose silence is to be told by now, longest due first."""
        query = select(_BOARD).where(_UNHEARD, _BOARD.c.chase_at <= now).order_by(_BOARD.c.chase_at, _BOARD.c.id)
        return tuple(_board(row) for row in self._connection.execute(query).mappings())

    def next_chase(self) -> datetime | None:
        """Return when the next board's silence is to be told; None while none is silent."""
        query = select(_BOARD.c.chase_at).where(_UNHEARD, _BOARD.c.chase_at.is_not(None))
        return self._connection.execute(query.order_by(_BOARD.c.chase_at, _BOARD.c.id).limit(1)).scalars().first()

    def move(self, board: AlertBoard, places: Sequence[Place]) -> None:
        """Let a board's messages be these alone from now on."""
        values = {"places": [asdict(place) for place in places]}
        self._connection.execute(update(_BOARD).where(_BOARD.c.id == board.id).values(values))

    def told(self, board: AlertBoard, at: datetime) -> None:
        """Record that a board's silence was told."""
        self._connection.execute(update(_BOARD).where(_BOARD.c.id == board.id).values(told_at=at))

    def comment(self, risk_id: int, said: Comment) -> None:
        """Add what somebody said of a risk."""
        values = {"risk_id": risk_id, "at": said.at, "author_name": said.author, "words": said.words}
        self._connection.execute(insert(_COMMENT).values(values))

    def comments(self, risk_id: int) -> tuple[Comment, ...]:
        """Return what was said of a risk, oldest first."""
        rows = self._connection.execute(_COMMENTS_OF_RISK, {"risk_id": risk_id})
        return tuple(Comment(row.at, row.author_name, row.words) for row in rows)

    def _update(self, alert: Alert, values: Mapping[str, Any]) -> None:
        self._connection.execute(update(_ALERT).where(_ALERT.c.id == alert.id).values(dict(values)))


def _alert(row: RowMapping) -> Alert:
    return Alert(
        id=row["id"],
        risk_id=row["risk_id"],
        ref=Reference(row["prefix"], row["number"]),
        version=row["version"],
        crossings=tuple(_unpacked(kept) for kept in row["crossings"]),
        status=AlertStatus(row["status"]),
        raised_at=row["raised_at"],
        waits_since=row["waits_since"],
        release_at=row["release_at"],
        settled_at=row["settled_at"],
        settled_by=row["settled_by"],
        reason=row["reason"],
    )


def _board(row: RowMapping) -> AlertBoard:
    return AlertBoard(
        id=row["id"],
        alert_id=row["alert_id"],
        board=row["board_key"],
        places=tuple(Place(kept["channel"], kept["anchor"], kept["person_id"]) for kept in row["places"]),
        chase_at=row["chase_at"],
        acknowledged_at=row["acknowledged_at"],
        acknowledged_by=row["acknowledged_by"],
        told_at=row["told_at"],
    )


def _packed(crossed: Sequence[Crossing]) -> list[dict[str, Any]]:
    return [
        {
            "measure": crossing.rule.measure.value,
            "threshold": crossing.rule.threshold,
            "boards": list(crossing.rule.boards),
            "before": crossing.before,
            "after": crossing.after,
        }
        for crossing in crossed
    ]


def _unpacked(kept: Mapping[str, Any]) -> Crossing:
    rule = EscalationRule(Yardstick(kept["measure"]), kept["threshold"], tuple(kept["boards"]), When.AT_ONCE)
    return Crossing(rule, kept["before"], kept["after"])
