"""A chair's way out of a vote: refer back, put off, close; and what waits for whom then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.domain.proposals.records import Choice, StageState
from bot.domain.proposals.rules import Quorum, StageRules
from bot.errors import InvalidInputError, NotAllowedError
from bot.views.vote_values import SeenStage
from bot.workflows.board import show_board
from bot.workflows.desk import open_desk
from bot.workflows.proposals.deciding.chairing import ChairMove, Move, move
from bot.workflows.proposals.owed import waits
from bot.workflows.proposals.voting.saying import answer_question
from tests.support.votes import AUTHOR, Chamber

CHAIR, HOSPITAL, UNPLANNED = "adult-services-director", "hospital-operations-director", "unplanned-care-director"
OFFICE = "governance-manager"
NO_SLACK: Any = None


def moves(chamber: Chamber, who: str, proposal: Any, wanted: ChairMove, seen: tuple[int, int] = (1, 1)) -> Any:
    stage = chamber.stage(proposal)
    return move(chamber.tracker.services, chamber.asks(who), SeenStage(stage.id, *seen), wanted)


def waits_for(chamber: Chamber, who: str) -> str:
    services = chamber.tracker.services
    with services.store.view() as view:
        return "; ".join(waits(view, services, open_desk(view, services, chamber.identity(who))).values())


def test_a_chair_refers_back_as_the_board_and_who_voted_is_told_that_it_counts_no_more(chamber: Chamber) -> None:
    proposal, services = chamber.lays("DSG", rules=StageRules(quorum=Quorum(members=3))), chamber.tracker.services
    chamber.votes(HOSPITAL, proposal.ref, Choice.AGAINST, reason="No staff.")
    chamber.shows("C0DSG")
    refer = ChairMove(Move.REFER, "The staffing is not told.", "Who staffs the beds?\nFrom when?")
    with pytest.raises(NotAllowedError, match="Only the chair"):
        moves(chamber, UNPLANNED, proposal, refer)
    with pytest.raises(InvalidInputError, match="reason"):
        moves(chamber, CHAIR, proposal, ChairMove(Move.REFER, questions="Who staffs the beds?"))
    moves(chamber, CHAIR, proposal, refer)
    assert chamber.stage(proposal).state is StageState.RETURNED
    with services.store.view() as view:
        [decision] = view.decisions.of_stage(chamber.stage(proposal).id)
        words = view.words.of_stage(chamber.stage(proposal).id)
    assert decision.words == "REFERRED BACK: The staffing is not told."
    assert decision.record["thread_votes"] == [{"number": 0, "for": 0, "against": 1, "abstain": 0}]
    thread = str(chamber.shows("C0DSG"))
    assert "Who staffs the beds?" in thread
    assert "From when?" in thread
    assert waits_for(chamber, AUTHOR) == "answer what Discharge Steering Group asks"
    for word in words:
        answer_question(services, chamber.asks(AUTHOR), word.id, "The trust, from December.")
    chamber.tracker.sends()
    told = chamber.tracker.post.to(chamber.identity(HOSPITAL).slack_id)
    assert any("Your earlier vote does not count any more" in text for text in told)
    assert waits_for(chamber, HOSPITAL) == "your vote at Discharge Steering Group"
    with pytest.raises(InvalidInputError, match="anew"):
        moves(chamber, CHAIR, proposal, refer)


def test_a_board_shows_what_lies_before_it(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG")
    shown = str(show_board(chamber.tracker.services, NO_SLACK, chamber.identity(UNPLANNED), "DSG"))
    assert f"*{proposal.ref}* {proposal.title}" in shown
    assert "Votes until Fri 16 Nov" in shown


def test_the_office_puts_off_to_a_day_with_a_reason(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG")
    with pytest.raises(InvalidInputError, match="Choose the day"):
        moves(chamber, OFFICE, proposal, ChairMove(Move.DEFER, "The data come late."))
    moves(chamber, OFFICE, proposal, ChairMove(Move.DEFER, "The data come late.", until=date(2018, 11, 30)))
    stage = chamber.stage(proposal)
    assert (stage.state, stage.deferred_until) == (StageState.DEFERRED, date(2018, 11, 30))


def test_what_a_board_meets_for_is_recorded_by_the_office_and_waits_for_it_from_the_day(chamber: Chamber) -> None:
    proposal = chamber.lays("ICB-H", due_on=date(2018, 11, 16))
    with pytest.raises(InvalidInputError, match="decides at its meetings"):
        moves(chamber, OFFICE, proposal, ChairMove(Move.DEFER, "Later.", until=date(2018, 11, 30)))
    assert waits_for(chamber, OFFICE) == ""
    chamber.tracker.goes_to(date(2018, 11, 16), 17)
    assert waits_for(chamber, OFFICE) == "record what Hackney Integrated Commissioning Board decided"
