"""What each kind of subject tells the engine: whether a thing is still wanted, and how it is said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import structlog

from bot.store.faults import DatabaseFault
from bot.store.unit_of_work import View
from bot.views.nudges import NudgeLine
from bot.workflows.services import Services

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ask:
    """Something asked of a person, and who reads it: the same, or whoever acts for them.

    A line about it says no more than `reader_id` may read now.
    """

    subject: str
    person_id: int
    reader_id: int

    @property
    def kind(self) -> str:
        """What stands before the subject's first colon."""
        return self.subject.partition(":")[0]


Reader = Callable[[View, Services, Sequence[Ask], date], Mapping[Ask, NudgeLine | None]]
"""Returns how each ask is said; None, or leaving it out, means that it is needless now."""

Kinds = Mapping[str, Reader]
"""Readers, by the kind of subject."""


@dataclass(frozen=True, slots=True)
class Told:
    """How asks are said, without those that are needless now; `faulty` are those whose reader failed on them."""

    lines: Mapping[Ask, NudgeLine]
    faulty: frozenset[Ask]


def read_lines(
    view: View, services: Services, kinds: Kinds, asks: Collection[Ask], today: date
) -> Mapping[Ask, NudgeLine]:
    """Return how asks are said, without those that are needless now or cannot be said."""
    return read_each(view, services, kinds, asks, today).lines


def read_each(view: View, services: Services, kinds: Kinds, asks: Collection[Ask], today: date) -> Told:
    """Return how asks are said. One on which its reader fails holds up no other.

    Raises:
        DatabaseFault: the database did not answer.
    """
    lines: dict[Ask, NudgeLine] = {}
    faulty: set[Ask] = set()
    ordered = sorted(asks, key=lambda ask: (ask.kind, ask.subject, ask.person_id))
    portions = [list(same) for _, same in groupby(ordered, lambda ask: ask.kind)]
    while portions:
        portion = portions.pop()
        try:
            found = kinds[portion[0].kind](view, services, portion, today)
        except DatabaseFault:
            raise
        except Exception:  # noqa: BLE001 - whatever is wrong with one record, the others are said
            if len(portion) > 1:
                half = len(portion) // 2
                portions += [portion[:half], portion[half:]]
            else:
                _log.exception("reminder cannot be said", subject=portion[0].subject)
                faulty.add(portion[0])
        else:
            lines |= {ask: line for ask, line in found.items() if line is not None}
    return Told(lines, frozenset(faulty))
