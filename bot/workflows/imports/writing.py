"""Write the records of an import in a unit of work: each with its history, and its audit event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.access import Actor
from bot.domain.actions.records import Outcome
from bot.domain.references import parse_reference
from bot.domain.registers.comparing import Change, differences
from bot.domain.registers.naming import Names
from bot.domain.registers.plan_records import ForwardRecord, MinutedRecord, PlanEntry, PlanTaskRecord
from bot.domain.registers.records import (
    ActionEntry,
    ActionRecord,
    ActionStatus,
    CostLineRecord,
    FinanceLineRecord,
    InterestRecord,
    Record,
    RiskEntry,
    RiskRecord,
)
from bot.domain.risks import REVIEW_KINDS, ReviewKind, RiskStatus, Visibility
from bot.papers.registers.values import to_json
from bot.store.repositories.registers.everything import RecordChange, Registers
from bot.store.unit_of_work import Unit
from bot.workflows.actions.imported import follow_import
from bot.workflows.desk import Desk
from bot.workflows.imports.comparing import Write
from bot.workflows.imports.reporting import report_import
from bot.workflows.imports.source import Importer
from bot.workflows.risk_notices import withdraw
from bot.workflows.services import Services

_POSITION = frozenset({"inherent", "residual", "target", "mitigation", "update", "updated_on", "reported_direction"})
_AN_INSTANT = timedelta(microseconds=1)
_STANDING = _POSITION - {"update", "updated_on"}
_NOON = time(12)
# The chain cannot be edited, so the nature of an interest stays out of it; a history is kept where it belongs.
_PRIVATE = frozenset({"nature", "history"})


class Writing:
    """One pass over the writes, within one unit.

    Args:
        unit: the unit of work.
        services: what every use case is handed.
        importer: who brings the file.
        names: whom registers mean.
        is_baseline: whether it is its register's first import, which alerts nobody.
    """

    def __init__(self, unit: Unit, services: Services, importer: Importer, names: Names, *, is_baseline: bool) -> None:
        self._unit = unit
        self._services = services
        self._importer = importer
        self._names = names
        self._is_baseline = is_baseline
        self._zone: ZoneInfo = services.config.zone

    def write(self, writes: Sequence[Write], registers: Registers) -> None:
        """Add and change records, and have what follows from it follow."""
        added: list[Record] = []
        changed: list[RecordChange] = []
        for write in writes:
            if write.before is None:
                added.append(self._begun(write.after))
                self._record("imported", write.after, facts=_facts(write.after))
            else:
                changed.append(self._changed(write.before, write.after, is_dated=write.is_dated))
        registers.add(*added)
        registers.change(changed)
        actions = [one.before for one in changed if isinstance(one.before, ActionRecord)]
        seen = {action.ref: action.visibility for action in actions}
        follow_import(self._unit, self._services, self._desk, seen)
        report_import(
            self._unit,
            self._services,
            self._desk,
            [record for record in added if isinstance(record, RiskRecord)],
            [change for change in changed if isinstance(change.after, RiskRecord)],
            is_baseline=self._is_baseline,
            actor=self._importer.actor,
        )

    def remove(self, gone: Sequence[MinutedRecord | ForwardRecord], registers: Registers) -> None:
        """Take out what the minutes or the forward plan have no more."""
        for record in gone:
            self._record("removed_by_import", record, facts=_facts(record))
        registers.remove(gone)

    def _changed(self, before: Record, after: Record, *, is_dated: bool) -> RecordChange:
        changes = differences(before, after)
        after, entries = self._continued(before, after, changes, is_dated=is_dated)
        self._hide(before, after)
        said = {change.field: [change.before, change.after] for change in changes if change.field not in _PRIVATE}
        self._record("changed_by_import", after, changed=said, private=len(changes) - len(said))
        return RecordChange(before, after, entries)

    def _begun(self, record: Record) -> Record:
        """Return a new record with a history: its own, ending in what the record says, or the beginning of one."""
        if isinstance(record, RiskRecord) and not record.history:
            return replace(record, history=(self._risk_entry(record, ReviewKind.ADDED, self._at(record)),))
        if isinstance(record, RiskRecord) and not _ends_in(record):
            entry = self._risk_entry(record, ReviewKind.REVIEWED, max(self._at(record), record.history[-1].at))
            return replace(record, history=(*record.history, replace(entry, version=len(record.history) + 1)))
        if isinstance(record, ActionRecord):
            record = _ended(record)
            return record if record.history else replace(record, history=(self._action_entry(record),))
        if isinstance(record, PlanTaskRecord) and not record.history:
            return replace(record, history=(self._plan_entry(record),))
        return record

    def _continued(
        self, before: Record, after: Record, changes: tuple[Change, ...], *, is_dated: bool
    ) -> tuple[Record, list[RiskEntry | ActionEntry | PlanEntry]]:
        """Return a changed record as it is to be kept, and the entries that its history goes on with."""
        if isinstance(before, ActionRecord) and isinstance(after, ActionRecord):
            if before.status is not after.status and after.closed_at == before.closed_at:
                closed = self._unit.now if after.status is ActionStatus.CLOSED else None
                after = replace(after, closed_at=closed)
            after = _ended(after)
            return after, [self._action_entry(after)]
        if isinstance(after, PlanTaskRecord):
            return after, [self._plan_entry(after)]
        if not (isinstance(before, RiskRecord) and isinstance(after, RiskRecord)):
            return after, []
        fields = {change.field for change in changes}
        entries: list[RiskEntry | ActionEntry | PlanEntry] = []
        if fields & _POSITION:
            at = self._at(after) if is_dated else self._unit.now
            # An edit between two reviews does not date the later one.
            last = max((entry.at for entry in before.history if entry.kind in REVIEW_KINDS), default=at)
            entries.append(self._risk_entry(after, ReviewKind.REVIEWED, max(at, last)))
        if "status" in fields:
            kind = ReviewKind.CLOSED if after.status is RiskStatus.CLOSED else ReviewKind.REOPENED
            entries.append(self._risk_entry(after, kind, self._unit.now))
        if not entries:
            words = ", ".join(sorted(field.replace("_", " ") for field in fields))
            edited = replace(after, update=f"Edited: {words}.")
            entries.append(self._risk_entry(edited, ReviewKind.EDITED, self._unit.now))
        return after, entries

    def _at(self, record: RiskRecord) -> datetime:
        """Return when a register says a risk was reviewed: now, or at noon of an earlier day.

        A month's report stands as it was closed, so what comes in later is dated after the last one.
        """
        if record.updated_on >= self._services.today(self._unit.now):
            return self._unit.now
        noon = datetime.combine(record.updated_on, _NOON, self._zone).astimezone(UTC)
        return noon if self._reported_at is None else max(noon, self._reported_at + _AN_INSTANT)

    @cached_property
    def _desk(self) -> Desk:
        """The desk of who brings the file, who need not be anybody in Slack."""
        directory, now = self._names.directory, self._unit.now
        day = self._services.today(now)
        nobody = Actor("", self._importer.name, None, (), frozenset(), frozenset(), is_guest=False, day=day)
        return Desk(nobody, directory, self._services.presentation(directory, now))

    @cached_property
    def _reported_at(self) -> datetime | None:
        """The position of the last round that was closed, None before the first."""
        return next(iter(self._unit.rounds.positions(1)), None)

    def _risk_entry(self, record: RiskRecord, kind: ReviewKind, at: datetime) -> RiskEntry:
        return RiskEntry(
            version=1,
            kind=kind,
            at=at,
            author=self._importer.name,
            author_key=self._names.key_of(self._importer.person_id),
            inherent=record.inherent,
            residual=record.residual,
            target=record.target,
            mitigation=record.mitigation,
            update=record.update,
            reported_direction=record.reported_direction,
            is_imported=True,
        )

    def _action_entry(self, record: ActionRecord) -> ActionEntry:
        return ActionEntry(
            version=1,
            at=self._unit.now,
            author=self._importer.name,
            author_key=self._names.key_of(self._importer.person_id),
            status=record.status,
            status_words=record.status_words,
            due_on=record.due_on,
            update=record.update,
            visibility=record.visibility,
        )

    def _plan_entry(self, record: PlanTaskRecord) -> PlanEntry:
        return PlanEntry(
            version=1,
            at=self._unit.now,
            author=self._importer.name,
            author_key=self._names.key_of(self._importer.person_id),
            status=record.status,
            update=record.update,
            due_on=record.due_on,
            note="Brought in with the plan.",
        )

    def _hide(self, before: Record, after: Record) -> None:
        """Take a risk that is no longer public out of its workstream's channel."""
        if not (isinstance(before, RiskRecord) and isinstance(after, RiskRecord)):
            return
        ref = parse_reference(after.ref)
        if before.visibility is after.visibility or after.visibility is Visibility.PUBLIC or ref is None:
            return
        risk = self._unit.risks.find(ref)
        if risk is not None:
            withdraw(self._unit, self._desk, risk)

    def _record(self, verb: str, record: Record, **detail: object) -> None:
        word, subject = _subject(record, self._names)
        self._unit.record(self._importer.actor, f"{word}.{verb}", subject, **detail)


def _ends_in(record: RiskRecord) -> bool:
    """Return whether the present position of a risk is the one that its history ends in."""
    reviews = [entry for entry in record.history if entry.kind in REVIEW_KINDS]
    last = record.history[-1]
    same = all(getattr(last, name) == getattr(record, name) for name in sorted(_STANDING))
    return same and bool(reviews) and reviews[-1].update == record.update and record.history[0] == reviews[0]


def _ended(record: ActionRecord) -> ActionRecord:
    """Return an action with how it ended: registers close what is done, unless they say otherwise."""
    if record.status is ActionStatus.OPEN:
        return replace(record, outcome=Outcome.NONE.value)
    return replace(record, outcome=record.outcome or Outcome.DONE.value)


def _subject(record: Record, names: Names) -> tuple[str, str]:
    """Return how the audit trail names a record: what it is, and which."""
    match record:
        case RiskRecord():
            named = ("risk", f"risk:{record.ref}")
        case ActionRecord():
            named = ("action", f"action:{record.ref}")
        case PlanTaskRecord():
            named = ("plan_task", f"plan:{record.label}")
        case CostLineRecord():
            named = ("fund_line", f"fund:{record.label}")
        case FinanceLineRecord():
            named = ("finance_line", f"finance:{record.label}")
        case InterestRecord():
            person = names.person(record.person)
            named = ("interest", f"person:{person.id if person else 0}")
        case MinutedRecord():
            named = ("minuted_action", f"minutes:{record.label}")
        case ForwardRecord():
            named = ("forward_item", f"forward:{record.label}")
    return named


def _facts(record: Record) -> dict[str, Any]:
    """Return a record as the audit trail keeps it: what was said before the import is in its history."""
    said: dict[str, Any] = to_json(record)
    return {name: value for name, value in said.items() if name not in _PRIVATE and value not in (None, "", [], False)}
