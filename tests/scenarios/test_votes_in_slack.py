"""Votes and questions in Slack: the card's buttons, the forms, the commands, and words to the bot in the thread."""

from __future__ import annotations

from dataclasses import replace

from bot.clock import ManualClock
from bot.domain.proposals.records import Ask, Choice
from bot.domain.proposals.rules import Quorum, StageRules
from bot.store.unit_of_work import Store
from tests.scenarios.conftest import Stage
from tests.scenarios.people import BOARD_MEMBER, GUEST, GUEST_WITH_ROLE, IT_BOARD, MANAGER, words
from tests.support.actions import Post, Tracker
from tests.support.bot import BEGINS_AT
from tests.support.sandbox import Json, until
from tests.support.votes import Chamber

CHAIR, AUTHOR, LAST = "U0ADULTDIRECTOR", "U0DISCHARGE", "U0UCDIRECTOR"
DSG, ICB = "C0DSG", "C0ICBH"
BOT = "<@U0CONVENOR>"


def chamber_of(stage: Stage) -> Chamber:
    books, clock = stage.books.services(), ManualClock(BEGINS_AT)
    store = Store(books.store.engines, clock, books.config.rules, books.config.zone)
    services = replace(books, store=store, clock=clock)
    return Chamber(Tracker(books.store.engines, services, clock, Post(clock)))


def card(stage: Stage, user: str, channel: str, holding: str) -> Json:
    """Wait for a board's card to say something."""

    def found() -> Json | None:
        said = [one for one in stage.person(user).reads(channel) if holding in words(one)]
        return said[-1] if said else None

    return until(found, what=f"a card with {holding!r}")


def test_a_board_votes_by_button_form_and_command_until_all_have(stage: Stage) -> None:
    chamber = chamber_of(stage)
    ref = chamber.lays("DSG", rules=StageRules(quorum=Quorum(members=3))).ref
    chair, guest, last = stage.person(CHAIR, DSG), stage.person(GUEST_WITH_ROLE, DSG), stage.person(LAST, DSG)
    shown = card(stage, CHAIR, DSG, "0 of 3 have voted")
    form = chair.chooses(shown, "Against")
    assert "asks for a reason" in chair.is_refused(form)["reason"]
    assert "You voted" in chair.saves(form, {"reason": "Too late in the year"})
    assert "*1 of 3 have voted.*" in words(chair.asks(card(stage, CHAIR, DSG, "1 of 3"), "Who voted"))
    assert "You changed your vote" in words(chair.asks(card(stage, CHAIR, DSG, "1 of 3"), "Endorse"))
    assert "endorse, with conditions" in words(
        guest.types(f"/proposal vote {ref} endorse subject to a start in December")
    )
    assert "is no vote" in words(last.types(f"/proposal vote {ref} perhaps"))
    assert "You have no vote" in words(stage.person(BOARD_MEMBER).types(f"/proposal vote {ref} approve"))
    assert "no quorum" in words(chair.types(f"/proposal close {ref}"))
    old = card(stage, CHAIR, DSG, "2 of 3 have voted")
    enter = stage.person(MANAGER).opens(f"/proposal enter {ref}")
    seat = str(chamber.tracker.person("unplanned-care-director"))
    said = stage.person(MANAGER).saves(enter, {"seat": seat, "how": "by telephone", "item.0": Choice.FOR.value})
    assert "That closed the vote." in said
    assert "a start in December" in words(card(stage, CHAIR, DSG, "with conditions"))
    assert "The vote is closed" in words(chair.asks(old, "Endorse"))


def test_a_question_in_the_thread_goes_to_the_author_and_nobody_else_is_heard(stage: Stage) -> None:
    chamber = chamber_of(stage)
    proposal = chamber.lays("ICB-H", ask=Ask.APPROVE)
    member = stage.person(BOARD_MEMBER, ICB)
    root = card(stage, BOARD_MEMBER, ICB, "Decides at its meeting")["ts"]
    stage.sandbox.say(BOARD_MEMBER, ICB, "I wonder about the beds.", root)
    stage.sandbox.say(BOARD_MEMBER, ICB, f"{BOT} How many beds are empty today?", root)
    asked = until(
        lambda: next(
            (one for one in member.reads(ICB, root) if "How many beds" in words(one) and one["user"] != BOARD_MEMBER),
            None,
        ),
        what="the question in the thread",
    )
    assert "I wonder" not in str(chamber.words(proposal))
    refused = member.asks(asked, "Answer")
    assert "answers questions" in words(refused)
    author = stage.person(AUTHOR)
    said = author.saves(author.opens(f"/proposal answer {proposal.ref}"), {"words": "Two of five."})
    assert "stands in" in said
    until(lambda: any("Two of five." in words(one) for one in member.reads(ICB, root)), what="the answer")
    assert "No question" in words(author.types(f"/proposal answer {proposal.ref}"))
    assert "I don't know you" in words(
        stage.person(GUEST, IT_BOARD).types(f"/proposal ask {proposal.ref} And who pays?")
    )
