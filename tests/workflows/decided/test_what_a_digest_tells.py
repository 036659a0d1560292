"""What the weekly digest tells of proposals: those that wait, on whom, and what was decided on them."""

from __future__ import annotations

from datetime import date

from bot.domain.proposals.records import Ruling
from bot.domain.risks import Visibility
from bot.workflows.digest.gathering import gather
from bot.workflows.proposals.interests.ruling import record_at_meeting
from tests.support.deciding import MET, Decided
from tests.support.routing import beds, with_routes

WEEK = date(2018, 11, 19)


def told(decided: Decided, scope: str = "programme") -> dict[str, list[str]]:
    with decided.routed.services.store.view(decided.routed.clock.now()) as view:
        content = gather(view, decided.routed.services, scope, WEEK)
    return {one.key: [f"{line.ref} {line.note}" for line in one.lines] for one in content.sections}


def test_proposals_wait_and_decisions_are_told(decided: Decided) -> None:
    waiting, decided_on = decided.submits(beds()), decided.submits(beds())
    decided.at(MET)
    decided.records(decided_on, "ICB-H")
    decided.at(WEEK, 9)
    said = told(decided)
    assert [one for one in said["proposals"] if one.startswith(f"{waiting} waits for the Hackney Integrated")]
    assert "which meets on" in said["proposals"][0]
    assert [one for one in said["decisions"] if one.startswith(decided_on)]
    assert "proposals" not in told(decided, "workstream:PC")
    assert len(told(decided, "workstream:UC")["proposals"]) == 2


def test_channels_hear_of_nothing_that_is_not_public_or_for_which_somebody_leaves(decided: Decided) -> None:
    decided.submits(beds(), visibility=Visibility.NON_PUBLIC.value)
    left = decided.submits(beds())
    member = decided.members("ICB-H")[0]

    def leaves(unit) -> None:  # type: ignore[no-untyped-def]
        desk = decided.routed.desk(unit)
        stage = unit.stages.of_proposal(unit.proposals.find(left).id)[0]
        about = {"words": "A trustee", "kind": "pecuniary", "ruling": Ruling.LEAVE, "presided": "The chair"}
        record_at_meeting(unit, decided.routed.services, desk, stage, member, **about)

    decided.routed.services.store.write(leaves)
    assert "proposals" not in told(decided)
    office = decided.routed.person("governance-manager")
    assert len(told(decided, f"person:{office}")["proposals"]) == 2
    assert "proposals" not in told(decided, f"person:{decided.members('DSG')[1]}")


def test_boards_that_meet_on_one_day_are_named_together(decided: Decided) -> None:
    config = with_routes(decided.routed.services.config, {"steps": [{"boards": ["ICB-H", "ICB-C"], "ask": "approve"}]})
    there = Decided(decided.routed.under(config))
    there.submits(beds())
    (line,) = told(there)["proposals"]
    both = "Hackney Integrated Commissioning Board and the City Integrated Commissioning Board"
    assert f"waits for the {both} since" in line
    assert line.count("which meet on Fri 16 Nov") == 1
