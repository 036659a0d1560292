"""The registers behind one door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.domain.imports.drafts import RegisterKind
from bot.domain.registers.naming import Names
from bot.domain.registers.plan_records import ForwardRecord, MinutedRecord, PlanEntry, PlanTaskRecord
from bot.domain.registers.records import (
    ActionEntry,
    ActionRecord,
    CostLineRecord,
    FinanceLineRecord,
    InterestRecord,
    Record,
    RiskEntry,
    RiskRecord,
)
from bot.store.repositories.registers.actions import ActionTracker
from bot.store.repositories.registers.costs import CostRegister
from bot.store.repositories.registers.finance import FinanceTracker
from bot.store.repositories.registers.interests import InterestRegister
from bot.store.repositories.registers.meetings import MeetingRegister
from bot.store.repositories.registers.plans import PlanRegister
from bot.store.repositories.registers.risks import RiskRegister
from bot.store.repositories.risks import Risks


class _Lockable(Protocol):
    def lock(self) -> None: ...


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record as it was and as it is to stand, and the entries that its history goes on with."""

    before: Record
    after: Record
    entries: Sequence[RiskEntry | ActionEntry | PlanEntry] = ()


class Registers:
    """Every register, read whole and written many records at once.

    Args:
        connection: the transaction.
        risks: the risk register's other face.
        zone: in which days are told.
        names: whom the words of the records mean.
    """

    def __init__(self, connection: Connection, risks: Risks, zone: ZoneInfo, names: Names) -> None:
        self._names = names
        self._risks = RiskRegister(connection, risks, zone)
        self._actions = ActionTracker(connection)
        self._plans = PlanRegister(connection)
        self._costs = CostRegister(connection)
        self._finance = FinanceTracker(connection)
        self._interests = InterestRegister(connection)
        self._meetings = MeetingRegister(connection)

    def lock(self, kind: RegisterKind) -> None:
        """Keep other writers out of a register until the unit of work ends."""
        registers: dict[RegisterKind, _Lockable] = {
            RegisterKind.RISKS: self._risks,
            RegisterKind.ACTIONS: self._actions,
            RegisterKind.PLAN: self._plans,
            RegisterKind.COSTS: self._costs,
            RegisterKind.FINANCE: self._finance,
            RegisterKind.INTERESTS: self._interests,
            RegisterKind.MINUTES: self._meetings,
            RegisterKind.FORWARD_PLAN: self._meetings,
        }
        registers[kind].lock()

    def records(self, kind: RegisterKind) -> tuple[Record, ...]:
        """Return every record of a register."""
        found: tuple[Record, ...]
        match kind:
            case RegisterKind.RISKS:
                found = self._risks.records(self._names)
            case RegisterKind.ACTIONS:
                found = self._actions.records(self._names)
            case RegisterKind.PLAN:
                found = self._plans.records(self._names)
            case RegisterKind.COSTS:
                found = self._costs.records()
            case RegisterKind.FINANCE:
                found = self._finance.records()
            case RegisterKind.INTERESTS:
                found = self._interests.records(self._names)
            case RegisterKind.MINUTES:
                found = self._meetings.minuted()
            case RegisterKind.FORWARD_PLAN:
                found = self._meetings.items()
        return found

    def funds(self) -> dict[str, tuple[str, int | None]]:
        """Return name and envelope of each fund by its key."""
        return self._costs.funds()

    def add(self, *records: Record) -> None:
        """Add records, with their histories where their kind has one. Risks and actions are written in bulk."""
        risks: list[RiskRecord] = []
        actions: list[ActionRecord] = []
        for record in records:
            match record:
                case RiskRecord():
                    risks.append(record)
                case ActionRecord():
                    actions.append(record)
                case PlanTaskRecord():
                    self._plans.add(record, self._names)
                case CostLineRecord():
                    self._costs.add(record)
                case FinanceLineRecord():
                    self._finance.add(record)
                case InterestRecord():
                    self._interests.add(record, self._names)
                case MinutedRecord() | ForwardRecord():
                    self._meetings.add(record)
        self._risks.add(risks, self._names)
        self._actions.add(actions, self._names)

    def change(self, changes: Iterable[RecordChange]) -> None:
        """Let each record stand as `after` has it; its entries go on with the history where its kind has one."""
        risks: list[tuple[RiskRecord, RiskRecord, list[RiskEntry]]] = []
        actions: list[tuple[ActionRecord, ActionRecord, list[ActionEntry]]] = []
        for change in changes:
            match change.before, change.after:
                case RiskRecord() as before, RiskRecord() as after:
                    risks.append((before, after, [one for one in change.entries if isinstance(one, RiskEntry)]))
                case ActionRecord() as before, ActionRecord() as after:
                    actions.append((before, after, [one for one in change.entries if isinstance(one, ActionEntry)]))
                case _, PlanTaskRecord() as after:
                    entries = [one for one in change.entries if isinstance(one, PlanEntry)]
                    self._plans.change(after, entries, self._names)
                case _, (MinutedRecord() | ForwardRecord()) as after:
                    self._meetings.change(after)
                case _, CostLineRecord() as after:
                    self._costs.change(after)
                case _, FinanceLineRecord() as after:
                    self._finance.change(after)
                case InterestRecord() as before, InterestRecord() as after:
                    self._interests.change(before, after, self._names)
        self._risks.change(risks, self._names)
        self._actions.change(actions, self._names)

    def remove(self, records: Iterable[MinutedRecord | ForwardRecord]) -> None:
        """Take out what minutes or a forward plan have no more."""
        for record in records:
            self._meetings.remove(record)
