"""The demonstration with everybody met, and a Slack that says who is where and hears how steps ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import text

from bot.clock import ManualClock
from bot.domain.people import Account
from bot.errors import UnavailableError
from bot.settings import Config, default_config_dir, load_config
from bot.slack.facts import ChannelFacts
from bot.slack.gateway import SlackGateway
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.worker import Worker
from bot.workflows.hands import Hands
from bot.workflows.identify import remember_accounts
from bot.workflows.performers import performers
from bot.workflows.services import Services
from tests.support.accounts import demo_accounts
from tests.support.bot import BEGINS_AT, WORKSPACE
from tests.support.databases import SqliteTemplate

HOME = "T0DEMO"


@dataclass
class Slack:
    """Channels of the workspace as they are or as a test has them; what steps came to, by execution."""

    changes: dict[str, Any] = field(default_factory=dict)
    ended: list[tuple[str, str, Any]] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)

    def channel(self, channel_id: str) -> ChannelFacts | None:
        row = next((row for row in WORKSPACE["channels"] if row["id"] == channel_id), None)
        if row is None:
            return None
        shared, private = bool(row.get("is_ext_shared")), bool(row.get("is_private"))
        found = ChannelFacts(
            channel_id,
            row["name"],
            is_private=private,
            is_im=False,
            is_ext_shared=shared,
            is_archived=False,
            is_member=bool(row["app_is_member"]),
        )
        return replace(found, **self.changes.get(channel_id, {}))

    def members(self, channel_id: str, limit: int) -> tuple[str, ...]:
        found = next(row["members"] for row in WORKSPACE["channels"] if row["id"] == channel_id)
        return tuple(self.changes.get("members", found))[:limit]

    def user(self, slack_id: str) -> Account | None:
        return next((account for account in demo_accounts(named="real_name") if account.slack_id == slack_id), None)

    def complete_step(self, execution: str, outputs: Any) -> None:
        self._end(execution, "done", outputs)

    def fail_step(self, execution: str, why: str) -> None:
        self._end(execution, "failed", why)

    def _end(self, execution: str, how: str, what: Any) -> None:
        if self.faults:
            raise self.faults.pop()
        self.ended.append((execution, how, what))


@dataclass
class Room:
    """The services, Slack, and the worker that does the jobs."""

    services: Services
    slack: Slack
    worker: Worker

    def work(self) -> None:
        while self.worker.run_once():
            pass

    def outbox(self) -> list[Any]:
        with self.services.store.engines.read.connect() as connection:
            return list(connection.exec_driver_sql("SELECT * FROM outbox ORDER BY id").mappings())


@pytest.fixture(scope="session")
def configuration() -> Config:
    return load_config(default_config_dir() / "convenor.toml")


@pytest.fixture(scope="session")
def everybody_met(
    demo_file: SqliteTemplate, configuration: Config, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplate:
    def meet(url: str) -> None:
        store = Store(open_engines(url), ManualClock(BEGINS_AT), configuration.rules, configuration.zone)
        remember_accounts(
            Services(store, configuration, ManualClock(BEGINS_AT), HOME), demo_accounts(named="real_name")
        )
        store.close()

    return demo_file.filled(tmp_path_factory.mktemp("met"), meet)


@pytest.fixture
def room(everybody_met: SqliteTemplate, configuration: Config, tmp_path: Path) -> Iterator[Room]:
    engines = open_engines(everybody_met.copy_to(tmp_path))
    store = Store(engines, ManualClock(BEGINS_AT), configuration.rules, configuration.zone)
    services, slack = Services(store, configuration, ManualClock(BEGINS_AT), HOME), Slack()
    hands = Hands(services, cast("SlackGateway", slack), cast("Any", None), cast("Any", None))
    known = performers(hands)
    worker = Worker(
        store,
        {kind: performer.perform for kind, performer in known.items()},
        lambda job, why: known[job.kind].on_failed(job, why),
    )
    yield Room(services, slack, worker)
    engines.dispose()


@pytest.fixture
def hidden(room: Room) -> None:
    """A risk that is not public."""
    with room.services.store.engines.write.begin() as connection:
        changed = connection.execute(
            text("UPDATE risk SET visibility = 'non_public' WHERE prefix = 'PC' AND number = 11")
        )
    assert changed.rowcount == 1


def down() -> UnavailableError:
    return UnavailableError("Slack did not answer.")
