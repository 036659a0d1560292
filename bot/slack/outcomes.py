"""What became of a call to Slack, told apart by what may be done next."""

from __future__ import annotations

from dataclasses import dataclass

_REFUSALS = {
    "cannot_dm_bot": "Slack has no direct messages between apps.",
    "channel_not_found": "The channel does not exist any more, or Convenor cannot see it.",
    "is_archived": "The channel is archived.",
    "invalid_blocks": "Slack could not read the message's layout.",
    "msg_blocks_too_long": "The message is too long for Slack.",
    "msg_too_long": "The message is too long for Slack.",
    "no_text": "The message has no text.",
    "not_in_channel": "Convenor is not a member of the channel; invite it there.",
    "restricted_action": "The workspace's settings do not let Convenor post in the channel.",
    "restricted_action_read_only_channel": "The channel is read-only.",
    "restricted_action_thread_locked": "The thread is locked.",
    "user_disabled": "The person's Slack account is switched off.",
    "user_not_found": "Slack does not know the person.",
}


@dataclass(frozen=True, slots=True)
class Posted:
    """Slack has the message: the conversation it stands in and its `ts` there."""

    ts: str
    channel: str


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Nothing happened; the call may be made again after `retry_after` seconds."""

    retry_after: float


@dataclass(frozen=True, slots=True)
class NotSent:
    """Nothing happened: Slack was not reached, or turned the whole deployment away (its token, its scopes)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing happened and the same call would be refused again; `error` is Slack's code."""

    error: str

    @property
    def sentence(self) -> str:
        """What the refusal means, for people, with Slack's code."""
        return f"{_REFUSALS.get(self.error, 'Slack refused the message.')} ({self.error})"


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have happened: time-out, dropped connection, 5xx, unreadable answer."""

    reason: str


Failure = RateLimited | NotSent | Refused | Unknown
Outcome = Posted | Failure
