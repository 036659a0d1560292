"""When people may be disturbed: what they snoozed, when they are away, and their own hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from bot.domain.chasing import Away, Preference
from bot.domain.nudges import Key
from bot.store.tables import metadata

_SNOOZE, _ABSENCE = metadata.tables["snooze"], metadata.tables["absence"]
_PREFERENCE = metadata.tables["preference"]
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Absence:
    """An absence as it was recorded, cut short where the person is back sooner."""

    id: int
    person_id: int
    away: Away


class Hearing:
    """Snoozes, absences and preferences within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def snooze(self, key: Key, until_on: date, at: datetime) -> None:
        """Record that a person would not hear of a subject before a day; the latest wish counts."""
        subject, person_id = key
        values = {"person_id": person_id, "subject": subject, "until_on": until_on, "asked_at": at}
        self._connection.execute(insert(_SNOOZE).values(values))

    def snoozes(self, keys: Collection[Key]) -> Mapping[Key, date]:
        """Return until which day each of `keys` is snoozed, past days included."""
        people = sorted({person_id for _, person_id in keys})
        found: dict[Key, date] = {}
        for start in range(0, len(people), 500):
            mine = _SNOOZE.c.person_id.in_(people[start : start + 500])
            for row in self._connection.execute(select(_SNOOZE).where(mine).order_by(_SNOOZE.c.id)):
                found[row.subject, row.person_id] = row.until_on
        return {key: found[key] for key in keys if key in found}

    def end_snoozes(self, keys: Collection[Key], today: date, at: datetime) -> None:
        """Record that what people wished not to hear of before a later day than today may be said again."""
        for key, until_on in sorted(self.snoozes(keys).items()) if keys else ():
            if until_on > today:
                self.snooze(key, today, at)

    def times_snoozed(self, key: Key) -> int:
        """Return how often a person has put a subject off."""
        subject, person_id = key
        mine = (_SNOOZE.c.person_id == person_id, _SNOOZE.c.subject == subject)
        return int(self._connection.execute(select(func.count()).select_from(_SNOOZE).where(*mine)).scalar_one())

    def leave(self, person_id: int, away: Away, at: datetime) -> None:
        """Record an absence."""
        values = {
            "person_id": person_id,
            "from_on": away.from_on,
            "until_on": away.until_on,
            "deputy_id": away.deputy_id,
            "recorded_at": at,
        }
        self._connection.execute(insert(_ABSENCE).values(values))

    def end_absence(self, absence_id: int, day: date) -> None:
        """Record that an absence is over from `day` on."""
        self._connection.execute(update(_ABSENCE).where(_ABSENCE.c.id == absence_id).values(ended_on=day))

    def absences(self, since: date, person_ids: Iterable[int] | None = None) -> tuple[Absence, ...]:
        """Return absences that last until `since` or longer, of everybody or of some people, by their first day."""
        lasting = [_ABSENCE.c.until_on >= since]
        if person_ids is not None:
            lasting.append(_ABSENCE.c.person_id.in_(sorted(person_ids)))
        rows = self._connection.execute(select(_ABSENCE).where(*lasting).order_by(_ABSENCE.c.from_on, _ABSENCE.c.id))
        absences = (_absence(row) for row in rows.mappings())
        return tuple(a for a in absences if max(since, a.away.from_on) <= a.away.until_on)

    def acts_for(self, person_id: int, day: date) -> frozenset[int]:
        """Return whom a person acts for on a day: those who are away and named them."""
        named = [a for a in self.absences(day) if a.away.covers(day) and a.away.deputy_id is not None]
        return frozenset(a.person_id for a in named if a.away.deputy_id == person_id) - {person_id}

    def preferences(self, person_ids: Collection[int]) -> Mapping[int, Preference]:
        """Return the hours of those people who set their own."""
        rows = select(_PREFERENCE).where(_PREFERENCE.c.person_id.in_(sorted(person_ids)))
        return {
            row.person_id: Preference(row.timezone, _wall(row.quiet_from), _wall(row.quiet_until))
            for row in self._connection.execute(rows)
        }

    def prefer(self, person_id: int, preference: Preference) -> None:
        """Record a person's own hours."""
        values = {
            "timezone": preference.timezone,
            "quiet_from": _minutes(preference.quiet_from),
            "quiet_until": _minutes(preference.quiet_until),
        }
        mine = _PREFERENCE.c.person_id == person_id
        if not self._connection.execute(update(_PREFERENCE).where(mine).values(values)).rowcount:
            self._connection.execute(insert(_PREFERENCE).values(person_id=person_id, **values))


def by_person(absences: Iterable[Absence]) -> Mapping[int, tuple[Away, ...]]:
    """Return absences by who is away."""
    found: dict[int, list[Away]] = defaultdict(list)
    for absence in absences:
        found[absence.person_id].append(absence.away)
    return {person_id: tuple(away) for person_id, away in found.items()}


def _absence(row: RowMapping) -> Absence:
    until_on = row["until_on"]
    if row["ended_on"] is not None:
        until_on = min(until_on, row["ended_on"] - timedelta(days=1))
    return Absence(row["id"], row["person_id"], Away(row["from_on"], until_on, row["deputy_id"]))


def _wall(minutes: int | None) -> time | None:
    return None if minutes is None else time(*divmod(minutes, _HOUR))


def _minutes(wall: time | None) -> int | None:
    return None if wall is None else wall.hour * _HOUR + wall.minute
