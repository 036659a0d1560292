"""Whatever is clicked, twice or late, over restarts and days: no board's answer is another than its members gave.

What each vote comes to is reckoned here a second time, from what was clicked and what the board's rules say, and held
against the decision records, the stages and the fund.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.clock import ManualClock
from bot.domain.proposals.content import to_json
from bot.domain.proposals.decisions import DecisionKind
from bot.domain.proposals.records import PASSING, Choice, Outcome, ProposalState, Ruling, Stage, StageState
from bot.errors import ConvenorError
from bot.settings.routes import RouteSetting
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store, Unit
from bot.views.interest_forms import ItemFields
from bot.workflows.proposals import submitting, withdrawing
from bot.workflows.proposals.deciding.watching import watch_decisions
from bot.workflows.proposals.interests.declaring import declare
from bot.workflows.proposals.running_out import tend_routes
from bot.workflows.proposals.voting.casting import Ballot, cast_vote
from bot.workflows.proposals.voting.closing import close_vote
from bot.workflows.services import Services
from tests.support.databases import SqliteTemplate
from tests.support.houses import AUTHOR, NOW, House, config

BOARDS = {
    "DSG": ("adult-services-director", "discharge-manager", "hospital-operations-director", "unplanned-care-director"),
    "PCLG": ("planned-care-sro", "planned-care-director", "adult-services-director", "cancer-lead"),
}
CHAIR = {"DSG": "adult-services-director", "PCLG": "planned-care-sro"}
QUORUM, POUNDS = 3, 400_000
PASSED = {"DSG": Outcome.ENDORSED, "PCLG": Outcome.APPROVED}
boards = st.sampled_from(sorted(BOARDS))
seats = st.integers(0, 3)
which = st.integers(0, 1)
rarely = st.sampled_from([False, False, False, True])
choices = st.sampled_from([Choice.FOR, Choice.FOR, Choice.FOR, Choice.AGAINST, Choice.ABSTAIN])


def two_boards() -> Any:
    """Return the configuration with one route: the Discharge Steering Group, then Planned Care's leadership group."""
    steps = [
        {"boards": ["DSG"], "ask": "endorse", "working_days": 2},
        {"boards": ["PCLG"], "ask": "approve", "working_days": 3},
    ]
    return config().model_copy(
        update={"routes": (RouteSetting.model_validate({"key": "two", "name": "Two boards", "steps": steps}),)}
    )


class Clicking(RuleBasedStateMachine):
    """Two proposals on their routes, while everybody clicks as they please."""

    template: SqliteTemplate
    folder: Path
    number = 0
    seen: Counter[tuple[str, Outcome]]

    @initialize()
    def begin(self) -> None:
        Clicking.number += 1
        place = self.folder / str(Clicking.number)
        place.mkdir()
        self.engines = open_engines(self.template.copy_to(place))
        self.clock = ManualClock(NOW)
        self.start()
        self.refs = [self.house.lays(POUNDS), self.house.lays(POUNDS)]
        self.book: dict[int, dict[str, Choice]] = defaultdict(dict)
        self.out: dict[int, set[str]] = defaultdict(set)
        self.over: dict[int, Stage] = {}
        self.withdrawn: set[str] = set()
        self.last: Callable[[], Any] | None = None

    def start(self) -> None:
        settings_ = two_boards()
        store = Store(self.engines, self.clock, settings_.rules, settings_.zone)
        services = Services(store, settings_, self.clock, "T0DEMO")
        with store.view() as view:
            ids = {person.key: person.id for person in view.people.directory().people.values()}
        self.house = House(services, ids)

    @rule(which=which, board=boards, seat=seats, choice=choices)
    def votes(self, which: int, board: str, seat: int, choice: Choice) -> None:
        ref, who = self.refs[which], BOARDS[board][seat]
        stage = self.stages(ref)[board]
        request = self.house.asks(who, ref)
        ballot = Ballot({None: choice}, "It costs too much." if choice is Choice.AGAINST else "", board=board)
        if self.tries(partial(cast_vote, self.house.services, request, ballot)):
            assert stage.state is StageState.OPEN
            assert who not in self.out[stage.id]
            self.book[stage.id][who] = choice
        self.looks()

    @rule(which=which, given=st.lists(choices, min_size=4, max_size=4), most=st.sampled_from([4, 4, 4, 3]))
    def the_board_votes(self, which: int, given: list[Choice], most: int) -> None:
        stages = self.stages(self.refs[which])
        board = next((key for key, stage in stages.items() if stage.state is StageState.OPEN), "DSG")
        for seat, choice in enumerate(given[:most]):
            self.votes(which, board, seat, choice)

    @rule(which=which)
    def the_board_agrees(self, which: int) -> None:
        self.the_board_votes(which, [Choice.FOR] * 4, 4)

    @rule(which=which, board=boards, seat=seats, does=rarely)
    def leaves(self, which: int, board: str, seat: int, *, does: bool) -> None:
        if not does:
            return
        ref, who = self.refs[which], BOARDS[board][seat]
        fields = ItemFields("Runs the home that is paid.", "professional_financial", Ruling.LEAVE.value)
        before = self.stages(ref)
        if self.tries(partial(declare, self.house.services, self.house.asks(who, ref), fields)):
            for key, members in BOARDS.items():
                if who in members and before[key].state not in (StageState.CLOSED, StageState.CALLED_OFF):
                    self.out[before[key].id].add(who)
        self.looks()

    @rule(which=which)
    def comes_again_otherwise(self, which: int) -> None:
        ref = self.refs[which]

        def again() -> None:
            def work(unit: Unit) -> None:
                proposal = unit.proposals.find(ref)
                assert proposal is not None
                kept = unit.proposals.submitted(proposal.id, proposal.submitted)
                assert kept is not None
                content = replace(kept.content, summary=f"{kept.content.summary} And one more.")
                unit.proposals.change(proposal, draft=to_json(content))

            self.house.services.store.write(work)
            submitting.submit(self.house.services, self.house.asks(AUTHOR, ref), "One more bed.")

        before = self.stages(ref)
        is_over = self.house.state(ref) is not ProposalState.UNDER_WAY
        if is_over:
            return
        if self.tries(again):
            for stage in before.values():
                if stage.state is StageState.OPEN:
                    self.book[stage.id].clear()
        self.looks()

    @rule(which=which, does=rarely)
    def is_withdrawn(self, which: int, *, does: bool) -> None:
        if not does:
            return
        ref = self.refs[which]
        request = self.house.asks(AUTHOR, ref)
        if self.tries(partial(withdrawing.withdraw, self.house.services, request, "The home is full.")):
            self.withdrawn.add(ref)
        self.looks()

    @rule(which=which, board=boards)
    def is_closed_by_the_chair(self, which: int, board: str) -> None:
        ref = self.refs[which]
        request = self.house.asks(CHAIR[board], ref)
        self.closed_early = self.stages(ref)[board].id
        self.tries(partial(close_vote, self.house.services, request, board=board))
        self.looks()
        self.closed_early = 0

    @rule()
    def is_clicked_again(self) -> None:
        if self.last is not None:
            before = self.facts()
            self.last()
            assert self.facts() == before

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.clock.move_to(self.clock.now() + timedelta(days=days))
        tend_routes(self.house.services, self.clock.now())
        watch_decisions(self.house.services, self.clock.now())
        self.looks()

    @rule()
    def restarts(self) -> None:
        self.start()
        self.looks()

    closed_early = 0

    def looks(self) -> None:
        """Hold each stage, its decisions and the fund against what was clicked."""
        given = 0
        for ref in self.refs:
            stages = self.stages(ref)
            for board, stage in stages.items():
                self.holds(board, stage)
            rejected = any(stage.outcome is Outcome.REJECTED for stage in stages.values())
            passed = all(stage.outcome in PASSING for stage in stages.values())
            state = ProposalState.UNDER_WAY
            if ref in self.withdrawn:
                state = ProposalState.WITHDRAWN
            elif rejected:
                state = ProposalState.REJECTED
            elif passed:
                state = ProposalState.DECIDED
            assert self.house.state(ref) is state
            given += POUNDS * 100 if state is ProposalState.DECIDED else 0
        assert self.house.awarded() == given

    def holds(self, board: str, stage: Stage) -> None:
        with self.house.services.store.view() as view:
            decisions = [one for one in view.decisions.of_stage(stage.id) if one.kind is DecisionKind.BOARD]
        if stage.id in self.over:
            assert (stage.outcome, len(decisions)) == (self.over[stage.id].outcome, 1)
            return
        if stage.state is not StageState.CLOSED:
            assert not decisions
            return
        voters = {who: one for who, one in self.book[stage.id].items() if who not in self.out[stage.id]}
        count = Counter(voters.values())
        entitled = set(BOARDS[board]) - self.out[stage.id]
        assert CHAIR[board] in voters
        assert len(voters) >= QUORUM
        assert voters.keys() == entitled or self.closed_early == stage.id or self.is_due(stage)
        passed, failed = count[Choice.FOR] > count[Choice.AGAINST], count[Choice.AGAINST] > count[Choice.FOR]
        assert passed or failed
        assert stage.outcome is (PASSED[board] if passed else Outcome.REJECTED)
        (decision,) = decisions
        (item,) = decision.record["items"]
        wanted = [count[one] for one in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)]
        assert [item["count"][one] for one in ("for", "against", "abstain")] == wanted
        self.over[stage.id] = stage
        Clicking.seen[board, stage.outcome] += 1

    def is_due(self, stage: Stage) -> bool:
        today: date = self.clock.now().date()
        return stage.due_on is not None and today > stage.due_on

    def stages(self, ref: str) -> dict[str, Stage]:
        with self.house.services.store.view() as view:
            proposal = view.proposals.find(ref)
            assert proposal is not None
            return {stage.board: stage for stage in view.stages.of_proposal(proposal.id)}

    def facts(self) -> list[Any]:
        """Return all that is decided or stands, to be compared."""
        with self.house.services.store.view() as view:
            proposals = view.proposals.all()
            stages = [stage for one in proposals for stage in view.stages.of_proposal(one.id)]
            return [proposals, stages, [view.votes.of_stage(stage) for stage in stages], self.house.awarded()]

    def tries(self, change: Callable[[], Any]) -> bool:
        """Do what may be refused; return whether it was done. What was done can be clicked again."""
        self.last = None
        try:
            change()
        except ConvenorError:
            return False
        self.last = change if isinstance(change, partial) else None
        return True

    def teardown(self) -> None:
        self.engines.dispose()


@pytest.fixture(autouse=True)
def given(partnership_file: SqliteTemplate, tmp_path: Path) -> None:
    Clicking.template, Clicking.folder, Clicking.seen = partnership_file, tmp_path, Counter()


def test_whatever_is_clicked() -> None:
    run_state_machine_as_test(Clicking, settings=settings(max_examples=6, stateful_step_count=24))


def test_every_answer_is_met_on_the_way() -> None:
    """The oracle is not idle: boards pass and reject, chairs close, days run out, and all of it is clicked again."""
    against = [Choice.AGAINST, Choice.AGAINST, Choice.FOR, Choice.AGAINST]
    way = Clicking()
    way.begin()
    way.the_board_agrees(0)
    way.is_clicked_again()
    way.the_board_votes(1, against, 4)
    way.restarts()
    way.leaves(0, "PCLG", 3, does=True)
    way.the_board_votes(0, [Choice.FOR] * 4, 2)
    way.comes_again_otherwise(0)
    way.the_board_votes(0, [Choice.FOR] * 4, 4)
    assert Clicking.seen == {("DSG", Outcome.ENDORSED): 1, ("DSG", Outcome.REJECTED): 1, ("PCLG", Outcome.APPROVED): 1}
    way.teardown()
    way.begin()
    way.the_board_votes(0, [Choice.FOR, Choice.ABSTAIN, Choice.FOR], 3)
    way.is_closed_by_the_chair(0, "DSG")
    way.the_board_votes(1, [Choice.FOR] * 4, 3)
    way.days_pass(4)
    way.days_pass(4)
    assert Clicking.seen["DSG", Outcome.ENDORSED] == 3
    way.the_board_votes(1, against, 4)
    assert Clicking.seen["PCLG", Outcome.REJECTED] == 1
    way.is_withdrawn(0, does=True)
    way.teardown()
