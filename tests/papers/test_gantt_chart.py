"""The chart of a plan: what it says in words, how it pages, and that it can be drawn whatever the plan says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.plans.progress import TaskState
from bot.domain.plans.records import Milestone, Phase
from bot.papers.pictures.gantt import PAGE_TASKS, Bar, Gantt, _values, alt_text, gantt, pages

TODAY = date(2018, 11, 1)
BAR = Bar(
    number="1.2",
    words="Count the staff",
    phase="Design",
    status="In progress",
    state=TaskState.LATE,
    agreed_on=date(2018, 7, 16),
    due_on=date(2018, 10, 19),
    first_due_on=date(2018, 10, 5),
    closed_on=None,
    overdue=13,
    slipped=27,
    milestones=(Milestone(0, "Asked", date(2018, 8, 1), date(2018, 8, 1)), Milestone(1, "In", date(2018, 9, 28))),
)
NO_DATE = replace(
    BAR,
    number="2.4",
    words="#set page() *x* $1$ \\ @here",
    phase="",
    status="",
    state=TaskState.UNDATED,
    agreed_on=None,
    due_on=None,
    first_due_on=None,
    overdue=0,
    slipped=None,
    milestones=(),
)


def chart(*bars: Bar) -> Gantt:
    phases = (Phase("Design", date(2018, 7, 2), date(2018, 10, 31), "Planned Care director"),)
    return Gantt("Winter plan", "Thu 1 Nov 2018", TODAY, "2 tasks: 0 done, 1 late", phases, bars)


def test_it_says_in_words_what_it_shows() -> None:
    assert alt_text(chart(BAR, NO_DATE)) == (
        "Chart of Winter plan over time as of Thu 1 Nov 2018. 2 tasks: 0 done, 1 late. "
        "1.2 Count the staff: late, 13 days, due 19 Oct 2018 (first 5 Oct 2018), 1 of 2 milestones. "
        "2.4 #set page() *x* $1$ \\ @here: no date."
    )


def test_long_words_give_way_before_any_task_does() -> None:
    long = chart(*(replace(BAR, number=str(number), words="word " * 40) for number in range(12)))
    said = alt_text(long)
    assert len(said) <= 1_000
    assert all(f" {number}: late" in said or f" {number} w" in said for number in range(12))


def test_a_long_plan_goes_on_with_the_same_scale_of_days() -> None:
    bars = [replace(BAR, number=str(number)) for number in range(PAGE_TASKS + 1)]
    far = replace(BAR, number="last", due_on=date(2019, 6, 1), first_due_on=date(2019, 6, 1), slipped=0)
    shown = chart(*bars, far)
    assert pages(shown) == 2
    first, second = (_values(shown, page) for page in (1, 2))
    assert first["days"] == second["days"]
    assert [bar["number"] for phase in second["phases"] for bar in phase["bars"]] == [str(PAGE_TASKS), "last"]
    assert "picture 2 of 2" in alt_text(shown, 2)
    assert pages(chart()) == 1


def test_a_moved_day_and_today_stand_on_it() -> None:
    values = _values(chart(BAR, NO_DATE), 1)
    (bar,) = values["phases"][0]["bars"]
    assert bar["to"] - bar["first"] == 14
    assert values["today"] - bar["to"] == 13
    assert [one["done"] for one in bar["milestones"]] == [True, False]
    assert (bar["shape"], bar["said"]) == ("square", "late, 13 days")
    assert values["phases"][1]["bars"][0]["to"] is None


def test_today_stands_on_a_plan_that_begins_soon() -> None:
    soon = replace(BAR, agreed_on=date(2018, 12, 3), due_on=date(2018, 12, 20), first_due_on=date(2018, 12, 20))
    values = _values(replace(chart(replace(soon, milestones=())), phases=()), 1)
    assert values["today"] == 3
    assert values["phases"][0]["bars"][0]["from"] == 3 + 32


def test_today_stays_off_a_plan_of_another_time() -> None:
    old = replace(BAR, agreed_on=date(2012, 1, 1), due_on=date(2012, 6, 1), first_due_on=None, milestones=())
    values = _values(replace(chart(old), phases=()), 1)
    assert values["today"] is None
    assert values["days"] < 200


def test_it_is_drawn_whatever_stands_in_it() -> None:
    backwards = replace(BAR, agreed_on=date(2019, 1, 1), due_on=date(2018, 9, 1), first_due_on=date(2020, 1, 1))
    one_day = replace(BAR, agreed_on=TODAY, due_on=TODAY, first_due_on=TODAY, state=TaskState.UNDER_WAY)
    moved = replace(
        BAR, state=TaskState.UNDER_WAY, due_on=TODAY + timedelta(9), overdue=0, words="wordwithoutanybreak" * 9
    )
    shown = chart(BAR, NO_DATE, backwards, one_day, moved)
    drawn = gantt(shown)
    assert drawn.startswith(b"\x89PNG")
    assert drawn == gantt(shown), "the same values give the same bytes"
    assert gantt(chart()).startswith(b"\x89PNG")
