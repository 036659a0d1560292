"""Plan reminders with the change that calls for them, and settle them with the change that answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.chasing import NudgeStatus, Planned, first_instant, next_instant
from bot.domain.nudges import Foreseen, Key, foresee
from bot.domain.reply_links import MAILTO
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.repositories.nudges import NewNudge
from bot.store.unit_of_work import Unit, View
from bot.workflows.chasing.hearers import hours_of, situation_of
from bot.workflows.services import Services


def plan_nudges(unit: Unit, services: Services, asks: Iterable[Key], planned: Sequence[Planned], plan: int = 1) -> int:
    """Plan reminders of each of `asks` (a subject, and the person it is asked of); return how many are new.

    Args:
        unit: the unit of work whose change calls for them.
        services: the configuration.
        asks: what is asked of whom.
        planned: the rules and days, reckoned in each person's own hours. What is past by then is due at once.
        plan: the plan's number; a higher one may use the same rules anew.
    """
    wanted, calendar = list(asks), services.config.working
    hours = hours_of(unit, services, {person_id for _, person_id in wanted})
    instants = {(one, mine): first_instant(one.on, mine, calendar) for one in planned for mine in set(hours.values())}
    return unit.nudges.plan(
        NewNudge(subject, person_id, one.rule, plan, instants[one, hours[person_id]])
        for subject, person_id in wanted
        for one in planned
    )


def plan_now(unit: Unit, services: Services, asks: Iterable[Key], rule: str, plan: int = 1) -> int:
    """Plan a reminder for as soon as each person's hours allow; caps and absences still count.

    Return how many are new.
    """
    wanted, calendar = list(asks), services.config.working
    hours = hours_of(unit, services, {person_id for _, person_id in wanted})
    return unit.nudges.plan(
        NewNudge(subject, person_id, rule, plan, next_instant(unit.now, hours[person_id], calendar))
        for subject, person_id in wanted
    )


def foresee_nudges(view: View, services: Services, planned: Mapping[Key, datetime]) -> Mapping[Key, Foreseen]:
    """Return when and to whom each key is said that is planned for an instant; without those of which none can tell.

    Snoozes, absences, hours and the messages sent until now count; what else is said meanwhile does not.
    """
    situation = situation_of(view, services, planned.keys())
    found = {key: foresee(key, replace(situation, now=max(at, view.now))) for key, at in planned.items()}
    return {key: foreseen for key, foreseen in found.items() if foreseen is not None}


def settle(unit: Unit, subjects: Iterable[str], *, renews: bool = True) -> int:
    """Record that subjects are answered, for everybody: nobody is reminded of them. Return how much was planned.

    The messages in which they stand are renewed in place; where many are settled a part at a time, the caller has
    `renew` do so once for all.
    """
    return _end(unit, list(subjects), NudgeStatus.ANSWERED, None, renews=renews)


def cancel(unit: Unit, subjects: Iterable[str], person_ids: Collection[int] | None = None) -> int:
    """Take back what is planned about subjects, for everybody or for some people; return how much that was."""
    return _end(unit, list(subjects), NudgeStatus.CANCELLED, person_ids)


def renew(unit: Unit, subjects: Iterable[str]) -> None:
    """Have each person's latest message in which a subject stands show how it is now. E-mails stay as they are."""
    messages = {_anchor(message_id): message_id for message_id in unit.nudges.standing(subjects)}
    for anchor, channel in sorted(unit.outbox.to_be_renewed(messages).items()):
        if not channel.startswith(MAILTO):
            put(unit, channel, messages[anchor], unit.nudges.renew(messages[anchor]))


def put(unit: Unit, channel: str, message_id: int, version: int = 1) -> None:
    """Put a message, or its renewal, into the outbox; what it says is found when it is sent."""
    name = _anchor(message_id)
    kept: dict[str, object] = {"kind": "nudges", "id": message_id}
    unit.outbox.put(
        OutgoingMessage(
            dedupe_key=f"{name}:v{version:06d}",
            subject=name,
            channel=channel,
            anchor=name,
            content={DEFERRED: kept if version == 1 else {**kept, "renews": True}},
        )
    )


def _anchor(message_id: int) -> str:
    return f"nudges:{message_id}"


def _end(
    unit: Unit,
    subjects: Sequence[str],
    status: NudgeStatus,
    person_ids: Collection[int] | None,
    *,
    renews: bool = True,
) -> int:
    ended = unit.nudges.end(subjects, status, unit.now, person_ids)
    if renews:
        renew(unit, subjects)
    return ended
