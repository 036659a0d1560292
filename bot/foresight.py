"""Looking ahead: the bot's own ticks, jobs and dispatcher on a copy of the database, with a clock that runs ahead.

Nothing here decides what is sent: the workflows do, as they would. The copy's messages end in a list.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

import structlog

from bot.clock import ManualClock
from bot.dispatcher import Composer, Dispatcher
from bot.errors import UnavailableError
from bot.scheduler import Scheduler, Tick
from bot.slack.facts import ChannelFacts
from bot.slack.gateway import SlackGateway
from bot.slack.outcomes import Outcome, Posted
from bot.store.copying import copy_database
from bot.store.delivery import Deliveries
from bot.store.repositories.jobs import Job
from bot.store.unit_of_work import Store
from bot.worker import Worker
from bot.workflows.foreseen import Sent, Span
from bot.workflows.hands import Performer
from bot.workflows.housekeeping import last_runs, mark_run
from bot.workflows.services import Services

LineUp = Callable[[Services, SlackGateway], Sequence[Tick]]
"""Returns the ticks of a bot."""

Makers = Callable[[Services], Mapping[str, Performer]]
"""Returns what does those jobs that decide what is sent."""

ComposerOf = Callable[[Services], Composer]
"""Returns what finds the words of messages that were left open."""

# Housekeeping tells nobody anything that could be foreseen, and some of it asks Slack.
_LEFT_OUT = frozenset({"verify-audit", "forget-deliveries", "refresh-accounts"})
_LEASE = timedelta(minutes=5)
_BATCHES_MOST = 200
_INSTANT = timedelta(milliseconds=50)


class Foresight:
    """Runs a bot's workflows ahead of time.

    Args:
        line_up: the bot's ticks.
        makers: its jobs, as far as they decide what is sent; others are passed over.
        composer_of: its composer.
    """

    def __init__(self, line_up: LineUp, makers: Makers, composer_of: ComposerOf) -> None:
        self._line_up = line_up
        self._makers = makers
        self._composer_of = composer_of

    def __call__(self, services: Services, span: Span) -> tuple[Sent, ...]:
        """Return what would be sent within a span of time if nobody answered, in the order of time.

        The database is read once and not written to, and Slack is not asked anything: a channel that is meant for
        what is not public is taken to be private.

        Raises:
            UnavailableError: the database did not answer, or a workflow failed on the copy.
        """
        with tempfile.TemporaryDirectory(prefix="convenor-preview-") as folder:
            engines = copy_database(services.store.engines, Path(folder) / "copy.sqlite3")
            try:
                clock = ManualClock(span.begins_at)
                store = Store(engines, clock, services.config.rules, services.config.zone)
                copied = replace(services, store=store, clock=clock, links=None)
                with structlog.contextvars.bound_contextvars(rehearsal=True):
                    return self._run(copied, clock, span)
            finally:
                engines.dispose()

    def _run(self, services: Services, clock: ManualClock, span: Span) -> tuple[Sent, ...]:
        slack = _Silence(clock)
        worker = Worker(services.store, _Some(self._makers(services)), lambda _job, _why: None)
        deliveries = Deliveries(services.store.engines, _LEASE, timedelta(0))
        dispatcher = Dispatcher(
            deliveries,
            slack,
            threading.Event(),
            lambda _parked: None,
            compose=self._composer_of(services),
        )

        def at_its_time(tick: Tick) -> Tick:
            def work(at: datetime) -> str:
                clock.move_to(max(at, clock.now()))
                said = tick.work(at)
                while worker.run_once():
                    pass
                # Looked for once more at the end: what falls due between two looks is named by neither.
                while dispatcher.run_once() or _soon(deliveries) or dispatcher.run_once():
                    pass
                return said

            return replace(tick, work=work)

        # What asks Slack is left out or asks of channels only, which a stand-in answers.
        gateway = cast("SlackGateway", slack)
        ticks = [at_its_time(tick) for tick in self._line_up(services, gateway) if tick.name not in _LEFT_OUT]
        ran = last_runs(services)
        for tick in ticks:
            ran_at = ran.get(tick.name)
            if ran_at is None or ran_at > span.begins_at:
                mark_run(services, tick.name, span.begins_at)
        # What was missed until now the bot makes good at its next beat: of each tick the latest instant.
        missed = Scheduler(services, ticks, ManualClock(span.begins_at))
        ahead = Scheduler(services, ticks, ManualClock(span.until_at))
        for batch in range(_BATCHES_MOST):
            runs = ahead.catch_up(every=True) if batch else missed.catch_up()
            failed = next((run for run in runs if run.failed), None)
            if failed is not None:
                raise UnavailableError(
                    f"Looking ahead stopped at {failed.at.astimezone(services.config.zone):%H:%M on %-d %B %Y}: "
                    f"“{failed.name}” fails there.",
                    "The log says how; tell whoever runs the bot.",
                )
            if batch and not runs:
                break
        return tuple(slack.sent)


def _soon(deliveries: Deliveries) -> bool:
    """Wait for a row due within an instant: the database's clock is coarser than the one rows are written by."""
    wake = deliveries.next_wake_in()
    if wake is None or wake > _INSTANT:
        return False
    threading.Event().wait(max(wake.total_seconds(), 0.0005))
    return True


class _Some(Mapping[str, Callable[[Job], None]]):
    """What does each kind of job: those that are known, and nothing for every other."""

    def __init__(self, known: Mapping[str, Performer]) -> None:
        self._known = known

    def __getitem__(self, kind: str) -> Callable[[Job], None]:
        known = self._known.get(kind)
        return known.perform if known else lambda _job: None

    def __iter__(self) -> Any:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class _Silence:
    """Stands where Slack does: takes every message, notes it with the clock's time, and tells nobody."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._numbers = count(1)
        self.sent: list[Sent] = []

    def post(
        self,
        channel: str,
        content: Mapping[str, Any],
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Note a message."""
        del metadata
        # Of a letter its subject says what it is about; its text begins with whom it is for.
        text = str(content.get("subject") or content.get("text", ""))
        self.sent.append(Sent(self._clock.now(), channel, text, thread_ts is not None))
        return Posted(f"{next(self._numbers)}.000000", channel)

    def update(self, channel: str, ts: str, content: Mapping[str, Any]) -> Outcome:
        """Take a message put in place of another; it disturbs nobody, so it is not noted."""
        del content
        return Posted(ts, channel)

    def find_posted(self, channel: str, key: str, since: datetime, thread_ts: str | None = None) -> None:
        """Find nothing: every message is taken at once, so none is in doubt."""

    def channel(self, channel_id: str) -> ChannelFacts | None:
        """Return facts that let every message pass."""
        return ChannelFacts(channel_id, "", is_private=True, is_im=False, is_ext_shared=False, is_archived=False)

    def open_dm(self, user_id: str) -> str:
        """Return the person's own id, so that it is seen whom a message is for."""
        return user_id
