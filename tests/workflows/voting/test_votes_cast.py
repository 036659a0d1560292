"""Votes are cast, changed, counted and closed; who has no vote is told why, and nothing is written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.domain.proposals.records import Ask, Choice, Outcome, StageState
from bot.domain.proposals.rules import Closing, OnNewVersion, Quorum, StageRules
from bot.domain.proposals.tally import Standing
from bot.errors import ConvenorError, InvalidInputError, NotAllowedError
from bot.workflows.proposals.voting.casting import Ballot, Heard, cast_vote, enter_vote
from bot.workflows.proposals.voting.closing import at_deadline, close_vote
from tests.support.votes import Chamber

# The Discharge Steering Group: its author among its members has no vote by the usual rules.
CHAIR, AUTHOR, HOSPITAL, UNPLANNED, DEPUTY = (
    "adult-services-director",
    "discharge-manager",
    "hospital-operations-director",
    "unplanned-care-director",
    "unplanned-care-deputy",
)
OFFICE = "governance-manager"


def test_the_last_vote_closes_a_vote_with_the_boards_answer(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", rules=StageRules(quorum=Quorum(members=2)))
    chamber.votes(CHAIR, proposal.ref)
    chamber.votes(HOSPITAL, proposal.ref, Choice.ABSTAIN)
    assert chamber.stage(proposal).state is StageState.OPEN
    said = chamber.votes(UNPLANNED, proposal.ref)
    stage = chamber.stage(proposal)
    assert (stage.state, stage.outcome) == (StageState.CLOSED, Outcome.ENDORSED)
    assert "closed the vote" in said.said
    with pytest.raises(InvalidInputError, match="closed"):
        chamber.votes(CHAIR, proposal.ref, Choice.AGAINST, reason="too late")


def test_a_vote_is_changed_until_it_closes_and_counts_once(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG")
    chamber.votes(CHAIR, proposal.ref)
    said = chamber.votes(CHAIR, proposal.ref, Choice.AGAINST, reason="too dear")
    item = chamber.poll(proposal).tally.items[0]
    assert [(seat.key, vote.choice) for seat, vote in item.counted] == [(CHAIR, Choice.AGAINST)]
    assert said.said.startswith("You changed your vote")


def test_a_delivery_told_twice_counts_once(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG")
    request = chamber.asks(CHAIR, proposal.ref)
    ballot = Ballot({None: Choice.FOR})
    first = cast_vote(chamber.tracker.services, request, ballot)
    assert cast_vote(chamber.tracker.services, request, ballot) == first
    assert len(chamber.poll(proposal).votes) == 1


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (AUTHOR, "author"),
        (DEPUTY, ""),
        ("programme-manager", "You have no vote"),
        ("ccg-lay-member", "You have no vote"),
    ],
)
def test_who_has_no_vote_is_told_why(chamber: Chamber, who: str, words: str) -> None:
    # Of those listed, the deputy alone has one: for the absent member of their organisation.
    proposal = chamber.lays("DSG")
    if not words:
        assert chamber.votes(who, proposal.ref).said.startswith("You voted for ")
        return
    with pytest.raises(NotAllowedError, match=words):
        chamber.votes(who, proposal.ref)
    assert not chamber.poll(proposal).votes


def test_the_author_votes_where_the_board_lets_them(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", rules=StageRules(author_votes=True))
    chamber.votes(AUTHOR, proposal.ref)
    assert chamber.poll(proposal).tally.voted == 1


def test_a_deputy_counts_until_the_member_votes(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG")
    chamber.votes(DEPUTY, proposal.ref, Choice.AGAINST, reason="no beds")
    [(seat, vote)] = chamber.poll(proposal).tally.items[0].counted
    assert (seat.key, vote.is_by_deputy) == (UNPLANNED, True)
    chamber.votes(UNPLANNED, proposal.ref)
    [(seat, vote)] = chamber.poll(proposal).tally.items[0].counted
    assert (vote.choice, vote.is_by_deputy) == (Choice.FOR, False)
    with pytest.raises(InvalidInputError, match="absent"):
        chamber.votes(DEPUTY, proposal.ref)


def test_a_deputy_closes_nothing_that_the_member_may_still_vote_on(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", rules=StageRules(quorum=Quorum(members=2)))
    for who in (CHAIR, HOSPITAL, DEPUTY):
        chamber.votes(who, proposal.ref)
    assert chamber.poll(proposal).tally.all_voted
    assert chamber.stage(proposal).state is StageState.OPEN

    def last_day_is_over(unit: Any) -> bool:
        locked = unit.proposals.get(proposal.id)
        return at_deadline(unit, chamber.tracker.services, unit.stages.get(chamber.stage(proposal).id), locked)

    assert chamber.tracker.services.store.write(last_day_is_over)
    assert chamber.stage(proposal).outcome is Outcome.ENDORSED


def test_reasons_and_conditions_are_asked_for(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG")
    with pytest.raises(InvalidInputError, match="reason"):
        chamber.votes(CHAIR, proposal.ref, Choice.AGAINST)
    with pytest.raises(InvalidInputError, match="condition"):
        chamber.votes(CHAIR, proposal.ref, Choice.WITH_CONDITIONS, reason="fine")
    chamber.votes(CHAIR, proposal.ref, Choice.WITH_CONDITIONS, conditions="A start in December")
    assert [words for _, words in chamber.poll(proposal).tally.items[0].conditions] == ["A start in December"]


def test_each_recommendation_is_voted_on_by_itself(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", items=2, rules=StageRules(quorum=Quorum(members=2)))
    with pytest.raises(InvalidInputError, match="no recommendation 3"):
        chamber.votes(CHAIR, proposal.ref, items=(3,))
    for who in (CHAIR, HOSPITAL, UNPLANNED):
        chamber.votes(who, proposal.ref, items=(1,))
    first, second = chamber.poll(proposal).tally.items
    assert (first.standing, second.standing) == (Standing.PASSED, Standing.OPEN)
    assert chamber.stage(proposal).state is StageState.OPEN
    for who in (CHAIR, HOSPITAL, UNPLANNED):
        chamber.votes(who, proposal.ref, Choice.AGAINST, items=(2,), reason="not now")
    assert chamber.stage(proposal).outcome is Outcome.IN_PART


def test_a_board_that_is_asked_to_note_votes_against_nothing(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", ask=Ask.NOTE)
    with pytest.raises(InvalidInputError, match="asked to note"):
        chamber.votes(CHAIR, proposal.ref, Choice.AGAINST, reason="no")


def test_no_votes_are_taken_of_a_board_that_meets(chamber: Chamber) -> None:
    proposal = chamber.lays("ICB-H", ask=Ask.APPROVE)
    with pytest.raises(InvalidInputError, match="at its meeting"):
        chamber.votes("ccg-lay-member", proposal.ref)


def test_an_old_card_votes_on_nothing(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG")
    stage = chamber.stage(proposal)
    seen = (stage.sitting, stage.considers)
    chamber.submits_again(proposal)
    with pytest.raises(InvalidInputError, match="version 2"):
        chamber.votes(CHAIR, "", stage_id=stage.id, seen=seen)


@pytest.mark.parametrize(("rule", "counted"), [(OnNewVersion.FALL, 0), (OnNewVersion.STAND, 1)])
def test_votes_fall_or_stand_with_a_new_version_and_voters_are_told(
    chamber: Chamber, rule: OnNewVersion, counted: int
) -> None:
    proposal = chamber.lays("DSG", rules=StageRules(on_new_version=rule))
    chamber.votes(CHAIR, proposal.ref)
    chamber.submits_again(proposal)
    assert chamber.poll(proposal).tally.voted == counted
    told = chamber.shows(chamber.identity(CHAIR).slack_id)
    assert any(("stands" if counted else "does not count") in content["text"] for content in told)


def test_the_same_person_votes_once_on_each_of_two_boards(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", "PCLG")
    with pytest.raises(InvalidInputError, match="several boards"):
        chamber.votes(CHAIR, proposal.ref)
    chamber.votes(CHAIR, proposal.ref, board="DSG")
    assert [chamber.poll(proposal, board).tally.voted for board in ("DSG", "PCLG")] == [1, 0]
    chamber.votes(CHAIR, proposal.ref, board="PCLG")
    assert [chamber.poll(proposal, board).tally.voted for board in ("DSG", "PCLG")] == [1, 1]


def test_the_office_writes_down_a_vote_and_how_it_was_heard(chamber: Chamber) -> None:
    proposal, services = chamber.lays("DSG"), chamber.tracker.services
    seat = chamber.tracker.person(HOSPITAL)
    ballot = Ballot({None: Choice.FOR}, seat_id=seat)
    with pytest.raises(InvalidInputError, match="how you know"):
        enter_vote(services, chamber.asks(OFFICE, proposal.ref), ballot, Heard(""))
    with pytest.raises(NotAllowedError, match="office"):
        enter_vote(services, chamber.asks(CHAIR, proposal.ref), ballot, Heard("in the room"))
    enter_vote(services, chamber.asks(OFFICE, proposal.ref), ballot, Heard("in the room"))
    [(_, vote)] = chamber.poll(proposal).tally.items[0].counted
    assert (vote.how, bool(vote.entered_by), vote.voter_id) == ("in the room", True, seat)


def test_chair_or_office_close_a_vote_that_has_a_quorum_and_an_answer(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", rules=StageRules(quorum=Quorum(members=2), closing=Closing.DEADLINE))
    services = chamber.tracker.services
    chamber.votes(CHAIR, proposal.ref)
    with pytest.raises(InvalidInputError, match="no quorum"):
        close_vote(services, chamber.asks(CHAIR, proposal.ref))
    chamber.votes(HOSPITAL, proposal.ref, Choice.AGAINST, reason="no")
    with pytest.raises(InvalidInputError, match="no agreement"):
        close_vote(services, chamber.asks(CHAIR, proposal.ref))
    chamber.votes(UNPLANNED, proposal.ref)
    assert chamber.stage(proposal).state is StageState.OPEN
    with pytest.raises(NotAllowedError, match="chair"):
        close_vote(services, chamber.asks(HOSPITAL, proposal.ref))
    close_vote(services, chamber.asks(CHAIR, proposal.ref))
    assert chamber.stage(proposal).outcome is Outcome.ENDORSED


def test_all_have_voted_without_agreement_so_the_chair_is_told_and_nothing_is_decided(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", rules=StageRules(quorum=Quorum(members=2)))
    chamber.votes(CHAIR, proposal.ref)
    chamber.votes(HOSPITAL, proposal.ref, Choice.AGAINST, reason="no")
    chamber.votes(UNPLANNED, proposal.ref, Choice.ABSTAIN)
    assert chamber.stage(proposal).state is StageState.OPEN
    told = chamber.shows(chamber.identity(CHAIR).slack_id)
    assert any("no agreement" in content["text"] for content in told)


def test_who_has_left_votes_on_nothing(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG")
    gone = chamber.tracker.person(HOSPITAL)
    chamber.tracker.services.store.write(lambda unit: unit.people.edit(gone, until_on=date(2018, 10, 1)))
    with pytest.raises(ConvenorError):
        chamber.votes(HOSPITAL, proposal.ref)
