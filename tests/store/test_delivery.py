import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from bot.errors import UnavailableError
from bot.store import due
from bot.store.claims import Doubt, Place, database_now
from bot.store.delivery import Deliveries
from bot.store.engines import open_engines
from bot.store.tables.delivery import OutboxStatus
from tests.support.delivery import StandingTime, message, places, put, row_of

LEASE = 30.0
WAIT = 50.0
HERE = Place("C1", "100.1")


@pytest.fixture
def time():
    return StandingTime()


@pytest.fixture
def deliveries(engines, time):
    return deliveries_on(engines, time)


def deliveries_on(engines, time):
    lease, wait = timedelta(seconds=LEASE), timedelta(seconds=WAIT)
    return Deliveries(engines, lease, wait, now=time.now, elapsed=time.elapsed)


def keys(claims):
    return [claim.dedupe_key for claim in claims]


def claim_one(deliveries):
    (claim,) = deliveries.claim_due()
    return claim


def test_a_claim_carries_what_is_needed_to_send(store, deliveries):
    content = {"text": "Hello", "blocks": [{"type": "divider"}]}
    put(store, message("k", "s", "a", channel="C9", content=content, is_confidential=True))
    claim = claim_one(deliveries)
    assert (claim.dedupe_key, claim.subject, claim.anchor, claim.channel) == ("k", "s", "a", "C9")
    assert (claim.content, claim.is_confidential, claim.under) == (content, True, None)
    assert (claim.stands, claim.root, claim.doubt, claim.attempts, claim.searches) == (None, None, None, 0, 0)


def test_a_claimed_row_is_not_claimed_again(store, deliveries):
    put(store, message("k"))
    assert keys(deliveries.claim_due()) == ["k"]
    assert deliveries.claim_due() == []


def test_no_more_rows_than_asked_for(store, deliveries):
    put(store, *(message(f"k{n}") for n in range(5)))
    assert keys(deliveries.claim_due(2)) == ["k0", "k1"]
    assert keys(deliveries.claim_due(10)) == ["k2", "k3", "k4"]


def test_sent_records_where_the_message_stands(store, engines, deliveries):
    put(store, message("k", anchor="a"))
    assert deliveries.mark_sent(claim_one(deliveries), HERE)
    row = row_of(engines, "k")
    assert (row.status, row.ts, row.lease_token) == ("sent", HERE.ts, None)
    assert row.sent_at is not None
    assert places(engines) == {"a": ("C1", HERE.channel, HERE.ts)}


def test_a_later_row_of_the_anchor_updates_it(store, deliveries):
    put(store, message("k1", "s", "a"))
    deliveries.mark_sent(claim_one(deliveries), HERE)
    put(store, message("k2", "s", "a"))
    assert claim_one(deliveries).stands == HERE


def test_a_row_addressed_elsewhere_is_no_update(store, engines, deliveries):
    put(store, message("k1", "s", "a"))
    deliveries.mark_sent(claim_one(deliveries), HERE)
    put(store, message("k2", "s", "a", channel="C2"), message("k3", "s3", "b", channel="C2", under="a"))
    claim = claim_one(deliveries)
    assert (claim.dedupe_key, claim.stands) == ("k2", None)
    deliveries.mark_sent(claim, Place("C2", "200.1"))
    assert places(engines) == {"a": ("C2", "C2", "200.1")}
    assert claim_one(deliveries).root == Place("C2", "200.1")


def test_a_direct_message_is_updated_where_slack_put_it(store, deliveries):
    put(store, message("k1", "s", "a", channel="U1"))
    deliveries.mark_sent(claim_one(deliveries), Place("D7", "1.1"))
    put(store, message("k2", "s", "a", channel="U1"))
    assert claim_one(deliveries).stands == Place("D7", "1.1")


@pytest.mark.parametrize("standing", ["pending", "claimed", "uncertain"])
@pytest.mark.parametrize(
    "later",
    [
        pytest.param({"subject": "s", "anchor": "b"}, id="same subject"),
        pytest.param({"subject": "t", "anchor": "a"}, id="same message"),
        pytest.param({"subject": "t", "anchor": "b", "under": "a"}, id="its thread"),
    ],
)
def test_a_row_waits_for_an_unfinished_earlier_one(store, deliveries, standing, later):
    put(store, message("k1", "s", "a"), message("k2", **later))
    first = claim_one(deliveries)
    assert first.dedupe_key == "k1"
    if standing == "pending":
        deliveries.put_back(first, timedelta(seconds=9))
    elif standing == "uncertain":
        deliveries.mark_uncertain(first, timedelta(0))
    assert deliveries.claim_due() == []


def test_a_parked_row_does_not_block_its_subject(store, engines, deliveries):
    put(store, message("k1", "s", "a"), message("k2", "s", "b", under="a"))
    assert deliveries.park(claim_one(deliveries), "The channel is archived.")
    row = row_of(engines, "k1")
    assert (row.status, row.fault) == ("parked", "The channel is archived.")
    claim = claim_one(deliveries)
    assert (claim.dedupe_key, claim.under, claim.root) == ("k2", "a", None)


def test_a_row_goes_under_its_root(store, deliveries):
    put(store, message("k1", "s", "a"), message("k2", "s", "b", under="a"))
    deliveries.mark_sent(claim_one(deliveries), HERE)
    assert claim_one(deliveries).root == HERE


def test_a_row_put_back_comes_when_it_is_due(store, engines, deliveries, time):
    put(store, message("k"))
    deliveries.put_back(claim_one(deliveries), timedelta(seconds=7), failed=True)
    assert (row_of(engines, "k").status, deliveries.claim_due()) == ("pending", [])
    assert deliveries.next_wake_in() == timedelta(seconds=7)
    time.move(7)
    claim = claim_one(deliveries)
    assert (claim.attempts, claim.doubt) == (1, None)
    deliveries.put_back(claim)
    assert claim_one(deliveries).attempts == 1


def test_updates_overtaken_by_later_rows_are_superseded(store, engines, deliveries):
    put(store, message("k1", "s", "a"))
    deliveries.mark_sent(claim_one(deliveries), HERE)
    put(store, message("k2", "s", "a"), message("k3", "s", "a"), message("k4", "s", "a"), message("o"))
    assert keys(deliveries.claim_due()) == ["o", "k4"]
    assert [row_of(engines, key).status for key in ("k2", "k3")] == ["superseded"] * 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({}, {}, id="the first is no update yet"),
        pytest.param({}, {"channel": "C2"}, id="the second is another message"),
    ],
)
def test_a_first_post_is_never_superseded(store, deliveries, first, second):
    put(store, message("k1", "s", "a", **first), message("k2", "s", "a", **second))
    assert keys(deliveries.claim_due()) == ["k1"]


def test_an_update_is_not_superseded_by_a_message_elsewhere(store, deliveries):
    put(store, message("k1", "s", "a"))
    deliveries.mark_sent(claim_one(deliveries), HERE)
    put(store, message("k2", "s", "a"), message("k3", "s", "a", channel="C2"))
    assert keys(deliveries.claim_due()) == ["k2"]


def test_a_lease_that_runs_out_leaves_doubt(store, engines, deliveries, time):
    put(store, message("root", "s", "a"))
    deliveries.mark_sent(claim_one(deliveries), HERE)
    put(store, message("k", "s", "b", under="a"))
    began_at = time.now()
    lost = claim_one(deliveries)
    time.move(LEASE - 0.1)
    assert deliveries.holds(lost)
    assert deliveries.claim_due() == []
    time.move(0.1)
    assert not deliveries.holds(lost)
    assert deliveries.claim_due() == []
    assert row_of(engines, "k").status == "uncertain"
    # It may have been sent until the very end of the lease, so the wait begins there.
    time.move(WAIT - 0.1)
    assert deliveries.claim_due() == []
    time.move(0.1)
    claim = claim_one(deliveries)
    assert claim.token != lost.token
    assert claim.doubt == Doubt(since=began_at, thread_ts=HERE.ts)


def test_the_wait_counts_from_the_attempt(store, deliveries, time):
    put(store, message("k"))
    claim = claim_one(deliveries)
    time.move(10)
    assert deliveries.mark_uncertain(claim, timedelta(seconds=10))
    assert deliveries.next_wake_in() == timedelta(seconds=WAIT - 10)
    time.move(WAIT - 10)
    assert claim_one(deliveries).doubt == Doubt(since=time.now() - timedelta(seconds=WAIT), thread_ts=None)


def test_doubt_reaches_back_to_the_first_attempt(store, deliveries, time):
    put(store, message("k"))
    began_at = time.now()
    deliveries.mark_uncertain(claim_one(deliveries), timedelta(0))
    time.move(WAIT)
    assert deliveries.mark_absent(claim_one(deliveries))
    again = claim_one(deliveries)
    assert again.doubt is None
    deliveries.mark_uncertain(again, timedelta(0))
    time.move(WAIT)
    assert claim_one(deliveries).doubt == Doubt(since=began_at, thread_ts=None)


def test_doubt_remembers_the_thread_of_the_attempt(store, deliveries, time):
    put(store, message("root", "s", "a"))
    deliveries.mark_sent(claim_one(deliveries), HERE)
    put(store, message("k", "s", "b", under="a"), message("root2", "t", "a"))
    reply, root = deliveries.claim_due()
    deliveries.mark_uncertain(reply, timedelta(0))
    moved = Place("C1", "300.3")
    deliveries.mark_sent(root, moved)
    time.move(WAIT)
    claim = claim_one(deliveries)
    assert (claim.doubt.thread_ts, claim.root) == (HERE.ts, moved)
    deliveries.put_back(claim)
    assert claim_one(deliveries).doubt.thread_ts == HERE.ts


def test_failed_searches_are_counted_and_wait_longer_each_time(store, deliveries, time):
    put(store, message("k"))
    deliveries.mark_uncertain(claim_one(deliveries), timedelta(0))
    time.move(WAIT)
    for searches, wait in enumerate([WAIT, 2 * WAIT, 4 * WAIT, 8 * WAIT, 600, 600]):
        claim = claim_one(deliveries)
        assert (claim.searches, claim.doubt is None) == (searches, False)
        assert deliveries.mark_unsearched(claim)
        assert deliveries.next_wake_in() == timedelta(seconds=wait)
        time.move(wait)


def test_a_row_of_which_the_message_is_gone_is_posted_anew(store, engines, deliveries):
    put(store, message("k1", "s", "a"))
    deliveries.mark_sent(claim_one(deliveries), HERE)
    put(store, message("k2", "s", "a"))
    assert deliveries.forget(claim_one(deliveries), "a", HERE)
    assert places(engines) == {}
    claim = claim_one(deliveries)
    assert (claim.dedupe_key, claim.stands, claim.doubt) == ("k2", None, None)


@pytest.mark.parametrize(
    "report",
    [
        pytest.param(lambda d, c: d.mark_sent(c, HERE), id="sent"),
        pytest.param(lambda d, c: d.put_back(c), id="put back"),
        pytest.param(lambda d, c: d.mark_uncertain(c, timedelta(0)), id="uncertain"),
        pytest.param(lambda d, c: d.mark_absent(c), id="absent"),
        pytest.param(lambda d, c: d.mark_unsearched(c), id="unsearched"),
        pytest.param(lambda d, c: d.forget(c, "a", Place("C1", "1.1")), id="gone"),
        pytest.param(lambda d, c: d.park(c, "No."), id="parked"),
    ],
)
class TestFence:
    def test_a_stale_token_changes_nothing(self, store, engines, deliveries, time, report):
        put(store, message("k", anchor="a"))
        stale = claim_one(deliveries)
        time.move(LEASE)
        deliveries.claim_due()
        time.move(WAIT)
        assert claim_one(deliveries).token != stale.token
        before = row_of(engines, "k")
        assert report(deliveries, stale) is False
        assert row_of(engines, "k") == before
        assert places(engines) == {}

    def test_a_finished_row_stays_finished(self, store, engines, deliveries, report):
        put(store, message("k", anchor="a"))
        claim = claim_one(deliveries)
        deliveries.mark_sent(claim, Place("C1", "1.1"))
        before = row_of(engines, "k")
        assert report(deliveries, claim) is False
        assert row_of(engines, "k") == before
        assert places(engines) == {"a": ("C1", "C1", "1.1")}

    def test_a_late_holder_may_still_say_what_it_knows(self, store, engines, deliveries, time, report):
        put(store, message("k", anchor="a"))
        late = claim_one(deliveries)
        time.move(LEASE)
        deliveries.claim_due()
        assert row_of(engines, "k").status == "uncertain"
        assert report(deliveries, late) is True
        assert report(deliveries, late) is False


def test_counts_by_status(store, deliveries):
    put(store, message("k1"), message("k2"), message("k3", "s"), message("k4", "s"))
    first, second, _ = deliveries.claim_due()
    deliveries.mark_sent(first, HERE)
    deliveries.park(second, "No.")
    expected = {OutboxStatus.SENT: 1, OutboxStatus.PARKED: 1, OutboxStatus.CLAIMED: 1, OutboxStatus.PENDING: 1}
    assert deliveries.counts() == dict.fromkeys(OutboxStatus, 0) | expected


def test_nothing_to_wake_for(store, deliveries):
    assert deliveries.next_wake_in() is None


def test_leases_end_by_the_databases_clock(engines):
    with engines.read.connect() as connection:
        first, second = database_now(connection), database_now(connection)
        expected = text(
            "SELECT unixepoch('subsec')" if engines.is_sqlite else "SELECT extract(epoch FROM clock_timestamp())"
        )
        reading = float(connection.execute(expected).scalar_one())
    assert first <= second
    assert first.utcoffset() == timedelta(0)
    assert second.timestamp() == pytest.approx(reading, abs=5)


def test_a_database_that_does_not_answer_is_said_plainly(engines, deliveries):
    with engines.write.begin() as connection:
        connection.execute(text("DROP TABLE outbox"))
    with pytest.raises(UnavailableError):
        deliveries.claim_due()
    with pytest.raises(UnavailableError):
        deliveries.counts()


def test_rivals_never_share_a_row(store, database_url, time):
    """Eight dispatchers race for 60 rows of 20 subjects: each row is claimed once, in its subject's order."""
    put(store, *(message(f"k{n:02}", f"s{n % 20}") for n in range(60)))
    taken, failures, lock, line = [], [], threading.Lock(), threading.Barrier(8)

    def rival():
        engines = open_engines(database_url, busy_timeout_ms=20_000)
        try:
            mine = deliveries_on(engines, time)
            line.wait(10)
            while claims := mine.claim_due(3):
                with lock:
                    taken.extend(keys(claims))
                for claim in claims:
                    mine.mark_sent(claim, Place("C1", claim.dedupe_key))
        except BaseException as failure:  # noqa: BLE001 - told to the test's own thread
            failures.append(failure)
        finally:
            engines.dispose()

    threads = [threading.Thread(target=rival) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    # A rival may find nothing while others hold the heads of all subjects; what is left is claimed here.
    rest = deliveries_on(store.engines, time)
    while claims := rest.claim_due():
        taken.extend(keys(claims))
        for claim in claims:
            rest.mark_sent(claim, Place("C1", claim.dedupe_key))
    assert sorted(taken) == [f"k{n:02}" for n in range(60)]
    for subject in range(20):
        mine = [key for key in taken if int(key[1:]) % 20 == subject]
        assert mine == sorted(mine)


class TestPlans:
    """Due rows are found through the partial indexes, however many finished rows there are."""

    @pytest.fixture
    def crowded(self, store, engines):
        """5,000 sent rows, 200 pending, 20 claimed."""
        with engines.write.begin() as connection:
            now = database_now(connection)
            connection.execute(
                due.OUTBOX.insert(),
                [
                    {
                        "dedupe_key": f"old{n}",
                        "subject": f"s{n % 500}",
                        "channel": "C1",
                        "anchor": f"a{n}",
                        "under": None,
                        "is_confidential": False,
                        "content": {"text": "x" * 200},
                        "status": "sent" if n >= 220 else "pending" if n >= 20 else "claimed",
                        "created_at": now,
                        "not_before_at": now - timedelta(hours=1),
                        "attempts": 0,
                        "searches": 0,
                    }
                    for n in range(5_220)
                ],
            )
        if not engines.is_sqlite:
            # Autovacuum does this in time; SQLite never does, and has to choose well without.
            with engines.write.begin() as connection:
                connection.execute(text("ANALYZE outbox"))
        return engines

    def test_every_statement_keeps_to_the_indexes(self, crowded):
        plans = self.plans_of(crowded, lambda deliveries: (deliveries.claim_due(), deliveries.next_wake_in()))
        used = "\n".join(plans)
        assert all(index in used for index in ("ix_outbox_due", "ix_outbox_subject", "ix_outbox_anchor")), used
        scan = "SCAN outbox" if crowded.is_sqlite else "Seq Scan on outbox"
        assert [plan for plan in plans if scan in plan] == []

    def test_due_rows_are_read_from_the_index_alone(self, crowded):
        first, *_ = self.plans_of(crowded, lambda deliveries: deliveries.next_wake_in())
        assert ("COVERING INDEX" if crowded.is_sqlite else "Index Only Scan") in first

    @staticmethod
    def plans_of(engines, work):
        """The database's plan for each statement that `work` runs on the outbox, as it runs it."""
        statements = []

        def keep(_connection, _cursor, statement, parameters, _context, _many):
            if "outbox" in statement:
                statements.append((statement, parameters))

        for engine in {engines.read, engines.write}:
            event.listen(engine, "before_cursor_execute", keep)
        work(deliveries_on(engines, StandingTime()))
        for engine in {engines.read, engines.write}:
            event.remove(engine, "before_cursor_execute", keep)
        assert statements
        explain = "EXPLAIN QUERY PLAN " if engines.is_sqlite else "EXPLAIN "
        with engines.read.connect() as connection:
            return [
                "\n".join([s, *(str(row[-1]) for row in connection.exec_driver_sql(explain + s, parameters))])
                for s, parameters in statements
            ]
