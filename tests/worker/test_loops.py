"""The loop under dispatcher and worker: it is woken, it rests, it outlives faults, and it ends when told."""

import threading
from collections.abc import Iterator
from queue import Queue

import pytest

from bot.errors import UnavailableError
from bot.loops import Loop

LONG = 60.0


class Scripted(Loop):
    """Goes through a script of rests and faults, then rests for long."""

    def __init__(self, *script: float | Exception, rest_s: float = 0.01) -> None:
        self.filled = threading.Event()
        super().__init__("scripted", self.filled, rest_s)
        self.script = list(script)
        self.begun: Queue[bool] = Queue()

    def go_round(self) -> float:
        self.begun.put(self.is_stopping)
        step = self.script.pop(0) if self.script else LONG
        if isinstance(step, Exception):
            raise step
        return step


@pytest.fixture
def going() -> Iterator[list[Scripted]]:
    started: list[Scripted] = []
    yield started
    assert all(rounds.stop(10) for rounds in started)


def begin(going: list[Scripted], *script: float | Exception, rest_s: float = 0.01) -> Scripted:
    rounds = Scripted(*script, rest_s=rest_s)
    going.append(rounds)
    rounds.start()
    return rounds


def test_it_goes_round_again_at_once_where_there_is_no_rest(going):
    rounds = begin(going, 0.0, 0.0)
    assert [rounds.begun.get(timeout=10) for _ in range(3)] == [False] * 3


def test_whoever_brings_work_ends_a_rest(going):
    rounds = begin(going)
    rounds.begun.get(timeout=10)
    rounds.filled.set()
    assert rounds.begun.get(timeout=10) is False


@pytest.mark.parametrize("fault", [UnavailableError("The database did not answer."), ValueError("a fault of ours")])
def test_it_outlives_what_a_round_meets(going, fault):
    rounds = begin(going, fault)
    rounds.begun.get(timeout=10)
    rounds.begun.get(timeout=10)
    assert rounds.is_alive


def test_after_a_fault_it_rests_as_after_nothing(going):
    rounds = begin(going, UnavailableError("The database did not answer."), rest_s=LONG)
    rounds.begun.get(timeout=10)
    assert rounds.stop(10)
    assert rounds.begun.empty()


def test_it_ends_in_the_midst_of_a_rest_and_not_before_it_is_told(going):
    rounds = begin(going)
    rounds.begun.get(timeout=10)
    assert rounds.is_alive
    assert not rounds.is_stopping
    assert rounds.stop(10)
    assert not rounds.is_alive
    assert rounds.is_stopping


def test_one_that_was_never_started_is_stopped_at_once():
    assert Scripted().stop(0)
