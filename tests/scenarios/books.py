"""What the database holds, read past the bot: reviews, audit events, the outbox, and counts of everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from bot.clock import SystemClock
from bot.settings import load_config
from bot.store.engines import open_engines
from bot.store.tables import metadata
from bot.store.unit_of_work import Store
from bot.workflows.services import Services
from tests.support.bot import SHIPPED
from tests.support.sandbox import until

_TABLES = metadata.tables
_RISK, _REVIEW, _AUDIT = _TABLES["risk"], _TABLES["risk_review"], _TABLES["audit_event"]
_OUTBOX, _PERSON = _TABLES["outbox"], _TABLES["person"]
_RECORDS = ("risk", "risk_review", "risk_lead", "risk_reader", "person", "audit_event", "inbox", "outbox")
_UNFINISHED = ("pending", "claimed", "uncertain")


@dataclass(frozen=True, slots=True)
class Event:
    """An audit event."""

    actor: str
    verb: str
    subject: str
    detail: dict[str, Any]


class Books:
    """Reads a database that the bot writes.

    Args:
        url: The database's address.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        # The bot's own engines: two copies of SQLite in one process would undo each other's locks.
        self._engines = open_engines(url)

    def close(self) -> None:
        """Release all connections."""
        self._engines.dispose()

    def reviews(self, ref: str) -> list[Any]:
        """Return the rows of a risk's history, oldest first."""
        letters = ref.rstrip("0123456789")
        mine = (_RISK.c.prefix == letters, _RISK.c.number == int(ref.removeprefix(letters)))
        return self._rows(
            select(_REVIEW).join(_RISK, _RISK.c.id == _REVIEW.c.risk_id).where(*mine).order_by(_REVIEW.c.version)
        )

    def risk(self, ref: str) -> Any:
        """Return the row of a risk."""
        letters = ref.rstrip("0123456789")
        number = int(ref.removeprefix(letters))
        return self._rows(select(_RISK).where(_RISK.c.prefix == letters, _RISK.c.number == number))[0]

    def person(self, key: str) -> Any:
        """Return the row of a person by the key in the configuration."""
        return self._rows(select(_PERSON).where(_PERSON.c.key == key))[0]

    def people(self, name: str) -> list[Any]:
        """Return the rows of people with this name."""
        return self._rows(select(_PERSON).where(_PERSON.c.name == name))

    def events(self, subject: str = "", verb: str = "") -> list[Event]:
        """Return audit events in their order, of one subject or verb where given."""
        query = select(_AUDIT).order_by(_AUDIT.c.seq)
        if subject:
            query = query.where(_AUDIT.c.subject == subject)
        if verb:
            query = query.where(_AUDIT.c.verb == verb)
        return [Event(row.actor, row.verb, row.subject, row.detail) for row in self._rows(query)]

    def outbox(self, status: str = "") -> list[Any]:
        """Return messages to Slack, in their order, of one status where given."""
        query = select(_OUTBOX).order_by(_OUTBOX.c.id)
        return self._rows(query.where(_OUTBOX.c.status == status) if status else query)

    def counts(self) -> dict[str, int]:
        """Return how many rows each table of records has."""
        return {name: self._count(_TABLES[name]) for name in _RECORDS}

    def kept_files(self) -> int:
        """Return how many dropped files' contents are kept."""
        files = _TABLES["received_file"]
        return len(self._rows(select(files.c.id).where(files.c.content.is_not(None))))

    def accounts(self) -> int:
        """Return how many Slack accounts are known."""
        return self._count(_TABLES["slack_account"])

    def wait_until_sent(self, seconds: float = 15.0) -> None:
        """Wait until no message is on its way to Slack."""

        def none_left() -> bool:
            return not [row for row in self.outbox() if row.status in _UNFINISHED]

        until(none_left, seconds, "an empty outbox")

    def services(self) -> Services:
        """Return what use cases are handed, over the same database."""
        clock = SystemClock()
        config = load_config(SHIPPED)
        return Services(Store(self._engines, clock, config.rules), config, clock, "T0DEMO")

    def verify(self) -> int:
        """Walk the audit chain as `convenor verify` does; return its length."""
        store = Store(open_engines(self.url), SystemClock())
        try:
            with store.view() as view:
                return view.verify_audit().seq
        finally:
            store.close()

    def _rows(self, query: Any) -> list[Any]:
        with self._engines.read.connect() as connection:
            return list(connection.execute(query))

    def _count(self, table: Any) -> int:
        with self._engines.read.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
