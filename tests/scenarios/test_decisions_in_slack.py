"""Decisions in Slack: the meeting's form, the record with its buttons, conditions, a chair's action."""

from __future__ import annotations

from dataclasses import replace

from bot.clock import ManualClock
from bot.domain.proposals.records import Ask
from bot.domain.proposals.rules import Quorum, StageRules
from bot.store.unit_of_work import Store
from tests.scenarios.conftest import Stage
from tests.scenarios.people import BOARD_MEMBER, MANAGER, OTHER_DIRECTOR, labels, words
from tests.support.actions import Post, Tracker
from tests.support.bot import BEGINS_AT
from tests.support.sandbox import until
from tests.support.votes import Chamber

AUTHOR, ICB = "U0DISCHARGE", "C0ICBH"
MET = "2018-11-01"


def chamber_of(stage: Stage) -> Chamber:
    books, clock = stage.books.services(), ManualClock(BEGINS_AT)
    store = Store(books.store.engines, clock, books.config.rules, books.config.zone)
    return Chamber(Tracker(books.store.engines, replace(books, store=store, clock=clock), clock, Post(clock)))


def test_the_office_records_a_meeting_and_its_conditions_are_discharged(stage: Stage) -> None:
    chamber = chamber_of(stage)
    rules = StageRules(quorum=Quorum(members=4))
    proposal = chamber.lays("ICB-H", ask=Ask.APPROVE, items=2, rules=rules)
    board = chamber.directory().boards["ICB-H"]
    present = [f"person:{one.person_id}" for one in board.members if one.capacity in ("chair", "voting")]
    office = stage.person(MANAGER)
    assert "Only the governance office" in words(stage.person(AUTHOR).types(f"/proposal decide {proposal.ref}"))
    form = office.opens(f"/proposal decide {proposal.ref} ICB-H")
    assert "not quorate" in office.is_refused(form, {"present": present[:1], "held": MET})["present"]
    said = office.saves(
        form,
        {
            "present": present,
            "held": MET,
            "presided": present[0],
            "item2": "rejected",
            "conditions": "The figures come each week; owner: Integrated discharge manager; by: 30 Nov 2018",
        },
    )
    assert "Recorded as *ICB-H-2018-1*: Recommendation 1 APPROVED; recommendation 2 REJECTED" in said
    told = until(
        lambda: next((one for one in stage.person(AUTHOR).reads("D0DISCHARGE") if "Decision" in labels(one)), None),
        what="the message to the author",
    )
    record = stage.person(AUTHOR).asks(told, "Decision")
    assert "*Quorum:* quorate" in words(record)
    assert "Correct it" not in str(record)
    until(
        lambda: any(
            "ICB-H-2018-1" in words(one) for root in office.reads(ICB) for one in office.reads(ICB, root["ts"])
        ),
        what="the decision in the thread",
    )
    listed = office.types(f"/proposal conditions {proposal.ref}")
    assert "1 condition, 1 open" in words(listed)
    discharge = office.chooses(listed, "Discharge")
    assert "Condition 1" in office.saves(discharge, {"shown": "Seen on 8 November"})
    assert "has no open condition" in words(office.types(f"/proposal discharge {proposal.ref} 1"))
    assert "is discharged" not in words(office.types("/board coming ICB-H"))
    assert "ICB-H-2018-1" in words(office.types("/board decisions ICB-H"))


def test_a_chairs_action_waits_is_ratified_and_corrected(stage: Stage) -> None:
    chamber = chamber_of(stage)
    proposal = chamber.lays("ICB-H", ask=Ask.APPROVE)
    office = stage.person(MANAGER)
    assert "You don't chair" in words(stage.person(BOARD_MEMBER).types(f"/proposal chair {proposal.ref} ICB-H"))
    form = office.opens(f"/proposal chair {proposal.ref} ICB-H")
    reasons = {"why": "The beds are let this week", "consulted": "Both finance officers", "how": "By telephone"}
    assert "It holds now" in office.saves(form, reasons)
    assert "Ratify the chair's action ICB-H-2018-1" in words(office.types("/board coming ICB-H"))
    record = office.types("/proposal decision icb-h 2018 1")
    assert "It waits to be ratified." in words(record)
    chair = [f"person:{one}" for one in chamber.directory().boards["ICB-H"].chairs(BEGINS_AT.date())]
    ratify = office.is_refused(office.chooses(record, "Ratify"), {"held": MET, "present": chair})
    assert "has not met since" in ratify["held"]
    correction = office.opens("/proposal correct ICB-H-2018-1")
    said = office.saves(correction, {"words": "APPROVED for the winter.", "why": "The chair says so"})
    assert "It stands beside ICB-H-2018-1" in said
    assert "should read: APPROVED for the winter." in words(office.types("/proposal decision ICB-H-2018-1"))
    assert "is no number of a decision" in words(office.types("/proposal decision the last one"))
    assert "no decision" in words(stage.person(OTHER_DIRECTOR).types("/proposal decision TB-2018-9"))
    assert "I'm making the record of decision ICB-H-2018-1" in words(
        office.types("/proposal decision ICB-H-2018-1 paper")
    )
