"""On which days people were asked about subjects, and when they are asked next: counted by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, func, select, text

from bot.domain.nudges import Key
from bot.store.tables import metadata
from bot.store.tables.chasing import PLANNED

_NUDGE, _MESSAGE = metadata.tables["nudge"], metadata.tables["nudge_message"]
_PORTION = 500


class AskedDays:
    """What was asked, and is to be, within one transaction. A day is that of a message, not of its plan."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_subjects(self, subjects: Sequence[str], silent: Collection[int]) -> Mapping[str, tuple[date, ...]]:
        """Return the days on which somebody was sent a message about each subject, earliest first.

        What was meant for people of the ids in `silent`, who can't be written to, counts for nothing.
        """
        found: dict[str, set[date]] = defaultdict(set)
        for portion in _portions(subjects):
            query = (
                select(_NUDGE.c.subject, _MESSAGE.c.day_on, _MESSAGE.c.person_id)
                .distinct()
                .join(_MESSAGE, _MESSAGE.c.id == _NUDGE.c.message_id)
                .where(_NUDGE.c.subject.in_(portion))
            )
            for subject, day, person_id in self._connection.execute(query):
                if person_id not in silent:
                    found[subject].add(day)
        return {subject: tuple(sorted(days)) for subject, days in found.items()}

    def of_people(self, subjects: Sequence[str], person_ids: Collection[int]) -> Mapping[int, tuple[date, ...]]:
        """Return the days of the messages in which each person was asked about any of `subjects`, once for each."""
        found: dict[int, dict[int, date]] = defaultdict(dict)
        for portion in _portions(subjects):
            query = (
                select(_NUDGE.c.person_id, _MESSAGE.c.id, _MESSAGE.c.day_on)
                .distinct()
                .join(_MESSAGE, _MESSAGE.c.id == _NUDGE.c.message_id)
                .where(_NUDGE.c.subject.in_(portion), _NUDGE.c.person_id.in_(sorted(person_ids)))
            )
            for person_id, message_id, day in self._connection.execute(query):
                found[person_id][message_id] = day
        return {person_id: tuple(sorted(days.values())) for person_id, days in found.items()}

    def next_of_people(self, subjects: Sequence[str], person_ids: Collection[int]) -> Mapping[Key, datetime]:
        """Return when each person is next to be asked about each subject, as it is planned."""
        found: dict[Key, datetime] = {}
        for portion in _portions(subjects):
            query = (
                select(_NUDGE.c.subject, _NUDGE.c.person_id, func.min(_NUDGE.c.due_at))
                .where(text(PLANNED), _NUDGE.c.subject.in_(portion), _NUDGE.c.person_id.in_(sorted(person_ids)))
                .group_by(_NUDGE.c.subject, _NUDGE.c.person_id)
            )
            found |= {(subject, person_id): at for subject, person_id, at in self._connection.execute(query)}
        return found


def _portions(subjects: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(subjects), _PORTION):
        yield subjects[start : start + _PORTION]
