"""The demonstration's register on SQLite with everybody's account met, and what tests of Home do to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.domain.actions.records import Action, EntryKind, NewAction, Owner
from bot.domain.risks import Visibility
from bot.settings import Config, load_config
from bot.store.engines import open_engines
from bot.store.repositories.actions import NewEntry
from bot.store.unit_of_work import Unit
from bot.workflows.home.showing import home_view, open_home, turn_home
from bot.workflows.identify import Identity, remember_accounts
from tests.support.accounts import demo_accounts, ordinary
from tests.support.bot import SHIPPED
from tests.support.databases import SqliteTemplate
from tests.support.partnership import HOME, Partnership
from tests.support.sound import assert_sound_view

DIRECTOR, MANAGER, SRO = "U0PCDIRECTOR", "U0GOVMANAGER", "U0PCSRO"


@dataclass
class Town:
    """A partnership whose Homes are looked at; today is Thursday 1 November 2018."""

    partnership: Partnership
    numbers: Iterator[int]

    @property
    def services(self) -> Any:
        return self.partnership.services

    def person(self, who: str) -> int:
        """Return the id of whoever has an account."""
        return int(self.partnership.rows(f"select id from person where slack_id = '{who}'")[0].id)

    def action(
        self, who: str, due_on: date | None, summary: str = "Bring the recovery plan", *, public: bool = True
    ) -> Action:
        """Add an action that somebody owns."""
        return self.actions(who, [due_on], summary, public=public)[0]

    def actions(
        self, who: str, due: Sequence[date | None], summary: str = "Bring the recovery plan", *, public: bool = True
    ) -> list[Action]:
        """Add actions that somebody owns, in one unit of work."""
        seen = Visibility.PUBLIC if public else Visibility.NON_PUBLIC
        person = self.person(who)

        def work(unit: Unit) -> list[Action]:
            owner = Owner(unit.people.directory().people[person].name, person)
            ids = []
            for due_on in due:
                ref = f"ICBOct18-{next(self.numbers)}"
                new = NewAction(summary, "ICB", (owner,), date(2018, 10, 10), due_on, visibility=seen)
                ids.append(unit.actions.add(ref, new, NewEntry(EntryKind.SET, unit.now, "Chair", None, "")))
                unit.record("convenor", "action.set", f"action:{ref}")
            found = unit.actions.of_ids(ids)
            return [found[number] for number in ids]

        return self.services.store.write(work)

    def home(self, who: str) -> dict[str, Any]:
        """Return somebody's Home as Slack takes it."""
        home = home_view(self.services, Identity(who, HOME))
        assert_sound_view(home, "home")
        return home

    def opens(self, who: str) -> dict[str, Any]:
        """Let somebody open their Home."""
        return open_home(self.services, Identity(who, HOME))

    def turns(self, who: str, name: str, page: int) -> dict[str, Any]:
        """Let somebody turn to a page of a list on their Home."""
        home = turn_home(self.services, Identity(who, HOME), name, page)
        assert_sound_view(home, "home")
        return home

    def renewals(self) -> list[tuple[str, str]]:
        """Return which Homes are to be renewed, and how far that has come."""
        return [(row.channel.removeprefix("home:"), row.status) for row in self.partnership.outbox("home:")]

    def forget_renewals(self) -> None:
        """Take every renewal for done."""
        self.partnership.change("update outbox set status = 'sent' where channel like 'home:%'")


def words(home: dict[str, Any]) -> str:
    """Return everything a Home says, a block to a line."""
    said = []
    for block in home["blocks"]:
        if "text" in block:
            said.append(block["text"]["text"])
        said += [one["text"] for one in block.get("elements", ()) if block["type"] == "context"]
    return "\n".join(said)


def buttons(home: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the buttons of a Home: what is on each, and what it carries."""
    elements = [
        element for block in home["blocks"] for element in (*block.get("elements", ()), block.get("accessory", {}))
    ]
    return [(one["text"]["text"], one["value"]) for one in elements if one.get("type") == "button"]


@pytest.fixture(scope="session")
def configured() -> Config:
    return load_config(SHIPPED)


@pytest.fixture(scope="session")
def people_met(
    demo_file: SqliteTemplate, configured: Config, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplate:
    """A SQLite file with the demonstration's register and people, and no action."""
    url = demo_file.copy_to(tmp_path_factory.mktemp("home"))
    engines = open_engines(url)
    partnership = Partnership.over(engines, configured)
    remember_accounts(partnership.services, ordinary(demo_accounts()))
    for table in ("action_entry", "action_owner", "action_descent", "action"):
        partnership.change(f"delete from {table}")
    partnership.change("delete from nudge")
    engines.dispose()
    return SqliteTemplate(Path(url.removeprefix("sqlite:///")))


@pytest.fixture
def town(people_met: SqliteTemplate, configured: Config, tmp_path: Path) -> Iterator[Town]:
    engines = open_engines(people_met.copy_to(tmp_path))
    yield Town(Partnership.over(engines, configured), count(1))
    engines.dispose()
