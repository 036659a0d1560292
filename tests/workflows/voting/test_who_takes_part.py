"""Who takes part in a vote: interests that nobody ruled on hold it, and the office answers for nobody who answered."""

from __future__ import annotations

import pytest

from bot.domain.proposals.records import Choice, StageState
from bot.domain.proposals.rules import Quorum, StageRules
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.views.interest_forms import ItemFields, RulingFields
from bot.workflows.proposals.interests import declaring, presiding, ruling
from bot.workflows.proposals.moving import move_due
from bot.workflows.proposals.voting.casting import Ballot, Heard, enter_vote
from bot.workflows.proposals.voting.closing import at_deadline, close_vote
from tests.support.votes import Chamber

CHAIR, HOSPITAL, UNPLANNED, OFFICE = (
    "adult-services-director",
    "hospital-operations-director",
    "unplanned-care-director",
    "governance-manager",
)
TWO = StageRules(quorum=Quorum(members=2))


def heard(chamber: Chamber, ref: str, seat: str, choice: Choice = Choice.FOR) -> str:
    ballot = Ballot({None: choice}, seat_id=chamber.tracker.person(seat))
    return enter_vote(chamber.tracker.services, chamber.asks(OFFICE, ref), ballot, Heard("by telephone")).said


def texts(chamber: Chamber) -> str:
    chamber.tracker.sends()
    return "\n".join(content["text"] for _, _, content in chamber.tracker.post.new)


def test_what_a_member_voted_themselves_the_office_does_not_write_over(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", rules=TWO)
    chamber.votes(HOSPITAL, proposal.ref, Choice.AGAINST, reason="no")
    with pytest.raises(InvalidInputError, match="Ask them to change it"):
        heard(chamber, proposal.ref, HOSPITAL)
    heard(chamber, proposal.ref, UNPLANNED)
    heard(chamber, proposal.ref, UNPLANNED, Choice.ABSTAIN)
    told = texts(chamber)
    assert told.count("wrote down your vote with Discharge Steering Group") == 2
    assert "by telephone" in told


def test_nobody_of_the_office_answers_for_boards_on_their_own_proposal(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", rules=TWO)
    chamber.tracker.services.store.write(
        lambda unit: unit.proposals.change(
            unit.proposals.get(proposal.id), former_sponsors=[chamber.tracker.person(OFFICE)]
        )
    )
    with pytest.raises(NotAllowedError, match="is yours"):
        heard(chamber, proposal.ref, HOSPITAL)
    chamber.votes(CHAIR, proposal.ref)
    chamber.votes(HOSPITAL, proposal.ref)
    with pytest.raises(NotAllowedError, match="is yours"):
        close_vote(chamber.tracker.services, chamber.asks(OFFICE, proposal.ref))


def test_an_interest_nobody_ruled_on_holds_a_vote_until_somebody_does(chamber: Chamber) -> None:
    proposal, services = chamber.lays("DSG", rules=TWO), chamber.tracker.services
    fields = ItemFields(words="I own the beds", type="pecuniary", wish="note")
    declaring.declare(services, chamber.asks(HOSPITAL, proposal.ref), fields)
    for who in (CHAIR, HOSPITAL, UNPLANNED):
        chamber.votes(who, proposal.ref)
    stage = chamber.stage(proposal)
    assert stage.state is StageState.OPEN
    assert "Nobody has ruled yet on an interest of Hospital operations director" in texts(chamber)
    with pytest.raises(InvalidInputError, match="Nobody has ruled"):
        close_vote(services, chamber.asks(CHAIR, proposal.ref))
    services.store.write(lambda unit: at_deadline(unit, services, unit.stages.get(stage.id), proposal))
    assert "its last day is over" in texts(chamber)
    with services.store.view() as view:
        (weighed,) = view.conflicts.of_stage(stage.id)
    ruling.rule(services, chamber.asks(CHAIR), weighed.conflict.id, RulingFields("leave"))
    assert chamber.stage(proposal).state is StageState.CLOSED


def test_who_wrote_or_sponsored_it_rules_on_nobodys_interest_and_has_no_vote(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", rules=TWO)
    chair = chamber.tracker.person(CHAIR)
    services = chamber.tracker.services
    with services.store.view() as view:
        assert presiding.rulers(view, services, chamber.stage(proposal)) == (chair,)
    services.store.write(lambda unit: unit.proposals.change(unit.proposals.get(proposal.id), former_sponsors=[chair]))
    with services.store.view() as view:
        assert chair not in presiding.rulers(view, services, chamber.stage(proposal))
    with pytest.raises(NotAllowedError):
        chamber.votes(CHAIR, proposal.ref)
    with pytest.raises(NotAllowedError, match="Only the governance office and the chair"):
        move_due(services, chamber.asks(CHAIR, proposal.ref), "30 Nov because it hurries")


def test_a_forged_stage_says_nothing(chamber: Chamber) -> None:
    chamber.lays("DSG", rules=TWO)
    with pytest.raises(NotFoundError, match="not known any more"):
        chamber.votes(CHAIR, "", stage_id=999)
