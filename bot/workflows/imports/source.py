"""What is imported: a file's bytes, which register it is, how it is to be read, and who brings it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.imports.drafts import RegisterKind


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is to be read.

    Attributes:
        prefix: the letters under which rows without references are numbered.
        workstream: for new rows that name none, also not by the letters of their references.
        board: for new actions, minutes and items of a forward plan that name none.
        meeting: the day of the meeting that minutes are of which name none.
        fund: for cost lines that name none.
        plan: the plan's name, in place of the title above the table.
        sheet: which sheet of a workbook.
        mapping: heading -> field; None lets the headings be understood.
    """

    prefix: str | None = None
    workstream: str | None = None
    board: str | None = None
    meeting: date | None = None
    fund: str | None = None
    plan: str | None = None
    sheet: str | None = None
    mapping: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ImportSource:
    """A register's file. `name` is the file's, for messages and for the audit trail."""

    kind: RegisterKind
    name: str
    data: bytes
    options: ImportOptions = ImportOptions()


@dataclass(frozen=True, slots=True)
class Importer:
    """Who brings a register: `actor` for the audit trail, name and person for the histories."""

    actor: str = "import"
    name: str = "Import"
    person_id: int | None = None
