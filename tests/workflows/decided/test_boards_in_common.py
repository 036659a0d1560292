"""Boards after one another and in common: what one narrows, what all gave, who left, and a fund that is too small."""

from __future__ import annotations

import pytest

from bot.domain.proposals.records import Choice, Outcome, ProposalState, StageState
from bot.workflows.funds import overriding
from bot.workflows.identify import Identity
from bot.workflows.proposals.deciding import opening
from bot.workflows.proposals.voting.casting import Ballot, cast_vote
from tests.support.deciding import MET, Decided, viewer
from tests.support.routing import HOME, OFFICE, beds

COMMON = {
    "key": "common",
    "name": "In common",
    "steps": [{"boards": ["TB"], "ask": "recommend"}, {"boards": ["ICB-H", "ICB-C"], "ask": "approve"}],
}
THREAD = {"key": "thread", "name": "In a thread", "steps": [{"boards": ["DSG"], "ask": "approve"}]}


def on_route(decided: Decided, route: dict[str, object]) -> Decided:
    config = decided.routed.services.config
    only = type(config.routes[0]).model_validate(route)
    return Decided(decided.routed.under(config.model_copy(update={"routes": (only,)})))


def test_what_one_board_narrowed_is_put_to_the_next_and_the_last_gives_it(decided: Decided) -> None:
    there = on_route(decided, COMMON)
    ref = there.submits(viewer())
    there.at(MET)
    narrowed = there.records(ref, "TB", years=(2018,))
    assert (narrowed.outcome, narrowed.words) == (
        Outcome.IN_PART,
        "AGREED TO RECOMMEND for 2018/19 only (£60,000).",
    )
    assert there.awards(ref) == ()
    form = opening.meeting_form(there.routed.services, Identity(OFFICE, HOME), ref, "ICB-H")
    years = next(block for block in form["blocks"] if block.get("block_id") == "years")
    assert [one["value"] for one in years["element"]["initial_options"]] == ["2018"]
    assert "for 2018/19 only" in form["blocks"][0]["text"]["text"]
    there.records(ref, "ICB-H", years=(2018,))
    assert there.awards(ref) == ()
    there.records(ref, "ICB-C", lines=(2,))
    assert [award.pence for award in there.awards(ref)] == [1_000_000]
    assert there.proposal(ref).state is ProposalState.DECIDED


def test_a_rejection_by_one_leaves_the_other_to_decide_and_gives_nothing(decided: Decided) -> None:
    there = on_route(decided, COMMON)
    ref = there.submits(beds())
    there.at(MET)
    there.records(ref, "TB")
    there.records(ref, "ICB-H", outcome="reject", reason="Too dear")
    assert there.proposal(ref).state is ProposalState.UNDER_WAY
    there.records(ref, "ICB-C")
    assert there.awards(ref) == ()
    assert there.proposal(ref).state is ProposalState.REJECTED


def test_who_leaves_is_named_and_not_counted(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    with decided.routed.services.store.view() as view:
        name = view.people.directory().people[decided.members("ICB-H")[0]].name
    made = decided.records(ref, "ICB-H", interests=f"{name}: runs the nursing home; leave")
    assert name not in made.record["present"]
    assert made.record["quorum"].startswith("5 of 5 members")
    assert made.record["interests"][0].startswith(
        f"{name} · non-pecuniary: Declared at the meeting: runs the nursing home"
    )


@pytest.mark.parametrize("pounds", [104_000, 2_000_000])
def test_a_vote_gives_what_the_fund_has_and_is_kept_where_it_has_not(decided: Decided, pounds: int) -> None:
    there = on_route(decided, THREAD)
    ref = there.submits(beds(pounds))
    with there.routed.services.store.view() as view:
        people = view.people.directory().people
    voters = [person for person in there.members("DSG") if person != there.proposal(ref).author_id]
    for person in voters:
        cast_vote(there.routed.services, there.request(ref, str(people[person].slack_id)), Ballot({None: Choice.FOR}))
    has_it = pounds < 1_000_000
    assert there.routed.stages(ref)["DSG"].state is (StageState.CLOSED if has_it else StageState.OPEN)
    assert len(there.decisions(ref)) == len(there.awards(ref)) == int(has_it)
    with there.routed.services.store.view() as view:
        assert len(view.votes.of_stage(there.routed.stages(ref)["DSG"])) == len(voters)


def test_a_finance_officer_is_told_and_their_leave_closes_the_vote_that_waited_for_it(decided: Decided) -> None:
    there = on_route(decided, THREAD)
    ref = there.submits(beds(2_000_000))
    services, own = there.routed.services, there.proposal(ref).author_id
    with services.store.view() as view:
        people = view.people.directory().people
        (officer, *_) = [one for one in people.values() if one.key == "ccg-finance-officer"]
    assert any(to == officer.slack_id and "would overdraw" in said for to, said in there.routed.posts())
    for person in (one for one in there.members("DSG") if one != own):
        cast_vote(services, there.request(ref, str(people[person].slack_id)), Ballot({None: Choice.FOR}))
    assert "Waits for a finance officer" in there.routed.says(ref)
    who = Identity(str(officer.slack_id), HOME)
    kept = overriding.override_form(services, who, ref)["private_metadata"]
    overriding.allow(services, there.request("", who.slack_id), kept, "The council underwrites it.")
    assert there.routed.stages(ref)["DSG"].state is StageState.CLOSED
    assert [award.pence for award in there.awards(ref)] == [200_000_000]
