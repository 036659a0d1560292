"""What boards, members and authors are shown and asked: the card in the channel, its thread, reminders, Home."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.proposals.records import Ask, Choice
from bot.domain.proposals.recusals import Source
from bot.domain.proposals.rules import Quorum, StageRules
from bot.domain.proposals.words import WordKind
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError, NotAllowedError
from bot.workflows.home.showing import home_view
from bot.workflows.proposals.voting.closing import settle_vote
from bot.workflows.proposals.voting.delegating import delegate_vote
from bot.workflows.proposals.voting.saying import answer_question, say_on_stage
from bot.workflows.proposals.voting.showing import show_tally
from tests.support.votes import AUTHOR, Chamber

CHAIR, HOSPITAL, UNPLANNED, DEPUTY = (
    "adult-services-director",
    "hospital-operations-director",
    "unplanned-care-director",
    "unplanned-care-deputy",
)
OFFICE = "governance-manager"
LAST_DAY = date(2018, 11, 16)


def words_of(content: Any) -> str:
    return str(content["blocks"]) + content["text"]


def test_a_card_is_posted_once_and_shows_the_tally_however_often_it_changed(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", rules=StageRules(quorum=Quorum(members=3)))
    [card, note] = chamber.shows("C0DSG")
    assert "0 of 3 have voted" in words_of(card)
    assert "may be disclosed" in words_of(note)
    chamber.votes(CHAIR, proposal.ref)
    chamber.votes(HOSPITAL, proposal.ref)
    sent = chamber.shows("C0DSG")
    assert len(sent) == 3
    assert "2 of 3 have voted" in words_of(sent[-1])
    assert "Quorate if one more votes" in words_of(sent[-1])
    assert "Not voted yet: Unplanned" in words_of(sent[-1])
    chamber.votes(UNPLANNED, proposal.ref)
    last = words_of(chamber.shows("C0DSG")[-1])
    assert "Endorsed" in last
    assert "'vote.cast" not in last


def test_a_board_that_meets_is_shown_no_votes_and_asked_for_none(chamber: Chamber) -> None:
    proposal = chamber.lays("ICB-H", ask=Ask.APPROVE, due_on=LAST_DAY)
    card, note = chamber.shows("C0ICBH")
    said = words_of(card) + words_of(note)
    assert "vote.cast" not in said
    assert "have voted" not in said
    assert "I have read it" in said
    assert "no votes are taken here" in said
    assert not chamber.tracker.rows("select 1 from nudge where subject like 'vote:%'")
    member = chamber.asks("ccg-lay-member", proposal.ref)
    say_on_stage(chamber.tracker.services, member, WordKind.READ, "")
    assert "Read by" in words_of(chamber.shows("C0ICBH")[-1])


def test_what_is_not_public_stands_in_no_channel(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", visibility=Visibility.NON_PUBLIC)
    chamber.votes(CHAIR, proposal.ref)
    say_on_stage(chamber.tracker.services, chamber.asks(CHAIR, proposal.ref), WordKind.QUESTION, "Why Homerton?")
    for content in chamber.shows("C0DSG"):
        assert "Discharge to assess" not in words_of(content)
        assert "Homerton" not in words_of(content)


def test_words_in_a_thread_go_with_the_content_of_the_card(chamber: Chamber) -> None:
    proposal, services = chamber.lays("DSG"), chamber.tracker.services
    say_on_stage(services, chamber.asks(CHAIR, proposal.ref), WordKind.COMMENT, "Homerton has six beds.")
    assert any("Homerton" in words_of(one) for one in chamber.shows("C0DSG"))
    hospital, stage = chamber.tracker.person(HOSPITAL), chamber.stage(proposal)

    def leave(unit: Any) -> None:
        unit.stages.change(stage)
        unit.conflicts.add(
            stage.id,
            hospital,
            source=Source.OFFICE,
            kind="pecuniary",
            words="Would be paid",
            is_bar=True,
            raised_by="The office",
            at=unit.now,
        )
        settle_vote(unit, services, None, unit.stages.get(stage.id))

    services.store.write(leave)
    chamber.tracker.sends()
    changed = [content for place, content in chamber.tracker.post.changed if place == "C0DSG"]
    assert len(changed) == 2
    assert not any("Homerton" in words_of(one) or "Five beds" in words_of(one) for one in changed)
    with pytest.raises(NotAllowedError):
        chamber.votes(HOSPITAL, proposal.ref)
    assert HOSPITAL not in [seat.key for seat in chamber.poll(proposal).seats.entitled]
    left = chamber.tracker.rows("select subject from nudge where status = 'planned' and subject like 'vote%'")
    assert left
    assert not [row for row in left if row.subject.endswith(f":{hospital}")]


def test_who_has_not_voted_is_chased_and_who_has_is_left_alone(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG")
    tracker = chamber.tracker
    chamber.votes(CHAIR, proposal.ref)
    tracker.goes_to(date(2018, 11, 14))
    tracker.goes_to(LAST_DAY)
    assert not [text for text in tracker.post.to(chamber.identity(CHAIR).slack_id) if "waits for your vote" in text]
    asked = [text for text in tracker.post.to(chamber.identity(HOSPITAL).slack_id) if "waits for your vote" in text]
    assert len(asked) >= 2
    assert proposal.ref in asked[0]
    chamber.votes(HOSPITAL, proposal.ref)
    left = tracker.rows("select status, count(*) as n from nudge where subject like 'vote:%' group by status")
    assert {row.status for row in left} <= {"said", "answered", "superseded", "planned"}
    seat = tracker.person(HOSPITAL)
    waiting = tracker.rows("select subject from nudge where status = 'planned' and subject like 'vote%'")
    assert waiting
    assert not [row for row in waiting if row.subject.endswith(f":{seat}")]


def test_a_question_goes_to_the_author_and_its_answer_into_the_thread(chamber: Chamber) -> None:
    proposal, services = chamber.lays("DSG"), chamber.tracker.services
    say_on_stage(services, chamber.asks(CHAIR, proposal.ref), WordKind.QUESTION, "How many beds?")
    assert any("How many beds?" in words_of(one) for one in chamber.shows("C0DSG"))
    chamber.tracker.goes_to(date(2018, 11, 1), 11)
    assert any("How many beds?" in text for text in chamber.tracker.post.to(chamber.identity(AUTHOR).slack_id))
    with services.store.view() as view:
        [word] = view.words.of_stage(chamber.stage(proposal).id)
    with pytest.raises(NotAllowedError):
        answer_question(services, chamber.asks(HOSPITAL), word.id, "Five.")
    with pytest.raises(InvalidInputError):
        answer_question(services, chamber.asks(AUTHOR), word.id, "  ")
    answer_question(services, chamber.asks(AUTHOR), word.id, "Five.")
    assert any("Five." in words_of(one) for one in chamber.shows("C0DSG"))
    assert not chamber.tracker.rows("select 1 from nudge where status = 'planned' and subject like 'stage-question%'")


def test_an_objection_goes_up_to_the_next_board(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG", "PCLG", in_turn=True)
    request = chamber.asks(HOSPITAL, proposal.ref)
    say_on_stage(chamber.tracker.services, request, WordKind.OBJECTION, "Too few beds.", board="DSG")
    chamber.votes(CHAIR, proposal.ref, board="PCLG")
    assert any("Sent up by the boards before" in words_of(one) for one in chamber.shows("C0PCLG"))


def test_a_delegate_votes_for_a_member_for_a_period(chamber: Chamber) -> None:
    proposal, services = chamber.lays("DSG"), chamber.tracker.services
    today = chamber.tracker.today
    stand_in = chamber.tracker.person("programme-manager")
    days = (today, today + timedelta(days=7))
    with pytest.raises(InvalidInputError, match="vote of their own"):
        delegate_vote(services, chamber.asks(HOSPITAL), "DSG", chamber.tracker.person(CHAIR), days)
    with pytest.raises(NotAllowedError, match="no vote"):
        delegate_vote(services, chamber.asks("ccg-lay-member"), "DSG", stand_in, days)
    with pytest.raises(InvalidInputError, match="nor a deputy"):
        delegate_vote(services, chamber.asks(HOSPITAL), "DSG", stand_in, days)
    with pytest.raises(InvalidInputError, match="decides at its meetings"):
        delegate_vote(services, chamber.asks("ccg-chair"), "ICB-H", stand_in, days)
    delegate_vote(services, chamber.asks("unplanned-care-director"), "DSG", stand_in, days)
    later = (days[1], days[1] + timedelta(days=7))
    delegate_vote(services, chamber.asks("unplanned-care-director"), "DSG", chamber.tracker.person(DEPUTY), later)
    chamber.votes("programme-manager", proposal.ref)
    [(seat, vote)] = chamber.poll(proposal).tally.items[0].counted
    assert (seat.key, vote.voter_id) == ("unplanned-care-director", stand_in)
    delegate_vote(services, chamber.asks("unplanned-care-director"), "DSG", None, None)
    assert chamber.poll(proposal).tally.items[0].counted == ((seat, vote),)


def test_a_tally_names_who_voted_what_and_for_whom(chamber: Chamber) -> None:
    proposal = chamber.lays("DSG")
    chamber.votes(DEPUTY, proposal.ref, Choice.AGAINST, reason="no nurses")
    said = words_of(show_tally(chamber.tracker.services, chamber.identity(CHAIR), proposal.ref))
    assert "against" in said
    assert "no nurses" in said
    assert "(author)" in said


def test_a_vote_waits_on_the_home_of_who_has_not_voted(chamber: Chamber) -> None:
    proposal, services = chamber.lays("DSG"), chamber.tracker.services

    def home(who: str) -> str:
        return str(home_view(services, chamber.identity(who)))

    assert "waits for your vote" in home(CHAIR)
    chamber.votes(CHAIR, proposal.ref)
    assert "waits for your vote" not in home(CHAIR)
    assert "waits for your vote" in home(HOSPITAL)
    assert "waits for your vote" not in home(OFFICE)


def test_a_vote_takes_as_many_statements_whatever_the_boards_size(chamber: Chamber) -> None:
    counts = []
    for board, who in (("DSG", CHAIR), ("TB", "ccg-managing-director")):
        proposal = chamber.lays(board, rules=replace(StageRules(), quorum=Quorum(members=3)))
        chamber.tracker.sends()
        statements: list[str] = []
        note = lambda *args, kept=statements: kept.append(args[2])  # noqa: E731
        event.listen(chamber.tracker.engines.write, "before_cursor_execute", note)
        chamber.votes(who, proposal.ref)
        event.remove(chamber.tracker.engines.write, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] < 45
