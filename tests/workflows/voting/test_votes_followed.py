"""What follows from votes: whom they bind, who is asked next, and what happens as days pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.chasing import Away
from bot.domain.proposals.content import CostLine, Recommendation, YearAmount
from bot.domain.proposals.records import Ask, Choice, Outcome, StageState
from bot.domain.proposals.rules import OnNewVersion, Quorum, StageRules
from bot.domain.proposals.vote_words import leading_board
from bot.domain.proposals.words import WordKind
from bot.workflows.chasing.planning import cancel
from bot.workflows.proposals.cards import renew_card
from bot.workflows.proposals.running_out import tend_routes
from bot.workflows.proposals.voting.delegating import delegate_vote
from bot.workflows.proposals.voting.saying import form_to_answer, say_on_stage
from bot.workflows.proposals.voting.showing import form_of_vote, show_tally
from bot.workflows.proposals.voting.subjects import vote_subject
from tests.support.votes import AUTHOR, Chamber

CHAIR, HOSPITAL, UNPLANNED, DEPUTY = (
    "adult-services-director",
    "hospital-operations-director",
    "unplanned-care-director",
    "unplanned-care-deputy",
)
TWO = StageRules(quorum=Quorum(members=2))
MONEY: dict[str, Any] = {
    "costs": tuple(CostLine(n, f"Thing {n}", years=(YearAmount(2018, 100_000),)) for n in (1, 2)),
    "recommendations": tuple(Recommendation(n, f"Buy thing {n}", {}, (n,), is_of_money=True) for n in (1, 2)),
}


def record(chamber: Chamber, proposal: Any) -> Any:
    with chamber.tracker.services.store.view() as view:
        return view.decisions.of_stage(chamber.stage(proposal).id)[-1].record


def asked(chamber: Chamber) -> set[tuple[str, str]]:
    """Return whose seats are asked for, and of whom."""
    people = {one.id: one.key for one in chamber.directory().people.values()}
    rows = chamber.tracker.rows(
        "select subject, person_id from nudge where status = 'planned' and subject like 'vote:%'"
    )
    return {(people[int(row.subject.rpartition(":")[2])], people[row.person_id]) for row in rows}


def test_a_condition_binds_what_it_was_attached_to_and_only_if_that_passed(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", rules=TWO, **MONEY)
    chamber.votes(CHAIR, proposal.ref, Choice.WITH_CONDITIONS, items=(2,), conditions="In house")
    for who in (HOSPITAL, UNPLANNED):
        chamber.votes(who, proposal.ref, Choice.AGAINST, items=(2,), reason="no")
        chamber.votes(who, proposal.ref, items=(1,))
    chamber.votes(CHAIR, proposal.ref, items=(1,))
    assert chamber.stage(proposal).outcome is Outcome.IN_PART
    assert not record(chamber, proposal)["conditions"]
    again = chamber.lays("DSG", rules=TWO, **MONEY)
    for who in (CHAIR, HOSPITAL):
        chamber.votes(who, again.ref)
    chamber.votes(UNPLANNED, again.ref, items=(1,))
    chamber.votes(UNPLANNED, again.ref, Choice.WITH_CONDITIONS, items=(2,), conditions="In house.")
    assert [one["words"] for one in record(chamber, again)["conditions"]] == ["In house (recommendation 2)"]


def test_what_an_earlier_board_left_out_is_said_where_the_next_one_votes(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", "PCLG", rules=TWO, in_turn=True, **MONEY)
    for who in (CHAIR, HOSPITAL, UNPLANNED):
        chamber.votes(who, proposal.ref, items=(1,), board="DSG")
        chamber.votes(who, proposal.ref, Choice.AGAINST, items=(2,), reason="no", board="DSG")
    chamber.votes("planned-care-sro", proposal.ref, board="PCLG")
    said = "for line 1 only, as the Discharge Steering Group answered"
    lead = chamber.identity("cancer-lead")
    shown = (
        chamber.shows("C0PCLG"),
        form_of_vote(chamber.tracker.services, lead, proposal.ref, board="PCLG"),
        show_tally(chamber.tracker.services, lead, proposal.ref, board="PCLG"),
    )
    assert [said in str(one) for one in shown] == [True, True, True]


def test_votes_on_an_earlier_version_are_marked_where_they_stand(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", rules=replace(TWO, on_new_version=OnNewVersion.STAND))
    chamber.votes(CHAIR, proposal.ref)
    chamber.submits_again(proposal)
    chamber.votes(HOSPITAL, proposal.ref)
    said = str(show_tally(chamber.tracker.services, chamber.identity(CHAIR), proposal.ref))
    assert said.count("(on version 1)") == 1


def test_a_vote_on_one_of_two_recommendations_is_still_chased(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", items=2)
    chamber.votes(HOSPITAL, proposal.ref, items=(1,))
    assert (HOSPITAL, HOSPITAL) in asked(chamber)
    chamber.votes(HOSPITAL, proposal.ref, items=(2,))
    assert (HOSPITAL, HOSPITAL) not in asked(chamber)


def test_whoever_votes_for_a_member_is_told_and_asked_in_their_place_until_the_period_ends(chamber: Chamber) -> None:
    proposal, services, today = chamber.lays("DSG"), chamber.tracker.services, chamber.tracker.today
    assert (UNPLANNED, UNPLANNED) in asked(chamber)
    stand_in, days = "programme-manager", (today, today + timedelta(days=1))
    delegate_vote(services, chamber.asks(UNPLANNED), "DSG", chamber.tracker.person(stand_in), days)
    assert any("has you vote for them" in one["text"] for one in chamber.shows(chamber.identity(stand_in).slack_id))
    assert (UNPLANNED, stand_in) in asked(chamber)
    assert (UNPLANNED, UNPLANNED) not in asked(chamber)
    chamber.tracker.goes_to(days[1] + timedelta(days=1))
    now = chamber.tracker.clock.now()
    assert tend_routes(services, now) == "1 stage moved on"
    assert tend_routes(services, now) == "no stage to tend"
    assert (UNPLANNED, UNPLANNED) in asked(chamber)
    assert (UNPLANNED, stand_in) not in asked(chamber)
    assert proposal.ref


def test_a_deputy_is_asked_while_the_member_is_away(chamber: Chamber) -> None:
    chamber.lays("DSG")
    services, today, member = chamber.tracker.services, chamber.tracker.today, chamber.tracker.person(UNPLANNED)
    away = Away(today, today + timedelta(days=1))
    services.store.write(lambda unit: unit.hearing.leave(member, away, unit.now))
    tend_routes(services, chamber.tracker.clock.now())
    assert (UNPLANNED, DEPUTY) in asked(chamber)
    assert (UNPLANNED, UNPLANNED) not in asked(chamber)


def test_a_vote_closes_at_the_next_tick_when_the_last_missing_member_leaves(chamber: Chamber) -> None:
    proposal, tracker = chamber.lays("DSG", rules=TWO), chamber.tracker
    for who in (CHAIR, HOSPITAL):
        chamber.votes(who, proposal.ref)
    gone = tracker.person(UNPLANNED)
    # All reminders are said by then.
    tracker.services.store.write(lambda unit: cancel(unit, [vote_subject(chamber.stage(proposal), gone)]))
    tracker.services.store.write(lambda unit: unit.people.edit(gone, until_on=date(2018, 10, 1)))
    assert chamber.stage(proposal).state is StageState.OPEN
    waits = chamber.lays("DSG", rules=TWO)
    tend_routes(tracker.services, tracker.clock.now())
    assert chamber.stage(proposal).outcome is Outcome.ENDORSED
    tracker.services.store.write(lambda unit: unit.people.edit(tracker.person(HOSPITAL), until_on=date(2018, 10, 1)))
    assert (HOSPITAL, HOSPITAL) in asked(chamber)
    assert [tend_routes(tracker.services, tracker.clock.now()) for _ in range(2)] == [
        "1 stage moved on",
        "no stage to tend",
    ]
    assert {seat for seat, _ in asked(chamber)} == {CHAIR}
    assert chamber.stage(waits).state is StageState.OPEN


def test_only_what_the_boards_own_people_say_goes_up_as_its_answer(chamber: Chamber) -> None:
    proposal, services = chamber.lays("DSG", rules=TWO), chamber.tracker.services
    say_on_stage(services, chamber.asks("healthwatch-director", proposal.ref), WordKind.OBJECTION, "From outside.")
    say_on_stage(services, chamber.asks(HOSPITAL, proposal.ref), WordKind.OBJECTION, "From within.")
    for who in (CHAIR, HOSPITAL, UNPLANNED):
        chamber.votes(who, proposal.ref)
    sent_on = record(chamber, proposal)["sent_on"]
    assert "From within" in sent_on
    assert "From outside" not in sent_on


def test_a_question_is_asked_again_until_the_meeting_and_the_office_hears_of_open_ones(chamber: Chamber) -> None:
    meets_on = date(2018, 11, 16)
    proposal = chamber.lays("ICB-H", "ICB-C", ask=Ask.APPROVE, due_on=meets_on)
    services, tracker = chamber.tracker.services, chamber.tracker
    say_on_stage(services, chamber.asks("ccg-lay-member", proposal.ref), WordKind.QUESTION, "Why?", board="ICB-C")
    rules = {row.rule for row in tracker.rows("select rule from nudge where subject like 'stage-question:%'")}
    assert len(rules) > 2
    assert "Why?" in str(form_to_answer(services, chamber.identity(AUTHOR), proposal.ref))
    moved = date(2018, 12, 6)

    def meets_later(unit: Any) -> None:
        stage = unit.stages.get(chamber.stage(proposal, "ICB-C").id)
        unit.stages.change(stage, due_on=moved, meets_on=moved)
        renew_card(unit, services, stage)

    services.store.write(meets_later)
    planned = "select plan from nudge where subject like 'stage-question:%' and status = 'planned' and rule <> 'asked'"
    assert {row.plan for row in tracker.rows(planned)} == {moved.toordinal()}
    again = chamber.stage(proposal, "ICB-C")
    services.store.write(lambda unit: unit.stages.change(again, meets_on=meets_on))
    papers_due = datetime(2018, 11, 8, 9, tzinfo=UTC)
    assert tend_routes(services, papers_due) == "1 stage moved on"
    assert tend_routes(services, papers_due) == "no stage to tend"
    office = services.config.partnership.office_channel
    assert any("has not answered" in one["text"] for one in chamber.shows(str(office)))


@pytest.mark.parametrize(
    ("written", "read"), [("ICB-C Why?", ("ICB-C", "Why?")), ("Why TB?", ("", "Why TB?")), ("tb", ("TB", ""))]
)
def test_a_board_is_read_in_front_of_what_somebody_says(chamber: Chamber, written: str, read: tuple[str, str]) -> None:
    assert leading_board(sorted(chamber.directory().boards), written) == read
