"""Nudges in the database: planned once, found by an index alone, settled together."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.dialects import sqlite

from bot.domain.chasing import Away, NudgeStatus
from bot.store.repositories.nudges import NewNudge, due_query

NINE = datetime(2018, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def people(store):
    return store.write(lambda unit: [unit.people.save("person", key, name=key) for key in ("ann", "ben")])


def nudge(subject, person_id, rule="due", plan=1, at=NINE):
    return NewNudge(subject, person_id, rule, plan, at)


def plan(store, *nudges):
    return store.write(lambda unit: unit.nudges.plan(nudges))


def due(store, now=NINE):
    with store.view(now) as view:
        ids = [nudge_id for nudge_id, _ in view.nudges.due(now, 100)]
    return store.write(lambda unit: sorted(unit.nudges.take(ids), key=lambda one: one.id))


def statuses(store, *subjects):
    with store.view() as view:
        return [(one.subject, one.rule, one.status.value) for one in view.nudges.of_subjects(subjects)]


def test_each_is_planned_once(store, people):
    ann, ben = people
    several = [nudge("a:1", ann), nudge("a:1", ben), nudge("a:1", ann, "after-1"), nudge("a:1", ann, plan=2)]
    assert plan(store, *several) == 4
    assert plan(store, *several, nudge("a:2", ann)) == 1
    assert plan(store) == 0


def test_what_is_due_comes_in_order_and_what_is_held_does_not(store, people):
    ann, _ = people
    plan(
        store,
        nudge("a:1", ann),
        nudge("a:2", ann, at=NINE - timedelta(days=1)),
        nudge("a:3", ann, at=NINE + timedelta(1)),
    )
    with store.view() as view:
        assert view.nudges.due(NINE - timedelta(days=2), 9) == []
        assert view.nudges.next_due() == NINE - timedelta(days=1)
    assert [one.subject for one in due(store)] == ["a:1", "a:2"]
    held = {one.id: NINE + timedelta(days=3) for one in due(store)}
    store.write(lambda unit: unit.nudges.hold(held))
    assert due(store) == []
    assert store.write(lambda unit: unit.nudges.look_again([ann])) == 2
    assert len(due(store)) == 2


def test_a_message_takes_what_is_said_and_ends_what_was_planned_before(store, people):
    ann, ben = people
    plan(
        store,
        nudge("a:1", ann, "before-1", at=NINE - timedelta(days=1)),
        nudge("a:1", ann, "due"),
        nudge("a:1", ann, "after-1", at=NINE + timedelta(days=1)),
        nudge("a:1", ben, "before-1", at=NINE - timedelta(days=1)),
    )
    said = [one for one in due(store) if one.rule == "due"]
    first = store.write(lambda unit: unit.nudges.say({(ben, date(2018, 11, 20)): said}, NINE))[ben]
    (other,) = [one for one in due(store) if one.person_id == ben]
    second = store.write(lambda unit: unit.nudges.say({(ben, date(2018, 11, 20)): [other]}, NINE))[ben]
    with store.view() as view:
        message = view.nudges.message(first)
        assert view.nudges.heard_on(people, date(2018, 11, 20)) == {ben: (date(2018, 11, 20),) * 2}
        assert view.nudges.heard_on(people, date(2018, 11, 21)) == {}
        assert view.nudges.standing(["a:1"]) == {second: ben}
        assert view.nudges.messages_on(date(2018, 11, 20)) == {ben: 2}
        assert view.nudges.planned_for([("a:1", ann)]) == ((("a:1", ann), NINE + timedelta(days=1)),)
    assert message is not None
    assert [(one.rule, one.person_id, one.message_id) for one in message.nudges] == [("due", ann, first)]
    assert second > first
    found = sorted(statuses(store, "a:1"))
    assert found == [
        ("a:1", "after-1", "planned"),
        ("a:1", "before-1", "said"),
        ("a:1", "before-1", "superseded"),
        ("a:1", "due", "said"),
    ]
    assert store.write(lambda unit: unit.nudges.renew(first)) == 2


def test_what_is_planned_ends_for_some_people_or_by_rule(store, people):
    ann, ben = people
    plan(store, nudge("a:1", ann), nudge("a:1", ben), nudge("a:1", ben, "snoozed-1"), nudge("a:2", ann))

    def end(*args):
        return store.write(lambda unit: unit.nudges.end(["a:1"], NudgeStatus.CANCELLED, NINE, *args))

    assert end([ben], "snoozed-") == 1
    assert end([ann]) == 1
    assert end() == 1
    assert end() == 0
    assert statuses(store, "a:2") == [("a:2", "due", "planned")]


def test_an_absence_ends_sooner(store, people):
    ann, ben = people
    away = Away(date(2018, 11, 19), date(2018, 11, 23), ben)
    store.write(lambda unit: unit.hearing.leave(ann, away, NINE))
    with store.view() as view:
        assert view.hearing.acts_for(ben, date(2018, 11, 23)) == {ann}
    with store.view() as view:
        (absence,) = view.hearing.absences(date(2018, 11, 22), [ann])
    store.write(lambda unit: unit.hearing.end_absence(absence.id, date(2018, 11, 22)))
    with store.view() as view:
        assert [a.away.until_on for a in view.hearing.absences(date(2018, 11, 21))] == [date(2018, 11, 21)]
        assert view.hearing.absences(date(2018, 11, 22)) == ()


def test_an_idle_look_reads_the_index_alone_and_writes_nothing(store, people):
    ann, _ = people
    plan(store, *(nudge(f"a:{n}", ann, at=NINE + timedelta(days=1)) for n in range(50)))
    statement = due_query(NINE, 1).compile(dialect=store.engines.read.dialect, compile_kwargs={"literal_binds": True})
    with store.engines.read.connect() as connection:
        if isinstance(store.engines.read.dialect, sqlite.dialect):
            (plan_line,) = [row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
            assert plan_line == "SEARCH nudge USING COVERING INDEX ix_nudge_due (due_at<?)"
        else:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            lines = "\n".join(row[0] for row in connection.execute(text(f"EXPLAIN {statement}")))
            assert "Index Only Scan using ix_nudge_due" in lines
    ran = []
    event.listen(store.engines.read, "before_cursor_execute", lambda *args: ran.append(args[2]))
    event.listen(store.engines.write, "before_cursor_execute", lambda *args: ran.append(args[2]))
    with store.view(NINE) as view:
        assert view.nudges.due(NINE, 1) == []
    assert [line for line in ran if not line.startswith(("BEGIN", "SELECT"))] == []


def test_units_that_decide_take_turns(store, people):
    """What a person was sent today is read before more is sent: a second reader must see what the first wrote."""
    ann, _ = people
    plan(store, nudge("a:1", ann), nudge("a:2", ann))
    one, _ = due(store)
    begun, seen = threading.Event(), []

    def second(unit):
        begun.set()
        unit.nudges.alone()
        seen.append(unit.nudges.heard_on([ann], NINE.date()))

    later = threading.Thread(target=store.write, args=(second,))

    def first(unit):
        unit.nudges.alone()
        if not later.ident:
            later.start()
        if store.engines.write.dialect.name == "postgresql":
            assert begun.wait(5)
        later.join(0.1)
        assert later.is_alive()
        unit.nudges.say({(ann, NINE.date()): [one]}, NINE)

    store.write(first)
    later.join(5)
    assert seen == [{ann: (NINE.date(),)}]
