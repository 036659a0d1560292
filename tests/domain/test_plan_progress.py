"""How far a plan has come, by how much its tasks have slipped, and milestones as lines of words."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.access import Actor
from bot.domain.actions.records import Owner
from bot.domain.people import Role
from bot.domain.plans.milestones import keeping_days, read, written
from bot.domain.plans.progress import StatusWords, TaskState, is_done, progress_of, slippage, state_of, unread
from bot.domain.plans.records import (
    Milestone,
    Phase,
    Plan,
    Task,
    may_add_task,
    may_change_task,
    may_shape_plans,
    readable,
)
from tests.support.register import actor, directory, person, role

TODAY = date(2018, 11, 1)
_IDS = count(1)
WORDS = StatusWords({"Agreed to progress": True, "Signed off": False})


def on(day: int, month: int = 11, year: int = 2018) -> date:
    return date(year, month, day)


def task(number: str = "1", **facts: object) -> Task:
    plain: dict[str, object] = {
        "id": next(_IDS),
        "plan_id": 1,
        "plan": "Winter plan",
        "phase": "",
        "number": number,
        "task": "Do it",
        "project": "",
        "workstream": "PC",
        "owners": (),
        "status": "",
        "update": "",
        "agreed_on": None,
        "due_on": None,
        "original_due_on": None,
        "closed_on": None,
        "stated_days": None,
        "reporting_month": "",
        "milestones": (),
        "version": 1,
    }
    return Task(**(plain | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "closed_on", "done"),
    [
        ("Closed", None, True),
        ("completed", None, True),
        ("In progress", None, False),
        ("in progress", on(1), False),
        ("Agreed to progress", None, False),
        ("SIGNED OFF", None, True),
        ("Agreed", None, False),
        ("Agreed", on(1, 10), True),
        ("", None, False),
        ("nearly complete", None, False),
    ],
)
def test_a_task_is_done_as_its_own_words_say(status: str, closed_on: date | None, *, done: bool) -> None:
    assert is_done(task(status=status, closed_on=closed_on), WORDS) is done


@pytest.mark.parametrize(
    ("facts", "state", "days"),
    [
        ({"due_on": on(2)}, TaskState.UNDER_WAY, 0),
        ({"due_on": TODAY}, TaskState.UNDER_WAY, 0),
        ({"due_on": on(31, 10)}, TaskState.LATE, 1),
        ({"due_on": on(31, 10), "original_due_on": on(1, 10)}, TaskState.LATE, 31),
        ({"due_on": on(14, 12), "original_due_on": on(30)}, TaskState.UNDER_WAY, 14),
        ({"due_on": on(10), "original_due_on": on(30)}, TaskState.UNDER_WAY, -20),
        ({"due_on": on(14, 12), "agreed_on": on(2)}, TaskState.AHEAD, 0),
        ({"agreed_on": on(1, 10)}, TaskState.UNDATED, None),
        ({"due_on": on(1, 10), "status": "closed"}, TaskState.DONE, None),
        ({"due_on": on(1, 10), "status": "closed", "closed_on": on(4, 10)}, TaskState.DONE, 3),
        ({"due_on": on(1, 10), "status": "closed", "closed_on": on(28, 9)}, TaskState.DONE, -3),
    ],
)
def test_where_a_task_stands_and_how_late_it_is(facts: dict[str, object], state: TaskState, days: int | None) -> None:
    one = task(**facts)
    assert state_of(one, TODAY, WORDS) is state
    assert slippage(one, TODAY, WORDS) == days


def test_progress_counts_tasks_and_milestones_and_names_the_furthest_behind() -> None:
    met, open_one = Milestone(0, "a", done_on=on(1, 10)), Milestone(1, "b")
    tasks = [
        task("1.1", status="Closed", closed_on=on(3, 10), due_on=on(1, 10), milestones=(open_one,)),
        task("1.2", due_on=on(19, 10), original_due_on=on(5, 10), milestones=(met, open_one)),
        task("2.1", due_on=on(14, 12), original_due_on=on(30)),
        task("2.2", status="Waiting for advice"),
    ]
    progress = progress_of(tasks, TODAY, WORDS)
    assert (progress.tasks, progress.done, progress.late, progress.undated, progress.percent) == (4, 1, 1, 1, 25)
    assert (progress.milestones, progress.milestones_done) == (3, 2), "those of a done task are done"
    assert (progress.slipped, progress.most, progress.most_days) == (3, "1.2", 27)
    assert unread(tasks, WORDS) == ("Waiting for advice",)
    assert progress_of([], TODAY, WORDS).percent == 0


def test_a_plan_is_never_all_done_before_it_is() -> None:
    tasks = [task(str(number), status="closed") for number in range(200)] + [task("last")]
    assert progress_of(tasks, TODAY, WORDS).percent == 99


@pytest.mark.parametrize(
    ("line", "milestone"),
    [
        ("Draft agreed", Milestone(0, "Draft agreed")),
        ("Draft agreed by 9 Nov 2018", Milestone(0, "Draft agreed", on(9))),
        ("Draft agreed – 09/11/2018", Milestone(0, "Draft agreed", on(9))),
        ("Draft agreed (due 9 Nov 2018, done 12 Nov 2018)", Milestone(0, "Draft agreed", on(9), on(12))),
        ("Draft agreed (done 12 Nov 2018)", Milestone(0, "Draft agreed", None, on(12))),
        ("Draft agreed by 31/02/2018", Milestone(0, "Draft agreed by 31/02/2018")),
        ("Draft agreed (see annex)", Milestone(0, "Draft agreed (see annex)")),
        ("Draft agreed (due soon)", Milestone(0, "Draft agreed (due soon)")),
    ],
)
def test_a_milestone_is_read_with_its_days(line: str, milestone: Milestone) -> None:
    assert read(line) == milestone
    assert read(written(milestone)) == milestone


@given(
    words=st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=40),
    days=st.tuples(*[st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1))] * 2),
)
def test_what_is_written_of_a_milestone_is_read_back(words: str, days: tuple[date | None, date | None]) -> None:
    once = written(read(written(Milestone(0, " ".join(words.split()), *days))))
    assert written(read(once)) == once
    if any(days):
        assert (read(once).due_on, read(once).done_on) == days


def test_a_plan_brought_in_again_takes_no_met_milestone_away() -> None:
    held = ("Draft agreed (due 9 Nov 2018, done 12 Nov 2018)", "Signed")
    assert keeping_days(("draft agreed", "Signed by 1 Dec 2018", "Posted"), held) == (
        "draft agreed (due 9 Nov 2018, done 12 Nov 2018)",
        "Signed (due 1 Dec 2018)",
        "Posted",
    )


def test_phases_stand_in_their_order_and_an_empty_one_too() -> None:
    plan = Plan(1, "P", (Phase("B"), Phase("A"), Phase("C")), (task("1", phase="A"), task("2"), task("3", phase="B")))
    assert [(phase.name, [one.number for one in tasks]) for phase, tasks in plan.by_phase()] == [
        ("", ["2"]),
        ("B", ["3"]),
        ("A", ["1"]),
        ("C", []),
    ]


def test_who_may_read_and_change() -> None:
    director, owner = person(1, role(Role.DIRECTOR, "PC")), person(2)
    guest, manager = person(3, role(Role.MEMBER, "PC")), person(4, role(Role.OFFICE))
    house = directory([director, owner, guest, manager])
    mine = task("1", owners=(Owner("Person 2", 2),), workstream="UC", phase="A")
    theirs = task("2", phase="B")
    plan = Plan(1, "P", (Phase("A"), Phase("B")), (mine, theirs))

    def who(number: int, **facts: bool) -> Actor:
        found = actor(number, house, **facts)
        assert found is not None
        return found

    assert may_change_task(who(2), mine)
    assert not may_change_task(who(2), theirs)
    assert may_change_task(who(1), theirs)
    assert not may_change_task(who(1), mine)
    assert may_change_task(who(4), mine)
    assert not may_change_task(who(3), theirs)
    assert may_add_task(who(4), "")
    assert not may_add_task(who(1), "")
    assert not may_add_task(who(1), "UC")
    assert [may_shape_plans(who(number)) for number in (1, 2, 3, 4)] == [True, False, False, True]

    as_guest = readable(plan, who(3, is_guest=True))
    assert as_guest is not None
    assert [one.number for one in as_guest.tasks] == ["2"]
    assert [phase.name for phase in as_guest.phases] == ["B"]
    assert readable(plan, who(3)) == plan
    assert readable(Plan(1, "P", (), (mine,)), who(3, is_guest=True)) is None


@given(st.integers(-400, 400), st.integers(-400, 400))
def test_nothing_open_is_less_late_tomorrow(first: int, due: int) -> None:
    one = task(due_on=TODAY + timedelta(due), original_due_on=TODAY + timedelta(first))
    now, tomorrow = (slippage(one, day, WORDS) for day in (TODAY, TODAY + timedelta(1)))
    assert now is not None
    assert tomorrow is not None
    assert now <= tomorrow <= now + 1
