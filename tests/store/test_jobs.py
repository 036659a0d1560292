"""Jobs: asked for once, held by one worker at a time, and taken again from one that vanished."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.repositories.jobs import Job
from bot.store.tables.jobs import FileState, JobStatus
from bot.store.unit_of_work import Store

LEASE = timedelta(minutes=5)


def ask(store: Store, key: str) -> bool:
    return store.write(lambda unit: unit.jobs.ask(key, "read", {"file": key}))


def take(store: Store, lease: timedelta = LEASE) -> Job | None:
    return store.write(lambda unit: unit.jobs.take(lease))


def test_a_job_is_asked_for_once_and_wakes_the_worker_once(store: Store) -> None:
    assert ask(store, "a")
    assert store.jobs_filled.is_set()
    store.jobs_filled.clear()
    assert not ask(store, "a")
    assert not store.jobs_filled.is_set()
    job = take(store)
    assert job is not None
    assert (job.key, job.kind, job.payload, job.attempts) == ("a", "read", {"file": "a"}, 1)
    assert take(store) is None


def test_the_one_that_waited_longest_comes_first(store: Store) -> None:
    for key in ("b", "a", "c"):
        ask(store, key)
    taken = [take(store) for _ in range(4)]
    assert [job.key if job else None for job in taken] == ["b", "a", "c", None]


def test_a_worker_that_vanished_loses_its_job_and_can_no_longer_say_what_became_of_it(store: Store) -> None:
    ask(store, "a")
    gone = take(store, lease=timedelta(seconds=-1))
    second = take(store)
    assert gone is not None
    assert second is not None
    assert second.attempts == 2
    assert not store.write(lambda unit: unit.jobs.finish(gone))
    assert store.write(lambda unit: unit.jobs.finish(second))
    assert not store.write(lambda unit: unit.jobs.finish(second))
    assert take(store) is None


def test_released_jobs_are_due_at_once(store: Store) -> None:
    ask(store, "a")
    take(store)
    with store.view() as view:
        assert not view.jobs.is_due()
    assert store.write(lambda unit: unit.jobs.release()) == 1
    with store.view() as view:
        assert view.jobs.is_due()


def test_a_job_put_back_waits(store: Store) -> None:
    ask(store, "a")
    job = take(store)
    assert job is not None
    assert store.write(lambda unit: unit.jobs.put_back(job, timedelta(hours=1)))
    assert take(store) is None


def test_only_what_is_over_is_forgotten(store: Store) -> None:
    for key in ("done", "failed", "waiting"):
        ask(store, key)
    for status in (JobStatus.DONE, JobStatus.FAILED):
        job = take(store)
        assert job is not None
        store.write(lambda unit, job=job, status=status: unit.jobs.finish(job, status))
    assert store.write(lambda unit: unit.jobs.forget_before(1)) == 0
    assert store.write(lambda unit: unit.jobs.forget_before(-1)) == 2
    assert take(store) is not None


def test_what_is_noted_in_a_job_is_there_for_whoever_takes_it_next(store: Store) -> None:
    ask(store, "a")
    first = take(store, timedelta(0))
    second = take(store)
    assert first is not None
    assert second is not None
    assert not store.write(lambda unit: unit.jobs.note(first, sent=["F0"]))
    assert store.write(lambda unit: unit.jobs.note(second, sent=["F1"]))
    store.write(lambda unit: unit.jobs.put_back(second, timedelta(0)))
    third = take(store)
    assert third is not None
    assert third.payload == {"file": "a", "sent": ["F1"]}


@pytest.mark.parametrize("content", [b"ref,summary\n", b"", bytes(range(256)) * 4000])
def test_a_dropped_file_keeps_its_bytes_until_it_is_dealt_with(store: Store, content: bytes) -> None:
    def drop() -> bool:
        return store.write(lambda unit: unit.received.add("F1", name="register.csv", sender="U1", sender_team="T1"))

    assert drop()
    assert not drop()
    store.write(lambda unit: unit.received.keep("F1", content))
    store.write(lambda unit: unit.received.move("F1", FileState.SHOWN, version=2, options={"kind": "risks"}))
    with store.view() as view:
        file = view.received.find("F1")
        assert file is not None
        assert (file.name, file.state, file.version, file.options) == (
            "register.csv",
            FileState.SHOWN,
            2,
            {"kind": "risks"},
        )
        assert view.received.content("F1") == content
        assert view.received.find("F2") is None
    store.write(lambda unit: unit.received.move("F1", FileState.DONE))
    with store.view() as view:
        assert view.received.content("F1") is None
    assert store.write(lambda unit: unit.received.forget_before(1)) == 0
    assert store.write(lambda unit: unit.received.forget_before(-1)) == 1
