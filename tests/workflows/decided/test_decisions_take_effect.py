"""A decision takes effect on its day: no money is in force before, and until then it can be called in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.funds import AwardState
from bot.domain.proposals.records import ProposalState, StageState
from bot.errors import InvalidInputError, NotAllowedError
from bot.settings import Config
from bot.views.fund_forms import SpendFields
from bot.workflows.funds.lookup import gone_funds
from bot.workflows.funds.spending import record_spend
from bot.workflows.proposals.calling_in import call_in
from bot.workflows.proposals.running_out import tend_routes
from tests.support.deciding import MET, Decided
from tests.support.routing import beds, with_routes

CALLED_IN = [{"boards": ["ICB-H"], "ask": "approve", "call_in_days": 5}]


@pytest.fixture
def waits(decided: Decided, config: Config) -> Decided:
    """Return a store in which what Hackney's ICB approves takes effect after five working days."""
    return replace(decided, routed=decided.routed.under(with_routes(config, {"steps": CALLED_IN})))


def tick(decided: Decided, day: date) -> str:
    decided.at(day, 9)
    return tend_routes(decided.routed.services, decided.routed.clock.now())


def spends(decided: Decided, ref: str) -> None:
    today = decided.routed.services.today(decided.routed.clock.now())
    filled = SpendFields(fund="BCF", ref=ref, amount="100", spent_on=today, words="Rent")
    record_spend(decided.routed.services, decided.request(), filled)


def test_money_is_in_force_and_can_be_spent_from_the_day_on(waits: Decided) -> None:
    ref = waits.submits(beds())
    waits.at(MET)
    waits.records(ref, "ICB-H")
    (award,) = waits.awards(ref)
    assert (award.state, award.effective_on) == (AwardState.CONDITIONAL, date(2018, 11, 23))
    with pytest.raises(InvalidInputError, match=r"in force from Fri 23 Nov 2018; nothing can be spent before"):
        spends(waits, ref)
    assert tick(waits, date(2018, 11, 22)) == "no stage to tend"
    assert waits.awards(ref)[0].state is AwardState.CONDITIONAL
    tick(waits, date(2018, 11, 23))
    assert waits.awards(ref)[0].state is AwardState.IN_FORCE
    spends(waits, ref)
    assert tick(waits, date(2018, 11, 24)) == "no stage to tend"
    with pytest.raises(InvalidInputError, match="The last took effect on Fri 23 Nov 2018"):
        call_in(waits.routed.services, waits.request(ref), "because too late")


def test_a_decision_that_is_called_in_counts_no_more_and_its_board_is_asked_again(waits: Decided) -> None:
    ref = waits.submits(beds())
    waits.at(MET)
    waits.records(ref, "ICB-H")
    assert waits.proposal(ref).state is ProposalState.DECIDED
    waits.at(date(2018, 11, 20))
    for who, words, refused, why in (
        ("U0PCDIRECTOR", "because I don't like it", NotAllowedError, "Only the governance office"),
        ("U0GOVMANAGER", "ICB-H", InvalidInputError, "who calls it in, and why"),
    ):
        with pytest.raises(refused, match=why):
            call_in(waits.routed.services, waits.request(ref, who), words)
    said = call_in(waits.routed.services, waits.request(ref), "because three councillors asked for it").said
    assert "counts no more" in said
    stage = waits.routed.stages(ref)["ICB-H"]
    assert (stage.state, stage.sitting, stage.effective_on) == (StageState.OPEN, 2, None)
    assert waits.proposal(ref).state is ProposalState.UNDER_WAY
    assert waits.awards(ref)[0].state is AwardState.FALLEN
    tick(waits, date(2018, 11, 23))
    assert [one.state for one in waits.awards(ref)] == [AwardState.FALLEN]
    told = [words for _, words in waits.routed.posts()]
    assert any("three councillors asked for it" in words for words in told)
    assert "stage.called_in" in waits.verbs(ref)


def test_a_fund_that_is_configured_no_more_gives_no_money(decided: Decided, config: Config) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    gone = config.model_copy(update={"funds": tuple(one for one in config.funds if one.key != "BCF")})
    there = replace(decided, routed=decided.routed.under(gone))
    with pytest.raises(InvalidInputError, match="the fund `BCF`") as refused:
        there.records(ref, "ICB-H")
    assert '`key = "BCF"`' in refused.value.mend
    assert there.awards(ref) == ()
    assert there.decisions(ref) == ()
    with there.routed.services.store.view() as view:
        (fault,) = gone_funds(view, there.routed.services)
        assert gone_funds(view, decided.routed.services) == ()
    assert f"{ref} ask or hold money of the fund `BCF`" in fault
