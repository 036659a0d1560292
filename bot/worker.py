"""Job rows to workflows: work that outlasts a request is done here, one job at a time, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

import structlog

from bot.errors import ConvenorError, UnavailableError
from bot.loops import Loop
from bot.store.repositories.jobs import Job
from bot.store.tables.jobs import JobStatus
from bot.store.unit_of_work import Store

_log = structlog.get_logger(__name__)

_LEASE = timedelta(minutes=10)
_MOST_ATTEMPTS = 4
_LONGEST_BACKOFF_S = 120


class Worker(Loop):
    """Takes jobs and has them performed, one at a time.

    A job is begun again from its start after a fault that may pass or a worker that vanished, so whatever performs
    it must come to the same result when it is run twice: so is one that takes longer than `stop` waits, when its
    lease runs out.

    Args:
        store: where the jobs are.
        performers: what does a job, by its kind. A `ConvenorError` other than `UnavailableError` is its last word.
        on_failed: tells whoever asked that a job was given up, with a sentence that says why.
        poll_seconds: the longest rest between looks at the jobs.
        kinds: the kinds of jobs it takes, None for all: long work has a worker of its own, so that nobody waits for it.
        name: of its thread.
    """

    def __init__(
        self,
        store: Store,
        performers: Mapping[str, Callable[[Job], None]],
        on_failed: Callable[[Job, str], None],
        *,
        poll_seconds: float = 1.0,
        kinds: Collection[str] | None = None,
        name: str = "worker",
    ) -> None:
        super().__init__(name, store.jobs_filled, poll_seconds)
        self._store = store
        self._performers = performers
        self._on_failed = on_failed
        self._kinds = kinds

    def start(self) -> None:
        """Begin to work, also on what a run before this one left in hand."""
        if self._store.engines.is_sqlite:
            # One process at a time holds an SQLite deployment, so whoever held these is gone.
            self._store.write(lambda unit: unit.jobs.release(self._kinds))
        super().start()

    def go_round(self) -> float:
        """Perform a job; rest when there is none."""
        return 0.0 if self.run_once() else self._rest_s

    def run_once(self) -> bool:
        """Take a job that is due and perform it; return whether there was one.

        Raises:
            UnavailableError: the database did not answer.
        """
        with self._store.view() as view:
            is_due = view.jobs.is_due(self._kinds)
        job = self._store.write(lambda unit: unit.jobs.take(_LEASE, self._kinds)) if is_due else None
        if job is None:
            return False
        try:
            self._performers[job.kind](job)
        except UnavailableError as fault:
            self._again(job, str(fault), fault.wait_s)
        except ConvenorError as refusal:
            self._fail(job, str(refusal))
        except Exception:  # noqa: BLE001 - the edge: one job that fails must not stop the others
            _log.exception("job failed", key=job.key)
            self._again(job, "Convenor fails on it; its log says how. Tell whoever runs it.")
        else:
            self._store.write(lambda unit: unit.jobs.finish(job))
            _log.info("job done", key=job.key)
        return True

    def _again(self, job: Job, why: str, wait_s: float = 0.0) -> None:
        if job.attempts >= _MOST_ATTEMPTS:
            self._fail(job, why)
            return
        delay = timedelta(seconds=min(_LONGEST_BACKOFF_S, max(wait_s, 2**job.attempts)))
        self._store.write(lambda unit: unit.jobs.put_back(job, delay))
        _log.warning("job put off", key=job.key, why=why)

    def _fail(self, job: Job, why: str) -> None:
        self._on_failed(job, why)
        self._store.write(lambda unit: unit.jobs.finish(job, JobStatus.FAILED))
        _log.warning("job given up", key=job.key, why=why)
