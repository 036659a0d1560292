"""How long trigger ids and response URLs last, to the second."""

from __future__ import annotations

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.triggers import Responses, ResponseTarget, Triggers


class Seconds:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


def refusal(act, *args):
    with pytest.raises(ApiError) as caught:
        act(*args)
    return caught.value.code


def test_a_trigger_id_lasts_three_seconds(seconds):
    triggers = Triggers(seconds)
    first, second = triggers.issue("U1"), triggers.issue("U1", "V1")
    seconds.now = 3.0
    assert triggers.redeem(second).view_id == "V1"
    seconds.now = 3.01
    assert refusal(triggers.redeem, first) == "expired_trigger_id"
    assert refusal(triggers.redeem, second) == "exchanged_trigger_id"
    assert refusal(triggers.redeem, "1.2.3") == "invalid_trigger_id"


def test_a_response_url_lasts_half_an_hour_and_five_uses(seconds):
    responses = Responses(seconds)
    target = ResponseTarget(user="U1", channel="C1")
    token, other = responses.issue(target), responses.issue(target)
    seconds.now = 1800.0
    assert [responses.redeem(token) for _ in range(5)] == [target] * 5
    assert refusal(responses.redeem, token) == "used_url"
    seconds.now = 1800.1
    assert refusal(responses.redeem, other) == "expired_url"
    assert refusal(responses.redeem, "unknown") == "expired_url"
