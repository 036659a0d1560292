"""Two who add at once get two numbers, references are found by an index, and long lists are read by the page."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import text

from bot.domain.actions.access import Readable
from bot.domain.actions.listing import ActionQuery, Wanted
from bot.domain.actions.records import EntryKind, NewAction
from bot.domain.actions.refs import next_number
from bot.domain.actions.workstreams import Belonging, Serving
from bot.store.repositories.actions import NewEntry
from bot.store.repositories.descents import DescentKind
from bot.store.tables.actions import PLAIN_REF

BEGINNING = "ICBNov18-"
DAY = date(2018, 11, 1)
EVERYTHING = Readable(everything=True, public=True, person_id=None, keys=frozenset())
SERVING = Serving(inside=frozenset({1}), elsewhere=frozenset({2}))
TOGETHER = 4


def added(unit, ref, due_on=None):
    entry = NewEntry(EntryKind.SET, unit.now, "Test", None, "")
    unit.actions.add(ref, NewAction("An action", "ICB", (), DAY, due_on), entry)
    return ref


def test_two_who_add_at_once_get_two_numbers(store):
    store.write(lambda unit: added(unit, f"{BEGINNING}9".lower()))
    ready = threading.Barrier(TOGETHER, timeout=20)

    tried = []

    def work(unit):
        tried.append(unit)
        return added(unit, f"{BEGINNING}{next_number(BEGINNING, unit.actions.references_of(BEGINNING))}")

    def add(_place):
        ready.wait()
        return store.write(work)

    with ThreadPoolExecutor(TOGETHER) as pool:
        refs = sorted(pool.map(add, range(TOGETHER)), key=lambda ref: int(ref.removeprefix(BEGINNING)))
    assert refs == [f"{BEGINNING}{number}" for number in range(10, 10 + TOGETHER)]
    assert len(tried) == TOGETHER, "each waits for the one before, and nobody has to try again"


@pytest.fixture
def long_tracker(store):
    """A tracker with two thousand and one actions, the later the number the sooner due, one of them without a day."""
    insert = (
        'INSERT INTO action (ref, summary, board_key, due_on, status, "update", version) '
        "VALUES (:ref, 'An action', 'ICB', :due_on, 'open', '', 1)"
    )
    rows = [
        {
            "ref": f"ICB{'Oct' if number % 2 else 'Nov'}18-{number}",
            "due_on": date.fromordinal(740_000 - number).isoformat(),
        }
        for number in range(1, 2001)
    ]
    with store.engines.write.begin() as connection:
        connection.execute(text(insert), [*rows, {"ref": "ICBNov18-2002", "due_on": None}])
    return store


def test_a_page_is_all_that_is_read_of_a_long_list(long_tracker):
    with long_tracker.view() as view:
        first = view.actions.listed(ActionQuery(), EVERYTHING, DAY, 10)
        last = view.actions.listed(ActionQuery(page=999), EVERYTHING, DAY, 10)
        found = view.actions.written("icb nov 18-2000", "icbnov182000")
        highest = next_number("ICBOct18-", view.actions.references_of("ICBOct18-"))
    assert [action.ref for action in first.items][:2] == ["ICBNov18-2000", "ICBOct18-1999"]
    assert (first.total, first.pages, last.number) == (2001, 201, 201)
    assert [action.ref for action in last.items] == ["ICBNov18-2002"]
    assert [action.ref for action in found] == ["ICBNov18-2000"]
    assert highest == 2000


NARROWED = [
    (ActionQuery(Wanted.ALL), 2001),
    (ActionQuery(Wanted.UNDATED), 1),
    (ActionQuery(Wanted.CLOSED), 0),
    (ActionQuery(board="TB"), 0),
    (ActionQuery(workstream="ICB"), 2001),
    (ActionQuery(workstream="UC"), 0),
    (ActionQuery(owner_id=1), 0),
    (ActionQuery(due_from=date.fromordinal(739_990), due_until=date.fromordinal(739_996)), 7),
    (ActionQuery(words=("AN", "nov18-20")), 8),
    (ActionQuery(words=("%",)), 0),
]


def test_each_way_to_narrow_a_list_is_understood_by_the_database(long_tracker):
    public = Readable(everything=False, public=True, person_id=1, keys=frozenset({"PC"}))
    with long_tracker.view() as view:
        found = [
            view.actions.listed(
                query, public, DAY, 10, Belonging({query.workstream: SERVING}, frozenset({"ICB", "UC"}))
            ).total
            for query, _ in NARROWED
        ]
        counts = view.actions.counted(ActionQuery(), public, date.fromordinal(739_990))
    assert found == [wanted for _, wanted in NARROWED]
    assert (counts.open, counts.overdue, counts.undated) == (2001, 1990, 1)


def test_a_reference_is_looked_up_by_its_index(store):
    """However it is written: a search through all actions would take longer the more there are."""
    is_sqlite = store.engines.is_sqlite
    with store.engines.write.begin() as connection:
        connection.execute(text("ANALYZE"))
        if not is_sqlite:
            # A table of a few rows is read whole, whatever its indexes.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        plan = connection.execute(text(f"{explain} SELECT ref FROM action WHERE {PLAIN_REF} = 'icboct183'")).all()
    assert "ix_action_plain_ref" in str(plan)


def test_a_turn_is_followed_back_to_the_first(store):
    def work(unit):
        days = [DAY, date(2018, 12, 1), None]
        ids = [unit.actions.find(added(unit, f"{BEGINNING}{number}", day)).id for number, day in enumerate(days)]
        for before, turn in pairwise(ids):
            unit.descents.add(turn, before, DescentKind.TURN)
        return [unit.descents.turns_until(one) for one in (ids[0], ids[-1])]

    first, last = store.write(work)
    assert first == (("", DAY),)
    assert last == (("", None), ("", date(2018, 12, 1)), ("", DAY))
