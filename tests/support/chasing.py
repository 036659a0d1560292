"""Reminders of a kind of their own: what is asked lives in a set, so that tests need no register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from bot.clock import ManualClock
from bot.domain.people import Account
from bot.settings import Config
from bot.store.engines import Engines
from bot.store.unit_of_work import Store, Unit, View
from bot.views import blocks
from bot.views.nudges import NudgeLine
from bot.views.wording import escape
from bot.workflows.chasing.asks import Ask
from bot.workflows.services import Services

HOME = "T0DEMO"
_ORDINARY = {"is_guest": False, "is_stranger": False, "is_bot": False, "is_deleted": False}


@dataclass
class Things:
    """The kind `thing`: which subjects are answered already, and which are gone."""

    done: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    read: list[Ask] = field(default_factory=list)

    def reader(
        self, view: View, services: Services, asks: Sequence[Ask], today: date
    ) -> Mapping[Ask, NudgeLine | None]:
        self.read += asks
        return {ask: self.line(ask) for ask in asks}

    def line(self, ask: Ask) -> NudgeLine | None:
        if ask.subject in self.gone:
            return None
        name = ask.subject.partition(":")[2]
        is_done = ask.subject in self.done
        words = f"{name} is answered" if is_done else f"{name} update"
        return NudgeLine(
            text=escape(words),
            plain=words,
            buttons=() if is_done else (blocks.button("Update", "risk.update", name),),
            order=(name,),
            afterwards="your SRO is told once",
            by_link=True,
            is_done=is_done,
        )

    @property
    def kinds(self) -> dict[str, Any]:
        return {"thing": self.reader}


def office_of(engines: Engines, clock: ManualClock, config: Config) -> Services:
    """Return services over a store of its own."""
    return Services(Store(engines, clock, config.rules, config.zone), config, clock, HOME)


def add_people(services: Services, names: Iterable[str], zone: str | None = None, *, slack: bool = True) -> list[int]:
    """Add people, each with an account in `zone`; return their ids."""

    def work(unit: Unit) -> list[int]:
        ids = []
        for name in names:
            slack_id = f"U0{name.upper()}" if slack else None
            email = f"{name}@partnership.example"
            ids.append(unit.people.save("person", name, name=name.capitalize(), email=email, slack_id=slack_id))
            if slack_id:
                account = Account(slack_id, HOME, name, email, **_ORDINARY, timezone=zone)
                unit.people.save_account(account, unit.now)
        return ids

    return services.store.write(work)


def nudges(services: Services) -> list[tuple[str, str, str]]:
    """Return the subject, rule and status of every nudge, in the order they were planned."""
    with services.store.engines.read.connect() as connection:
        rows = connection.execute(text("SELECT subject, rule, status FROM nudge ORDER BY planned_at, id"))
        return [(subject.partition(":")[2], rule, status) for subject, rule, status in rows]


SAID_AT = (
    "SELECT m.person_id, min(n.settled_at) FROM nudge_message m JOIN nudge n ON n.message_id = m.id"
    " GROUP BY m.id ORDER BY m.id"
)
"""To whom and when messages were written."""


def messages(services: Services) -> list[tuple[int, datetime]]:
    """Return to whom and when messages were written."""
    with services.store.engines.read.connect() as connection:
        rows = connection.execute(text(SAID_AT))
        return [(person_id, datetime.fromisoformat(str(at))) for person_id, at in rows]


def outbox(services: Services) -> list[Any]:
    """Return what waits to be sent, in order."""
    with services.store.engines.read.connect() as connection:
        return list(connection.execute(text("SELECT * FROM outbox ORDER BY id")))


def deliver(services: Services) -> None:
    """Have what waits in the outbox stand where it was addressed to."""
    with services.store.engines.write.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO posted_message (anchor, address, channel, ts)"
                " SELECT anchor, channel, channel, '1.000000' FROM outbox WHERE status = 'pending'"
                " ON CONFLICT (anchor) DO NOTHING"
            )
        )
        connection.execute(text("UPDATE outbox SET status = 'sent' WHERE status = 'pending'"))
