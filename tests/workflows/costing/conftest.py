"""A proposal of the demonstration's partnership that costs money, on SQLite; files come from nobody's network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.domain.people import DecidesIn
from bot.domain.proposals.content import Content, Recommendation
from bot.domain.proposals.records import Ask, Outcome, Proposal, StageState
from bot.domain.proposals.rules import StageRules, rules_to_json
from bot.settings import load_config
from bot.settings.papers import SignOffSetting
from bot.slack.files import SharedFile
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store, Unit
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.proposals import drafting
from bot.workflows.risk_change import Request
from bot.workflows.services import Services
from tests.support.accounts import demo_accounts, ordinary
from tests.support.bot import SHIPPED
from tests.support.databases import SqliteTemplate
from tests.support.partnership import HOME

BEGINS = datetime(2018, 11, 1, 8, 30, tzinfo=UTC)
AUTHOR, SPONSOR, FINANCE = "planned-care-director", "unplanned-care-sro", "ccg-finance-officer"
_KEYS = count()
_ROUTE = (
    ("DSG", Ask.ENDORSE, datetime(2018, 9, 25, 10, tzinfo=UTC), None),
    ("BCFP", Ask.ENDORSE, datetime(2018, 10, 2, 13, tzinfo=UTC), None),
    ("PCLG", Ask.ENDORSE, datetime(2018, 10, 23, 10, tzinfo=UTC), None),
    ("ICB-H", Ask.APPROVE, None, date(2018, 11, 16)),
    ("ICB-C", Ask.NOTE, None, date(2018, 11, 16)),
)


@dataclass
class Counting:
    """P-1, the beds, at work; `files` are what Slack would hand out, by id."""

    services: Services
    files: dict[str, bytes] = field(default_factory=dict)

    def identity(self, key: str = AUTHOR) -> Identity:
        with self.services.store.view() as view:
            found = next(one.slack_id for one in view.people.directory().people.values() if one.key == key)
        assert found is not None
        return Identity(found, HOME)

    def asks(self, key: str = AUTHOR, *, version: int | None = None, ref: str = "P-1") -> Request:
        return Request(self.identity(key), f"test:{next(_KEYS)}", ref, version)

    def proposal(self) -> Proposal:
        with self.services.store.view() as view:
            found = view.proposals.find("P-1")
        assert found is not None
        return found

    def draft(self) -> Content:
        with self.services.store.view() as view:
            found = view.proposals.draft(self.proposal().id)
        assert found is not None
        return found

    def verbs(self) -> list[str]:
        with self.services.store.view() as view:
            return [event.verb for event in view.events_of("proposal:P-1", 50)]

    def submit(self) -> None:
        """Put the draft on its route: past three boards, before the two that meet on 16 November."""

        def work(unit: Unit) -> None:
            proposal = unit.proposals.find("P-1")
            assert proposal is not None
            draft = unit.proposals.draft(proposal.id)
            assert draft is not None
            at = datetime(2018, 9, 20, 15, tzinfo=UTC)
            unit.proposals.add_version(proposal.id, 1, draft, at=at, by_id=None, by="The author", why="")
            unit.proposals.change(proposal, state="under_way", submitted=1, draft=None, starts_on=draft.starts_on)
            unit.stages.add(
                {
                    "proposal_id": proposal.id,
                    "step": min(place, 4),
                    "position": place,
                    "board_key": board,
                    "ask": ask.value,
                    "decides_in": (DecidesIn.MEETING if meets_on else DecidesIn.THREAD).value,
                    "rules": rules_to_json(StageRules()),
                    "state": (StageState.OPEN if meets_on else StageState.CLOSED).value,
                    "outcome": (Outcome.NONE if meets_on else Outcome.ENDORSED).value,
                    "sitting": 1,
                    "considers": 1,
                    "closed_at": closed_at,
                    "meets_on": meets_on,
                }
                for place, (board, ask, closed_at, meets_on) in enumerate(_ROUTE, 1)
            )

        self.services.store.write(work)

    def hands(self) -> Any:
        """Return what jobs are performed with: a Slack that hands out `files`."""
        gateway = SimpleNamespace(file=self._described)
        downloads = SimpleNamespace(fetch=lambda described, _most: self.files[described.id])
        return SimpleNamespace(services=self.services, gateway=gateway, downloads=downloads)

    def _described(self, file_id: str) -> SharedFile | None:
        content = self.files.get(file_id)
        return None if content is None else SharedFile(file_id, file_id, len(content), "https://files.slack.com/x")


@pytest.fixture
def counting(partnership_file: SqliteTemplate, tmp_path: Path) -> Iterator[Counting]:
    config = load_config(SHIPPED)
    officer = SignOffSetting(title="Chief finance officer, CCG", role="finance_officer", organisation="CCG")
    config = config.model_copy(update={"papers": config.papers.model_copy(update={"sign_off": (officer,)})})
    engines = open_engines(partnership_file.copy_to(tmp_path))
    clock = ManualClock(BEGINS)
    store = Store(engines, clock, config.rules, config.zone)
    services = Services(store, config, clock, HOME)
    remember_accounts(services, ordinary(demo_accounts()))
    made = Counting(services)
    beds = Content(
        "Discharge to assess beds",
        summary="Five beds for the winter.\nA spot contract.",
        starts_on=date(2018, 11, 19),
        money_of=("HACKNEY",),
        recommendations=(Recommendation(1, "Approve £104,000 for five beds", {"ICB-C": Ask.NOTE}),),
    )

    def work(unit: Unit) -> None:
        desk = open_desk(unit, services, made.identity())
        assert desk.actor.person is not None
        drafting.begin(unit, desk, desk.actor.person, beds, kind="scheme", organisation_key="HACKNEY")

    store.write(work)
    yield made
    store.close()
