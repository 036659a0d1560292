"""The demonstration's plan, minutes and forward plan, read as any register is that an office brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.domain.imports.drafts import RegisterKind
from bot.domain.registers.naming import Names
from bot.domain.registers.plan_records import PlanEntry, PlanTaskRecord
from bot.domain.registers.records import Record
from bot.domain.registers.shaping import Setting
from bot.errors import InvalidInputError
from bot.settings import Config
from bot.store.repositories.registers.everything import Registers
from bot.store.unit_of_work import Unit
from bot.workflows.imports.source import ImportOptions, ImportSource
from bot.workflows.imports.understanding import read_file, understand

PLAN_NAME = "Neighbourhood care plan"
_FILES = {
    "plan.csv": (RegisterKind.PLAN, "plan_tasks", "plan_task", "plan"),
    "minutes.csv": (RegisterKind.MINUTES, "minuted_actions", "minuted_action", "minutes"),
    "forward_plan.csv": (RegisterKind.FORWARD_PLAN, "forward_items", "forward_item", "forward"),
}


def load_plans(unit: Unit, config: Config, registers: Registers, names: Names, folder: Path) -> Mapping[str, int]:
    """Load the plan, the minutes and the forward plan, but what is held already; return how many of each were new.

    Raises:
        InvalidInputError: a file is missing or wrong; it says which, and the row.
    """
    counts: dict[str, int] = {}
    for name, (kind, counted, word, subject) in _FILES.items():
        known = {record.key for record in registers.records(kind)}
        new = [_begun(unit, record) for record in _records(config, names, folder / name, kind)]
        new = [record for record in new if record.key not in known]
        registers.add(*new)
        for record in new:
            unit.record("import", f"{word}.imported", f"{subject}:{record.label}")
        counts[counted] = len(new)
    return counts


def _records(config: Config, names: Names, path: Path, kind: RegisterKind) -> list[Record]:
    if not path.is_file():
        raise InvalidInputError(f"{path.name} is missing from the demonstration's files.")
    source = ImportSource(kind, path.name, path.read_bytes(), ImportOptions(plan=PLAN_NAME))
    understood = understand(read_file(source, config, names), source, Setting(names, names.day, frozenset()))
    found = []
    for shaped in understood.shaped:
        if shaped.record is None:
            raise InvalidInputError(f"{path.name}, row {shaped.row}: {shaped.refused}")
        found.append(shaped.record)
    return found


def _begun(unit: Unit, record: Record) -> Record:
    """Return a task with the beginning of its history."""
    if not isinstance(record, PlanTaskRecord):
        return record
    note = "Brought in with the plan."
    entry = PlanEntry(1, unit.now, "Import", "", record.status, record.update, record.due_on, note)
    return replace(record, history=(entry,))
