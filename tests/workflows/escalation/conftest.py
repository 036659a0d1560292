"""The demonstration's partnership with its register, its people known, and nobody outside."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.domain.people import Account
from bot.domain.references import parse_reference
from bot.domain.risks import ReviewDraft, Risk, Visibility, draft_from
from bot.domain.scoring import Score
from bot.settings import load_config
from bot.store.engines import open_engines
from bot.store.repositories.risks import RiskDetails
from bot.store.tables import metadata
from bot.store.unit_of_work import Store, Unit
from bot.workflows import risk_details, risk_reviews
from bot.workflows.escalation import answering, releasing
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.risk_change import Request
from bot.workflows.risk_details import DetailsDraft, LeadId, NewRisk
from bot.workflows.services import Services
from tests.support.bot import BEGINS_AT, SHIPPED, WORKSPACE
from tests.support.databases import SqliteTemplate

OUTBOX, AUDIT = metadata.tables["outbox"], metadata.tables["audit_event"]


@pytest.fixture(scope="session")
def peopled(demo_file: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """A SQLite file with the demonstration in it and every account met."""
    url = demo_file.copy_to(tmp_path_factory.mktemp("escalation"))
    config, engines = load_config(SHIPPED), open_engines(url)
    with contextlib.closing(Store(engines, ManualClock(BEGINS_AT), config.rules)) as store:
        services = Services(store, config, ManualClock(BEGINS_AT), "T0DEMO")
        remember_accounts(services, [_account(user) for user in WORKSPACE["users"]])
    return SqliteTemplate(Path(url.removeprefix("sqlite:///")))


def _account(user: dict[str, Any]) -> Account:
    return Account(
        slack_id=user["id"],
        team_id=user.get("team_id", "T0DEMO"),
        name=user["name"],
        email=user.get("email"),
        is_guest=bool(user.get("is_restricted")),
        is_stranger=bool(user.get("is_stranger")),
        is_bot=bool(user.get("is_bot")),
        is_deleted=bool(user.get("deleted")),
    )


class Office:
    """A partnership whose clock the test moves; UC6 stands at inherent 20, residual 12."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.clock = clock
        self.services = Services(store, load_config(SHIPPED), clock, "T0DEMO")
        self._keys = itertools.count()
        self._seen: set[int] = {row.id for row in self.outbox()}

    def asks(self, who: str, ref: str = "") -> Request:
        return Request(Identity(who, "T0DEMO"), f"trigger:{next(self._keys)}", ref)

    def risk(self, ref: str) -> Risk:
        with self.services.store.view() as view:
            reference = parse_reference(ref)
            found = view.risks.find(reference) if reference else None
        assert found is not None, f"there is no {ref}"
        return found

    def person(self, account: str) -> int:
        with self.services.store.view() as view:
            people = view.people.directory().people.values()
            return next(person.id for person in people if person.slack_id == account)

    def adds_low_risk(self) -> str:
        """Add a risk that no board hears of; return its reference."""
        lead = self.risk("UC1").leads[0]
        leads = (LeadId(lead.person_id, lead.group_id),)
        details = DetailsDraft("A supplier may fail", "", "", Visibility.PUBLIC, leads, frozenset())
        new = NewRisk(details, "UC", ReviewDraft(Score(2, 3), Score(2, 2), None, "", ""))
        return risk_details.add(self.services, self.asks("U0GOVMANAGER"), new).ref

    def scores(self, ref: str, residual: tuple[int, int] | None, inherent: tuple[int, int] | None = None) -> str:
        """Review a risk for its workstream; return what is said."""
        present = self.risk(ref).present
        scored = {"residual": Score(*residual) if residual else None}
        if inherent:
            scored["inherent"] = Score(*inherent)
        draft: ReviewDraft = draft_from(present, update="Looked at again.", target=None, **scored)
        return risk_reviews.update_by_form(self.services, self.asks("U0GOVMANAGER", ref), draft).said

    def hides(self, ref: str) -> None:
        """Let a risk be public no more."""

        def work(unit: Unit) -> None:
            risk = unit.risks.find(self.risk(ref).ref)
            assert risk is not None
            details = RiskDetails(risk.workstream, risk.project, risk.summary, risk.category, Visibility.NON_PUBLIC)
            unit.risks.edit(risk, details)

        self.services.store.write(work)

    def later(self, **passed: float) -> datetime:
        self.clock.move_to(self.clock.now() + timedelta(**passed))
        return self.clock.now()

    def ticks(self, *private: str) -> None:
        """Run what the minute runs; `private` are the channels that Slack calls private."""
        now = self.clock.now()
        releasing.release_alerts(self.services, private.__contains__, now)
        answering.tell_unacknowledged(self.services, now)

    def outbox(self) -> list[Any]:
        with self.services.store.engines.read.connect() as connection:
            return list(connection.execute(select(OUTBOX).order_by(OUTBOX.c.id)))

    def news(self, about: str = "alert:") -> list[Any]:
        """Return the messages put out since the last look whose anchor begins so."""
        rows = [row for row in self.outbox() if row.id not in self._seen]
        self._seen.update(row.id for row in rows)
        return [row for row in rows if row.anchor.startswith(about)]

    def boards_hear(self) -> list[str]:
        """Return where boards were told since the last look."""
        return sorted(row.channel for row in self.news() if ":office" not in row.anchor)

    def alerts(self, ref: str) -> list[Any]:
        risk_id = self.risk(ref).id
        with self.services.store.view() as view:
            return list(view.alerts.of_risk(risk_id))

    def events(self, verb: str) -> list[dict[str, Any]]:
        """Return the facts of the audit events of one kind, oldest first."""
        with self.services.store.engines.read.connect() as connection:
            query = select(AUDIT.c.detail).where(AUDIT.c.verb == verb).order_by(AUDIT.c.seq)
            return list(connection.execute(query).scalars())

    def red_alert(self, ref: str = "UC6") -> int:
        """Let a risk turn red and its alert go out; return the alert's id."""
        self.scores(ref, (4, 4))
        self.later(minutes=15)
        self.ticks()
        self.news()
        return int(self.alerts(ref)[-1].id)


@pytest.fixture
def office(peopled: SqliteTemplate, tmp_path: Path) -> Iterator[Office]:
    clock = ManualClock(BEGINS_AT)
    engines = open_engines(peopled.copy_to(tmp_path))
    with contextlib.closing(Store(engines, clock, load_config(SHIPPED).rules)) as store:
        yield Office(store, clock)
