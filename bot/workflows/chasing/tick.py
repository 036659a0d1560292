"""The tick of chasing: what has come due is said, held back or found needless, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.nudges import DueNudge, decide, reader_of
from bot.store.outbox import DEFERRED
from bot.store.unit_of_work import Unit, View
from bot.views import blocks
from bot.views.wording import counted, say
from bot.workflows.chasing.asks import Ask, Kinds, read_each
from bot.workflows.chasing.hearers import situation_of
from bot.workflows.chasing.kinds import KINDS
from bot.workflows.chasing.planning import put
from bot.workflows.chasing.reaching import address_of
from bot.workflows.office import tell_office
from bot.workflows.services import Services

_LOOK = 20_000
_PORTION = 400
_NAMED = 5
# Long enough that what fails each time costs little.
_FAULTY_WAITS = timedelta(hours=1)


def chase(services: Services, at: datetime, kinds: Kinds = KINDS) -> str:
    """Decide every nudge that is due at `at`; run again at the same instant, it finds nothing more to do.

    Args:
        services: what every use case is handed.
        at: the business instant.
        kinds: who reads each kind of subject.

    Raises:
        UnavailableError: the database did not answer; what was decided before stays decided.
    """
    messages, seen = 0, set[int]()
    while True:
        with services.store.view(at) as view:
            # What another process holds, or a rule should ever leave where it was, is not asked for again and again.
            fresh = [(i, person_id) for i, person_id in view.nudges.due(at, _LOOK) if i not in seen]
            due = _by_reader(view, services, fresh)
        seen.update(nudge_id for nudge_id, _ in fresh)
        for ids in _portions(due):

            def work(unit: Unit, ids: Collection[int] = ids) -> int:
                return _decide(unit, services, kinds, ids)

            messages += services.store.write(work, now=at)
        if not due:
            return f"{counted(messages, 'message')} of reminders" if messages else "nobody to remind"


def next_chase(services: Services, after: datetime) -> datetime | None:
    """Return the first instant after `after` at which there is something to decide; None when nothing is planned."""
    with services.store.view(after) as view:
        due_at = view.nudges.next_due()
    return None if due_at is None else max(due_at, after)


def _by_reader(view: View, services: Services, due: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the ids of due nudges, together those that may come into one message."""
    if not due:
        return []
    situation = situation_of(view, services, {("", person_id) for _, person_id in due})
    readers = {person_id: reader_of(person_id, situation) for person_id in {person_id for _, person_id in due}}
    together: dict[int | tuple[datetime, int], list[int]] = defaultdict(list)
    for nudge_id, person_id in due:
        reader = readers[person_id]
        together[(reader, person_id) if isinstance(reader, datetime) else reader].append(nudge_id)
    return list(together.values())


def _portions(groups: Sequence[Collection[int]]) -> Iterator[list[int]]:
    """Yield the ids of groups, many groups to a unit of work, none torn apart."""
    portion: list[int] = []
    for group in groups:
        if portion and len(portion) + len(group) > _PORTION:
            yield portion
            portion = []
        portion.extend(group)
    if portion:
        yield portion


def _decide(unit: Unit, services: Services, kinds: Kinds, ids: Collection[int]) -> int:
    """Decide some nudges; return how many messages that made."""
    unit.nudges.alone()
    due = unit.nudges.take(ids)
    if not due:
        return 0
    situation = situation_of(unit, services, {nudge.key for nudge in due})
    readers = {person_id: reader_of(person_id, situation) for person_id in {nudge.person_id for nudge in due}}
    asks: dict[tuple[str, int], Ask] = {}
    for nudge in due:
        reader = readers[nudge.person_id]
        reader_id = nudge.person_id if isinstance(reader, datetime) else reader
        asks[nudge.key] = Ask(nudge.subject, nudge.person_id, reader_id)
    told = read_each(unit, services, kinds, list(asks.values()), services.today(unit.now))
    needed = {key: ask in told.lines and not told.lines[ask].is_done for key, ask in asks.items()}
    faulty = {nudge.id for nudge in due if asks[nudge.key] in told.faulty}
    decisions = decide([nudge for nudge in due if nudge.id not in faulty], needed, situation)
    unit.nudges.settle(decisions.settled, unit.now)
    unit.nudges.hold({**decisions.held, **dict.fromkeys(faulty, unit.now + _FAULTY_WAITS)})
    if told.faulty:
        _tell_faulty(unit, services, sorted({ask.subject for ask in told.faulty}))
    unreached = 0
    days = {reader_id: situation.hearers[reader_id].hours.today(unit.now) for reader_id in decisions.said}
    said = {(reader_id, days[reader_id]): nudges for reader_id, nudges in sorted(decisions.said.items())}
    message_ids = unit.nudges.say(said, unit.now)
    for (reader_id, _), nudges in said.items():
        if not _send(unit, services, reader_id, message_ids[reader_id], nudges):
            unreached = message_ids[reader_id]
    if unreached:
        _tell_unreached(unit, services, unreached)
    return len(decisions.said)


def _send(unit: Unit, services: Services, reader_id: int, message_id: int, said: Sequence[DueNudge]) -> bool:
    """Put a message into the outbox; return whether there is anywhere to send it."""
    directory = unit.people.directory()
    channel = address_of(services, directory, directory.people[reader_id], services.today(unit.now))
    if channel is not None:
        put(unit, channel, message_id)
    unit.record(
        "convenor",
        "nudges.said" if channel else "nudges.unreached",
        f"person:{reader_id}",
        message=message_id,
        nudges=[f"{nudge.subject} {nudge.rule}" for nudge in sorted(said, key=lambda nudge: nudge.id)],
    )
    return channel is not None


def _tell_faulty(unit: Unit, services: Services, subjects: Sequence[str]) -> None:
    """Tell the office, once a day, that some reminders cannot be said and wait."""
    text = say("nudges/faulty", subjects=subjects[:_NAMED], more=len(subjects[_NAMED:]))
    content = blocks.message(text, [blocks.section(text)])
    tell_office(unit, services, f"nudges:faulty:{services.today(unit.now)}", content)


def _tell_unreached(unit: Unit, services: Services, message_id: int) -> None:
    """Have the office's list of today name who could not be written to; `message_id` is the latest such message."""
    today = services.today(unit.now)
    content = {DEFERRED: {"kind": "unreached", "day": today.isoformat()}}
    tell_office(unit, services, f"nudges:unreached:{today}:{message_id}", content, f"nudges:unreached:{today}")
