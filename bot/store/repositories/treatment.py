"""What is done about risks: target dates, controls and linked actions. Rows are added and ended, never taken away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, and_, bindparam, func, insert, select, update

from bot.domain.references import Reference
from bot.domain.treatment import Control, ControlEntry, Effectiveness, LinkedAction, TargetDate
from bot.store.tables import metadata

_T = metadata.tables
_TRAJECTORY, _CONTROL, _ENTRY = _T["trajectory"], _T["risk_control"], _T["control_entry"]
_LINK, _ACTION, _RISK = _T["record_link"], _T["action"], _T["risk"]

_CONTROLS = (
    select(
        _CONTROL.c.risk_id,
        _CONTROL.c.number,
        _CONTROL.c.ended_at,
        *(column for column in _ENTRY.c if column.name != "id"),
    )
    .join(_ENTRY, _ENTRY.c.control_id == _CONTROL.c.id)
    .order_by(_CONTROL.c.risk_id, _CONTROL.c.number, _ENTRY.c.id)
)
_OF_ONE = _CONTROLS.where(_CONTROL.c.risk_id == bindparam("risk_id"))
_LINKED = select(_LINK.c.risk_id, _ACTION.c.ref, _ACTION.c.summary, _ACTION.c.status, _ACTION.c.due_on).join(
    _ACTION, and_(_LINK.c.kind == "action", _ACTION.c.ref == _LINK.c.ref)
)


class Treatments:
    """Target dates, controls and linked actions within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def target_dates(self, risk_id: int) -> tuple[TargetDate, ...]:
        """Return every date that was set for a risk's target, newest first."""
        mine = select(_TRAJECTORY).where(_TRAJECTORY.c.risk_id == risk_id).order_by(_TRAJECTORY.c.id.desc())
        return tuple(
            TargetDate(
                row["set_at"],
                row["author_name"],
                row["start_on"],
                row["start_value"],
                row["target_value"],
                row["target_on"],
            )
            for row in self._connection.execute(mine).mappings()
        )

    def set_target_date(self, risk_id: int, target: TargetDate) -> None:
        """Let a risk's target be reached by a date from now on, or by none."""
        self._connection.execute(
            insert(_TRAJECTORY).values(
                risk_id=risk_id,
                set_at=target.set_at,
                author_name=target.author,
                start_on=target.start_on,
                start_value=target.start_value,
                target_value=target.target_value,
                target_on=target.target_on,
            )
        )

    def controls(self, risk_id: int, at: datetime | None = None) -> tuple[Control, ...]:
        """Return the controls of a risk in the order of their numbers, ended ones included.

        Args:
            risk_id: the risk.
            at: as they stood at this instant; the present by default.
        """
        return self._read_controls(_OF_ONE, {"risk_id": risk_id}, at)

    def all_controls(self, at: datetime | None = None) -> Mapping[int, tuple[Control, ...]]:
        """Return the controls of every risk by its id; see `controls`."""
        found: dict[int, list[Control]] = defaultdict(list)
        for control in self._read_controls(_CONTROLS, {}, at):
            found[control.risk_id].append(control)
        return {risk_id: tuple(controls) for risk_id, controls in found.items()}

    def add_control(self, risk_id: int, entry: ControlEntry) -> int:
        """Add a control under the next free number of its risk; return the number.

        Whoever adds one holds the risk's lock.
        """
        last = select(func.max(_CONTROL.c.number)).where(_CONTROL.c.risk_id == risk_id)
        number = (self._connection.execute(last).scalar_one_or_none() or 0) + 1
        made = insert(_CONTROL).values(risk_id=risk_id, number=number).returning(_CONTROL.c.id)
        self.add_entry(int(self._connection.execute(made).scalar_one()), entry)
        return number

    def add_entry(self, control_id: int, entry: ControlEntry) -> None:
        """Add what somebody says of a control."""
        self._connection.execute(
            insert(_ENTRY).values(
                control_id=control_id,
                at=entry.at,
                author_name=entry.author,
                words=entry.words,
                owner=entry.owner,
                effectiveness=entry.effectiveness.value,
                note=entry.note,
            )
        )

    def end_control(self, control_id: int, at: datetime) -> None:
        """Record that a control is no longer in place; an entry that says why is added beside."""
        self._connection.execute(update(_CONTROL).where(_CONTROL.c.id == control_id).values(ended_at=at))

    def linked_actions(self) -> Mapping[int, tuple[LinkedAction, ...]]:
        """Return the actions tied to each risk by its id, in the order of their references."""
        found: dict[int, list[LinkedAction]] = defaultdict(list)
        for row in self._connection.execute(_LINKED.order_by(_ACTION.c.ref)).mappings():
            found[row["risk_id"]].append(_linked(row))
        return {risk_id: tuple(actions) for risk_id, actions in found.items()}

    def actions_of(self, risk_id: int) -> tuple[LinkedAction, ...]:
        """Return the actions tied to a risk, in the order of their references."""
        mine = _LINKED.where(_LINK.c.risk_id == risk_id).order_by(_ACTION.c.ref)
        return tuple(_linked(row) for row in self._connection.execute(mine).mappings())

    def risks_of(self, action_ref: str) -> tuple[Reference, ...]:
        """Return the references of the risks that an action is tied to, in their order."""
        tied = (
            select(_RISK.c.prefix, _RISK.c.number)
            .join(_LINK, _LINK.c.risk_id == _RISK.c.id)
            .where(_LINK.c.kind == "action", _LINK.c.ref == action_ref)
            .order_by(_RISK.c.prefix, _RISK.c.number)
        )
        return tuple(Reference(row.prefix, row.number) for row in self._connection.execute(tied))

    def _read_controls(
        self, query: Select[tuple[object, ...]], key: Mapping[str, int], at: datetime | None
    ) -> tuple[Control, ...]:
        entries: dict[tuple[int, int], list[RowMapping]] = defaultdict(list)
        for row in self._connection.execute(query, key).mappings():
            if at is None or row["at"] <= at:
                entries[row["risk_id"], row["number"]].append(row)
        return tuple(_control(rows, at) for rows in entries.values())


def _control(rows: list[RowMapping], at: datetime | None) -> Control:
    last = rows[-1]
    ended_at = last["ended_at"]
    if at is not None and ended_at is not None and ended_at > at:
        ended_at = None
    return Control(
        id=last["control_id"],
        risk_id=last["risk_id"],
        number=last["number"],
        entries=tuple(
            ControlEntry(
                row["at"],
                row["author_name"],
                row["words"],
                row["owner"],
                Effectiveness(row["effectiveness"]),
                row["note"],
            )
            for row in rows
        ),
        ended_at=ended_at,
    )


def _linked(row: RowMapping) -> LinkedAction:
    return LinkedAction(row["ref"], row["summary"], row["status"] == "open", row["due_on"])
