"""The chain shows what was altered, taken out or cut off, on both databases."""

import math
import re
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from bot.clock import ManualClock
from bot.errors import IntegrityError
from bot.store import audit
from bot.store.audit import GENESIS, AuditHead
from bot.store.engines import open_engines
from bot.store.tables import metadata
from bot.store.unit_of_work import Store

EVENT, HEAD = metadata.tables["audit_event"], metadata.tables["audit_head"]
FIVE = 5
NOW = datetime(2018, 11, 1, 8, 50, 0, 123456, tzinfo=UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def chained(request, tmp_path_factory):
    """A store with five events, written by two units."""
    with ExitStack() as kept:
        if request.param == "sqlite":
            url = request.getfixturevalue("sqlite_template").copy_to(tmp_path_factory.mktemp("audit"))
        else:
            url = kept.enter_context(request.getfixturevalue("postgres").database())
        store = Store(open_engines(url), ManualClock(NOW))
        kept.callback(store.close)
        for first, last in ((1, 3), (4, FIVE)):

            def work(unit, first=first, last=last):
                for number in range(first, last + 1):
                    unit.record("person:1", "risk.reviewed", f"risk:PC{number}", version=number, words="Zoë’s 計画 🙂")

            store.write(work)
        yield store


def verify(store):
    with store.view() as view:
        return view.verify_audit()


@contextmanager
def tampered(store, *statements):
    """Yield a connection that sees the chain tampered with; everything is put back afterwards."""
    with store.engines.write.connect() as connection, connection.begin() as transaction:
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, "the tampering must land"
        yield connection
        transaction.rollback()


def fault_after(store, *statements):
    with tampered(store, *statements) as connection, pytest.raises(IntegrityError) as found:
        audit.verify(connection)
    return found.value.message


def event(number):
    return EVENT.c.seq == number


def rows_of(store):
    with store.engines.read.connect() as connection:
        return connection.execute(select(EVENT).order_by(EVENT.c.seq)).mappings().all()


def test_an_empty_chain_is_whole(store):
    assert verify(store) == AuditHead(0, GENESIS)


def test_a_whole_chain_is_said_to_be_whole(chained):
    head = verify(chained)
    assert head.seq == FIVE
    with chained.view() as view:
        assert view.audit_head == head


def test_each_event_carries_the_hash_before_it(chained):
    rows = rows_of(chained)
    assert [row["seq"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["previous_hash"] for row in rows] == [GENESIS, *(row["hash"] for row in rows[:-1])]
    assert len({row["hash"] for row in rows}) == FIVE


def test_the_hash_covers_the_event_as_it_comes_back_from_the_database(chained):
    for row in rows_of(chained):
        assert row["at"] == NOW
        assert audit._digest(row) == row["hash"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"actor": "person:2"}, id="who"),
        pytest.param({"verb": "risk.closed"}, id="what"),
        pytest.param({"subject": "risk:PC99"}, id="on which record"),
        pytest.param({"detail": {"version": 3, "words": "other"}}, id="the facts"),
        pytest.param({"detail": {}}, id="no facts"),
        pytest.param({"previous_hash": "f" * 64}, id="the hash before"),
        pytest.param({"hash": "f" * 64}, id="its own hash"),
    ],
)
@pytest.mark.parametrize("number", [1, 3, FIVE])
def test_an_altered_event_is_named(chained, changes, number):
    fault = fault_after(chained, update(EVENT).where(event(number)).values(**changes))
    assert re.search(rf"Audit event {number} \(.*\) was altered", fault), fault


@pytest.mark.parametrize("by", [timedelta(microseconds=1), timedelta(hours=1), timedelta(days=-365)])
def test_an_event_moved_in_time_is_named(chained, by):
    fault = fault_after(chained, update(EVENT).where(event(2)).values(at=NOW + by))
    assert re.search(r"Audit event 2 \(.*\) was altered", fault), fault


@pytest.mark.parametrize(("number", "following"), [(1, 2), (3, 4)])
def test_a_missing_event_is_named(chained, number, following):
    fault = fault_after(chained, delete(EVENT).where(event(number)))
    assert re.search(f"Audit event {number} is missing: the next one stored is {following}", fault), fault


def test_numbers_that_close_a_gap_do_not_hide_it(chained):
    fault = fault_after(
        chained,
        delete(EVENT).where(event(3)),
        update(EVENT).where(event(4)).values(seq=3),
        update(EVENT).where(event(5)).values(seq=4),
    )
    assert re.search(r"Audit event 3 \(.*\) was altered", fault), fault


def test_two_events_that_changed_places_are_named(chained):
    fault = fault_after(
        chained,
        update(EVENT).where(event(2)).values(seq=99),
        update(EVENT).where(event(3)).values(seq=2),
        update(EVENT).where(event(99)).values(seq=3),
    )
    assert re.search(r"Audit event 2 \(.*\) was altered", fault), fault


def test_a_cut_tail_disagrees_with_the_recorded_end(chained):
    fault = fault_after(chained, delete(EVENT).where(event(FIVE)))
    assert re.search("ends at event 4 but its recorded end is event 5", fault), fault


def test_an_event_past_the_recorded_end_is_named(chained):
    rows = rows_of(chained)
    fault = fault_after(chained, update(HEAD).values(seq=4, hash=rows[3]["hash"]))
    assert re.search("ends at event 5 but its recorded end is event 4", fault), fault


def test_a_recorded_end_with_another_hash_is_named(chained):
    fault = fault_after(chained, update(HEAD).values(hash="f" * 64))
    assert re.search("the tail was cut or replaced", fault), fault


def test_an_emptied_chain_is_named(chained):
    fault = fault_after(chained, *(delete(EVENT).where(event(number)) for number in range(1, FIVE + 1)))
    assert fault.startswith("The chain ends at event 0 but its recorded end is event 5")


def test_a_recorded_end_that_is_gone_is_named_and_nothing_more_is_written(chained):
    assert fault_after(chained, delete(HEAD)) == "The recorded end of the audit chain is gone."
    more = [audit.AuditEvent("person:1", "risk.closed", "risk:PC1", {})]
    with tampered(chained, delete(HEAD)) as connection, pytest.raises(IntegrityError, match="chain is gone"):
        audit.append(connection, more, NOW)


def test_an_event_rewritten_with_a_hash_of_its_own_breaks_the_next_link(chained):
    rewritten = dict(rows_of(chained)[2]) | {"actor": "person:2"}
    forged = update(EVENT).where(event(3)).values(actor="person:2", hash=audit._digest(rewritten))
    assert fault_after(chained, forged).startswith("Audit event 4 (risk.reviewed risk:PC4) was altered")


def test_a_tail_cut_with_its_end_shows_only_against_a_published_head(chained):
    published = verify(chained)
    forged = update(HEAD).values(seq=4, hash=rows_of(chained)[3]["hash"])
    with tampered(chained, delete(EVENT).where(event(FIVE)), forged) as connection:
        assert audit.verify(connection) != published


def test_an_event_forged_at_the_end_needs_its_own_hash(chained):
    forged = dict(rows_of(chained)[-1]) | {"seq": 6, "verb": "risk.closed"}
    fault = fault_after(chained, insert(EVENT).values(**forged), update(HEAD).values(seq=6))
    assert fault.startswith("Audit event 6 ")


@pytest.mark.parametrize(
    "detail",
    [
        pytest.param({"words": "Ünïcode, 計画, شكرا, 🙂, “quotes” and \\ \" '"}, id="letters of many scripts"),
        pytest.param({"words": "line\nline\ttab \u2028 \u200b"}, id="breaks and hidden characters"),
        pytest.param({"pence": 2**62, "minus": -(2**62)}, id="large whole numbers"),
        pytest.param({"z": 1, "a": {"é": [1, None, True, {"b": "x"}]}, "": ""}, id="nested, in any order"),
        pytest.param({}, id="nothing"),
    ],
)
def test_facts_come_back_from_the_database_as_they_were_chained(chained, detail):
    with tampered(chained) as connection:
        audit.append(connection, [audit.AuditEvent("person:1", "risk.reviewed", "risk:PC1", detail)], NOW)
        assert audit.verify(connection).seq == FIVE + 1
        assert connection.execute(select(EVENT.c.detail).where(event(FIVE + 1))).scalar_one() == detail


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcé字 ", max_size=3), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.lists(JSON, min_size=1, max_size=5))
def test_whatever_was_recorded_the_chain_stays_whole(chained, facts):
    events = [audit.AuditEvent("person:1", "risk.reviewed", "risk:PC1", {"fact": fact}) for fact in facts]
    with tampered(chained) as connection:
        audit.append(connection, events, NOW)
        assert audit.verify(connection).seq == FIVE + len(facts)


@pytest.mark.parametrize("fact", [math.nan, math.inf, object(), b"bytes"], ids=["nan", "inf", "object", "bytes"])
def test_what_is_not_json_is_refused_and_nothing_is_saved(chained, fact):
    with pytest.raises((TypeError, ValueError)):
        chained.write(lambda unit: unit.record("person:1", "risk.reviewed", "risk:PC1", fact=fact))
    assert verify(chained).seq == FIVE


def test_a_long_chain_is_walked_to_its_end(chained):
    events = [audit.AuditEvent("person:1", "risk.reviewed", f"risk:PC{number}", {}) for number in range(2500)]
    with tampered(chained) as connection:
        audit.append(connection, events, NOW)
        assert audit.verify(connection).seq == FIVE + 2500
        connection.execute(update(EVENT).where(event(2499)).values(actor="person:2"))
        with pytest.raises(IntegrityError, match="Audit event 2499 "):
            audit.verify(connection)
