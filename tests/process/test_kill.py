"""The dispatcher is killed, as by the kernel, at the two points that matter; its successor says the message once."""

import pytest

from tests.support.delivering_process import delivering_process
from tests.support.delivery import places, row_of
from tests.support.slack_double import Held, slack_double
from tests.support.waiting import wait_until

pytestmark = pytest.mark.process

PATIENCE_S = 30


@pytest.fixture
def double():
    with slack_double() as running:
        yield running


@pytest.fixture
def successor(database_url, double, engines, tmp_path):
    """Let a second process settle what the first one left; it ends once the row is sent."""

    def run():
        with delivering_process(database_url, double.api, tmp_path) as process:
            process.deliver()
            assert wait_until(lambda: row_of(engines, "k").status == "sent", PATIENCE_S), row_of(engines, "k")
            process.stop()

    return run


def assert_said_once(double, engines):
    assert double.texts("C1") == ["k"]
    assert places(engines) == {"a:k": ("C1", "C1", double.messages[0]["ts"])}


def test_killed_between_commit_and_post(database_url, double, engines, tmp_path, successor):
    with delivering_process(database_url, double.api, tmp_path, "k") as first:
        first.wait_until_written()
        assert row_of(engines, "k").status == "pending"
        first.kill()
    assert double.calls == []
    successor()
    assert_said_once(double, engines)
    assert double.bodies("conversations.history") == []


@pytest.mark.parametrize("landed", [True, False])
def test_killed_between_post_and_record(database_url, double, engines, tmp_path, successor, landed):
    held = Held(takes_effect=landed)
    double.plan("chat.postMessage", held)
    with delivering_process(database_url, double.api, tmp_path, "k") as first:
        first.wait_until_written()
        first.deliver()
        assert held.reached.wait(PATIENCE_S)
        first.kill()
    held.release.set()
    assert row_of(engines, "k").status == "claimed"
    assert double.texts("C1") == (["k"] if landed else [])
    successor()
    assert_said_once(double, engines)
    assert len(double.bodies("chat.postMessage")) == (1 if landed else 2)
    assert len(double.bodies("conversations.history")) == 1
