"""Who counts at a meeting, what the office writes down of interests, and answers that are taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.people import DecidesIn
from bot.domain.proposals import course
from bot.domain.proposals.attended import attended
from bot.domain.proposals.declared import read_declared
from bot.domain.proposals.records import Ask, Outcome, ProposalState, Ruling, Stage, StageState
from bot.domain.proposals.rules import StageRules
from bot.domain.proposals.seats import Deputy, Seat, Seats, WhyNoVote
from bot.errors import InvalidInputError

ANN, BEN, CAT = (Seat(number, f"m{number}", f"Member {number}", org) for number, org in ((1, "A"), (2, "A"), (3, "B")))
AUTHOR = Seat(4, "m4", "Member 4", "B")
SEATS = Seats(
    (ANN, BEN, CAT),
    {AUTHOR: WhyNoVote.AUTHOR},
    deputies=(Deputy(11, "Deputy of A", "A"), Deputy(12, "Deputy of B", "B")),
    delegates={1: 12},
)


@pytest.mark.parametrize(
    ("present", "left", "seats", "silent", "others"),
    [
        ((1, 2, 3), (), {1, 2, 3}, (), ()),
        ((1, 2, 3, 4, 90), (), {1, 2, 3}, (4,), (90,)),
        ((1, 2, 3, 11), (), {1, 2, 3}, (), (11,)),
        ((11, 12), (), {1, 2}, (), ()),
        ((2, 12, 11), (), {1, 2, 3}, (), ()),
        ((1, 11), (11,), {1}, (), ()),
    ],
)
def test_only_members_who_may_vote_count_and_deputies_for_absent_ones(present, left, seats, silent, others):
    there = attended(SEATS, present, left)
    assert (there.seats, there.silent, there.others) == (seats, silent, others)
    assert not set(left) & there.members


@pytest.mark.parametrize(
    ("line", "kind", "ruling", "dispensation"),
    [
        ("Ann: runs the home; leave", None, Ruling.LEAVE, ""),
        ("Ann: pecuniary interest, owns the beds; note", "pecuniary", Ruling.NOTE, ""),
        ("Ann: non-pecuniary, trustee - spoke.", "non_pecuniary", Ruling.SPEAK, ""),
        (
            "Ann: pecuniary; note; dispensation: the officer, 3 Nov",
            "pecuniary",
            Ruling.NOTE,
            "the officer",
        ),
    ],
)
def test_a_declared_interest_is_read_with_its_type_and_ruling(line, kind, ruling, dispensation):
    found = read_declared(line)
    assert found is not None
    assert (found.name, found.type, found.ruling) == ("Ann", kind, ruling)
    assert found.dispensation.startswith(dispensation)
    assert bool(found.dispensation) == bool(dispensation)


def stage(number, step, ask=Ask.APPROVE):
    blank = dict.fromkeys(("opened_at", "due_on", "meets_on", "deferred_until", "closed_at", "effective_on"))
    where = {"board": f"B{number}", "ask": ask, "decides_in": DecidesIn.THREAD, "rules": StageRules()}
    return Stage(
        id=number,
        proposal_id=1,
        step=step,
        position=number,
        state=StageState.COMING,
        outcome=Outcome.NONE,
        sitting=0,
        considers=0,
        revision=0,
        **where,
        **blank,
    )


def passed(one, outcome=Outcome.APPROVED):
    return course.closed(course.opened(one, 1), outcome, "")


def test_an_answer_that_is_taken_back_gives_no_money_and_is_asked_again():
    recommends = passed(stage(1, 1, Ask.RECOMMEND), Outcome.RECOMMENDED)
    approves, notes = passed(stage(2, 2)), course.opened(stage(3, 2, Ask.NOTE), 1)
    before = (recommends, approves, notes)
    assert course.is_committed(before)
    again, waits = course.taken_back(before, recommends, 2, "Not ratified")
    assert (again.state, again.sitting, again.considers) == (StageState.OPEN, 2, 2)
    assert [(one.id, one.state) for one in waits] == [(3, StageState.COMING)]
    after = (again, approves, waits[0])
    assert not course.is_committed(after)
    assert course.openable(after) == ()
    assert course.ended(after) is None
    assert course.will_commit(after, again), "its answer gives what the board after it had approved"
    done = course.closed(again, Outcome.RECOMMENDED, "")
    assert [one.id for one in course.openable((done, approves, waits[0]))] == [3]
    assert not course.will_commit((done, approves, course.opened(waits[0], 2)), course.opened(waits[0], 2))


def test_a_rejection_that_is_taken_back_lets_the_route_go_on():
    no = course.closed(course.opened(stage(1, 1), 1), Outcome.REJECTED, "No")
    later = replace(stage(2, 2), state=StageState.CALLED_OFF)
    assert course.ended((no, later)) is ProposalState.REJECTED
    again, waits = course.taken_back((no, later), no, 1, "Not ratified")
    assert [one.state for one in (again, *waits)] == [StageState.OPEN, StageState.COMING]
    other_no = course.closed(course.opened(stage(3, 1), 1), Outcome.REJECTED, "No")
    assert not course.can_be_taken_back((no, other_no, later), no)
    with pytest.raises(InvalidInputError):
        course.taken_back((no, later), later, 1, "")
