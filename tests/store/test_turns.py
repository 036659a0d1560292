"""Few threads read at a time; one that reads may read within that, and a fault gives the turn back."""

from __future__ import annotations

import threading

import pytest

from bot.store.turns import READERS_MOST, ReadingTurns
from tests.support.waiting import wait_until


def test_no_more_threads_than_there_are_turns_read_at_once() -> None:
    turns, leave = ReadingTurns(), threading.Event()
    inside: list[int] = []
    most: list[int] = []

    def read() -> None:
        with turns.taken():
            inside.append(1)
            most.append(len(inside))
            leave.wait(10)
            inside.pop()

    threads = [threading.Thread(target=read) for _ in range(READERS_MOST + 3)]
    for thread in threads:
        thread.start()
    assert wait_until(lambda: len(inside) >= READERS_MOST, 10)
    leave.set()
    for thread in threads:
        thread.join(10)
    assert len(most) == len(threads)
    assert max(most) == READERS_MOST


def test_whoever_reads_may_read_within_that() -> None:
    turns = ReadingTurns()

    def deep(level: int) -> int:
        with turns.taken():
            return deep(level - 1) + 1 if level else 0

    done: list[int] = []
    thread = threading.Thread(target=lambda: done.append(deep(READERS_MOST + 3)))
    thread.start()
    thread.join(10)
    assert done == [READERS_MOST + 3]


def test_a_fault_gives_the_turn_back() -> None:
    turns = ReadingTurns()
    for _ in range(READERS_MOST + 1):
        with pytest.raises(ZeroDivisionError), turns.taken():
            raise ZeroDivisionError
    with turns.taken():
        pass
