"""Money is given once, by the board that had to: not again by who answers later, nor beside itself on another route."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.funds import AwardState
from bot.errors import IntegrityError
from bot.settings import load_config
from bot.workflows.proposals.deciding.verifying import verify_decisions
from tests.support.bot import SHIPPED
from tests.support.deciding import MET, Decided
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
