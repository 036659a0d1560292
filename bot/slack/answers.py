"""Slack's answers as they are read: those that are none become errors with a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import UnavailableError
from bot.slack.outcomes import Failure, NotSent, RateLimited, Refused, Unknown
from bot.slack.transport import Answer


def read(sentence: str, answer: Answer | Failure) -> Answer:
    """Return an answer that is one.

    Raises:
        UnavailableError: it is none; begins with `sentence`.
    """
    if isinstance(answer, Mapping):
        return answer
    raise unavailable(sentence, answer)


def unavailable(sentence: str, failure: Failure) -> UnavailableError:
    """Return what people are told of a call that failed: `sentence`, why, and what they can do."""
    match failure:
        case RateLimited():
            return UnavailableError(f"{sentence}: Slack is asking us to slow down.", "Try again in a minute.")
        case Refused(error):
            return UnavailableError(f"{sentence}: Slack refused it ({error}).", "Tell the office if it stays so.")
        case NotSent(reason) | Unknown(reason):
            return UnavailableError(f"{sentence}: {reason}.", "Try again in a minute.")
