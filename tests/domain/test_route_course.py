"""Whatever happens on a route, a stage is answered by its board alone, once, and in its turn."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.people import DecidesIn
from bot.domain.proposals import course
from bot.domain.proposals.records import PASSING, Ask, Outcome, ProposalState, Stage, StageState
from bot.domain.proposals.rules import StageRules
from bot.errors import InvalidInputError

ASKS = st.sampled_from(list(Ask))
UNTIL = date(2018, 12, 6)


def stage(place, step, ask=Ask.APPROVE, run=1, **more):
    known = {
        "id": place,
        "proposal_id": 1,
        "step": step,
        "position": place,
        "board": f"B{place}",
        "ask": ask,
        "decides_in": DecidesIn.THREAD,
        "state": StageState.COMING,
        "outcome": Outcome.NONE,
        "sitting": 0,
        "considers": 0,
        "opened_at": None,
        "due_on": None,
        "meets_on": None,
        "deferred_until": None,
        "closed_at": None,
        "effective_on": None,
        "revision": 0,
        "rules": StageRules(),
        "run": run,
    }
    return Stage(**{**known, **more})


class Travels(RuleBasedStateMachine):
    """A proposal on its route, with what each board really said noted beside it."""

    stages: tuple[Stage, ...] = ()

    @initialize(steps=st.lists(st.lists(ASKS, min_size=1, max_size=3), min_size=1, max_size=4))
    def begins(self, steps):
        asks = [(step, ask) for step, side_by_side in enumerate(steps, 1) for ask in side_by_side]
        self.stages = tuple(stage(place, step, ask) for place, (step, ask) in enumerate(asks, 1))
        self.said: dict[int, Outcome] = {}
        self.version = 1
        self.is_over = False
        self.opens()

    def opens(self):
        for one in course.openable(self.stages):
            self.puts(course.opened(one, self.version))

    def puts(self, after):
        assert self.stages[after.id - 1].state is not StageState.CLOSED, "an answer was changed"
        self.stages = tuple(after if one.id == after.id else one for one in self.stages)

    def tries(self, move, place, *args):
        """Try a move on some stage: it works, or is refused and nothing changes."""
        one = self.stages[place % len(self.stages)]
        try:
            after = move(one, *args)
        except InvalidInputError:
            return None
        self.puts(after)
        return after

    @precondition(lambda self: not self.is_over)
    @rule(place=st.integers(0, 11), outcome=st.sampled_from(list(Outcome)))
    def a_board_answers(self, place, outcome):
        one = self.stages[place % len(self.stages)]
        commits = course.will_commit(self.stages, one)
        after = self.tries(course.closed, place, outcome, "as minuted")
        if after is None:
            return
        assert one.state is StageState.OPEN
        assert outcome in course.ANSWERS[one.ask]
        assert after.id not in self.said, "two outcomes"
        self.said[after.id] = outcome
        assert outcome not in PASSING or course.is_committed(self.stages) is commits or one.ask is not Ask.APPROVE
        self.opens()

    @precondition(lambda self: not self.is_over)
    @rule(place=st.integers(0, 11))
    def a_board_refers_back(self, place):
        self.tries(course.returned, place, "Why?")

    @precondition(lambda self: not self.is_over)
    @rule(place=st.integers(0, 11))
    def a_board_defers(self, place):
        self.tries(course.deferred, place, UNTIL, "Too late today")

    @precondition(lambda self: not self.is_over)
    @rule(place=st.integers(0, 11))
    def it_comes_back(self, place):
        one = self.stages[place % len(self.stages)]
        if one.state is not StageState.COMING:
            after = self.tries(course.opened, place, self.version)
            assert after is None or after.sitting == one.sitting + 1

    @precondition(lambda self: not self.is_over)
    @rule()
    def a_new_version_comes(self):
        self.version += 1
        for one in course.before_boards(self.stages):
            self.puts(course.with_version(one, self.version))

    @rule()
    def the_clock_moves_and_the_bot_starts_again(self):
        before = self.stages
        self.opens()
        assert self.stages == before, "time alone opened something"

    @precondition(lambda self: not self.is_over)
    @rule()
    def it_is_withdrawn(self):
        for one in course.called_off(self.stages):
            self.puts(one)
        self.is_over = True

    @invariant()
    def each_answer_is_its_boards(self):
        answered = {one.id: one.outcome for one in self.stages if one.state is StageState.CLOSED}
        assert answered == getattr(self, "said", {})

    @invariant()
    def each_stage_waits_for_those_before_it(self):
        for one in self.stages:
            if one.sitting:
                before = [other for other in self.stages if other.step < one.step]
                assert all(self.said.get(other.id) in PASSING for other in before)

    @invariant()
    def it_ends_as_its_boards_said(self):
        end = course.ended(self.stages)
        if end is ProposalState.DECIDED:
            assert len(self.said) == len(self.stages)
            assert all(outcome in PASSING for outcome in self.said.values())
        if end is ProposalState.REJECTED:
            assert Outcome.REJECTED in self.said.values()
            assert not course.openable(self.stages)
        if end is not None:
            assert not course.before_boards(self.stages)

    @invariant()
    def money_is_given_by_approvals_alone(self):
        if course.is_committed(self.stages):
            asked = [one for one in self.stages if one.ask is Ask.APPROVE]
            grants = {Outcome.APPROVED, Outcome.IN_PART, Outcome.CONDITIONAL}
            assert asked
            assert all(self.said.get(one.id) in grants for one in asked)


TestTravels = Travels.TestCase


def test_boards_side_by_side_still_decide_after_one_said_no():
    one, other, later = stage(1, 1), stage(2, 1), stage(3, 2)
    opened = tuple(course.opened(each, 1) for each in (one, other))
    said_no = (course.closed(opened[0], Outcome.REJECTED, "No money"), opened[1], later)
    assert course.ended(said_no) is None
    assert course.openable(said_no) == ()
    both = (said_no[0], course.closed(opened[1], Outcome.APPROVED, ""), later)
    assert course.ended(both) is ProposalState.REJECTED
    assert course.openable(both) == ()
    assert [each.id for each in course.called_off(both)] == [3]


def test_an_appeal_takes_a_route_of_its_own():
    no = course.closed(course.opened(stage(1, 1), 1), Outcome.REJECTED, "No money")
    appeal = (no, stage(2, 2, run=2), stage(3, 3, run=2))
    assert course.ended(appeal) is None
    assert [each.id for each in course.openable(appeal)] == [2]


@pytest.mark.parametrize("ask", [Ask.NOTE, Ask.CONSIDER])
def test_a_board_that_notes_cannot_reject(ask):
    with pytest.raises(InvalidInputError, match=f"asked to {ask}"):
        course.closed(course.opened(stage(1, 1, ask), 1), Outcome.REJECTED, "No")


def test_a_stage_that_is_not_before_its_board_takes_no_answer():
    coming = stage(1, 1)
    closed = course.closed(course.opened(coming, 1), Outcome.APPROVED, "")
    for one, says in ((coming, "has not come before it yet"), (closed, "has been answered")):
        with pytest.raises(InvalidInputError, match=says):
            course.closed(one, Outcome.REJECTED, "No")


def test_what_comes_back_is_a_new_sitting_of_the_version_that_came_with_it():
    back = course.with_version(course.returned(course.opened(stage(1, 1), 1), "Why?"), 2)
    assert (back.state, back.sitting, back.considers, back.outcome) == (StageState.OPEN, 2, 2, Outcome.NONE)
    put_off = course.with_version(course.deferred(course.opened(stage(1, 1), 1), UNTIL, ""), 2)
    assert (put_off.state, put_off.sitting, put_off.considers) == (StageState.DEFERRED, 1, 2)


def test_notice_is_given_once_for_a_version():
    before = stage(1, 1, rules=StageRules(notice_days=28))
    notice = course.noticed(before, course.opened(before, 1), date(2018, 7, 2))
    assert course.decidable_from(notice) == date(2018, 7, 30)
    assert course.decidable_from(replace(notice, rules=StageRules())) is None
    put_off = course.deferred(notice, UNTIL, "")
    assert course.decidable_from(course.noticed(put_off, course.opened(put_off, 1), UNTIL)) == date(2018, 7, 30)
    changed = course.noticed(notice, course.with_version(notice, 2), date(2018, 7, 20))
    assert course.decidable_from(changed) == date(2018, 8, 17)
