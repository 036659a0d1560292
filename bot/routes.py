"""Where a message of the outbox goes: to Slack, by mail to those who have none, or to a webhook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.homes import HOME
from bot.domain.reply_links import MAILTO
from bot.domain.webhooks import WEBHOOK, name_of
from bot.errors import UnavailableError
from bot.mail.letters import Letter
from bot.mail.mailer import Mailer
from bot.mail.outcomes import MailOutcome, NotTaken, Rejected, Taken, Unclear
from bot.slack.facts import ChannelFacts
from bot.slack.gateway import SlackGateway
from bot.slack.outcomes import NotSent, Outcome, Posted, RateLimited, Refused, Unknown
from bot.webhooks import outcomes as hooked
from bot.webhooks.opening import Webhooks
from bot.workflows.sharing import MEMBERS_CHECKED

_ELSEWHERE = (HOME, MAILTO, WEBHOOK)


@dataclass(frozen=True, slots=True)
class _Declined(Refused):
    said: str = ""

    @property
    def sentence(self) -> str:
        """What the refusal means, for people."""
        return self.said


class Routes:
    """Slack, mail and webhooks as one, for the dispatcher.

    A letter stands where it was put: it is not replaced, and cannot be searched for. One whose outcome is not known
    is sent again once by this process, under the same Message-ID; if that ends the same way it is given up. So it is
    with webhooks that cannot tell a second copy.

    Args:
        slack: takes everything else.
        mailer: takes the mail.
        is_somebodys: whether an address is that of exactly one person who serves today. A letter goes nowhere else:
            the address may have been corrected since the row was written.
        webhooks: takes what is for webhooks.
    """

    def __init__(
        self,
        slack: SlackGateway,
        mailer: Mailer,
        is_somebodys: Callable[[str], bool],
        webhooks: Webhooks | None = None,
    ) -> None:
        self._slack = slack
        self._mailer = mailer
        self._is_somebodys = is_somebodys
        self._webhooks = webhooks or Webhooks()
        self._in_doubt: set[str] = set()

    def post(
        self,
        channel: str,
        content: Mapping[str, Any],
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Post a message, send it by mail or to a webhook, or show it as somebody's Home."""
        if not channel.startswith(_ELSEWHERE):
            return self._slack.post(channel, content, thread_ts, metadata)
        if channel.startswith(HOME):
            return self._home(channel, content)
        key = str((metadata or {})["event_payload"]["key"])
        if channel.startswith(WEBHOOK):
            return self._hook_outcome(channel, key, self._webhooks.send(name_of(channel), key, content["body"]))
        return self._mail(channel, key, content)

    def update(self, channel: str, ts: str, content: Mapping[str, Any]) -> Outcome:
        """Replace a message; a letter stays as it was sent, and so does what a webhook was given."""
        if channel.startswith(HOME):
            return self._home(channel, content)
        if channel.startswith(_ELSEWHERE):
            return Posted(ts, channel)
        return self._slack.update(channel, ts, content)

    def find_posted(
        self, channel: str, key: str, since: datetime, thread_ts: str | None = None
    ) -> Posted | RateLimited | NotSent | Unknown | None:
        """Look for a message by its key.

        A letter is taken to be absent: its id shows who gets it twice. So is a Home: shown twice, it is the same.
        """
        return None if channel.startswith(_ELSEWHERE) else self._slack.find_posted(channel, key, since, thread_ts)

    def channel(self, channel_id: str) -> ChannelFacts | None:
        """Return a conversation's facts; an address is a direct message to whose it is, a webhook unknown."""
        if channel_id.startswith(WEBHOOK):
            return None
        if not channel_id.startswith(MAILTO):
            return self._slack.channel(channel_id)
        if not self._is_somebodys(channel_id.removeprefix(MAILTO)):
            return None
        return ChannelFacts(channel_id, "", is_private=True, is_im=True, is_ext_shared=False, is_archived=False)

    def open_dm(self, user_id: str) -> str:
        """Return the direct conversation with a person on Slack."""
        return self._slack.open_dm(user_id)

    def members(self, channel_id: str) -> tuple[str, ...] | None:
        """Return who is in a channel of Slack; None where there are too many to check.

        Raises:
            UnavailableError: Slack did not answer.
        """
        found = self._slack.members(channel_id, MEMBERS_CHECKED + 1)
        return None if len(found) > MEMBERS_CHECKED else found

    def _home(self, channel: str, content: Mapping[str, Any]) -> Outcome:
        outcome = self._slack.renew_home(channel.removeprefix(HOME), content)
        match outcome:
            case Posted(ts):
                return Posted(ts, channel)
            case Unknown(reason):
                # Shown twice it is the same, so that it is tried again at once.
                return NotSent(reason)
        return outcome

    def _mail(self, channel: str, key: str, content: Mapping[str, Any]) -> Outcome:
        to = channel.removeprefix(MAILTO)
        try:
            if not self._is_somebodys(to):
                return _Declined("mail", "The address is not that of one person who serves today.")
        except UnavailableError as fault:
            return NotSent(fault.message)
        letter = Letter(key, to, str(content["subject"]), str(content["text"]), str(content["html"]))
        return self._outcome(channel, key, self._mailer.send(letter))

    def _outcome(self, channel: str, key: str, outcome: MailOutcome) -> Outcome:
        was_in_doubt = key in self._in_doubt
        self._in_doubt.discard(key)
        match outcome:
            case Taken(message_id):
                return Posted(message_id, channel)
            case NotTaken(reason):
                return NotSent(reason)
            case Rejected(sentence):
                return _Declined("mail", sentence)
            case Unclear(reason) if was_in_doubt:
                return _Declined(
                    "mail",
                    f"The mail server broke off twice after it was given the letter ({reason}); it may have arrived.",
                )
            case Unclear(reason):
                self._in_doubt.add(key)
                return Unknown(reason)

    def _hook_outcome(self, channel: str, key: str, outcome: hooked.HookOutcome) -> Outcome:
        was_in_doubt = key in self._in_doubt
        self._in_doubt.discard(key)
        match outcome:
            case hooked.Accepted(delivery_id):
                return Posted(delivery_id, channel)
            case hooked.NotTaken(reason):
                return NotSent(reason)
            case hooked.Busy(seconds):
                return RateLimited(seconds)
            case hooked.TurnedAway(sentence):
                return _Declined("webhook", sentence)
            case hooked.Unclear(reason) if was_in_doubt:
                return _Declined("webhook", f"It was sent to twice, without an answer ({reason}); it may have arrived.")
            case hooked.Unclear(reason):
                self._in_doubt.add(key)
                return Unknown(reason)
