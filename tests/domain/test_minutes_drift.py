"""Minutes, tracker and forward plan beside each other: each difference is named once, with what mends it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plans.drift import Compared, Drift, Sources, compare
from bot.domain.plans.meetings import Minuted, Planned, Tracked

HELD, NEXT, AFTER = date(2018, 10, 11), date(2018, 11, 16), date(2018, 12, 6)
TODAY = date(2018, 11, 1)


def minuted(ref: str = "ICBOct18-1", due: date | None = NEXT, summary: str = "Bring the recovery plan") -> Minuted:
    return Minuted("ICB", HELD, "4.2", ref, summary, due)


def tracked(
    ref: str = "ICBOct18-1",
    due: date | None = NEXT,
    first: date | None = None,
    *,
    set_on: date | None = HELD,
    is_open: bool = True,
    summary: str = "Bring the recovery plan",
    at_meeting: bool = True,
) -> Tracked:
    return Tracked(ref, "ICB", summary, set_on, due, first or due, is_open, set_on if at_meeting else None)


def item(ref: str = "ICBOct18-1", held: date | None = NEXT, title: str = "Recovery plan") -> Planned:
    return Planned("ICB", held, title, ref)


def told(
    minutes: list[Minuted] | None = None, tracker: list[Tracked] | None = None, plan: list[Planned] | None = None
) -> Compared:
    meetings = frozenset({HELD, NEXT, AFTER})
    sources = Sources("ICB", minutes or [], tracker or [], plan or [], meetings, lambda day: day.isoformat())
    return compare(sources, TODAY)


def test_what_agrees_is_not_mentioned() -> None:
    compared = told([minuted()], [tracked()], [item()])
    assert compared.found == ()
    assert compared.notes == ()
    assert (compared.minuted, compared.tracked, compared.planned) == (1, 1, 1)


@pytest.mark.parametrize(
    ("minutes", "tracker", "plan", "drift", "record"),
    [
        ([minuted()], [], [], Drift.NOT_TRACKED, "ICB, 2018-10-11, paragraph 4.2"),
        ([minuted("ICBOct18-9"), minuted()], [tracked()], [], Drift.NOT_TRACKED, "ICB, 2018-10-11, paragraph 4.2"),
        ([minuted()], [tracked(), tracked("ICBOct18-2")], [], Drift.NOT_MINUTED, "ICBOct18-2"),
        ([minuted(due=AFTER)], [tracked()], [], Drift.DATED_APART, "ICBOct18-1"),
        ([minuted()], [tracked(due=None)], [], Drift.DATED_APART, "ICBOct18-1"),
        ([minuted()], [tracked()], [item("", title="Any other business")], Drift.NOT_PLANNED, "ICBOct18-1"),
        ([minuted()], [tracked()], [item(held=AFTER)], Drift.PLANNED_APART, "ICBOct18-1"),
        ([minuted()], [tracked()], [item(held=None)], Drift.PLANNED_APART, "ICBOct18-1"),
        ([minuted()], [tracked()], [item(), item("ICBOct18-7")], Drift.PLANNED_APART, "ICBOct18-7"),
        ([minuted()], [tracked(is_open=False)], [item()], Drift.PLANNED_APART, "ICBOct18-1"),
    ],
)
def test_what_differs_is_named_once_with_its_record(
    minutes: list[Minuted], tracker: list[Tracked], plan: list[Planned], drift: Drift, record: str
) -> None:
    found = told(minutes, tracker, plan).found
    assert [(one.drift, one.record) for one in found] == [(drift, record)]
    assert any(found[0].facts.values())
    assert (found[0].minuted is not None) is (drift is Drift.NOT_TRACKED)
    assert found[0].ref == ("" if drift is Drift.NOT_TRACKED or record == "ICBOct18-7" else record)


@pytest.mark.parametrize(
    ("minutes", "tracker", "plan"),
    [
        ([minuted()], [tracked(due=AFTER, first=NEXT)], []),
        ([minuted(due=None)], [tracked()], []),
        ([minuted("", summary="Bring the recovery plan.")], [tracked(set_on=date(2018, 10, 12))], []),
        ([minuted("icboct18/1")], [tracked()], [item("ICB Oct18.1")]),
        ([minuted("", summary="Bring the recovery plan.")], [tracked()], []),
        ([minuted()], [tracked(is_open=False)], [item("", title="Any other business")]),
        ([minuted()], [tracked()], [item("", title="Bring recovery plan")]),
        ([minuted(due=None)], [tracked(due=date(2018, 11, 20))], [item("", title="Any other business")]),
        ([minuted()], [tracked(is_open=False)], [item(held=HELD)]),
        ([minuted()], [tracked(), tracked("ICBMar18-3", set_on=date(2018, 3, 21))], []),
    ],
    ids=[
        "moved since the minutes",
        "no day in the minutes",
        "written down the day after",
        "another writing of the reference",
        "found by its words",
        "closed, so on no plan",
        "on the plan by its words",
        "due on no meeting's day",
        "dealt with at a meeting that was",
        "set at a meeting without minutes",
    ],
)
def test_what_only_looks_different_is_no_fault(
    minutes: list[Minuted], tracker: list[Tracked], plan: list[Planned]
) -> None:
    assert told(minutes, tracker, plan).found == ()


def test_an_action_that_another_board_set_is_known_by_its_reference() -> None:
    others = [tracked("TBOct18-1", NEXT)]
    sources = Sources("ICB", [minuted("TBOct18-1")], [], [item("TBOct18-1")], frozenset(), str, others)
    assert compare(sources, TODAY).found == ()
    apart = Sources("ICB", [minuted("TBOct18-1", AFTER)], [], [], frozenset(), str, others)
    assert [one.drift for one in compare(apart, TODAY).found] == [Drift.DATED_APART]


def test_one_action_of_the_tracker_answers_one_of_the_minutes() -> None:
    twice = [minuted(""), minuted("")]
    assert [one.drift for one in told(twice, [tracked()]).found] == [Drift.NOT_TRACKED]


def test_what_could_not_be_compared_is_said() -> None:
    compared = told([], [tracked(due=None), tracked("ICBOct18-2", set_on=None)], [])
    assert compared.notes == (
        "No minutes of ICB were brought in, so nothing was compared with minutes.",
        "Set on a day nobody wrote down, so no minutes can be looked up: ICBOct18-2.",
        "No forward plan of ICB was brought in, so no meeting's items were compared.",
        "Open without a due day, so no meeting can be compared: ICBOct18-1.",
    )
    typed_in = tracked("A-2", set_on=TODAY, at_meeting=False)
    beyond = told([minuted("")], [tracked(due=AFTER), tracked("A-1", set_on=date(2018, 3, 21)), typed_in], [item("")])
    assert not any("2018-11-01" in note for note in beyond.notes), "no meeting was held on that day"
    assert "No minutes of ICB on 2018-03-21: the actions set then were compared with nothing." in beyond.notes
    assert "1 minuted action without a reference was found by the words." in beyond.notes
    assert "The forward plan ends on 2018-11-16; due after it: ICBOct18-1." in beyond.notes


refs = st.sampled_from(["", "A-1", "A-2", "a - 1", "B-9"])
days = st.none() | st.sampled_from([HELD, NEXT, AFTER])


@given(
    st.lists(st.builds(minuted, refs, days, st.text(max_size=9)), max_size=4),
    st.lists(st.builds(tracked, refs.filter(bool), days, days, set_on=days, is_open=st.booleans()), max_size=4),
    st.lists(st.builds(item, refs, days, st.text(max_size=9)), max_size=4),
)
def test_nothing_is_told_twice_and_everything_minuted_is_tracked_or_told(
    minutes: list[Minuted], tracker: list[Tracked], plan: list[Planned]
) -> None:
    unique = list({one.ref: one for one in tracker}.values())
    found = told(minutes, unique, plan).found
    lost = [one for one in found if one.drift is Drift.NOT_TRACKED]
    known = {one.ref.replace(" ", "").casefold() for one in unique}
    assert len(lost) >= sum(bool(one.ref) and one.ref.replace(" ", "").casefold() not in known for one in minutes)
    not_planned = [one.ref for one in found if one.drift is Drift.NOT_PLANNED]
    assert len(not_planned) == len(set(not_planned))
    assert list(found) == sorted(found, key=lambda one: list(Drift).index(one.drift))
