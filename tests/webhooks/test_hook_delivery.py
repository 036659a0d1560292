"""Rows of the outbox that go to webhooks: tried for hours, told in plain words, and holding up nothing else."""

from datetime import timedelta

import pytest

from bot.dispatcher import Dispatcher
from bot.errors import UnavailableError
from bot.routes import Routes
from bot.store.delivery import Deliveries
from bot.store.due import Way
from bot.webhooks.opening import Webhooks
from bot.webhooks.posting import Hook, Postman
from tests.support.delivery import StandingTime, message, put, row_of
from tests.support.fake_slack import FakeSlack
from tests.support.receiver import answering, hanging, receiver

LEASE, WAIT, HOURS = 30.0, 50.0, 4
HOUR = 3600
BODY = {"title": "The week"}


class Nobody:
    """Takes no letters."""

    def send(self, letter):
        raise AssertionError(letter)


@pytest.fixture(params=["sqlite"])
def database_url(request, sqlite_template, tmp_path):
    return sqlite_template.copy_to(tmp_path)


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
def there():
    with receiver() as there:
        yield there


@pytest.fixture
def dispatching(store, engines, time, slack, parked, there):
    """Make dispatchers whose one webhook, `council`, is the receiver."""

    def make(way=Way.ALL, on_parked=parked.append, whole_s=5.0, **hook):
        url = f"http://127.0.0.1:{there.port}/in"
        council = Hook("council", url, **{"allow_private": True, **hook})
        deliveries = Deliveries(
            engines, timedelta(seconds=LEASE), timedelta(seconds=WAIT), way=way, now=time.now, elapsed=time.elapsed
        )
        return Dispatcher(
            deliveries,
            Routes(slack, Nobody(), lambda _: False, Webhooks([council], Postman(whole_s=whole_s))),
            store.outbox_filled,
            on_parked,
            patience={"webhook:council": timedelta(hours=HOURS)}.get,
        )

    return make


def to_hook(key, **more):
    return message(key, "webhook:council", channel="webhook:council", content={"text": key, "body": BODY}, **more)


def for_hours(dispatcher, time, hours, step=60):
    for _ in range(int(hours * HOUR / step)):
        while dispatcher.run_once():
            pass
        time.move(step)


def test_an_hour_of_500_is_outlasted_and_the_message_comes_once(store, engines, time, there, parked, dispatching):
    dispatcher = dispatching()
    there.script[:] = [answering(500)] * 1000
    put(store, to_hook("k1"), to_hook("k2"))
    for_hours(dispatcher, time, 1, step=120)
    tried = len(there.got)
    assert 10 < tried < 40
    there.script.clear()
    for_hours(dispatcher, time, 0.2)
    assert len(there.got) == tried + 2
    assert [row_of(engines, key).status for key in ("k1", "k2")] == ["sent", "sent"]
    assert {got.headers["webhook-id"] for got in there.got[: tried + 1]} == {row_of(engines, "k1").ts}
    assert parked == []


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (answering(500), "it answers that it cannot take it now (500)"),
        (answering(429, "Retry-After: 600\r\n"), "asks for patience each time"),
    ],
)
def test_after_hours_it_is_given_up_and_told(store, engines, time, there, parked, dispatching, behaviour, says):
    dispatcher = dispatching()
    there.script[:] = [behaviour] * 1000
    put(store, to_hook("k"))
    for_hours(dispatcher, time, HOURS - 0.5, step=600)
    assert parked == []
    for_hours(dispatcher, time, 1, step=600)
    (fault,) = [one.fault for one in parked]
    assert fault.startswith("It was tried for 4 hours")
    assert says in fault
    assert "127.0.0.1" not in fault
    assert row_of(engines, "k").status == "parked"


def test_what_cannot_be_told_is_told_later(store, engines, time, there, parked, dispatching):
    told_at = []

    def tell(message):
        told_at.append(time.elapsed())
        if len(told_at) < 3:
            raise UnavailableError("The database did not answer.")
        parked.append(message)

    dispatcher = dispatching(on_parked=tell)
    there.script[:] = [answering(500)] * 1000
    put(store, to_hook("k"))
    for_hours(dispatcher, time, HOURS + 1, step=600)
    assert (len(parked), row_of(engines, "k").status) == (1, "parked")
    assert len(set(told_at)) == 3, "each after a wait"


@pytest.mark.parametrize(("is_safe_twice", "status", "times"), [(True, "pending", 4), (False, "parked", 2)])
def test_one_that_hangs_is_tried_on_unless_a_second_copy_would_be_seen(
    store, engines, time, there, parked, dispatching, is_safe_twice, status, times
):
    dispatcher = dispatching(whole_s=0.05, is_safe_twice=is_safe_twice)
    there.script[:] = [hanging] * 20
    put(store, to_hook("k"))
    for _ in range(4):
        while dispatcher.run_once():
            pass
        time.move(WAIT + 10)
    assert (row_of(engines, "k").status, len(there.got)) == (status, times)
    assert [("may have arrived" in one.fault) for one in parked] == [True] * (not is_safe_twice)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (to_hook("k", is_confidential=True), "confidential"),
        (message("k", channel="webhook:gone", content={"text": "k", "body": BODY}), "names no such webhook"),
    ],
    ids=["not public", "gone"],
)
def test_what_may_not_go_or_leads_nowhere_is_parked_at_once(store, time, there, parked, dispatching, row, says):
    put(store, row)
    dispatching().run_once()
    assert says in parked[0].fault
    assert there.got == []


def test_what_was_given_is_not_given_again_in_other_words(store, engines, there, dispatching):
    dispatcher = dispatching()
    for key in ("k1", "k2"):
        put(store, to_hook(key, anchor="a"))
        dispatcher.run_once()
    assert len(there.got) == 1
    assert row_of(engines, "k2").status == "sent"


def test_each_dispatcher_takes_its_own_rows(store, slack, there, dispatching):
    put(store, to_hook("k"), message("c"), message("u", channel="W12"))
    assert dispatching(way=Way.MAIL).run_once() == 0
    assert dispatching(way=Way.WEBHOOK).run_once() == 1
    assert len(there.got) == 1
    assert slack.called("post") == []
    put(store, to_hook("k2"))
    assert dispatching(way=Way.SLACK | Way.MAIL).run_once() == 2
    assert sorted(slack.called("post")) == ["c", "u"]
