"""A copy of a database for looking ahead: everything that workflows decide from, in a scratch SQLite file.

Only the tables' rows are read, in one look, so that the copy is of one moment and the original stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Select, Table, event, insert, null, select

from bot.store import faults
from bot.store.engines import Engines, open_engines
from bot.store.tables import metadata
from bot.store.tables.delivery import OutboxStatus
from bot.store.tables.jobs import JobStatus

_ROWS_AT_ONCE = 1000
# The trail's events and what Slack has delivered decide nothing; the trail's end is kept, for it goes on from there.
_LEFT_OUT = frozenset({"audit_event", "inbox"})
_JSON_NOTHING: dict[str, Any] = {}
_INSTEAD: Mapping[str, Mapping[str, Any]] = {
    # What is being done is done by the original. The keys stay, so that nothing is asked for a second time.
    "job": {"status": JobStatus.DONE.value, "payload": _JSON_NOTHING},
    "outbox": {"status": OutboxStatus.SUPERSEDED.value, "content": _JSON_NOTHING},
    "received_file": {"content": None, "report": _JSON_NOTHING},
}


def copy_database(source: Engines, file: Path) -> Engines:
    """Copy a database into a new SQLite file, and return the engines of the copy.

    Rows are read and written a thousand at a time, so a large register needs no more memory than a small one. The
    contents of files, messages that were sent, and the events of the audit trail are left out.

    Args:
        source: the database, of either kind.
        file: where the copy is made; in a folder that is its owner's alone.

    Raises:
        UnavailableError: the database did not answer, or there is no room for the copy.
    """
    copy = open_engines(f"sqlite:///{file}")
    for engine in (copy.write, copy.read):
        event.listen(engine, "connect", _without_care)
    with faults.explained(), source.read.connect() as reader, reader.begin(), copy.write.begin() as writer:
        metadata.create_all(writer)
        for table in metadata.sorted_tables:
            if table.name in _LEFT_OUT:
                continue
            rows = reader.execute(_wanted(table).execution_options(yield_per=_ROWS_AT_ONCE)).mappings()
            changes = _INSTEAD.get(table.name, {})
            for portion in rows.partitions():
                writer.execute(insert(table), [{**row, **changes} for row in portion])
    return copy


def _wanted(table: Table) -> Select[Any]:
    """Return the statement for a table's rows, without reading what is not copied."""
    changed = _INSTEAD.get(table.name, {})
    columns = [(null() if column.name in changed else column).label(column.name) for column in table.c]
    return select(*columns).select_from(table)


def _without_care(connection: Any, _record: object) -> None:
    """Have a scratch database wait for no disk."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
