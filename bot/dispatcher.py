"""Outbox to Slack: each row is said once, in its order, or an administrator hears why not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.errors import NotFoundError, UnavailableError
from bot.loops import Loop
from bot.slack.facts import ChannelFacts, why_not_confidential
from bot.slack.gateway import metadata_for
from bot.slack.outcomes import NotSent, Outcome, Posted, RateLimited, Refused, Unknown
from bot.store.claims import Claim, Doubt, Place
from bot.store.delivery import Deliveries
from bot.store.outbox import DEFERRED

_log = structlog.get_logger(__name__)

_PERSON = ("U", "W")
_GONE = frozenset({"cant_update_message", "edit_window_closed", "message_not_found"})
_LONGEST_BACKOFF_S = 300
_MOST_CRASHES = 5
# Slack's clock and the database's may differ: a search begins this much before the attempt.
_CLOCK_SKEW = timedelta(minutes=5)


Composer = Callable[[Mapping[str, Any], str, bool, timedelta], Mapping[str, Any] | timedelta | None]
"""Returns what a row whose content was left open says now.

It is given what the row kept, the channel or person it goes to, whether its message stands there already, and how long
the row has waited. None: nothing of it is wanted any more. A time: it must not be sent before that has passed.
"""


class Gateway(Protocol):
    """What the dispatcher asks of Slack; `bot.slack.gateway.SlackGateway` says what each does."""

    def post(
        self,
        channel: str,
        content: Mapping[str, Any],
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Post a message."""

    def update(self, channel: str, ts: str, content: Mapping[str, Any]) -> Outcome:
        """Replace a message."""

    def find_posted(
        self, channel: str, key: str, since: datetime, thread_ts: str | None = None
    ) -> Posted | RateLimited | NotSent | Unknown | None:
        """Look for a message by its key."""

    def channel(self, channel_id: str) -> ChannelFacts | None:
        """Return a conversation's facts."""

    def open_dm(self, user_id: str) -> str:
        """Return the direct conversation with a person."""


@dataclass(frozen=True, slots=True)
class ParkedMessage:
    """A message that was given up. `fault` is a sentence for people; the key is the row's dedupe key."""

    key: str
    subject: str
    channel: str
    anchor: str
    is_confidential: bool
    fault: str


class Dispatcher(Loop):
    """Claims due rows and sends them, one at a time; when it stops, claims not yet begun are given back.

    Each claim makes at most one call that must not be made twice, and every step between calls is recorded, so
    that a stop at any point leaves a row that another run settles.

    Args:
        deliveries: the outbox.
        gateway: Slack.
        filled: set by whoever wrote to the outbox; the thread waits on it.
        on_parked: tells the office that a message was given up. It is called before that is recorded, so that no
            stop can keep it secret, and hence perhaps twice: it must know a message by its key. What it does for
            a notice of its own that is parked is its own affair.
        compose: finds what rows say whose content was left open until they are sent.
        patience: for how long a row for a channel is tried before it is parked; None: for ever.
        poll_seconds: the longest rest between looks at the outbox.
        search_attempts: after how many failed searches in a row an uncertain message is parked.
        batch: how many rows to claim at once.
        name: of the thread, also in the log.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        gateway: Gateway,
        filled: threading.Event,
        on_parked: Callable[[ParkedMessage], None],
        *,
        compose: Composer = lambda _kept, _channel, _stands, _waited: None,
        patience: Callable[[str], timedelta | None] = lambda _channel: None,
        poll_seconds: float = 1.0,
        search_attempts: int = 5,
        batch: int = 10,
        name: str = "dispatcher",
    ) -> None:
        super().__init__(name, filled, poll_seconds)
        self._deliveries = deliveries
        self._gateway = gateway
        self._on_parked = on_parked
        self._compose = compose
        self._patience = patience
        self._search_attempts = search_attempts
        self._batch = batch

    def go_round(self) -> float:
        """Handle what is due; rest until the next row is, or somebody fills the outbox."""
        if self.run_once():
            return 0.0
        wake = self._deliveries.next_wake_in()
        return self._rest_s if wake is None else min(self._rest_s, max(wake.total_seconds(), 0.01))

    def run_once(self) -> int:
        """Claim what is due and handle it; return how many rows that was.

        Raises:
            UnavailableError: the database did not answer when asked what is due.
        """
        claims = self._deliveries.claim_due(self._batch)
        for claim in claims:
            try:
                self._handle_or_recover(claim)
            except UnavailableError as fault:
                # The lease runs out, the row becomes uncertain, and a later run settles it.
                _log.warning("outcome not recorded", key=claim.dedupe_key, fault=fault.message)
        return len(claims)

    def _handle_or_recover(self, claim: Claim) -> None:
        if self.is_stopping:
            self._deliveries.put_back(claim)
            return
        try:
            self._handle(claim)
        except UnavailableError:
            raise
        except Exception:  # noqa: BLE001 - one bad row must not hold up the others
            _log.exception("message failed", key=claim.dedupe_key)
            if claim.attempts >= _MOST_CRASHES:
                self._park(claim, "Convenor fails on this message; its log says how.")
            else:
                self._deliveries.mark_uncertain(claim, timedelta(0))

    def _handle(self, claim: Claim) -> None:
        # An update may be made twice, so only a message that was to be posted is searched for.
        doubt = claim.doubt if claim.stands is None else None
        try:
            conversation = self._conversation(claim)
            objection = self._objection(claim, conversation) if doubt is None else None
        except NotFoundError as fault:
            self._park(claim, fault.message)
        except UnavailableError as fault:
            self._back_off(claim, fault.message)
        else:
            if doubt is not None:
                self._reconcile(claim, doubt, conversation)
            elif objection is not None:
                self._park(claim, objection)
            else:
                self._send(claim, conversation)

    def _conversation(self, claim: Claim) -> str:
        place = claim.stands or claim.root
        if place is not None:
            return place.channel
        return self._gateway.open_dm(claim.channel) if claim.channel.startswith(_PERSON) else claim.channel

    def _objection(self, claim: Claim, conversation: str) -> str | None:
        """Return why a confidential message must not go to a conversation, as Slack describes it this moment."""
        # A direct message has one reader, and Slack describes it only to apps that may list such conversations.
        if not claim.is_confidential or claim.channel.startswith(_PERSON):
            return None
        return why_not_confidential(self._gateway.channel(conversation))

    def _send(self, claim: Claim, conversation: str) -> None:
        content: Mapping[str, Any] | timedelta | None = claim.content
        if DEFERRED in claim.content:
            content = self._compose(claim.content[DEFERRED], claim.channel, claim.stands is not None, claim.waited)
        if content is None:
            self._note(claim, "no longer wanted", recorded=self._deliveries.drop(claim))
        elif isinstance(content, timedelta):
            self._note(claim, "must wait", recorded=self._deliveries.put_back(claim, content))
        else:
            self._say(claim, conversation, content)

    def _say(self, claim: Claim, conversation: str, content: Mapping[str, Any]) -> None:
        thread_ts = claim.root.ts if claim.root else None
        metadata = metadata_for(claim.dedupe_key)
        started = self._deliveries.elapsed()
        if not self._deliveries.holds(claim):
            self._note(claim, "lease over before sending", recorded=self._deliveries.put_back(claim))
            return
        if claim.stands is not None:
            outcome = self._gateway.update(claim.stands.channel, claim.stands.ts, content)
        else:
            outcome = self._gateway.post(conversation, content, thread_ts, metadata)
        self._record(claim, outcome, timedelta(seconds=self._deliveries.elapsed() - started))

    def _record(self, claim: Claim, outcome: Outcome, since_attempt: timedelta) -> None:
        deliveries = self._deliveries
        match outcome:
            case Posted(ts, channel):
                self._note(claim, "sent", recorded=deliveries.mark_sent(claim, Place(channel, ts)))
            case RateLimited(retry_after) if self._is_spent(claim, timedelta(seconds=retry_after)):
                self._give_up(claim, "the receiver asks for patience each time")
            case RateLimited(retry_after):
                deliveries.put_back(claim, timedelta(seconds=retry_after))
            case NotSent(reason):
                self._back_off(claim, reason)
            case Unknown():
                # For an update too: sent at once, a late first copy could overwrite what a later row says.
                recorded = deliveries.mark_uncertain(claim, since_attempt)
                self._note(claim, "outcome unknown", recorded=recorded)
            case Refused(error) if claim.stands is not None and error in _GONE:
                self._note(claim, "gone", recorded=deliveries.forget(claim, claim.anchor, claim.stands))
            case Refused("thread_not_found") if claim.under is not None and claim.root is not None:
                self._note(claim, "thread gone", recorded=deliveries.forget(claim, claim.under, claim.root))
            case Refused():
                self._park(claim, outcome.sentence)

    def _reconcile(self, claim: Claim, doubt: Doubt, conversation: str) -> None:
        deliveries, since = self._deliveries, doubt.since - _CLOCK_SKEW
        match self._gateway.find_posted(conversation, claim.dedupe_key, since, doubt.thread_ts):
            case Posted(ts, channel):
                self._note(claim, "found", recorded=deliveries.mark_sent(claim, Place(channel, ts)))
            case None:
                self._note(claim, "absent", recorded=deliveries.mark_absent(claim))
            case RateLimited(retry_after):
                deliveries.put_back(claim, timedelta(seconds=retry_after))
            case NotSent(reason):
                self._back_off(claim, reason)
            case Unknown(reason) if claim.searches + 1 >= self._search_attempts:
                self._park(claim, f"Slack may have the message or not, and cannot be searched for it: {reason}.")
            case Unknown():
                self._note(claim, "search failed", recorded=deliveries.mark_unsearched(claim))

    def _back_off(self, claim: Claim, reason: str) -> None:
        if self._is_spent(claim, _delay(claim)):
            self._give_up(claim, reason)
        else:
            self._put_off(claim, reason)

    def _is_spent(self, claim: Claim, delay: timedelta) -> bool:
        """Return whether patience with a row would be over before it is tried again."""
        patience = self._patience(claim.channel)
        return patience is not None and claim.waited + delay > patience

    def _give_up(self, claim: Claim, reason: str) -> None:
        hours = claim.waited / timedelta(hours=1)
        tried = f"{hours:.0f} hours" if hours >= 2 else f"{claim.waited / timedelta(minutes=1):.0f} minutes"
        self._park(claim, f"It was tried for {tried}, and at last: {reason}.")

    def _put_off(self, claim: Claim, reason: str) -> None:
        delay = _delay(claim)
        recorded = self._deliveries.put_back(claim, delay, failed=True)
        self._note(claim, "put off", recorded=recorded, reason=reason)

    def _park(self, claim: Claim, fault: str) -> None:
        message = ParkedMessage(
            key=claim.dedupe_key,
            subject=claim.subject,
            channel=claim.channel,
            anchor=claim.anchor,
            is_confidential=claim.is_confidential,
            fault=fault,
        )
        try:
            self._on_parked(message)
        except UnavailableError as unsaid:
            self._put_off(claim, unsaid.message)
            return
        except Exception:  # noqa: BLE001 - the row must not come back for ever because telling fails
            _log.exception("parked message not told", key=claim.dedupe_key)
        self._note(claim, "parked", recorded=self._deliveries.park(claim, fault), fault=fault)

    def _note(self, claim: Claim, event: str, *, recorded: bool, **more: str) -> None:
        if recorded:
            _log.info(event, key=claim.dedupe_key, **more)
        else:
            _log.warning("lease lost", key=claim.dedupe_key, outcome=event, **more)


def _delay(claim: Claim) -> timedelta:
    return timedelta(seconds=min(_LONGEST_BACKOFF_S, 2 ** min(claim.attempts, 9)))
