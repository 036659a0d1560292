"""What follows a decision: what comes before boards again, who is told, what is to be done, what was delegated."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.proposals.conditions import ComingItem, ComingKind
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError
from bot.workflows.identify import Identity
from bot.workflows.proposals.deciding import adding, between, coming, conditions, further, showing, watching
from bot.workflows.proposals.deciding.adding import FollowDraft
from bot.workflows.proposals.deciding.between import ChairDraft
from bot.workflows.proposals.deciding.condition_forms import condition_meant
from bot.workflows.proposals.deciding.paper import paper_numbered
from bot.workflows.proposals.deciding.verifying import verify_decisions
from bot.workflows.proposals.lookup import can_read
from bot.workflows.readers import actor_of
from tests.support.deciding import MET, Decided, viewer
from tests.support.routing import HOME, OFFICE, beds


def posted(decided: Decided, words: str) -> list[str]:
    """Return where messages with these words went, in order."""
    return [place for place, said in decided.routed.posts() if words in said]


def acted(decided: Decided) -> str:
    ref = decided.submits(beds())
    decided.at(date(2018, 11, 17))
    draft = decided.draft(ref, "ICB-H", present=())
    made = ChairDraft(draft, "Beds are let this week", "Both finance officers", "The chair's e-mail")
    between.chairs_action(decided.routed.services, decided.request(ref), made)
    return ref


def listed(decided: Decided, board: str) -> str:
    return str(coming.list_coming(decided.routed.services, Identity(OFFICE, HOME), board)["text"])


def test_a_chairs_action_leaves_the_list_only_with_its_boards_answer(decided: Decided) -> None:
    acted(decided)
    services = decided.routed.services
    with services.store.view() as view:
        item = view.coming.of_board("ICB-H")[0]
    with pytest.raises(InvalidInputError, match="stays on the list"):
        coming.take_item(services, decided.request(), item.id)
    assert decided.coming("ICB-H")


def test_what_a_meeting_left_open_comes_before_the_next_and_is_told_again(decided: Decided) -> None:
    ref = acted(decided)
    decided.routed.posts()
    decided.watches(date(2018, 11, 30))
    assert "Thu 6 Dec 2018: Ratify the chair's action ICB-H-2018-1" in listed(decided, "ICB-H")
    first = posted(decided, "Thu 6 Dec 2018:* Ratify the chair's action")
    decided.watches(date(2018, 12, 7))
    assert "Thu 17 Jan 2019: Ratify the chair's action ICB-H-2018-1" in listed(decided, "ICB-H")
    decided.watches(date(2019, 1, 16))
    again = posted(decided, "Thu 17 Jan 2019:* Ratify the chair's action")
    author = decided.proposal(ref).author_id
    with decided.routed.services.store.view() as view:
        directory = view.people.directory()
        author_slack, room = directory.people[author].slack_id, directory.boards["ICB-H"].channel
    assert {author_slack, room} <= set(first)
    assert {author_slack, room} <= set(again)
    decided.watches(date(2019, 1, 16))
    assert posted(decided, "Thu 17 Jan 2019:* Ratify") == []


def test_what_lies_before_a_board_is_on_its_list(decided: Decided) -> None:
    ref = decided.submits(beds())
    assert f"Fri 16 Nov 2018: {ref}, Discharge to assess beds: to approve" in listed(decided, "ICB-H")


def test_the_list_of_a_board_is_in_the_order_of_days(decided: Decided) -> None:
    acted(decided)
    decided.at(date(2018, 11, 30))
    other = decided.submits(viewer())

    lines = [line for line in listed(decided, "ICB-H").split("\n") if line.startswith("•")]
    assert [line.split(": ")[0] for line in lines] == ["• Thu 6 Dec 2018", "• Thu 17 Jan 2019"]
    assert "Ratify" in lines[0]
    assert other in lines[1]


def test_a_discharge_is_told_and_a_waiver_is_on_record(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    decided.records(ref, "ICB-H", conditions="A letter of the landlord\nA plan of the rota")
    met, waived = decided.conditions(ref)
    services = decided.routed.services
    conditions.discharge(services, decided.request(), met.id, "The letter of 20 Nov")
    assert len(posted(decided, "condition 1 of ICB-H-2018-1")) == 2
    conditions.waive(services, decided.request(), waived.id, "The chair agreed by e-mail")
    later = decided.decisions(ref)[-1]
    assert later.words.startswith("WAIVED: condition 2 of ICB-H-2018-1, A plan of the rota.")
    assert "The chair agreed by e-mail" in later.words
    assert posted(decided, "what became of ICB-H-2018-1")
    assert ("other", date(2018, 12, 6)) in decided.coming("ICB-H")


@pytest.mark.parametrize(
    ("more", "todo"),
    [
        ({}, [("Do what ICB-H-2018-1 decided on P-1 in November 2018", date(2019, 2, 16))]),
        ({"has_follow_up": False}, []),
        (
            {"milestones": "Open the beds"},
            [("Decided in November 2018 (ICB-H-2018-1 on P-1): Open the beds", date(2019, 2, 16))],
        ),
    ],
)
def test_an_approval_leaves_something_to_be_done_by_a_day(
    decided: Decided, more: dict[str, Any], todo: list[tuple[str, date]]
) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    made = decided.records(ref, "ICB-H", **more)
    with decided.routed.services.store.view() as view:
        actions = view.actions.of_ids(view.decisions.followed_by(made.id))
    assert [(one.summary, one.due_on) for one in actions.values()] == todo


def test_a_delegation_is_told_to_its_board_and_watched_by_what_was_given(decided: Decided) -> None:
    ref = decided.submits(viewer())
    decided.at(MET)
    given: dict[str, Any] = {
        "years": (2018,),
        "delegate_to": "BCFP",
        "delegation": "detailed spending",
        "percent": "10",
    }
    decided.records(ref, "ICB-H", **given)
    with decided.routed.services.store.view() as view:
        room = view.people.directory().boards["BCFP"].channel
        watched = view.conditions.watched(decided.proposal(ref).id)
    assert room in posted(decided, "has left this to the")
    assert "detailed spending" in listed(decided, "BCFP")
    assert [one.basis_pence for one in watched] == [6_000_000]


def test_a_correction_says_why_and_that_nothing_else_changes(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    made = decided.records(ref, "ICB-H")
    further.correct(
        decided.routed.services, decided.request(), made.number, words="APPROVED £50,000", why="The minute of 16 Nov"
    )
    told = [said for _, said in decided.routed.posts() if "a correction of ICB-H-2018-1" in said]
    assert told
    assert "The minute of 16 Nov" in told[0]
    assert "The money, the conditions and the days stay as they were." in told[0]


def test_spending_beyond_what_was_given_brings_a_delegation_back(decided: Decided) -> None:
    ref = decided.submits(viewer())
    decided.at(MET)
    given: dict[str, Any] = {
        "years": (2018,),
        "delegate_to": "BCFP",
        "delegation": "detailed spending",
        "percent": "10",
    }
    decided.records(ref, "ICB-H", **given)
    services = decided.routed.services

    def spends(unit) -> None:  # type: ignore[no-untyped-def]
        watching.money_spent(unit, services, decided.routed.desk(unit), unit.proposals.find(ref), 6_600_000)

    services.store.write(spends)
    assert decided.coming("ICB-H") == [("overrun", date(2018, 12, 6))]


def test_what_follows_is_added_to_a_decision_later(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    made = decided.records(ref, "ICB-H", has_follow_up=False)
    services = decided.routed.services
    with pytest.raises(InvalidInputError) as refused:
        adding.add_following(services, decided.request(), made.number, FollowDraft(review_on=MET))
    assert set(refused.value.fields) == {"review", "why"}
    draft = FollowDraft(
        review_on=date(2019, 2, 5),
        review_words="stocktake before the rest",
        delegate_to="BCFP",
        delegation="detailed spending",
        percent="10",
        milestones="Open the beds; by: 31 Jan 2019",
        why="The minute of 16 Nov",
    )
    adding.add_following(services, decided.request(), made.number, draft)
    later = decided.decisions(ref)[-1]
    assert later.words == (
        "ICB-H-2018-1 is followed: Stocktake before the rest on Tue 5 Feb 2019. Delegated to the Better Care Fund "
        "Partnership: detailed spending, to come back if costs change by 10% or more. "
        "To be done: Open the beds, by Thu 31 Jan 2019."
    )
    assert decided.coming("ICB-H") == [("review", date(2019, 2, 5))]
    with services.store.view() as view:
        assert len(view.decisions.followed_by(later.id)) == 1
        assert [one.basis_pence for one in view.conditions.delegated_to("BCFP")] == [10_400_000]
    with pytest.raises(InvalidInputError, match="Nothing follows"):
        adding.add_following(services, decided.request(), later.number, draft)


def test_a_further_record_says_what_it_is_about_and_how_the_fund_moved(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    decided.records(ref, "ICB-H", conditions="A letter of the landlord; by: 30 Nov 2018; falls")
    decided.routed.posts()
    decided.watches(date(2018, 12, 1))
    made, later = decided.decisions(ref)
    services = decided.routed.services
    fund = later.record["fund"]
    assert fund["after"]["left"] - fund["before"]["left"] == 10_400_000
    told = [said for _, said in decided.routed.posts() if "what became of ICB-H-2018-1" in said]
    assert told
    assert "It lies before" not in told[0]
    shown = str(showing.show_decision(services, Identity(OFFICE, HOME), later.number))
    assert f"About {made.number}, SHA-256 {made.digest[:16]}" in shown
    with services.store.view() as view:
        assert verify_decisions(view) == 2


def test_a_card_says_the_day_of_the_decision_not_that_of_its_record(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.routed.posts()
    decided.at(date(2018, 11, 28))
    decided.records(ref, "ICB-H")
    assert any("Approved on Fri 16 Nov" in said for _, said in decided.routed.posts())


def test_who_may_not_read_it_does_not_say_that_a_condition_is_met(decided: Decided) -> None:
    ref = decided.submits(beds(), visibility=Visibility.NON_PUBLIC.value)
    decided.at(MET)
    services = decided.routed.services
    with services.store.view() as view:
        directory, proposal = view.people.directory(), decided.proposal(ref)
        shut_out = [
            one.name
            for one in directory.people.values()
            if not can_read(view, actor_of(directory, one.id, MET), proposal)
        ]
    with pytest.raises(InvalidInputError) as refused:
        decided.records(ref, "ICB-H", conditions=f"A letter; discharged by: {shut_out[0]}")
    assert "may not read" in refused.value.fields["conditions"]


def test_a_referral_back_is_told_to_its_author_once(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    decided.routed.posts()
    decided.records(ref, "ICB-H", outcome="refer_back", questions="Why five beds?")
    with decided.routed.services.store.view() as view:
        author = view.people.directory().people[decided.proposal(ref).author_id].slack_id
    assert [place for place, said in decided.routed.posts() if place == author and ref in said] == [author]


@pytest.mark.parametrize(
    ("kind", "due_on", "comes_on"),
    [
        (ComingKind.REVIEW, date(2019, 2, 5), date(2019, 2, 7)),
        (ComingKind.RATIFICATION, date(2018, 12, 6), date(2019, 2, 7)),
        (ComingKind.LAPSED, None, date(2019, 2, 7)),
        (ComingKind.DEFERRED, date(2019, 1, 30), date(2019, 1, 30)),
        (ComingKind.REVIEW, date(2019, 6, 1), date(2019, 6, 1)),
    ],
)
def test_what_comes_back_comes_at_a_meeting_that_is_not_over(
    kind: ComingKind, due_on: date | None, comes_on: date
) -> None:
    item = ComingItem(1, "TB", due_on, kind, 1, 1, "x", "waiting", datetime(2018, 11, 1, tzinfo=UTC))
    assert item.comes_on((date(2018, 12, 6), date(2019, 2, 7)), date(2018, 12, 7)) == comes_on


def test_the_paper_of_a_correction_says_why(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    made = decided.records(ref, "ICB-H")
    services = decided.routed.services
    further.correct(services, decided.request(), made.number, words="APPROVED £50,000", why="The minute of 16 Nov")
    about = paper_numbered(services, made.number)
    mended = paper_numbered(services, decided.decisions(ref)[-1].number)
    assert any("Why: The minute of 16 Nov" in line for part in about.parts for line in part.lines)
    assert ("Why", ("The minute of 16 Nov",)) in [(row.label, row.lines) for row in mended.rows]
    assert ("How", ("Correction of a record",)) in [(row.label, row.lines) for row in mended.rows]


def test_a_condition_is_meant_by_its_decision_where_several_have_its_number(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    decided.records(ref, "ICB-H", conditions="A letter of the landlord")
    services, office = decided.routed.services, Identity(OFFICE, HOME)
    wanted = decided.conditions(ref)[0].id
    assert [condition_meant(services, office, ref, one) for one in ("", "1", "icb-h 2018 1 1")] == [wanted] * 3
    for wrong in ("ICB-H-2018-2 1", "ICB-H-2018-1 2", "first"):
        with pytest.raises(InvalidInputError):
            condition_meant(services, office, ref, wrong)


def test_the_next_boards_thread_has_the_decision_below_its_card_and_named(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    decided.routed.posts()
    decided.records(ref, "ICB-H", conditions="A letter of the landlord")
    posts = decided.routed.posts()
    with decided.routed.services.store.view() as view:
        room = view.people.directory().boards["ICB-C"].channel
    said = [words for place, words in posts if place == room]
    assert said[0].startswith(f"{ref} Discharge to assess beds: City Integrated Commissioning Board is asked")
    assert said[-1].startswith(f"*ICB-H-2018-1* on *{ref}: Discharge to assess beds*")
    told = next(words for _, words in posts if "* decided on *" in words)
    assert "it is still not in force until 1 condition is discharged" in told
    decided.at(date(2018, 12, 6))
    decided.records(ref, "ICB-C", held_on=date(2018, 12, 6))
    told = next(words for _, words in decided.routed.posts() if "is decided" in words)
    assert "It wants to start on Mon 19 Nov 2018: before it is in force, nothing is to be spent on it." in told
