"""Files that people dropped, kept until they are dealt with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from bot.clock import wall_now
from bot.store.inserting import insert_for
from bot.store.tables import metadata
from bot.store.tables.jobs import FileState

_FILE = metadata.tables["received_file"]


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A dropped file.

    Attributes:
        slack_file: the id Slack gave it.
        name: its name.
        sender: Slack's id of who dropped it.
        sender_team: Slack's id of their team.
        state: where it stands.
        version: which reading of it was shown last.
        digest: what that reading would save.
        options: how it is to be read.
    """

    slack_file: str
    name: str
    sender: str
    sender_team: str
    state: FileState
    version: int
    digest: str
    options: Mapping[str, Any]


class ReceivedFiles:
    """Files by the id Slack gave them."""

    def __init__(self, connection: Connection, *, for_change: bool = False) -> None:
        self._connection = connection
        self._for_change = for_change

    def add(self, slack_file: str, *, name: str, sender: str, sender_team: str) -> bool:
        """Note a dropped file; return whether it is new."""
        statement = insert_for(self._connection, _FILE).values(
            slack_file=slack_file,
            name=name,
            sender=sender,
            sender_team=sender_team,
            state=FileState.READING.value,
            version=1,
            digest="",
            options={},
            report={},
            received_at=wall_now(),
        )
        made = statement.on_conflict_do_nothing(index_elements=["slack_file"]).returning(_FILE.c.id)
        return self._connection.execute(made).first() is not None

    def find(self, slack_file: str) -> ReceivedFile | None:
        """Return a file, locked when it may be changed; None when it is not known."""
        columns = [column for column in _FILE.c if column.name not in {"content", "report"}]
        statement = select(*columns).where(_FILE.c.slack_file == slack_file)
        if self._for_change:
            statement = statement.with_for_update()
        row = self._connection.execute(statement).first()
        return None if row is None else _file(row)

    def content(self, slack_file: str) -> bytes | None:
        """Return the bytes of a file, None when they are not kept."""
        content: bytes | None = self._connection.execute(
            select(_FILE.c.content).where(_FILE.c.slack_file == slack_file)
        ).scalar_one_or_none()
        return content

    def report(self, slack_file: str) -> dict[str, Any]:
        """Return what was shown of a file's last reading."""
        report: dict[str, Any] = self._connection.execute(
            select(_FILE.c.report).where(_FILE.c.slack_file == slack_file)
        ).scalar_one()
        return report

    def renew(self, slack_file: str, version: int, *, sender: str, sender_team: str) -> None:
        """Begin anew with a file that was dealt with before: somebody dropped it again."""
        self._change(
            slack_file,
            state=FileState.READING.value,
            version=version,
            digest="",
            options={},
            report={},
            sender=sender,
            sender_team=sender_team,
            received_at=wall_now(),
        )

    def keep(self, slack_file: str, content: bytes) -> None:
        """Keep the bytes of a file."""
        self._change(slack_file, content=content)

    def move(self, slack_file: str, state: FileState, **changes: object) -> None:
        """Record where a file stands; one that is dealt with loses its bytes.

        Args:
            slack_file: the file.
            state: where it stands now.
            changes: other columns to change: `version`, `digest`, `options`, `report`.
        """
        if state is FileState.DONE:
            changes["content"] = None
        self._change(slack_file, state=state.value, **changes)

    def forget_before(self, days: int) -> int:
        """Drop files received more than `days` ago; return how many."""
        old = _FILE.c.received_at < wall_now() - timedelta(days=days)
        return self._connection.execute(delete(_FILE).where(old)).rowcount

    def _change(self, slack_file: str, **values: object) -> None:
        self._connection.execute(update(_FILE).where(_FILE.c.slack_file == slack_file).values(values))


def _file(row: Row[Any]) -> ReceivedFile:
    return ReceivedFile(
        slack_file=row.slack_file,
        name=row.name,
        sender=row.sender,
        sender_team=row.sender_team,
        state=FileState(row.state),
        version=row.version,
        digest=row.digest,
        options=row.options,
    )
