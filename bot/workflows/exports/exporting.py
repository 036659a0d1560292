"""A register as CSV, XLSX or JSON: complete, and read back by an import without loss."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum

from bot.domain.imports.drafts import RegisterKind
from bot.domain.registers.records import Record
from bot.papers.registers.layout import one_table, tables
from bot.papers.registers.values import to_json
from bot.papers.sheets.writing import write_csv, write_xlsx
from bot.workflows.imports.planning import names_in
from bot.workflows.services import Services


class ExportFormat(StrEnum):
    """What kind of file an export is."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


def export(services: Services, kind: RegisterKind, file_format: ExportFormat) -> bytes:
    """Return a register, with records that are not public and with its history.

    Raises:
        UnavailableError: the database did not answer.
    """
    with services.store.view() as view:
        names = names_in(view, services.config, services.today(view.now))
        records = view.registers(services.config.zone, names).records(kind)
    return as_file(kind, records, file_format)


def as_file(kind: RegisterKind, records: Sequence[Record], file_format: ExportFormat) -> bytes:
    """Return records as a file.

    CSV holds each record's history as JSON in the cells at the end of its row; XLSX has a sheet of its own for it.
    """
    if file_format is ExportFormat.CSV:
        return write_csv(one_table(kind, records))
    if file_format is ExportFormat.XLSX:
        return write_xlsx(tables(kind, records))
    whole = {"register": kind.value, "records": [to_json(record) for record in records]}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
