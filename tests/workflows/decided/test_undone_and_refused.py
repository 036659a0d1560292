"""Chair's actions that are not ratified, approvals that fall, and what no record of a meeting may say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.funds import AwardState
from bot.domain.proposals.decisions import DecisionKind
from bot.domain.proposals.granting import last_answers
from bot.domain.proposals.records import Choice, Outcome, ProposalState
from bot.errors import InvalidInputError, NotAllowedError
from bot.workflows.proposals.deciding import between, conditions, meeting, ratifying
from bot.workflows.proposals.deciding.between import ChairDraft
from bot.workflows.proposals.deciding.ratifying import RatifyDraft
from bot.workflows.proposals.voting.casting import Ballot, cast_vote
from bot.workflows.risk_change import Request
from tests.support.deciding import MET, Decided, viewer
from tests.support.routing import beds

NEXT = date(2018, 12, 6)
"""When both ICBs meet again."""
TB, H, C = {"boards": ["TB"], "ask": "recommend"}, {"boards": ["ICB-H"], "ask": "approve"}, ["ICB-C"]
FALLS = "The two finance officers agree; by: 30 Nov 2018; before; falls"


def on(decided: Decided, *steps: dict[str, Any]) -> Decided:
    config = decided.routed.services.config
    route = config.routes[0].model_validate({"key": "r", "name": "r", "steps": list(steps)})
    return Decided(decided.routed.under(config.model_copy(update={"routes": (route,)})))


def slack(there: Decided, key: str) -> str:
    with there.routed.services.store.view() as view:
        return next(str(one.slack_id) for one in view.people.directory().people.values() if one.key == key)


def acts(there: Decided, ref: str, board: str, who: str = "", **more: Any) -> str:
    """Have a board's chair act, as the office enters it or they do; return the decision's number."""
    draft = ChairDraft(there.draft(ref, board, present=(), **more), "It is urgent", "Both officers", "An e-mail")
    between.chairs_action(there.routed.services, there.request(ref, *([who] if who else [])), draft)
    return there.decisions(ref)[-1].number


def answers(there: Decided, number: str, *, ratified: bool, on_day: date | None = None) -> None:
    present = there.members(number.rpartition("-2018-")[0])
    draft = RatifyDraft(ratified, "It could wait", on_day, present)
    ratifying.ratify(there.routed.services, there.request(), number, draft)


def states(there: Decided, ref: str) -> list[AwardState]:
    return [award.state for award in there.awards(ref)]


def test_a_board_that_does_not_ratify_is_asked_again_and_its_money_is_not_given(decided: Decided) -> None:
    there = on(decided, {"boards": ["ICB-H", *C], "ask": "approve"})
    ref = there.submits(beds(of="CCG"))
    there.at(date(2018, 11, 17))
    number = acts(there, ref, "ICB-H")
    there.records(ref, "ICB-C", held_on=date(2018, 11, 17))
    assert (there.proposal(ref).state, states(there, ref)) == (ProposalState.DECIDED, [AwardState.IN_FORCE])
    there.routed.posts()
    there.at(NEXT)
    answers(there, number, ratified=False)
    assert (there.proposal(ref).state, states(there, ref)) == (ProposalState.UNDER_WAY, [AwardState.FALLEN])
    stage = there.routed.stages(ref)["ICB-H"]
    assert (stage.state.value, stage.sitting) == ("open", 2)
    assert stage.meets_on is None or stage.meets_on > NEXT
    assert there.routed.states(ref)["ICB-C"] == "closed"
    sent = there.routed.posts()
    assert any("was no decision" in words for _, words in sent), "the office is told"
    assert any("NOT RATIFIED" in words and "lies before the Hackney" in words for _, words in sent), "its author is"
    there.at(NEXT, 19)
    there.records(ref, "ICB-H", held_on=NEXT)
    assert states(there, ref) == [AwardState.FALLEN, AwardState.IN_FORCE]
    assert there.proposal(ref).state is ProposalState.DECIDED


def test_a_later_step_waits_again_and_what_it_decided_counts_when_it_is_reached(decided: Decided) -> None:
    there = on(decided, TB, H, {"boards": C, "ask": "note"})
    ref = there.submits(beds())
    there.at(MET)
    number = acts(there, ref, "TB")
    there.records(ref, "ICB-H")
    with there.routed.services.store.view() as view:
        met = min(day for day in view.people.directory().boards["TB"].meetings if day > MET)
    there.at(met)
    answers(there, number, ratified=False)
    assert there.routed.states(ref) == {"TB": "open", "ICB-H": "closed", "ICB-C": "coming"}
    assert states(there, ref) == [AwardState.FALLEN]
    assert sum("NOT RATIFIED" in words for place, words in there.routed.posts() if place in ("C0ICBH", "C0ICBC")) == 2
    assert "Expected decision:* Fri 16 Nov 2018" not in there.routed.says(ref), "it waits for the earlier board"
    there.records(ref, "TB", held_on=met)
    assert there.routed.states(ref) == {"TB": "closed", "ICB-H": "closed", "ICB-C": "open"}
    assert states(there, ref) == [AwardState.FALLEN, AwardState.IN_FORCE]
    assert "stage.held_back" in there.verbs(ref)


def test_what_other_boards_gave_and_set_stays_when_a_noting_is_not_ratified(decided: Decided) -> None:
    there = on(decided, H, {"boards": C, "ask": "note"})
    ref = there.submits(beds())
    there.at(MET)
    there.records(ref, "ICB-H", conditions="Officers agree; by: 31 Jan 2019")
    number = acts(there, ref, "ICB-C")
    there.at(NEXT)
    answers(there, number, ratified=False)
    assert states(there, ref) == [AwardState.CONDITIONAL]
    assert [one.is_open for one in there.conditions(ref)] == [True]
    assert there.routed.states(ref)["ICB-C"] == "open"


def test_a_board_ratifies_at_a_meeting_of_its_own(decided: Decided) -> None:
    there = on(decided, H)
    ref = there.submits(beds())
    there.at(date(2018, 11, 17))
    number = acts(there, ref, "ICB-H", held_on=date(2001, 1, 1))
    assert there.decisions(ref)[0].decided_on == date(2018, 11, 17)
    with pytest.raises(InvalidInputError, match="has not met since"):
        answers(there, number, ratified=True)
    there.at(NEXT + timedelta(days=2))
    with pytest.raises(InvalidInputError, match="on which it met"):
        answers(there, number, ratified=True, on_day=NEXT + timedelta(days=1))
    with pytest.raises(InvalidInputError) as refused:
        ratifying.ratify(there.routed.services, there.request(), number, RatifyDraft(is_ratified=True))
    assert "present" in refused.value.fields
    answers(there, number, ratified=True)
    made = there.decisions(ref)[-1]
    assert (made.decided_on, made.record["quorate"], len(made.record["present"])) == (NEXT, True, 6)
    assert not there.decisions(ref)[0].record["quorate"]


def test_a_chair_decides_alone_neither_their_own_nor_what_they_have_an_interest_in(decided: Decided) -> None:
    there = on(decided, {"boards": ["DSG"], "ask": "approve"})
    chair = "adult-services-director"
    own = there.submits(beds(), author_id=there.routed.person(chair))
    for who in (slack(there, chair), ""):
        with pytest.raises(NotAllowedError, match="wrote it or sponsors it"):
            acts(there, own, "DSG", who)
    ref = there.submits(beds())
    with there.routed.engines.write.begin() as connection:
        connection.exec_driver_sql(
            "insert into conflict"
            " (stage_id, person_id, source, type, words, is_sensitive, is_bar, raised_by, raised_at)"
            f" values ({there.routed.stages(ref)['DSG'].id}, {there.routed.person(chair)}, 'declared', 'pecuniary',"
            " 'Owns the beds', 0, 0, 'Chair', '2018-11-01 09:00:00')"
        )
    with pytest.raises(NotAllowedError, match="because of an interest"):
        acts(there, ref, "DSG", slack(there, chair))
    assert there.awards(ref) == there.awards(own) == ()


def test_nobody_decides_over_the_votes_of_a_thread(decided: Decided) -> None:
    there = on(decided, {"boards": ["DSG"], "ask": "approve"})
    ref = there.submits(beds())
    with there.routed.services.store.view() as view:
        people = view.people.directory().people
    voters = [one for one in there.members("DSG") if one != there.proposal(ref).author_id]
    for person in voters[:-1]:
        ballot = Ballot({None: Choice.AGAINST}, reason="Too dear")
        cast_vote(there.routed.services, there.request(ref, str(people[person].slack_id)), ballot)
    with pytest.raises(InvalidInputError, match="the chair does not decide it alone"):
        acts(there, ref, "DSG")
    with pytest.raises(InvalidInputError, match="did not pass"):
        there.records(ref, "DSG", held_on=date(2018, 11, 1))
    assert there.decisions(ref) == ()


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"held_on": date(2018, 10, 31)}, "held"),
    ({"years": (2031,)}, "years"),
    ({"lines": (99,)}, "lines"),
    ({"count": "CCG: 3 for, 0 against\nHACKNEY: 3 for, 1 against"}, "count"),
    ({"count": "6 for, 0 against"}, "count"),
    ({"count": "CCG: 3 for, 0 against\nHACKNEY: 1 for, 2 against"}, "count"),
    ({"count": "1: 2 for, 4 against"}, "count"),
    ({"count": "7: 6 for, 0 against"}, "count"),
    ({"presided": "cancer-lead"}, "presided"),
    ({"proposer": "children-sro"}, "proposer"),
    ({"proposer": "hackney-finance-councillor", "seconder": "hackney-finance-councillor"}, "seconder"),
    ({"proposer": "hackney-finance-councillor", "interests": "Hackney member for finance: owns it; leave"}, "proposer"),
    ({"interests": "Hackney member for finance: pecuniary, owns the beds; note"}, "interests"),
    ({"interests": "Hackney member for finance: owns the beds; note"}, "interests"),
)


def test_what_no_meeting_was_is_refused_in_its_field(decided: Decided) -> None:
    ref = decided.submits(viewer())
    decided.at(MET)
    for fields, field in WRONG:
        known = {name: decided.routed.person(value) if name in PEOPLE else value for name, value in fields.items()}
        strangers = (decided.routed.person("cancer-lead"), decided.routed.person("children-sro"))
        with pytest.raises(InvalidInputError) as refused:
            decided.records(ref, "ICB-H", **{"present": decided.members("ICB-H") + strangers, **known})
        assert field in refused.value.fields, fields
    made = decided.records(ref, "ICB-H", present=decided.members("ICB-H") + strangers, count="CCG: 3, 0\nHACKNEY: 3, 0")
    assert len(made.record["present"]) == 6
    assert made.record["in_attendance"] == ["Cancer commissioning lead", "Children's SRO"]


PEOPLE = frozenset({"presided", "proposer", "seconder"})


def test_no_board_decides_before_the_one_that_comes_first(decided: Decided) -> None:
    there = on(decided, TB, H)
    ref = there.submits(beds())
    there.at(MET)
    there.records(ref, "TB", held_on=MET)
    with there.routed.engines.write.begin() as connection:
        connection.exec_driver_sql("update stage set opened_at = '2018-11-01 09:00:00'")
    with pytest.raises(InvalidInputError) as refused:
        there.records(ref, "ICB-H", held_on=MET - timedelta(days=1))
    assert "comes before" in refused.value.fields["held"]


def test_a_form_of_another_sitting_stage_or_proposal_is_refused_in_words(decided: Decided) -> None:
    ref, other = decided.submits(beds()), decided.submits(beds())
    decided.at(MET)
    old = decided.draft(ref, "ICB-H")
    decided.records(ref, "ICB-H", outcome="defer", until=NEXT)
    decided.routed.goes_to(NEXT)
    decided.at(NEXT)
    services = decided.routed.services
    with pytest.raises(InvalidInputError, match="came before the board anew"):
        meeting.record_meeting(services, decided.request(ref), old)
    with pytest.raises(InvalidInputError, match="older version"):
        meeting.record_meeting(services, decided.request(other), decided.draft(ref, "ICB-H", held_on=NEXT))
    coming = on(decided, TB, H)
    third = coming.submits(beds())
    with pytest.raises(InvalidInputError, match="has not come before it yet"):
        coming.records(third, "ICB-H", held_on=NEXT)


def test_the_office_leaves_its_own_proposals_to_others(decided: Decided) -> None:
    ref = decided.submits(beds(), author_id=decided.routed.person("governance-manager"))
    decided.at(MET)
    with pytest.raises(NotAllowedError, match="somebody else records"):
        decided.records(ref, "ICB-H")


def test_an_approval_that_falls_with_a_condition_decides_nothing_more(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    decided.records(ref, "ICB-H", conditions=FALLS)
    decided.records(ref, "ICB-C")
    assert decided.proposal(ref).state is ProposalState.DECIDED
    decided.watches(date(2018, 12, 1))
    assert (decided.proposal(ref).state, states(decided, ref)) == (ProposalState.REJECTED, [AwardState.FALLEN])
    later = decided.decisions(ref)[-1]
    assert (later.kind, later.outcome) == (DecisionKind.LATER, Outcome.REJECTED)
    assert later.words.endswith(f"The approval FALLS, as resolved: {ref} is decided no more.")
    assert ("lapsed", NEXT) in decided.coming("ICB-H")


def test_a_recommendation_that_fell_blocks_the_money_until_it_is_dealt_with(decided: Decided) -> None:
    there = on(decided, TB, H)
    ref = there.submits(beds())
    there.at(MET)
    there.records(ref, "TB", conditions=FALLS)
    there.watches(date(2018, 12, 1))
    assert "lapsed" in [kind for kind, _ in there.coming("TB")]
    there.at(NEXT)
    with pytest.raises(InvalidInputError, match="fell with its condition 1"):
        there.records(ref, "ICB-H", held_on=NEXT)
    condition = there.conditions(ref)[0]
    request = Request(there.request().identity, "waives")
    conditions.waive(there.routed.services, request, condition.id, "The Transformation Board, on 6 Dec")
    assert "lapsed" not in [kind for kind, _ in there.coming("TB")]
    there.records(ref, "ICB-H", held_on=NEXT)
    assert states(there, ref) == [AwardState.IN_FORCE]


def test_a_meeting_that_is_over_keeps_the_version_that_it_had(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET + timedelta(days=2))
    decided.routed.submits(beds(900_000), ref)
    assert decided.routed.stages(ref)["ICB-H"].considers == 1
    made = decided.records(ref, "ICB-H", held_on=MET)
    assert (made.record["version"], made.words) == (1, "APPROVED (£104,000).")
    other = decided.submits(beds())
    decided.routed.submits(beds(900_000), other)
    with pytest.raises(InvalidInputError) as refused:
        decided.records(other, "ICB-H", held_on=MET)
    assert "held" in refused.value.fields


def test_a_board_that_notes_sets_nothing_on_the_money_of_others(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    decided.records(ref, "ICB-H")
    for field, more in (
        ("conditions", {"conditions": FALLS}),
        ("delegation", {"delegate_to": "TB", "delegation": "all"}),
    ):
        with pytest.raises(InvalidInputError) as refused:
            decided.records(ref, "ICB-C", **more)
        assert field in refused.value.fields


@pytest.mark.parametrize("ratified", [True, False])
def test_a_chairs_rejection_that_is_not_ratified_ends_nothing(decided: Decided, *, ratified: bool) -> None:
    there = on(decided, TB, H)
    ref = there.submits(beds())
    number = acts(there, ref, "TB", outcome="reject", reason="Too dear")
    assert (there.proposal(ref).state, there.routed.states(ref)["ICB-H"]) == (ProposalState.REJECTED, "called_off")
    with there.routed.services.store.view() as view:
        met = min(day for day in view.people.directory().boards["TB"].meetings if day > date(2018, 11, 1))
    there.at(met)
    answers(there, number, ratified=ratified)
    stands = last_answers(there.decisions(ref), {there.routed.stages(ref)["TB"].id})
    assert bool(stands) is ratified
    if ratified:
        assert there.proposal(ref).state is ProposalState.REJECTED
    else:
        assert there.proposal(ref).state is ProposalState.UNDER_WAY
        assert there.routed.states(ref) == {"TB": "open", "ICB-H": "coming"}
