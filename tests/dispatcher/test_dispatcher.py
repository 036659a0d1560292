import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.dispatcher import Dispatcher, ParkedMessage
from bot.errors import NotFoundError, UnavailableError
from bot.slack.outcomes import NotSent, Posted, RateLimited, Refused, Unknown
from bot.store.delivery import Deliveries
from bot.store.tables.delivery import OutboxStatus
from tests.support.delivery import StandingTime, message, places, put, row_of
from tests.support.fake_slack import FakeSlack, TakesEffect, facts
from tests.support.waiting import wait_until

LEASE = 30.0
WAIT = 50.0


@pytest.fixture
def time():
    return StandingTime()


@pytest.fixture
def slack(time):
    return FakeSlack(time)


@pytest.fixture
def parked():
    return []


@pytest.fixture
def deliveries(engines, time):
    lease, wait = timedelta(seconds=LEASE), timedelta(seconds=WAIT)
    return Deliveries(engines, lease, wait, now=time.now, elapsed=time.elapsed)


@pytest.fixture
def dispatcher(store, deliveries, slack, parked):
    return Dispatcher(deliveries, slack, store.outbox_filled, parked.append, search_attempts=3)


def run(dispatcher):
    """Run until nothing is due."""
    while dispatcher.run_once():
        pass


def run_through(dispatcher, slack):
    """Run until nothing is due, through the waits of an unknown outcome and a failed search."""
    for _ in range(3):
        run(dispatcher)
        slack.time.move(WAIT)


def status(engines, key):
    return row_of(engines, key).status


class TestSending:
    def test_posts_and_records(self, store, engines, slack, dispatcher):
        put(store, message("k", anchor="a"))
        run(dispatcher)
        (posted,) = slack.messages
        assert (posted.channel, posted.text, posted.key) == ("C1", "k", "k")
        assert (row_of(engines, "k").status, row_of(engines, "k").ts) == ("sent", posted.ts)
        assert places(engines) == {"a": ("C1", "C1", posted.ts)}

    def test_updates_in_place(self, store, slack, dispatcher):
        put(store, message("k1", "s", "a"))
        run(dispatcher)
        put(store, message("k2", "s", "a"))
        run(dispatcher)
        assert slack.texts() == ["k2"]
        assert slack.called("post") == ["k1"]

    def test_replies_go_into_their_thread_in_order(self, store, slack, dispatcher):
        put(store, message("root", "s", "a"), *(message(f"r{n}", "s", under="a") for n in range(5)))
        run(dispatcher)
        root = slack.messages[0]
        assert [m.key for m in slack.messages] == ["root", "r0", "r1", "r2", "r3", "r4"]
        assert {m.thread_ts for m in slack.messages[1:]} == {root.ts}

    def test_a_reply_to_a_parked_root_goes_to_the_channel(self, store, engines, slack, dispatcher):
        slack.script["post"].append(Refused("msg_too_long"))
        put(store, message("root", "s", "a"), message("reply", "s", under="a"))
        run(dispatcher)
        assert (status(engines, "root"), status(engines, "reply")) == ("parked", "sent")
        assert [(m.key, m.thread_ts) for m in slack.messages] == [("reply", None)]

    @pytest.mark.parametrize("person", ["U12", "W12"])
    def test_a_person_gets_a_direct_message(self, store, engines, slack, dispatcher, person):
        put(store, message("k1", "s", "a", channel=person))
        run(dispatcher)
        put(store, message("k2", "s", "a", channel=person))
        run(dispatcher)
        assert slack.texts("D12") == ["k2"]
        assert places(engines)["a"][:2] == (person, "D12")

    def test_a_message_that_moves_is_posted_where_it_moved_to(self, store, slack, dispatcher):
        put(store, message("k1", "s", "a"))
        run(dispatcher)
        put(store, message("k2", "s", "a", channel="C2"))
        run(dispatcher)
        assert (slack.texts("C1"), slack.texts("C2")) == (["k1"], ["k2"])

    def test_no_transaction_is_open_during_a_call(self, store, engines, slack, dispatcher):
        """Another writer gets in at once while Slack is being called."""

        def write():
            with engines.write.begin() as connection:
                connection.execute(text("UPDATE directory_version SET version = version + 1"))

        slack.before = dict.fromkeys(("post", "channel", "find"), write)
        slack.script["post"].append(Unknown("x"))
        put(store, message("k", is_confidential=True))
        run(dispatcher)
        slack.time.move(WAIT)
        run(dispatcher)
        assert status(engines, "k") == "sent"
        assert slack.called("find") == ["k"]


class TestConfidential:
    @pytest.mark.parametrize(
        ("marks", "fault"),
        [
            ({"is_private": False}, "open to the whole workspace"),
            ({"is_ext_shared": True}, "shared with another organisation"),
            ({"is_private": False, "is_im": True, "is_ext_shared": True}, "shared with another organisation"),
            ({"is_archived": True}, "archived"),
            (None, "cannot see the channel"),
        ],
    )
    def test_goes_nowhere_that_others_read(self, store, engines, slack, dispatcher, parked, marks, fault):
        slack.channels["C1"] = None if marks is None else facts("C1", **marks)
        put(store, message("k", is_confidential=True))
        run(dispatcher)
        assert slack.messages == []
        assert fault in row_of(engines, "k").fault
        assert [(p.key, p.is_confidential) for p in parked] == [("k", True)]

    @pytest.mark.parametrize("marks", [{}, {"is_private": False, "is_im": True}])
    def test_goes_to_private_channels_and_direct_messages(self, store, slack, dispatcher, marks):
        slack.channels["C1"] = facts("C1", **marks)
        put(store, message("k", is_confidential=True))
        run(dispatcher)
        assert slack.texts() == ["k"]

    def test_is_checked_again_for_an_update(self, store, engines, slack, dispatcher):
        put(store, message("k1", "s", "a", is_confidential=True))
        run(dispatcher)
        slack.channels["C1"] = facts("C1", is_ext_shared=True)
        put(store, message("k2", "s", "a", is_confidential=True))
        run(dispatcher)
        assert slack.texts() == ["k1"]
        assert status(engines, "k2") == "parked"

    def test_a_direct_message_to_a_person_has_one_reader_and_is_not_asked_about(self, store, slack, dispatcher):
        slack.channels["D12"] = None
        put(store, message("k", channel="U12", is_confidential=True))
        run(dispatcher)
        assert slack.called("channel") == []
        assert slack.texts("D12") == ["k"]

    def test_waits_while_slack_does_not_say(self, store, engines, slack, dispatcher, parked):
        slack.script["channel"].append(UnavailableError("Slack did not answer."))
        put(store, message("k", is_confidential=True))
        run(dispatcher)
        assert (status(engines, "k"), slack.messages, parked) == ("pending", [], [])
        slack.time.move(1)
        run(dispatcher)
        assert slack.texts() == ["k"]

    def test_public_messages_are_not_looked_up(self, store, slack, dispatcher):
        put(store, message("k"))
        run(dispatcher)
        assert slack.called("channel") == []


class TestNotSent:
    def test_a_rate_limit_is_waited_out_and_is_no_attempt(self, store, engines, slack, dispatcher):
        slack.script["post"].append(RateLimited(7.5))
        put(store, message("k"), message("other", channel="C2"))
        run(dispatcher)
        assert (slack.texts("C1"), slack.texts("C2")) == ([], ["other"])
        slack.time.move(7.4)
        assert dispatcher.run_once() == 0
        slack.time.move(0.1)
        run(dispatcher)
        assert slack.texts() == ["k"]
        assert row_of(engines, "k").attempts == 0

    def test_an_outage_is_waited_out_for_ever_longer_and_nothing_is_parked(self, store, engines, slack, dispatcher):
        put(store, message("k"))
        for pause in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]:
            slack.script["post"].append(NotSent("the connection was refused"))
            run(dispatcher)
            slack.time.move(pause - 0.1)
            assert dispatcher.run_once() == 0
            slack.time.move(0.1)
        run(dispatcher)
        assert slack.texts() == ["k"]
        assert status(engines, "k") == "sent"

    def test_a_lease_that_is_over_sends_nothing(self, store, engines, slack, dispatcher):
        slack.before["channel"] = lambda: slack.time.move(LEASE)
        put(store, message("k", is_confidential=True))
        dispatcher.run_once()
        assert slack.called("post") == []
        assert status(engines, "k") == "pending"
        slack.before.clear()
        run(dispatcher)
        assert slack.texts() == ["k"]

    def test_no_person_no_message(self, store, engines, slack, dispatcher, parked):
        slack.script["open_dm"].append(NotFoundError("Slack does not know the person."))
        put(store, message("k", channel="U404"))
        run(dispatcher)
        assert status(engines, "k") == "parked"
        assert parked[0].fault == "Slack does not know the person."


class TestRefused:
    def test_is_parked_and_told(self, store, engines, slack, dispatcher, parked):
        slack.script["post"].append(Refused("is_archived"))
        put(store, message("k1", "s", "a"), message("k2", "s", "b"))
        run(dispatcher)
        assert parked == [
            ParkedMessage("k1", "s", "C1", "a", is_confidential=False, fault="The channel is archived. (is_archived)")
        ]
        assert row_of(engines, "k1").fault == parked[0].fault
        assert slack.texts() == ["k2"]

    @pytest.mark.parametrize("error", ["message_not_found", "cant_update_message", "edit_window_closed"])
    def test_an_update_of_what_is_gone_is_posted_anew(self, store, engines, slack, dispatcher, parked, error):
        put(store, message("k1", "s", "a"))
        run(dispatcher)
        slack.messages.clear()
        slack.script["update"].append(Refused(error))
        put(store, message("k2", "s", "a"))
        run(dispatcher)
        (anew,) = slack.messages
        assert (anew.key, places(engines)["a"]) == ("k2", ("C1", "C1", anew.ts))
        assert parked == []

    def test_another_refusal_of_an_update_is_parked(self, store, engines, slack, dispatcher):
        put(store, message("k1", "s", "a"))
        run(dispatcher)
        slack.script["update"].append(Refused("msg_too_long"))
        put(store, message("k2", "s", "a"))
        run(dispatcher)
        assert status(engines, "k2") == "parked"

    def test_a_reply_whose_thread_is_gone_goes_to_the_channel(self, store, slack, dispatcher):
        put(store, message("root", "s", "a"))
        run(dispatcher)
        slack.messages.clear()
        slack.script["post"].append(Refused("thread_not_found"))
        put(store, message("reply", "s", under="a"))
        run(dispatcher)
        assert [(m.key, m.thread_ts) for m in slack.messages] == [("reply", None)]

    def test_a_database_that_fails_while_telling_does_not_keep_it_secret(
        self, store, engines, slack, deliveries, parked
    ):
        failing = [UnavailableError("The database did not answer.")]

        def tell(message):
            if failing:
                raise failing.pop()
            parked.append(message.key)

        dispatcher = Dispatcher(deliveries, slack, threading.Event(), tell)
        slack.script["post"].extend([Refused("no_text")] * 2)
        put(store, message("k"))
        run(dispatcher)
        assert (status(engines, "k"), parked) == ("pending", [])
        slack.time.move(1)
        run(dispatcher)
        assert (status(engines, "k"), parked) == ("parked", ["k"])

    def test_a_bug_in_telling_does_not_bring_the_row_back(self, store, engines, slack, deliveries):
        def tell(_message):
            raise ZeroDivisionError

        dispatcher = Dispatcher(deliveries, slack, threading.Event(), tell)
        slack.script["post"].append(Refused("no_text"))
        put(store, message("k"))
        run(dispatcher)
        assert status(engines, "k") == "parked"


class TestUnknown:
    @pytest.mark.parametrize("landed", [True, False])
    def test_waits_searches_and_sends_only_if_absent(self, store, engines, slack, dispatcher, landed):
        unknown = Unknown("no answer in time")
        slack.script["post"].append(TakesEffect(unknown) if landed else unknown)
        put(store, message("k", "s", "a"), message("next", "s", "b"))
        run(dispatcher)
        assert status(engines, "k") == "uncertain"
        slack.time.move(WAIT - 0.1)
        assert dispatcher.run_once() == 0
        slack.time.move(0.1)
        run(dispatcher)
        assert slack.texts() == ["k", "next"]
        assert slack.called("post") == (["k", "next"] if landed else ["k", "k", "next"])
        assert places(engines)["a"][2] == slack.messages[0].ts

    def test_the_wait_counts_from_the_attempt(self, store, slack, dispatcher):
        slack.before["post"] = lambda: slack.time.move(10)
        slack.script["post"].append(TakesEffect(Unknown("no answer in time")))
        put(store, message("k"))
        run(dispatcher)
        slack.time.move(WAIT - 10)
        assert dispatcher.run_once() == 1

    def test_a_reply_is_searched_for_in_its_thread(self, store, slack, dispatcher):
        put(store, message("root", "s", "a"))
        run(dispatcher)
        slack.script["post"].append(TakesEffect(Unknown("x")))
        put(store, message("reply", "s", under="a"))
        run(dispatcher)
        slack.time.move(WAIT)
        run(dispatcher)
        assert slack.texts() == ["root", "reply"]

    def test_a_direct_message_is_searched_for_where_it_went(self, store, slack, dispatcher):
        slack.script["post"].append(TakesEffect(Unknown("x")))
        put(store, message("k", channel="U12"))
        run(dispatcher)
        slack.time.move(WAIT)
        run(dispatcher)
        assert slack.texts("D12") == ["k"]

    def test_an_update_is_simply_made_again(self, store, engines, slack, dispatcher):
        put(store, message("k1", "s", "a"))
        run(dispatcher)
        slack.script["update"].append(Unknown("x"))
        put(store, message("k2", "s", "a"), message("k3", "s", "b"))
        run(dispatcher)
        assert slack.texts() == ["k1"]
        slack.time.move(WAIT)
        run(dispatcher)
        assert slack.texts() == ["k2", "k3"]
        assert slack.called("find") == []

    def test_a_search_that_keeps_failing_parks_it(self, store, engines, slack, dispatcher, parked):
        slack.script["post"].append(Unknown("x"))
        slack.script["find"].extend([Unknown("Slack answered with HTTP 500")] * 3)
        put(store, message("k1", "s", "a"), message("k2", "s", "b"))
        run(dispatcher)
        for searches, wait in enumerate([WAIT, WAIT, 2 * WAIT]):
            assert (status(engines, "k1"), len(slack.called("find"))) == ("uncertain", searches)
            slack.time.move(wait)
            run(dispatcher)
        assert status(engines, "k1") == "parked"
        assert "HTTP 500" in parked[0].fault
        assert slack.texts() == ["k2"]

    @pytest.mark.parametrize("passing", [RateLimited(5), NotSent("the connection was refused")])
    def test_a_search_that_was_not_made_does_not_count(self, store, engines, slack, dispatcher, passing):
        slack.script["post"].append(TakesEffect(Unknown("x")))
        slack.script["find"].extend([passing] * 4)
        put(store, message("k"))
        run(dispatcher)
        slack.time.move(WAIT)
        for _ in range(4):
            assert status(engines, "k") == "uncertain"
            run(dispatcher)
            slack.time.move(300)
        run(dispatcher)
        assert (status(engines, "k"), slack.texts()) == ("sent", ["k"])

    def test_a_bug_on_one_row_holds_up_no_other_and_ends(self, store, engines, slack, dispatcher, parked):
        slack.script["post"].extend([ZeroDivisionError()])
        put(store, message("bad"), message("good"))
        run(dispatcher)
        assert slack.texts() == ["good"]
        for _ in range(20):
            slack.script["post"].extend([ZeroDivisionError()])
            slack.time.move(WAIT)
            run(dispatcher)
        assert status(engines, "bad") == "parked"
        assert [p.key for p in parked] == ["bad"]


class StoppedError(BaseException):
    """The process ends here."""


class TestCrashes:
    """A process may end at any point between two steps; the next one settles what it left."""

    @pytest.fixture
    def run_again(self, store, slack, deliveries, parked):
        def again():
            slack.before.clear()
            following = Dispatcher(deliveries, slack, store.outbox_filled, parked.append)
            for _ in range(3):
                slack.time.move(LEASE + WAIT)
                run(following)

        return again

    @staticmethod
    def stop():
        raise StoppedError

    @pytest.mark.parametrize(
        ("method", "channel", "place"), [("post", "U12", "D12"), ("channel", "C1", "C1"), ("open_dm", "U12", "D12")]
    )
    def test_before_the_call(self, store, slack, dispatcher, run_again, method, channel, place):
        slack.before[method] = self.stop
        put(store, message("k", channel=channel, is_confidential=True))
        with pytest.raises(StoppedError):
            dispatcher.run_once()
        assert slack.messages == []
        run_again()
        assert slack.texts(place) == ["k"]

    @pytest.mark.parametrize(
        "step", ["mark_sent", "put_back", "mark_uncertain", "mark_absent", "mark_unsearched", "forget", "park"]
    )
    @pytest.mark.parametrize("moment", ["before", "after"])
    def test_around_each_record(
        self, store, engines, slack, deliveries, dispatcher, run_again, parked, monkeypatch, step, moment
    ):
        put(store, message("k1", "s", "a"))
        run(dispatcher)
        if step == "forget":
            slack.messages.clear()
        put(store, message("k2", "s", "a" if step == "forget" else "b"))
        script = {
            "mark_sent": {},
            "put_back": {"post": [NotSent("x")]},
            "mark_uncertain": {"post": [TakesEffect(Unknown("x"))]},
            "mark_absent": {"post": [Unknown("x")]},
            "mark_unsearched": {"post": [TakesEffect(Unknown("x"))], "find": [Unknown("x")]},
            "forget": {},
            "park": {"post": [Refused("no_text")] * 2},
        }[step]
        for method, outcomes in script.items():
            slack.script[method].extend(outcomes)
        real = getattr(deliveries, step)

        def record(*arguments, **keywords):
            monkeypatch.undo()
            if moment == "after":
                real(*arguments, **keywords)
            raise StoppedError

        monkeypatch.setattr(deliveries, step, record)
        with pytest.raises(StoppedError):
            run_through(dispatcher, slack)
        run_again()
        if step == "park":
            assert status(engines, "k2") == "parked"
            assert {p.key for p in parked} == {"k2"}
            assert slack.texts() == ["k1"]
        else:
            assert status(engines, "k2") == "sent"
            assert [m.key for m in slack.messages] == (["k2"] if step == "forget" else ["k1", "k2"])

    def test_before_the_claim_is_committed(self, store, slack, deliveries, dispatcher, run_again, monkeypatch):
        put(store, message("k"))
        monkeypatch.setattr(deliveries, "_take", lambda *_: self.stop())
        with pytest.raises(StoppedError):
            dispatcher.run_once()
        monkeypatch.undo()
        run(dispatcher)
        assert slack.texts() == ["k"]

    def test_an_outcome_the_database_would_not_take_is_found_again(
        self, store, slack, deliveries, dispatcher, run_again, monkeypatch
    ):
        def refuse(*_):
            raise UnavailableError("The disk is full.")

        monkeypatch.setattr(deliveries, "mark_sent", refuse)
        put(store, message("k"), message("other"))
        run(dispatcher)
        assert slack.texts() == ["k", "other"]
        monkeypatch.undo()
        run_again()
        assert slack.texts() == ["k", "other"]


class TestThread:
    """The thread itself, on real time."""

    @pytest.fixture
    def deliveries(self, engines):
        return Deliveries(engines, timedelta(seconds=30), timedelta(seconds=50))

    @pytest.fixture
    def started(self, store, deliveries, slack, parked):
        running = Dispatcher(deliveries, slack, store.outbox_filled, parked.append, poll_seconds=60)
        running.start()
        yield running
        assert running.stop(10)

    def test_wakes_when_the_outbox_is_filled(self, store, slack, started):
        for key in ("k1", "k2"):
            put(store, message(key))
            assert wait_until(lambda key=key: key in slack.texts(), 10)

    def test_wakes_when_a_row_falls_due(self, store, slack, started):
        slack.script["post"].append(RateLimited(0.2))
        put(store, message("k"))
        assert wait_until(lambda: slack.texts() == ["k"], 10)

    def test_looks_without_being_woken(self, store, deliveries, slack, parked):
        running = Dispatcher(deliveries, slack, threading.Event(), parked.append, poll_seconds=0.05)
        running.start()
        put(store, message("k"))
        assert wait_until(lambda: slack.texts() == ["k"], 10)
        assert running.stop(10)

    def test_stop_finishes_the_message_in_hand_and_gives_back_the_rest(self, store, engines, deliveries, slack, parked):
        in_hand, go_on = threading.Event(), threading.Event()
        slack.before["post"] = lambda: (in_hand.set(), go_on.wait(10))
        put(store, message("k1"), message("k2"))
        running = Dispatcher(deliveries, slack, store.outbox_filled, parked.append)
        running.start()
        assert in_hand.wait(10)
        assert running.stop(0) is False
        go_on.set()
        assert running.stop(10) is True
        assert slack.texts() == ["k1"]
        assert (status(engines, "k1"), status(engines, "k2")) == ("sent", "pending")

    def test_outlives_a_database_that_fails_for_a_while(self, store, deliveries, slack, parked, monkeypatch):
        failures = [UnavailableError("The database did not answer."), ZeroDivisionError()]
        real = deliveries.claim_due

        def claim(limit):
            if failures:
                raise failures.pop()
            return real(limit)

        monkeypatch.setattr(deliveries, "claim_due", claim)
        running = Dispatcher(deliveries, slack, store.outbox_filled, parked.append, poll_seconds=0.05)
        put(store, message("k"))
        running.start()
        assert wait_until(lambda: slack.texts() == ["k"], 10)
        assert running.stop(10)

    def test_never_started_is_stopped_at_once(self, dispatcher):
        assert dispatcher.stop(0)


def test_a_batch_and_its_counts(store, deliveries, dispatcher, slack):
    put(store, *(message(f"k{n}") for n in range(25)))
    assert [dispatcher.run_once() for _ in range(4)] == [10, 10, 5, 0]
    assert deliveries.counts()[OutboxStatus.SENT] == 25
    assert isinstance(slack.post("C1", {"text": "x"}, None, {"event_payload": {"key": "x"}}), Posted)
