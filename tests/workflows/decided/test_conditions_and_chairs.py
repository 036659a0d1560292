"""Conditions, delegations and chair's actions after the decision: in force, fallen, ratified or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.funds import AwardState
from bot.domain.proposals.conditions import ConditionState
from bot.domain.proposals.decisions import DecisionKind, Due, OnLapse
from bot.domain.proposals.records import Choice, Outcome, ProposalState, StageState
from bot.errors import InvalidInputError, NotAllowedError
from bot.workflows.proposals.deciding import between, conditions, ending, ratifying, watching
from bot.workflows.proposals.deciding.between import ChairDraft
from bot.workflows.proposals.deciding.conditions import ConditionFields
from bot.workflows.proposals.deciding.ratifying import RatifyDraft
from bot.workflows.proposals.voting.casting import Ballot, cast_vote
from bot.workflows.risk_change import Request
from tests.support.deciding import MET, Decided
from tests.support.routing import beds

SUBJECT = "The two finance officers find it worth the money; by: 30 Nov 2018"


def conditional(decided: Decided, words: str = SUBJECT) -> str:
    ref = decided.submits(beds())
    decided.at(MET)
    decided.records(ref, "ICB-H", conditions=words)
    return ref


def test_an_approval_is_in_force_once_its_conditions_are_met(decided: Decided) -> None:
    ref = conditional(decided)
    condition = decided.conditions(ref)[0]
    services = decided.routed.services
    with pytest.raises(InvalidInputError):
        conditions.discharge(services, decided.request(), condition.id, " ")
    said = conditions.discharge(services, decided.request(), condition.id, "Their letter of 20 Nov").said
    assert "The approval is in force now." in said
    assert decided.awards(ref)[0].state is AwardState.IN_FORCE
    assert decided.conditions(ref)[0].shown == "Their letter of 20 Nov"
    with services.store.view() as view:
        action = view.actions.get(condition.action_id or 0)
    assert action is not None
    assert not action.is_open
    with pytest.raises(InvalidInputError, match="discharged"):
        conditions.waive(services, decided.request(), condition.id, "Again")


@pytest.mark.parametrize(("on_lapse", "state"), [("stays", AwardState.IN_FORCE), ("falls", AwardState.FALLEN)])
def test_a_condition_that_lapses_leaves_what_its_board_resolved(
    decided: Decided, on_lapse: str, state: AwardState
) -> None:
    ref = conditional(decided, f"{SUBJECT}; {on_lapse}")
    assert decided.watches(date(2018, 11, 30)).startswith("0 conditions")
    assert decided.watches(date(2018, 12, 1)).startswith("1 condition ")
    assert decided.watches(date(2018, 12, 2)).startswith("0 conditions")
    assert decided.conditions(ref)[0].state is ConditionState.LAPSED
    assert [award.state for award in decided.awards(ref)] == [state]
    later = decided.decisions(ref)[-1]
    assert later.kind is DecisionKind.LATER
    assert "was not met by Fri 30 Nov 2018" in later.words
    assert ("lapsed", date(2018, 12, 6)) in decided.coming("ICB-H")


def test_the_office_completes_a_condition_and_its_action_follows(decided: Decided) -> None:
    ref = conditional(decided)
    condition = decided.conditions(ref)[0]
    sro = decided.routed.person("unplanned-care-sro")
    fields = ConditionFields(sro, "A letter", date(2018, 12, 14), sro, Due.AFTER, OnLapse.FALLS)
    with pytest.raises(InvalidInputError) as unsound:
        conditions.amend(decided.routed.services, decided.request(), condition.id, fields)
    assert set(unsound.value.fields) == {"discharger", "why"}
    finance = decided.routed.person("city-finance-officer")
    fields = replace(fields, discharged_by_id=finance, why="Both officers asked for it")
    conditions.amend(decided.routed.services, decided.request(), condition.id, fields)
    after = decided.conditions(ref)[0]
    assert (after.owner_id, after.long_stop_on, after.on_lapse) == (sro, date(2018, 12, 14), OnLapse.FALLS)
    assert decided.awards(ref)[0].state is AwardState.IN_FORCE
    with decided.routed.services.store.view() as view:
        action = view.actions.get(after.action_id or 0)
    assert action is not None
    assert (action.due_on, action.owner_ids) == (date(2018, 12, 14), {sro})
    past = ConditionFields(sro, "", date(2018, 11, 1), None, Due.AFTER, OnLapse.FALLS)
    with pytest.raises(InvalidInputError) as refused:
        conditions.amend(decided.routed.services, decided.request(), condition.id, past)
    assert "by" in refused.value.fields


def test_who_may_not_end_a_condition_is_told_who_may(decided: Decided) -> None:
    ref = conditional(decided, f"{SUBJECT}; discharged by: City chief finance officer")
    stranger = Request(decided.routed.asks("U0PCDIRECTOR", "").identity, "deciding:stranger")
    with pytest.raises(NotAllowedError, match="City chief finance officer"):
        conditions.discharge(decided.routed.services, stranger, decided.conditions(ref)[0].id, "Seen")


def test_its_owner_says_that_it_is_met_and_whoever_discharges_it_is_asked(decided: Decided) -> None:
    ref = conditional(decided, f"{SUBJECT}; discharged by: City chief finance officer")
    condition = decided.conditions(ref)[0]
    with decided.routed.engines.write.begin() as connection:
        connection.exec_driver_sql(
            f"update action set status = 'closed', outcome = 'done' where id = {condition.action_id}"
        )
    decided.watches(date(2018, 11, 20))
    decided.watches(date(2018, 11, 21))
    asked = [words for _, words in decided.routed.posts() if words.startswith("*Is condition 1 of")]
    assert len(asked) == 1


def test_costs_that_change_too_much_bring_a_delegation_back(decided: Decided) -> None:
    ref = decided.submits(beds())
    services = decided.routed.services

    def knows(unit) -> None:  # type: ignore[no-untyped-def]
        unit.proposals.change(unit.proposals.find(ref), asked_pence=10_400_000)

    services.store.write(knows)
    decided.at(MET)
    decided.records(ref, "ICB-H", delegate_to="BCFP", delegation="detailed spending", percent="10")

    def submits(pounds: int) -> None:
        def work(unit) -> None:  # type: ignore[no-untyped-def]
            proposal = unit.proposals.find(ref)
            watching.version_submitted(unit, services, decided.routed.desk(unit), proposal, beds(pounds))

        services.store.write(work)

    submits(114_399)
    assert decided.coming("ICB-H") == []
    submits(114_400)
    assert decided.coming("ICB-H") == [("overrun", date(2018, 12, 6))]


def chair_draft(decided: Decided, ref: str, **more: str) -> ChairDraft:
    known = {"why": "Beds are let this week", "consulted": "Both finance officers", "how": "The chair's e-mail"}
    return ChairDraft(decided.draft(ref, "ICB-H", present=()), **{**known, **more})


@pytest.mark.parametrize("ratified", [True, False])
def test_a_chairs_action_holds_and_waits_to_be_ratified(decided: Decided, ratified: bool) -> None:  # noqa: FBT001
    ref = decided.submits(beds())
    decided.at(date(2018, 11, 17))
    services = decided.routed.services
    between.chairs_action(services, decided.request(ref), chair_draft(decided, ref))
    made = decided.decisions(ref)[0]
    assert (made.kind, made.words) == (DecisionKind.CHAIRS_ACTION, "APPROVED (£104,000).")
    assert made.record["chairs_action"]["consulted"] == "Both finance officers"
    assert decided.awards(ref)[0].state is AwardState.IN_FORCE
    assert decided.coming("ICB-H") == [("ratification", date(2018, 12, 6))]
    decided.at(date(2018, 12, 6))
    draft = RatifyDraft(ratified, "" if ratified else "It could have waited", None, decided.members("ICB-H"))
    ratifying.ratify(services, decided.request(), made.number, draft)
    assert decided.coming("ICB-H") == []
    assert decided.awards(ref)[0].state is (AwardState.IN_FORCE if ratified else AwardState.FALLEN)
    with pytest.raises(InvalidInputError, match="answered already"):
        ratifying.ratify(services, decided.request(), made.number, draft)


def test_a_chairs_action_needs_its_reasons(decided: Decided) -> None:
    ref = decided.submits(beds())
    for field in ("why", "consulted", "how"):
        with pytest.raises(InvalidInputError) as refused:
            between.chairs_action(
                decided.routed.services, decided.request(ref), chair_draft(decided, ref, **{field: " "})
            )
        assert field in refused.value.fields


def test_a_withdrawn_proposal_lets_go_of_what_hung_on_it(decided: Decided) -> None:
    ref = conditional(decided)
    services = decided.routed.services

    def work(unit) -> None:  # type: ignore[no-untyped-def]
        ending.proposal_withdrawn(unit, services, decided.routed.desk(unit), unit.proposals.find(ref))

    services.store.write(work)
    assert decided.conditions(ref)[0].state is ConditionState.WAIVED
    assert decided.awards(ref)[0].state is AwardState.FALLEN


def test_votes_in_a_thread_become_a_decision_with_the_conditions_attached(decided: Decided) -> None:
    config = decided.routed.services.config
    route = config.routes[0].model_validate(
        {
            "key": "r",
            "name": "r",
            "steps": [{"boards": ["DSG"], "ask": "endorse"}, {"boards": ["ICB-H"], "ask": "approve"}],
        }
    )
    there = Decided(decided.routed.under(config.model_copy(update={"routes": (route,)})))
    ref = there.submits(beds())
    with there.routed.services.store.view() as view:
        people = view.people.directory().people
    voters = [people[one].slack_id for one in there.members("DSG") if one != there.proposal(ref).author_id]
    for place, slack_id in enumerate(voters):
        choice = Choice.FOR if place else Choice.WITH_CONDITIONS
        ballot = Ballot({None: choice}, conditions="" if place else "The home keeps two beds free", reason="As said")
        cast_vote(there.routed.services, there.request(ref, str(slack_id)), ballot)
    made = there.decisions(ref)[-1]
    assert (made.board, made.outcome) == ("DSG", Outcome.CONDITIONAL)
    assert made.words.startswith("ENDORSED (£104,000), subject to: The home keeps two beds free.")
    assert len(made.record["roll"]) == len(voters)
    assert there.conditions(ref)[0].owner_id == there.proposal(ref).author_id
    assert there.routed.stages(ref)["DSG"].state is StageState.CLOSED
    assert there.routed.stages(ref)["ICB-H"].state is StageState.OPEN
    assert there.proposal(ref).state is ProposalState.UNDER_WAY
