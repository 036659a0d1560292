"""What happens at once before boards comes to one outcome, on either database: the one of whoever came first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.domain.proposals.records import Choice, Outcome, ProposalState, Ruling, StageState
from bot.errors import ConvenorError
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.views.interest_forms import ItemFields
from bot.workflows.proposals import withdrawing
from bot.workflows.proposals.interests.declaring import declare
from bot.workflows.services import Services
from tests.support.houses import AUTHOR, NOW, House, config

TURNS = 3
MEMBERS = ("adult-services-director", "hospital-operations-director", "unplanned-care-director", "discharge-manager")


@pytest.fixture
def house(partnership_url: str) -> Iterator[House]:
    engines = open_engines(partnership_url)
    settings, clock = config(), ManualClock(NOW)
    services = Services(Store(engines, clock, settings.rules, settings.zone), settings, clock, "T0DEMO")
    with services.store.view() as view:
        ids = {person.key: person.id for person in view.people.directory().people.values()}
    yield House(services, ids)
    engines.dispose()


def at_once(*works: Callable[[], Any]) -> list[ConvenorError | None]:
    """Do several things at once; return for each what was refused, None where it was done."""
    begin, refused = threading.Barrier(len(works)), [None] * len(works)
    faults: list[BaseException] = []

    def act(place: int, work: Callable[[], Any]) -> None:
        begin.wait()
        try:
            work()
        except ConvenorError as refusal:
            refused[place] = refusal  # type: ignore[call-overload]
        except BaseException as fault:  # noqa: BLE001 - raised again by the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=act, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return refused


@pytest.mark.parametrize("choices", [(Choice.FOR, Choice.FOR), (Choice.FOR, Choice.AGAINST)])
def test_of_the_last_two_votes_at_once_both_count_and_one_closes(house: House, choices: Sequence[Choice]) -> None:
    for _ in range(TURNS):
        ref = house.lays(1_000)
        for member in MEMBERS[:2]:
            house.votes(member, ref)
        last = [partial(house.votes, member, ref, one) for member, one in zip(MEMBERS[2:], choices, strict=True)]
        assert at_once(*last) == [None, None]
        stage = house.stage(ref)
        assert (stage.state, stage.outcome) == (StageState.CLOSED, Outcome.APPROVED)
        assert (house.decisions(ref), house.state(ref)) == (1, ProposalState.DECIDED)
        with house.services.store.view() as view:
            (decision,) = view.decisions.of_proposal(stage.proposal_id)
            assert len({vote.seat_id for vote in view.votes.of_stage(stage)}) == len(MEMBERS)
        assert str(decision.record).count("'seat':") >= len(MEMBERS)


def test_a_withdrawal_and_an_approval_at_once_leave_one_of_them(house: House) -> None:
    for _ in range(TURNS):
        ref, before = house.lays(1_000), house.awarded()
        for member in MEMBERS[:-1]:
            house.votes(member, ref)
        approved, withdrawn = at_once(
            partial(house.votes, MEMBERS[-1], ref),
            partial(withdrawing.withdraw, house.services, house.asks(AUTHOR, ref), "The home is full."),
        )
        assert (approved is None) is not (withdrawn is None)
        state, given = house.state(ref), house.awarded() - before
        if approved is None:
            assert (state, house.decisions(ref), given) == (ProposalState.DECIDED, 1, 1_000_00)
        else:
            assert (state, house.decisions(ref), given) == (ProposalState.WITHDRAWN, 0, 0)
            assert house.stage(ref).state is StageState.CALLED_OFF


def test_of_two_approvals_that_fit_the_fund_one_by_one_only_one_is_given(house: House) -> None:
    both = [house.lays(700_000), house.lays(700_000)]
    for ref in both:
        for member in MEMBERS[:-1]:
            house.votes(member, ref)
    assert at_once(*(partial(house.votes, MEMBERS[-1], ref) for ref in both)) == [None, None]
    assert house.awarded() == 700_000_00
    assert sorted(house.state(ref).value for ref in both) == ["decided", "under_way"]
    assert sorted(house.decisions(ref) for ref in both) == [0, 1]


def test_a_vote_and_its_voters_leaving_at_once_leave_one_of_them_in_the_record(house: House) -> None:
    voter = "hospital-operations-director"
    leaves = ItemFields("Runs the home that is paid.", "professional_financial", Ruling.LEAVE.value)
    for _ in range(TURNS):
        ref = house.lays(1_000)
        for member in MEMBERS:
            if member != voter:
                house.votes(member, ref)
        voted, left = at_once(
            partial(house.votes, voter, ref, Choice.AGAINST),
            partial(declare, house.services, house.asks(voter, ref), leaves),
        )
        assert (voted is None) is not (left is None)
        stage = house.stage(ref)
        assert (stage.state, stage.outcome, house.decisions(ref)) == (StageState.CLOSED, Outcome.APPROVED, 1)
        with house.services.store.view() as view:
            (decision,) = view.decisions.of_proposal(stage.proposal_id)
        against = [item["count"]["against"] for item in decision.record["items"]]
        assert against == [int(voted is None)]
