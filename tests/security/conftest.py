"""The demonstration's partnership in the hands of hostile and careless people, without Slack."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.domain.people import Account
from bot.domain.references import Reference
from bot.domain.risks import ReviewDraft, Risk, Visibility
from bot.domain.scoring import Score
from bot.settings import Config, default_config_dir, load_config
from bot.slack.facts import ChannelFacts, account_of
from bot.store.engines import open_engines
from bot.store.tables import metadata
from bot.store.unit_of_work import Store
from bot.workflows import risk_details
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.risk_change import Request
from bot.workflows.risk_details import DetailsDraft, LeadId, NewRisk
from bot.workflows.services import Services
from tests.support.bot import BEGINS_AT, WORKSPACE
from tests.support.databases import SqliteTemplate

HOME = WORKSPACE["team"]["id"]
SECRET = "The supplier Acme Orthotics is about to fail"
MANAGER = "U0GOVMANAGER"
DIRECTOR = "U0PCDIRECTOR"
MEMBER = "U0PCDEPUTY"
UNLISTED = "U0FINANALYST"


def who(slack_id: str, team: str = HOME) -> Identity:
    return Identity(slack_id, team)


def lead_ids(risk: Risk) -> tuple[LeadId, ...]:
    return tuple(LeadId(lead.person_id, lead.group_id) for lead in risk.leads)


def accounts() -> list[Account]:
    listed = []
    for user in WORKSPACE["users"]:
        profile = {"real_name": user["real_name"], "email": user.get("email")}
        listed.append(account_of({"team_id": HOME, **user, "profile": profile}))
    return listed


@dataclass
class FakeGateway:
    """Answers what sharing asks of Slack; `between` runs after the members were read."""

    facts: ChannelFacts
    people: tuple[str, ...]
    between: Any = None
    asked: list[str] = field(default_factory=list)

    def channel(self, channel_id: str) -> ChannelFacts | None:
        self.asked.append(channel_id)
        return self.facts

    def members(self, channel_id: str, limit: int = 1000) -> tuple[str, ...]:
        people = self.people[:limit]
        if self.between is not None:
            self.between()
        return people


@dataclass
class House:
    """The partnership's records and the ways to change and read them."""

    services: Services
    config: Config
    keys: int = 0

    @property
    def store(self) -> Store:
        return self.services.store

    def key(self) -> str:
        self.keys += 1
        return f"trigger:{self.keys}"

    def rows(self, table: str) -> list[dict[str, Any]]:
        columns = metadata.tables[table]
        with self.store.engines.read.connect() as connection:
            return [dict(row) for row in connection.execute(select(columns)).mappings()]

    def risk(self, ref: str) -> Risk:
        letters = ref.rstrip("0123456789")
        with self.store.view() as view:
            found = view.risks.find(Reference(letters, int(ref.removeprefix(letters))))
        assert found is not None
        return found

    def person_id(self, slack_id: str) -> int:
        with self.store.view() as view:
            person = view.people.directory().person_of(slack_id)
        assert person is not None
        return person.id

    def add_private(self) -> str:
        details = DetailsDraft(
            SECRET,
            "Acme",
            "supplier",
            Visibility.NON_PUBLIC,
            (LeadId(person_id=self.person_id(DIRECTOR)),),
            frozenset(),
        )
        draft = ReviewDraft(Score(3, 4), Score(3, 4), None, "Acme is watched", "")
        saved = risk_details.add(self.services, Request(who(DIRECTOR), self.key()), NewRisk(details, "PC", draft))
        return saved.ref

    def set_visibility(self, ref: str, visibility: Visibility, by: str = DIRECTOR) -> None:
        risk = self.risk(ref)
        details = DetailsDraft(risk.summary, risk.project, risk.category, visibility, lead_ids(risk), risk.readers)
        risk_details.edit(self.services, Request(who(by), self.key(), ref, risk.version), details)


@pytest.fixture(scope="session")
def everybody_met(demo_file: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """The demonstration with every account of the workspace met."""

    def meet(url: str) -> None:
        with opened(url) as house:
            remember_accounts(house.services, accounts())

    return demo_file.filled(tmp_path_factory.mktemp("security"), meet)


@contextlib.contextmanager
def opened(url: str) -> Iterator[House]:
    config = load_config(default_config_dir() / "convenor.toml")
    clock = ManualClock(BEGINS_AT)
    with contextlib.closing(Store(open_engines(url), clock, config.rules)) as store:
        yield House(Services(store, config, clock, HOME), config)


@pytest.fixture
def house(everybody_met: SqliteTemplate, tmp_path: Path) -> Iterator[House]:
    """The demonstration with every account of the workspace met, on SQLite."""
    with opened(everybody_met.copy_to(tmp_path)) as house:
        yield house
