"""The demonstration on SQLite with people who write proposals in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.domain.proposals.records import Proposal
from bot.settings import Config, load_config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.views.proposal_forms import StepOrigin
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.proposals import form, submitting
from bot.workflows.proposals.filling import AttachedFile
from bot.workflows.proposals.form import TypedStep
from bot.workflows.risk_change import Request, Saved
from bot.workflows.services import Services
from tests.support.accounts import demo_accounts
from tests.support.bot import BEGINS_AT, SHIPPED
from tests.support.databases import SqliteTemplate
from tests.support.partnership import HOME

_KEYS = count()
ABOUT: Mapping[str, Any] = {"title": "Discharge to Assess beds", "summary": "Five beds", "fund": "", "kind": "scheme"}
CASE: Mapping[str, Any] = {"q_case_for_change": "Delayed transfers rose", "q_impact": "Twelve fewer a day"}
DUTIES: Mapping[str, Any] = {"q_inequalities": "Beds are offered in both boroughs"}


@dataclass
class Desks:
    """People who write proposals, each at their own desk."""

    services: Services
    clock: ManualClock

    def asks(self, who: str, ref: str = "", version: int | None = None) -> Request:
        return Request(Identity(who, HOME), f"test:{next(_KEYS)}", ref, version)

    def fills(
        self,
        who: str,
        step: int,
        typed: Mapping[str, Any],
        ref: str = "",
        files: tuple[AttachedFile, ...] = (),
        version: int | None = None,
        fund: str = "",
    ) -> Saved:
        """Save a step of the form, over the proposal as it stands unless a version is named."""
        seen = self.proposal(ref).version if ref and version is None else version or 0
        left = TypedStep(StepOrigin(ref, seen, step, fund), typed, files)
        return form.save_step(self.services, self.asks(who, ref, seen or None), left)

    def writes(self, who: str, **about: Any) -> str:
        """Write a proposal that can be submitted; return its reference."""
        ref = self.fills(who, 0, {**ABOUT, **about}).ref
        self.fills(who, 2, CASE, ref)
        self.fills(who, 3, DUTIES, ref)
        return ref

    def submits(self, who: str, ref: str, why: str = "") -> Saved:
        return submitting.submit(self.services, self.asks(who, ref), why)

    def proposal(self, ref: str) -> Proposal:
        with self.services.store.view() as view:
            found = view.proposals.find(ref)
        assert found is not None
        return found


@pytest.fixture(scope="session")
def config() -> Config:
    return load_config(SHIPPED)


@pytest.fixture(scope="session")
def met_file(demo_file: SqliteTemplate, config: Config, tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    url = demo_file.copy_to(tmp_path_factory.mktemp("written"))
    clock = ManualClock(BEGINS_AT)
    with contextlib.closing(Store(open_engines(url), clock, config.rules, config.zone)) as store:
        remember_accounts(Services(store, config, clock, HOME), demo_accounts())
    return SqliteTemplate(Path(url.removeprefix("sqlite:///")))


@pytest.fixture
def desks(met_file: SqliteTemplate, config: Config, tmp_path: Path) -> Iterator[Desks]:
    clock = ManualClock(BEGINS_AT)
    with contextlib.closing(Store(open_engines(met_file.copy_to(tmp_path)), clock, config.rules, config.zone)) as store:
        yield Desks(Services(store, config, clock, HOME), clock)
