"""The worker: performs jobs, tries again what may pass, and says so when it gives one up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.clock import wall_now
from bot.errors import InvalidInputError, UnavailableError
from bot.store.repositories.jobs import Job
from bot.store.tables import metadata
from bot.store.unit_of_work import Store
from bot.worker import Worker
from tests.support.waiting import wait_until


def ask(store: Store, key: str = "a") -> None:
    store.write(lambda unit: unit.jobs.ask(key, "read", {}))


def hurry(store: Store) -> None:
    """Let what was put off be due at once."""
    with store.engines.write.begin() as connection:
        connection.execute(text("UPDATE job SET not_before_at = created_at WHERE status = 'waiting'"))


def worker(store: Store, perform: Callable[[Job], None], told: list[str] | None = None) -> Worker:
    said: list[str] = [] if told is None else told
    return Worker(store, {"read": perform}, lambda job, why: said.append(f"{job.key}: {why}"), poll_seconds=0.05)


def test_a_job_is_performed_once(store: Store) -> None:
    done: list[str] = []
    at_work = worker(store, lambda job: done.append(job.key))
    assert not at_work.run_once()
    ask(store)
    assert at_work.run_once()
    assert not at_work.run_once()
    assert done == ["a"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (UnavailableError("Slack did not answer."), "a: Slack did not answer."),
        (RuntimeError("secret words"), "a: Convenor fails on it; its log says how. Tell whoever runs it."),
    ],
)
def test_what_may_pass_is_tried_four_times_and_then_told(store: Store, fault: Exception, told: str) -> None:
    tries: list[int] = []

    def perform(job: Job) -> None:
        tries.append(job.attempts)
        raise fault

    said: list[str] = []
    at_work = worker(store, perform, said)
    ask(store)
    for _ in range(6):
        at_work.run_once()
        hurry(store)
    assert tries == [1, 2, 3, 4]
    assert said == [told]


@pytest.mark.parametrize(("asked", "least", "most"), [(0.0, 1, 3), (45.0, 44, 46), (9_000.0, 119, 121)])
def test_a_wait_that_was_asked_for_is_kept_within_reason(store: Store, asked: float, least: int, most: int) -> None:
    def perform(_: Job) -> None:
        raise UnavailableError("Slack is asking us to slow down.", wait_s=asked)

    ask(store)
    before = wall_now()
    assert worker(store, perform).run_once()
    with store.engines.read.connect() as connection:
        again_at = connection.execute(select(metadata.tables["job"].c.not_before_at)).scalar_one()
    assert least <= (again_at - before).total_seconds() <= most


def test_a_refusal_is_told_at_once_and_is_the_last_word(store: Store) -> None:
    said: list[str] = []

    def perform(_: Job) -> None:
        raise InvalidInputError("That is no register.", "Drop a CSV file.")

    at_work = worker(store, perform, said)
    ask(store)
    assert at_work.run_once()
    assert not at_work.run_once()
    assert said == ["a: That is no register. Drop a CSV file."]


def test_the_thread_works_as_soon_as_it_is_asked_and_ends_with_the_job_in_hand(store: Store) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def perform(_: Job) -> None:
        begun.set()
        go_on.wait(10)
        done.set()

    at_work = worker(store, perform)
    at_work.start()
    ask(store)
    assert begun.wait(10)
    stopping = threading.Thread(target=lambda: at_work.stop(10))
    stopping.start()
    go_on.set()
    stopping.join(10)
    assert done.is_set()
    assert not at_work.is_alive


def test_what_a_killed_run_had_in_hand_is_begun_again(store: Store) -> None:
    """At once where one process holds the database; where replicas share it, when the lease has run out."""
    ask(store)
    killed: list[str] = []

    def dies(_: Job) -> None:
        killed.append("once")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        worker(store, dies).run_once()
    done: list[str] = []
    second = worker(store, lambda job: done.append(job.key))
    assert not second.run_once()
    second.start()
    if store.engines.is_sqlite:
        assert wait_until(lambda: done == ["a"], 10)
    assert second.stop(10)
    with store.view() as view:
        assert not view.jobs.is_due()
    assert done == (["a"] if store.engines.is_sqlite else [])
    assert killed == ["once"]


def test_a_long_job_keeps_nobody_waiting_who_has_a_worker_of_their_own(store: Store) -> None:
    done: list[str] = []

    def taking(kind: str) -> Worker:
        return Worker(store, {kind: lambda job: done.append(job.kind)}, lambda _job, _why: None, kinds={kind})

    store.write(lambda unit: unit.jobs.ask("long", "preview", {}))
    store.write(lambda unit: unit.jobs.ask("short", "paper", {}))
    assert taking("paper").run_once()
    assert not taking("paper").run_once()
    assert done == ["paper"], "the preview waits for its own worker"
    held = store.write(lambda unit: unit.jobs.take(timedelta(minutes=1), {"preview"}))
    assert held is not None
    assert store.write(lambda unit: unit.jobs.release({"paper"})) == 0, "what another worker holds stays with it"
    assert store.write(lambda unit: unit.jobs.release({"preview"})) == 1
    assert taking("preview").run_once()
