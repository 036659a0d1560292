"""Where a proposal is, since when, on whom it waits, what comes next, and when a decision is expected."""

from datetime import date

from bot.domain.proposals.records import Outcome
from bot.domain.risks import Visibility
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.route_showing import route_lines, start_warning
from bot.workflows.proposals.route_timeline import route_events
from tests.support.routing import HOME, OFFICE, beds


def test_a_route_says_where_it_is_and_what_comes_next(routed):
    ref = routed.submits(beds())
    routed.goes_to(date(2018, 11, 2))
    routed.answers(ref, "DSG", Outcome.ENDORSED)
    assert routed.says(ref).splitlines() == [
        f"*{ref}* · Discharge to assess beds",
        "*Route: Beds*",
        "● 1 · Discharge Steering Group endorsed it on Fri 2 Nov",
        (
            "▶ 2 · *Better Care Fund Partnership*, to endorse, in its thread, by Fri 9 Nov · since Fri 2 Nov. "
            "Waits for Hackney director of adults, children and community health, "
            "CCG chief finance officer, Hackney chief finance officer, "
            "Adult services director"
        ),
        "○ 3 · Hackney Integrated Commissioning Board, to approve, at its meeting, expected Thu 6 Dec",
        "○ 3 · City Integrated Commissioning Board, to note, at its meeting, expected Thu 6 Dec",
        "*Next:* Hackney Integrated Commissioning Board, to approve; City Integrated Commissioning Board, to note",
        "*Expected decision:* Thu 6 Dec 2018",
        "*It wants to start on Mon 19 Nov 2018, 17 days before the decision expected on Thu 6 Dec 2018.*",
    ]


def test_a_start_three_days_after_the_decision_is_warned_of(routed):
    ref = routed.submits(beds())
    routed.answers(ref, "DSG", Outcome.ENDORSED)
    routed.answers(ref, "BCFP", Outcome.ENDORSED)
    with routed.services.store.view() as view:
        said = start_warning(view, routed.services, routed.proposal(ref))
        lines = route_lines(view, routed.services, routed.proposal(ref))
    assert said == "It wants to start on Mon 19 Nov 2018, 3 days after the decision expected on Fri 16 Nov 2018."
    assert "Expected decision: Fri 16 Nov 2018" in lines
    far = routed.submits(beds(starts_on=date(2019, 6, 1)))
    assert "wants to start" not in routed.says(far)


def test_a_draft_shows_the_route_it_would_take(routed):
    ref = routed.draft(beds()).ref
    said = routed.says(ref)
    assert "*The route it would take now: Beds*" in said
    assert "○ 3 · City Integrated Commissioning Board, to note, at its meeting, expected Thu 6 Dec" in said
    assert "Next:" not in said
    assert routed.states(ref) == {}


def test_what_was_referred_back_waits_for_its_author_with_the_boards_words(routed):
    ref = routed.submits(beds())
    routed.refers_back(ref, "DSG", "Why <five>?")
    said = routed.says(ref)
    assert "◀ 1 · *Discharge Steering Group* referred it back: it waits for its author's answer" in said
    assert "Waits for" not in said
    assert "> Why &lt;five&gt;?" in said


def test_a_timeline_forgets_no_answer_however_much_else_happened(routed):
    ref = routed.submits(beds())
    routed.answers(ref, "DSG", Outcome.ENDORSED)
    noise = [("vote.cast", {"stage": 1, "board": "DSG"})] * 400
    routed.services.store.write(
        lambda unit: [unit.record("person:1", verb, f"proposal:{ref}", **facts) for verb, facts in noise]
    )
    with routed.services.store.view() as view:
        desk = open_desk(view, routed.services, Identity(OFFICE, HOME))
        told = [str(words) for _, words in route_events(view, routed.services, desk, routed.proposal(ref))]
    assert "Discharge Steering Group endorsed it." in told


def test_what_is_over_says_how(routed):
    ref = routed.submits(beds())
    routed.answers(ref, "DSG", Outcome.REJECTED, "No money")
    said = routed.says(ref)
    assert "✕ 1 · Discharge Steering Group rejected it on Thu 1 Nov\n> No money" in said
    assert "– 2 · Better Care Fund Partnership, not asked any more" in said
    assert "Expected" not in said
    assert "wants to start" not in said


def test_a_late_board_is_said_to_be_late_and_a_meeting_past_waits_for_the_office(routed):
    ref = routed.submits(beds())
    routed.goes_to(date(2018, 11, 12))
    assert "by Thu 8 Nov · since Thu 1 Nov · *late*. Waits for" in routed.says(ref)
    routed.answers(ref, "DSG", Outcome.ENDORSED)
    routed.answers(ref, "BCFP", Outcome.ENDORSED)
    routed.goes_to(date(2018, 12, 7))
    assert "*late*. Waits for the office to record what it decided" in routed.says(ref)


def test_what_people_are_told_is_kept_from_whoever_may_not_read_it(routed):
    author = routed.person("prevention-director")
    ref = routed.submits(beds(), visibility=Visibility.NON_PUBLIC.value, author_id=author)
    routed.refers_back(ref, "DSG", "Why five?")
    with routed.engines.write.begin() as connection:
        connection.exec_driver_sql(f"update proposal set author_id = {routed.person('governance-officer')}")
    told = [place for place, text in routed.posts() if "referred back to you" in text]
    assert told == []
