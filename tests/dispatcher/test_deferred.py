"""What a row says may be found when it is sent: it then says what holds by then, waits, or is dropped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import ManualClock
from bot.dispatcher import Dispatcher
from bot.store.delivery import Deliveries
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from tests.support.delivery import StandingTime, message, put, row_of
from tests.support.fake_slack import FakeSlack


@pytest.fixture
def office(sqlite_template, tmp_path):
    engines = open_engines(sqlite_template.copy_to(tmp_path))
    yield Store(engines, ManualClock(datetime(2018, 11, 19, 8, tzinfo=UTC)))
    engines.dispose()


class Composing:
    def __init__(self, store):
        self.time, self.asked, self.answer = StandingTime(), [], None
        self.slack = FakeSlack(self.time)
        deliveries = Deliveries(
            store.engines, timedelta(seconds=30), timedelta(seconds=50), now=self.time.now, elapsed=self.time.elapsed
        )
        self.dispatcher = Dispatcher(deliveries, self.slack, store.outbox_filled, print, compose=self.compose)

    def compose(self, kept, channel, stands, waited):
        self.asked.append((kept, stands))
        assert waited >= timedelta(0)
        return self.answer

    def run(self):
        while self.dispatcher.run_once():
            pass


def put_deferred(store, key):
    put(store, message(key, "s", "a", content={"deferred": {"kind": "nudges", "id": 1}}))


def test_content_is_asked_for_when_it_is_sent_and_when_it_is_renewed(office):
    house = Composing(office)
    put_deferred(office, "k1")
    house.answer = {"text": "first"}
    house.run()
    put_deferred(office, "k2")
    house.answer = {"text": "second"}
    house.run()
    assert house.slack.texts() == ["second"]
    assert house.asked == [({"kind": "nudges", "id": 1}, False), ({"kind": "nudges", "id": 1}, True)]


def test_what_is_wanted_no_more_is_dropped_unsent(office):
    house = Composing(office)
    put_deferred(office, "k")
    house.run()
    assert house.slack.texts() == []
    assert row_of(office.engines, "k").status == "superseded"


def test_what_would_disturb_waits(office):
    house = Composing(office)
    put_deferred(office, "k")
    house.answer = timedelta(hours=1)
    house.run()
    assert (len(house.asked), row_of(office.engines, "k").status) == (1, "pending")
    house.answer = {"text": "morning"}
    house.time.move(3600)
    house.run()
    assert house.slack.texts() == ["morning"]
