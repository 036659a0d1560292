"""The messages in which nudges were said, and nudges as values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, func, select, text, update

from bot.domain.chasing import NudgeStatus
from bot.store.tables import metadata
from bot.store.tables.chasing import SAID

NUDGE, MESSAGE = metadata.tables["nudge"], metadata.tables["nudge_message"]
# The index holds rows that were said; queries find them by repeating its condition.
_SAID = text(SAID)
_PORTION = 500


@dataclass(frozen=True, slots=True)
class Nudge:
    """A nudge as it stands.

    `due_at` is when it is next decided; `message_id` the message it was said in, `settled_at` when that was, or when
    it was settled otherwise.
    """

    id: int
    subject: str
    person_id: int
    rule: str
    plan: int
    planned_at: datetime
    due_at: datetime
    status: NudgeStatus
    message_id: int | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class NudgeMessage:
    """A message to `person_id`, with what was said in it in the order of saying."""

    id: int
    person_id: int
    day_on: date
    version: int
    nudges: tuple[Nudge, ...]


class NudgeMessages:
    """Messages of nudges within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def message(self, message_id: int) -> NudgeMessage | None:
        """Return a message with its nudges."""
        row = self._connection.execute(select(MESSAGE).where(MESSAGE.c.id == message_id)).mappings().first()
        if row is None:
            return None
        said = select(NUDGE).where(_SAID, NUDGE.c.message_id == message_id).order_by(NUDGE.c.id)
        nudges = tuple(read_nudge(nudge) for nudge in self._connection.execute(said).mappings())
        return NudgeMessage(row["id"], row["person_id"], row["day_on"], row["version"], nudges)

    def messages_on(self, day: date) -> Mapping[int, int]:
        """Return how many things each person's messages of a day asked for."""
        counts = (
            select(MESSAGE.c.person_id, func.count(NUDGE.c.id))
            .join(NUDGE, NUDGE.c.message_id == MESSAGE.c.id)
            .where(MESSAGE.c.day_on == day)
            .group_by(MESSAGE.c.person_id)
        )
        return {row[0]: row[1] for row in self._connection.execute(counts)}

    def standing(self, subjects: Iterable[str]) -> Mapping[int, int]:
        """Return the latest message to each person in which any of `subjects` stands, with whom it went to."""
        latest: dict[int, int] = {}
        for portion in portions(sorted(set(subjects))):
            ids = (
                select(MESSAGE.c.person_id, func.max(MESSAGE.c.id))
                .join(NUDGE, NUDGE.c.message_id == MESSAGE.c.id)
                .where(NUDGE.c.subject.in_(portion))
                .group_by(MESSAGE.c.person_id, NUDGE.c.subject)
            )
            latest |= {message_id: person_id for person_id, message_id in self._connection.execute(ids)}
        return latest

    def renew(self, message_id: int) -> int:
        """Raise a message's version; return it."""
        change = update(MESSAGE).where(MESSAGE.c.id == message_id).values(version=MESSAGE.c.version + 1)
        return int(self._connection.execute(change.returning(MESSAGE.c.version)).scalar_one())

    def heard_on(self, person_ids: Collection[int], since: date) -> Mapping[int, tuple[date, ...]]:
        """Return the days from `since` on which each person was sent messages, once for each message."""
        heard: dict[int, list[date]] = defaultdict(list)
        for portion in portions(sorted(person_ids)):
            rows = select(MESSAGE.c.person_id, MESSAGE.c.day_on).where(
                MESSAGE.c.person_id.in_(portion), MESSAGE.c.day_on >= since
            )
            for person_id, day in self._connection.execute(rows):
                heard[person_id].append(day)
        return {person_id: tuple(days) for person_id, days in heard.items()}


def portions(values: Sequence[int] | Sequence[str]) -> Iterator[Sequence[int] | Sequence[str]]:
    """Yield values in parts that a statement can hold."""
    for start in range(0, len(values), _PORTION):
        yield values[start : start + _PORTION]


def read_nudge(row: RowMapping) -> Nudge:
    """Return a row as a value."""
    return Nudge(
        row["id"],
        row["subject"],
        row["person_id"],
        row["rule"],
        row["plan"],
        row["planned_at"],
        row["due_at"],
        NudgeStatus(row["status"]),
        row["message_id"],
        row["settled_at"],
    )
