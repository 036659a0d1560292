"""Money is given once, by the board that had to: not again by who answers later, nor beside itself on another route."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.funds import AwardState
from bot.domain.proposals.conditions import ConditionState
from bot.domain.proposals.content import CostLine, YearAmount
from bot.errors import IntegrityError
from bot.settings import load_config
from bot.workflows.proposals.calling_in import call_in
from bot.workflows.proposals.deciding.meeting_draft import NOT_PASSED, PASSED
from bot.workflows.proposals.deciding.verifying import verify_decisions
from tests.support.bot import SHIPPED
from tests.support.deciding import MET, Decided, viewer
from tests.support.routing import beds, with_routes


def over(decided: Decided, *routes: dict[str, Any]) -> Decided:
    """Return the store under other routes."""
    return Decided(decided.routed.under(with_routes(load_config(SHIPPED), *routes)))


def in_force(decided: Decided, ref: str) -> list[tuple[str, int]]:
    return [(one.state.value, one.pence) for one in decided.awards(ref) if one.state is not AwardState.FALLEN]


def test_who_endorses_after_the_approval_gives_nothing_more_and_can_hold_it_up(decided: Decided) -> None:
    asked = {"steps": [{"boards": ["ICB-H"], "ask": "approve"}, {"boards": ["ICB-C"], "ask": "endorse"}]}
    here = over(decided, asked)
    ref = here.submits(beds(of="CCG"))
    here.at(MET)
    here.records(ref, "ICB-H")
    assert in_force(here, ref) == [("in_force", 104_000_00)]
    here.records(ref, "ICB-C", conditions="The finance officers agree the price; by: 30 Nov 2018")
    assert in_force(here, ref) == [("conditional", 104_000_00)]


def test_what_is_decided_anew_on_another_route_stands_in_place_of_what_was(decided: Decided) -> None:
    small = {
        "key": "small",
        "up_to": "110,000",
        "steps": [{"boards": ["ICB-H"], "ask": "approve"}, {"boards": ["ICB-C"], "ask": "note"}],
    }
    here = over(decided, small, {"key": "large", "steps": [{"boards": ["ICB-H"], "ask": "approve"}]})
    ref = here.submits(beds(of="HACKNEY"))
    here.at(MET)
    here.records(ref, "ICB-H")
    here.routed.submits(beds(200_000, of="HACKNEY"), ref)
    here.records(ref, "ICB-H")
    assert in_force(here, ref) == [("in_force", 200_000_00)]


@pytest.mark.parametrize(
    "altered",
    [
        "update decision set kind = 'chairs_action'",
        "update decision set entered_by = 'Somebody else'",
        "update decision set words = 'REJECTED'",
        "update proposal_version set content = json_set(content, '$.title', 'Six beds')",
        "update decision set number = 'ICB-H-2018-9'",
    ],
)
def test_records_that_were_altered_are_found_and_sound_ones_are_not(decided: Decided, altered: str) -> None:
    ref = decided.submits(beds(of="HACKNEY"))
    decided.at(MET)
    decided.records(ref, "ICB-H")
    with decided.routed.services.store.view() as view:
        assert verify_decisions(view) == 1
    with decided.routed.services.store.engines.write.begin() as connection:
        connection.exec_driver_sql(altered)
    with decided.routed.services.store.view() as view, pytest.raises(IntegrityError):
        verify_decisions(view)


def anew(decided: Decided, **board: Any) -> Decided:
    """Return the store under a route up to a sum, and another above it, to the Hackney board."""
    approving = {"boards": ["ICB-H"], "ask": "approve", **board}
    small = {"key": "small", "up_to": "110,000", "steps": [approving, {"boards": ["ICB-C"], "ask": "note"}]}
    return over(decided, small, {"key": "large", "steps": [approving]})


def test_what_a_board_refuses_of_a_new_version_stays_given_no_longer(decided: Decided) -> None:
    here = anew(decided)
    ref = here.submits(viewer())
    here.at(MET)
    here.records(ref, "ICB-H")
    assert in_force(here, ref) == [("in_force", 105_000_00)]
    more = CostLine(3, "Lamps", years=(YearAmount(2018, 50_000_00),), organisation="CCG")
    content = viewer()
    here.routed.submits(replace(content, costs=(*content.costs, more)), ref)
    here.records(ref, "ICB-H", items={1: PASSED, 2: NOT_PASSED})
    assert in_force(here, ref) == [("in_force", 145_000_00)]


def test_a_condition_of_a_decision_that_was_overtaken_holds_up_nothing(decided: Decided) -> None:
    here = anew(decided)
    ref = here.submits(beds(of="HACKNEY"))
    here.at(MET)
    here.records(ref, "ICB-H", conditions="The lease is shown; by: 30 Dec 2018; before; falls")
    here.routed.submits(beds(200_000, of="HACKNEY"), ref)
    here.records(ref, "ICB-H")
    assert in_force(here, ref) == [("in_force", 200_000_00)]
    assert [one.state for one in here.conditions(ref)] == [ConditionState.WAIVED]


def test_a_call_in_stands_on_record_and_reaches_decisions_of_an_earlier_route(decided: Decided) -> None:
    here = anew(decided, call_in_days=5)
    ref = here.submits(beds(of="HACKNEY"))
    here.at(MET)
    first = here.records(ref, "ICB-H")
    here.routed.submits(beds(200_000, of="HACKNEY"), ref)
    call_in(here.routed.services, here.request(ref), "ICB-H because three members asked")
    assert in_force(here, ref) == []
    last = here.decisions(ref)[-1]
    assert last.about_id == first.id
    assert last.words == f"CALLED IN: {first.number}. three members asked."
    with here.routed.services.store.view() as view:
        assert verify_decisions(view) == 2
