"""The demonstration without Slack: its rounds are moved by hand, and its database is looked into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import text

from bot.clock import ManualClock
from bot.domain.references import parse_reference
from bot.domain.risks import Risk
from bot.domain.rounds import Item, Round
from bot.settings import Config
from bot.store.engines import Engines
from bot.store.unit_of_work import Store, Unit
from bot.workflows.chasing.tick import chase
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request
from bot.workflows.rounds import opening
from bot.workflows.rounds.asking import ask_all
from bot.workflows.services import Services
from tests.support.bot import BEGINS_AT

HOME = "T0DEMO"
OPENS = datetime(2018, 11, 13, 9, tzinfo=UTC)
_KEYS = count()


@dataclass
class Partnership:
    """A register with its clock."""

    engines: Engines
    services: Services
    clock: ManualClock

    @staticmethod
    def over(engines: Engines, config: Config) -> Partnership:
        clock = ManualClock(BEGINS_AT)
        store = Store(engines, clock, config.rules, config.zone)
        return Partnership(engines, Services(store, config, clock, HOME), clock)

    def goes_to(self, day: int, month: int = 11, hour: int = 9, minute: int = 0) -> None:
        """Move on to a day and do what the ticks do there."""
        self.clock.move_to(datetime(2018 if month > 9 else 2019, month, day, hour, minute, tzinfo=UTC))
        self.ticks()

    def ticks(self) -> None:
        """Do what the scheduled workflows do now."""
        opening.tend(self.services, self.clock.now())
        chase(self.services, self.clock.now())

    def works_off(self) -> None:
        """Do what a change of a round asked for."""
        round_ = self.round()
        ask_all(self.services, round_.id, self.clock.now())

    def round(self, month: str = "2018-12") -> Round:
        """Return a round that is there."""
        found = self.find_round(month)
        assert found is not None
        return found

    def find_round(self, month: str = "2018-12") -> Round | None:
        """Return a round, None where there is none."""
        with self.services.store.view() as view:
            return view.rounds.find(month)

    def risk(self, ref: str) -> Risk:
        """Return a risk that is there."""
        with self.services.store.view() as view:
            found = view.risks.find(parse_reference(ref))
        assert found is not None
        return found

    def item(self, ref: str, month: str = "2018-12") -> Item:
        """Return what came of a risk in a round."""
        with self.services.store.view() as view:
            item = view.rounds.item(self.round(month).id, self.risk(ref).id)
        assert item is not None
        return item

    def asks(self, who: str, ref: str = "", version: int | None = None) -> Request:
        """Return a request of a Slack account, delivered once."""
        return Request(Identity(who, HOME), f"test:{next(_KEYS)}", ref, version)

    def person(self, key: str) -> int:
        """Return a person's id by the key in the configuration."""
        return int(self.rows(f"select id from person where key = '{key}'")[0].id)

    def planned(self, ref: str, month: str = "2018-12") -> dict[str, list[date]]:
        """Return the days on which each person is still to be reminded of a risk, by name."""
        subject = f"round:{self.round(month).id}:risk:{self.risk(ref).id}"
        rows = self.rows(
            "select person.name, nudge.due_at from nudge join person on person.id = nudge.person_id"
            f" where subject = '{subject}' and status = 'planned' order by due_at"
        )
        found: dict[str, list[date]] = {}
        for row in rows:
            found.setdefault(row.name, []).append(date.fromisoformat(str(row.due_at)[:10]))
        return found

    def outbox(self, key: str) -> list[Any]:
        """Return the messages whose key begins so."""
        return self.rows(f"select * from outbox where dedupe_key like '{key}%' order by id")

    def rows(self, statement: str) -> list[Any]:
        """Return what a statement finds."""
        with self.engines.read.connect() as connection:
            return list(connection.execute(text(statement)))

    def change(self, statement: str) -> None:
        """Change the database past the bot, as a tidy directory would be."""

        def work(unit: Unit) -> None:
            unit._connection.execute(text(statement))
            unit._connection.execute(text("update directory_version set version = version + 1"))

        self.services.store.write(work)
