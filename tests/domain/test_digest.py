"""A digest as a value: what is kept of it, and what its week is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.digest import (
    KEPT,
    SHOWN,
    Count,
    DigestContent,
    Line,
    Section,
    Week,
    divided,
    from_json,
    of_scope,
    to_json,
    week_of,
    without,
)

LINES = [Line(f"Thing {n}", f"PC{n}", "■ Red 20", "said", "risk", n) for n in range(1, 31)]


def test_a_digest_comes_back_from_json_as_it_was():
    section = divided("stale", "Stale risks", LINES, 44, "/risk list stale")
    assert section is not None
    content = DigestContent(
        scope="workstream:PC",
        title="Planned Care: week of Mon 5 Nov",
        partnership="The partnership",
        week_on=date(2018, 11, 5),
        made_at=datetime(2018, 11, 5, 8, 30, tzinfo=UTC),
        counts=(Count("stale", 44, "44 stale risks"),),
        sections=(section,),
        head_seq=12,
        head_hash="ab",
    )
    assert from_json(json.loads(json.dumps(to_json(content)))) == content


def test_five_lines_stand_apart_and_what_is_not_kept_is_counted():
    section = divided("stale", "Stale risks", LINES, 44)
    assert section is not None
    assert [line.ref for line in section.lines] == ["PC1", "PC2", "PC3", "PC4", "PC5"]
    assert len(section.lines) + len(section.rest) == KEPT
    assert section.beyond == 44 - KEPT
    assert divided("stale", "Stale risks", [], 0) is None


def test_what_may_not_be_read_any_more_leaves_and_the_rest_moves_up():
    section = Section("stale", "Stale risks", 7, tuple(LINES[:SHOWN]), tuple(LINES[SHOWN:7]))
    alone = Section("late", "Late", 1, (Line("Do it", "ICBOct18-3", kind="action", id=2),))
    (kept,) = without([section, alone], frozenset({("risk", 2), ("action", 2)}))
    assert [line.id for line in kept.lines] == [1, 3, 4, 5, 6]
    assert [line.id for line in kept.rest] == [7]
    assert kept.total == 6
    assert without([section], frozenset({("action", 2)})) == (section,), "a risk and an action may have one number"


@pytest.mark.parametrize(
    ("week_on", "since", "until"),
    [
        pytest.param(date(2018, 11, 5), (2018, 10, 29, 0), (2018, 11, 5, 0), id="in winter"),
        pytest.param(date(2018, 10, 29), (2018, 10, 21, 23), (2018, 10, 29, 0), id="over the end of summer time"),
    ],
)
def test_the_week_before_runs_from_midnight_to_midnight_in_the_partnerships_zone(week_on, since, until):
    week = Week(week_on, ZoneInfo("Europe/London"))
    assert week.since == datetime(*since, tzinfo=UTC)
    assert week.until == datetime(*until, tzinfo=UTC)
    assert (week.before_on.weekday(), week.last_on.weekday()) == (0, 6)


def test_a_day_belongs_to_the_week_of_the_monday_before_it():
    assert [week_of(date(2018, 12, day)) for day in (2, 3, 9, 10)] == [
        date(2018, 11, 26),
        date(2018, 12, 3),
        date(2018, 12, 3),
        date(2018, 12, 10),
    ]
    assert (of_scope("programme"), of_scope("person:12")) == (("programme", ""), ("person", "12"))
