"""Rate limits: how many calls pass at once, what a refused one is told, and that other methods go on."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.rates import POST_PER_CHANNEL, TIER_2, Rates
from tests.sandbox.conftest import CLOSED, DIRECTOR, OPEN


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_burst_passes_and_then_one_each_second():
    clock = Clock()
    rates = Rates(clock)
    key = ("chat.postMessage", "C1")
    assert [rates.take(key, POST_PER_CHANNEL) for _ in range(10)] == [0] * 10
    assert rates.take(key, POST_PER_CHANNEL) == 1
    clock.now = 0.5
    assert rates.take(key, POST_PER_CHANNEL) == 1
    clock.now = 1.0
    assert rates.take(key, POST_PER_CHANNEL) == 0
    assert rates.take(key, POST_PER_CHANNEL) == 1
    assert rates.take(("chat.postMessage", "C2"), POST_PER_CHANNEL) == 0


def test_a_tier_counts_by_the_minute():
    clock = Clock()
    rates = Rates(clock)
    assert [rates.take(("users.list",), TIER_2) for _ in range(21)] == [0] * 20 + [3]
    clock.now = 3.0
    assert rates.take(("users.list",), TIER_2) == 0
    clock.now = 1_000.0
    assert [rates.take(("users.list",), TIER_2) for _ in range(21)] == [0] * 20 + [3]


def test_rates_can_be_switched_off():
    rates = Rates(Clock())
    rates.enforced = False
    assert [rates.take(("users.list",), TIER_2) for _ in range(50)] == [0] * 50


def post_five_times(web):
    for _ in range(5):
        web.chat_postMessage(channel=OPEN, text="x")


def test_posting_too_fast_into_one_channel(sandbox, web):
    sandbox.rates(enforced=True)
    for _ in range(10):
        web.chat_postMessage(channel=OPEN, text="x")
    with pytest.raises(SlackApiError) as caught:
        post_five_times(web)
    response = caught.value.response
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (429, "ratelimited", "1")
    assert web.chat_postMessage(channel=CLOSED, text="x")["ok"]
    assert web.users_info(user=DIRECTOR)["ok"]


def test_a_method_of_the_second_tier(sandbox, web):
    sandbox.rates(enforced=True)
    answers = [sandbox.api("conversations.list") for _ in range(23)]
    assert [answer["ok"] for answer in answers[:20]] == [True] * 20
    assert answers[22]["error"] == "ratelimited"


@pytest.mark.parametrize(
    ("method", "at_once"),
    [
        ("reactions.remove", 20),
        ("reactions.add", 50),
        ("chat.scheduleMessage", 50),
        ("chat.deleteScheduledMessage", 50),
        ("functions.completeSuccess", 50),
        ("conversations.history", 50),
        ("conversations.replies", 50),
        ("chat.update", 50),
        ("files.getUploadURLExternal", 100),
        ("files.completeUploadExternal", 100),
        ("files.info", 100),
        ("users.info", 100),
        ("views.publish", 100),
    ],
)
def test_each_method_has_its_own_tier(sandbox, method, at_once):
    sandbox.rates(enforced=True)
    answers = [sandbox.api(method)["error"] for _ in range(at_once + 5)]
    assert "ratelimited" not in answers[:at_once]
    assert "ratelimited" in answers[at_once:]
    assert sandbox.api("auth.test")["ok"]
