from itertools import pairwise

import pytest

from bot.slack.pacing import Pacing

POST = "chat.postMessage"


class Seconds:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
def pacing(seconds):
    return Pacing(interval_s=1.0, burst=3, monotonic=seconds)


def test_a_burst_then_one_a_second(pacing, seconds):
    assert [pacing.take(POST, "C1") for _ in range(4)] == [0, 0, 0, 1]
    seconds.now = 1.0
    assert [pacing.take(POST, "C1") for _ in range(3)] == [0, 1, 2]


def test_a_rest_restores_the_burst_and_no_more(pacing, seconds):
    for _ in range(3):
        pacing.take(POST, "C1")
    seconds.now = 100.0
    assert [pacing.take(POST, "C1") for _ in range(4)] == [0, 0, 0, 1]


def test_channels_do_not_slow_each_other(pacing):
    for _ in range(3):
        pacing.take(POST, "C1")
    assert pacing.take(POST, "C2") == 0


def test_a_queue_that_comes_back_when_told_is_served_one_a_second(pacing, seconds):
    """Thirty callers each come back when they are told to: about two calls each, not thirty."""
    calls, served, due = 0, [], [(0.0, n) for n in range(30)]
    while due:
        due.sort()
        at, caller = due.pop(0)
        seconds.now = max(seconds.now, at)
        calls += 1
        wait = pacing.take(POST, "C1")
        if wait:
            due.append((seconds.now + wait, caller))
        else:
            served.append(seconds.now)
    assert calls <= 60
    assert served[-1] == pytest.approx(27.0)
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(served[2:]))


def test_a_hold_stops_a_method_everywhere_and_ends(pacing, seconds):
    pacing.hold(POST, 5)
    pacing.hold(POST, 2)
    assert pacing.take(POST, "C1") == 5
    assert (pacing.held(POST), pacing.held("chat.update")) == (5, 0)
    seconds.now = 5.0
    assert pacing.take(POST, "C1") == 0
    assert pacing.held(POST) == 0


def test_many_channels_are_not_remembered_for_ever(pacing, seconds):
    for n in range(2000):
        pacing.take(POST, f"C{n}")
    seconds.now = 100.0
    pacing.take(POST, "C-new")
    assert len(pacing._lanes) == 1
