"""An edit of a risk's details, a closing and a reopening are kept in its history, and are no review of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.clock import ManualClock
from bot.domain.people import Account
from bot.domain.references import Reference
from bot.domain.risks import ReviewKind, Risk, Visibility
from bot.errors import InvalidInputError
from bot.settings import default_config_dir, load_config
from bot.store.unit_of_work import Store
from bot.workflows import risk_details, risk_reviews
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.risk_change import Request
from bot.workflows.risk_details import DetailsDraft, LeadId
from bot.workflows.services import Services

MANAGER = Identity("U0GOVMANAGER", "T0DEMO")
PC11 = Reference("PC", 11)


@pytest.fixture
def database_url(demo_url: str) -> str:
    return demo_url


@pytest.fixture
def services(store: Store, clock: ManualClock) -> Services:
    config = load_config(default_config_dir() / "convenor.toml")
    services = Services(store, config, clock, "T0DEMO")
    email = "governance.manager@partnership.example"
    ordinary = {"is_guest": False, "is_stranger": False, "is_bot": False, "is_deleted": False}
    account = Account("U0GOVMANAGER", "T0DEMO", "manager", email, **ordinary)
    remember_accounts(services, [account])
    clock.move_to(datetime(2018, 11, 20, 9, 0, tzinfo=UTC))
    return services


def present(services: Services) -> Risk:
    with services.store.view() as view:
        risk = view.risks.find(PC11)
    assert risk is not None
    return risk


def details(risk: Risk, **changes: object) -> DetailsDraft:
    facts: dict[str, object] = {
        "summary": risk.summary,
        "project": risk.project,
        "category": risk.category,
        "visibility": risk.visibility,
        "leads": tuple(LeadId(lead.person_id, lead.group_id) for lead in risk.leads),
        "readers": risk.readers,
    }
    return DetailsDraft(**{**facts, **changes})


def test_an_edit_is_kept_but_leaves_the_last_review_as_it_was(services: Services) -> None:
    before = present(services)
    request = Request(MANAGER, "view:1", "PC11", before.version)
    risk_details.edit(services, request, details(before, summary="Elective activity overspends the budget"))
    after = present(services)
    assert after.summary == "Elective activity overspends the budget"
    assert after.present.kind is ReviewKind.EDITED
    assert after.version == before.version + 1
    assert after.last_review == before.last_review


def test_closing_and_reopening_leave_the_last_review_as_it_was(services: Services) -> None:
    before = present(services)
    risk_reviews.close(services, Request(MANAGER, "view:1", "PC11", before.version), "The recovery plan worked")
    risk_reviews.reopen(services, Request(MANAGER, "view:2", "PC11", before.version + 1), "It came back")
    after = present(services)
    assert after.last_review == before.last_review
    with services.store.view() as view:
        kinds = [review.kind for review in view.risks.history(after.id)]
    assert kinds == [ReviewKind.REOPENED, ReviewKind.CLOSED, ReviewKind.ADDED]


def test_leads_who_stay_are_no_change_and_unknown_ones_are_refused(services: Services) -> None:
    before = present(services)
    with pytest.raises(InvalidInputError, match="Nothing has changed"):
        risk_details.edit(services, Request(MANAGER, "view:1", "PC11", before.version), details(before))
    draft = details(before, leads=(LeadId(person_id=987654),))
    with pytest.raises(InvalidInputError, match="no longer in the directory") as refused:
        risk_details.edit(services, Request(MANAGER, "view:1", "PC11", before.version), draft)
    assert list(refused.value.fields) == ["leads"]
    assert present(services).version == before.version


def test_readers_are_kept_for_a_record_that_is_not_public_only(services: Services) -> None:
    before = present(services)
    lead = before.leads[0].person_id
    assert lead is not None
    draft = details(before, summary="Reworded", readers=frozenset({lead}))
    risk_details.edit(services, Request(MANAGER, "view:1", "PC11", before.version), draft)
    assert present(services).readers == frozenset()
    draft = details(before, visibility=Visibility.NON_PUBLIC, readers=frozenset({lead}))
    risk_details.edit(services, Request(MANAGER, "view:2", "PC11", before.version + 1), draft)
    assert present(services).readers == frozenset({lead})
