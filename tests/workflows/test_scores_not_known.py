"""A risk whose scores are to be confirmed is reviewed, listed, and put before the office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.domain.listing import Filter, ListQuery
from bot.domain.people import Account
from bot.domain.references import Reference
from bot.domain.risks import MITIGATION_MAX, SUMMARY_MAX, ReviewDraft, ReviewKind, RiskStatus, Visibility
from bot.domain.scoring import Score, Scores
from bot.errors import InvalidInputError
from bot.settings import default_config_dir, load_config
from bot.store.engines import Engines
from bot.store.repositories.risks import NewReview, RiskDetails
from bot.store.tables import metadata
from bot.store.unit_of_work import Store, Unit
from bot.views import blocks
from bot.workflows import risk_details, risk_queries, risk_reviews
from bot.workflows.home.showing import home_view
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.risk_change import Request
from bot.workflows.risk_details import DetailsDraft, LeadId
from bot.workflows.services import Services

MANAGER = Identity("U0GOVMANAGER", "T0DEMO")
DIRECTOR = Identity("U0PCDIRECTOR", "T0DEMO")
EMAILS = {
    MANAGER: "governance.manager@partnership.example",
    DIRECTOR: "planned.care.director@partnership.example",
}
AUDIT = metadata.tables["audit_event"]
PC1, PC2 = Reference("PC", 1), Reference("PC", 2)
LONG = "word " * 1000


@pytest.fixture
def database_url(partnership_url: str) -> str:
    return partnership_url


@pytest.fixture
def services(engines: Engines, clock: ManualClock) -> Services:
    """A register as an import leaves it: PC1 without scores and with long texts, PC2 scored and closed."""
    config = load_config(default_config_dir() / "convenor.toml")
    store = Store(engines, clock, config.rules)
    services = Services(store, config, clock, "T0DEMO")
    ordinary = {"is_guest": False, "is_stranger": False, "is_bot": False, "is_deleted": False}
    accounts = [Account(who.slack_id, "T0DEMO", who.slack_id, email, **ordinary) for who, email in EMAILS.items()]
    remember_accounts(services, accounts)

    def load(unit: Unit) -> None:
        def review(scores: Scores) -> NewReview:
            return NewReview(
                ReviewKind.ADDED,
                unit.now,
                None,
                "import",
                scores,
                LONG.strip(),
                "As printed.",
                reported_direction="rising",
                is_imported=True,
            )

        details = RiskDetails("PC", "", LONG.strip(), "", Visibility.PUBLIC, organisation="City CCG")
        unit.risks.add(PC1, details, unit.now.date(), review(Scores(None, None)))
        scores = Scores(Score(5, 5), Score(4, 4))
        unit.risks.add(PC2, details, unit.now.date(), review(scores), RiskStatus.CLOSED)

    store.write(load)
    clock.move_to(datetime(2018, 11, 20, 9, 0, tzinfo=UTC))
    return services


@pytest.fixture
def requests() -> Iterator[Request]:
    """Requests of the office on PC1, each a delivery of its own."""
    return (Request(MANAGER, f"trigger:{number}", "PC1") for number in range(10))


def risk(services: Services, ref: Reference = PC1) -> Any:
    with services.store.view() as view:
        return view.risks.find(ref)


def events(services: Services, verb: str) -> list[dict[str, Any]]:
    """The facts of the audit events of one kind, oldest first."""
    query = select(AUDIT.c.detail).where(AUDIT.c.verb == verb).order_by(AUDIT.c.seq)
    with services.store.engines.read.connect() as connection:
        return list(connection.execute(query).scalars())


def said(message: dict[str, Any]) -> str:
    return "\n".join(block["text"]["text"] for block in message["blocks"] if "text" in block)


def noted(message: dict[str, Any]) -> list[str]:
    return [e["text"] for block in message["blocks"] if block["type"] == "context" for e in block["elements"]]


def test_the_fixture_breaks_the_lengths_that_people_keep_to() -> None:
    assert len(LONG.strip()) > max(MITIGATION_MAX, SUMMARY_MAX)


def test_a_first_score_needs_no_word_and_the_other_may_stay_unknown(services: Services, requests: Any) -> None:
    saved = risk_reviews.update_in_one_line(services, next(requests), Score(4, 4), "")
    assert "Residual is likelihood 4 x severity 4 = 16, red (it was not scored)." in saved.said
    assert risk(services).scores == Scores(None, Score(4, 4))
    (event,) = events(services, "risk.reviewed")
    before, after = event["before"], event["after"]
    assert (before["residual"], after["residual"], after["inherent"]) == (
        "to be confirmed",
        "4x4 = 16",
        "to be confirmed",
    )


def test_a_score_is_given_up_with_words_only(services: Services, requests: Any) -> None:
    risk_reviews.update_in_one_line(services, next(requests), Score(4, 4), "First figures")
    with pytest.raises(InvalidInputError, match=r"Residual was 16 \(red\) and becomes to be confirmed") as refused:
        risk_reviews.update_in_one_line(services, next(requests), None, "")
    assert list(refused.value.fields) == ["update"]
    assert risk(services).scores.residual == Score(4, 4)
    saved = risk_reviews.update_in_one_line(services, next(requests), None, "The figures were withdrawn")
    assert "Residual is to be confirmed (it was 16)." in saved.said
    assert risk(services).scores == Scores(None, None)


def test_what_is_to_be_confirmed_already_is_not_recorded_again(services: Services, requests: Any) -> None:
    with pytest.raises(InvalidInputError, match="PC1 is still to be confirmed, and there is nothing new to record"):
        risk_reviews.update_in_one_line(services, next(requests), None, " ")


def test_a_plan_longer_than_people_may_write_stands_in_no_ones_way(services: Services, requests: Any) -> None:
    risk_reviews.update_in_one_line(services, next(requests), Score(1, 1), "")
    assert risk(services).present.mitigation == LONG.strip()
    shown = ReviewDraft(None, Score(1, 1), None, blocks.shown_in_input(LONG.strip()), "As the form has it")
    risk_reviews.update_by_form(services, next(requests), shown)
    assert risk(services).present.mitigation == LONG.strip()
    draft = ReviewDraft(None, Score(1, 1), None, f"{LONG} more", "And more")
    with pytest.raises(InvalidInputError) as refused:
        risk_reviews.update_by_form(services, next(requests), draft)
    assert list(refused.value.fields) == ["mitigation"]


def details(services: Services, **changes: Any) -> DetailsDraft:
    with services.store.view() as view:
        people = view.people.directory().people
    present, someone = risk(services), min(people)
    return DetailsDraft(
        **{
            "summary": present.summary,
            "project": "",
            "category": "",
            "visibility": present.visibility,
            "leads": (LeadId(person_id=someone),),
            "readers": frozenset(),
            "organisation": present.organisation,
            **changes,
        }
    )


def test_a_text_longer_than_people_may_write_may_stay_but_not_grow(services: Services, requests: Any) -> None:
    as_the_form_has_it = blocks.shown_in_input(LONG.strip())
    assert as_the_form_has_it != LONG.strip()
    risk_details.edit(services, next(requests), details(services, sits_with="Shared", summary=as_the_form_has_it))
    assert risk(services).summary == LONG.strip()
    assert (risk(services).sits_with, risk(services).organisation) == ("Shared", "City CCG")
    with pytest.raises(InvalidInputError) as refused:
        risk_details.edit(services, next(requests), details(services, summary=f"{LONG} more", response="r" * 601))
    assert refused.value.fields.keys() == {"summary", "response"}


def test_an_edit_is_audited_and_what_the_register_printed_holds_until_a_review(
    services: Services, requests: Any
) -> None:
    risk_details.edit(services, next(requests), details(services, organisation="Hackney council"))
    edited = [event["changed"] for event in events(services, "risk.details_edited")]
    assert [event["presented by"] for event in edited] == [["City CCG", "Hackney council"]]
    assert risk(services).present.reported_direction == "rising"
    risk_reviews.update_in_one_line(services, next(requests), Score(4, 4), "")
    assert risk(services).present.reported_direction is None


def test_a_risk_closed_by_its_register_says_so(services: Services) -> None:
    request = Request(MANAGER, "trigger:1", "PC2")
    with pytest.raises(InvalidInputError) as refused:
        risk_reviews.close(services, request, "Again")
    assert refused.value.message == "PC2 is closed already: it was closed in the register imported on Thu 1 Nov."
    assert refused.value.mend == "To bring it back, use `/risk reopen PC2`."


def test_history_reads_imported(services: Services, requests: Any) -> None:
    risk_reviews.update_in_one_line(services, next(requests), Score(4, 4), "")
    history = said(risk_queries.show_history(services, MANAGER, "PC1"))
    assert "*Tue 20 Nov* · Governance manager · reviewed" in history
    assert "*Thu 1 Nov* · import · imported" in history


def test_the_office_is_told_of_risks_that_no_rule_can_judge(services: Services, requests: Any) -> None:
    escalated = ListQuery(filter=Filter.ESCALATED)
    sentence = "1 open risk is not scored, so no rule can say whether boards should hear of it."
    assert sentence in noted(risk_queries.list_risks(services, MANAGER, escalated))[0]
    assert sentence in said(home_view(services, MANAGER))
    assert noted(risk_queries.list_risks(services, DIRECTOR, escalated)) == []
    assert sentence not in said(home_view(services, DIRECTOR))
    assert "*PC1*  ○ Not scored" in said(risk_queries.list_risks(services, DIRECTOR, ListQuery(filter=Filter.UNSCORED)))
    with services.store.view() as view:
        assert view.risks.find(PC1).undecided
    draft = ReviewDraft(Score(5, 5), Score(5, 5), None, LONG.strip(), "Scored")
    risk_reviews.update_by_form(services, next(requests), draft)
    assert noted(risk_queries.list_risks(services, MANAGER, escalated)) == []
    assert sentence not in said(home_view(services, MANAGER))
