"""Plan reminders anew after a change: what still holds is kept, what does not is taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.chasing import NudgeStatus, is_reminder

# Other hours or another zone move a reminder by less than another day does, even where the clocks are put forward.
_OTHER_HOURS = timedelta(hours=23)


@dataclass(frozen=True, slots=True)
class Standing:
    """A nudge of one subject and person as it stands, whichever rule and plan it is of."""

    id: int
    rule: str
    plan: int
    planned_at: datetime
    status: NudgeStatus


@dataclass(frozen=True, slots=True)
class Change:
    """What makes the plan hold again: nudges to take back, by id, and rules to plan under a plan's number.

    `ends_snooze` where a wish not to hear of it was of another day: it has moved, or nothing is asked any more.
    """

    cancelled: frozenset[int]
    added: Mapping[str, datetime]
    plan: int
    ends_snooze: bool = False


def replanned(wanted: Mapping[str, datetime], may_add: Collection[str], standing: Collection[Standing]) -> Change:
    """Return how the reminders of one subject and person come to be what is wanted.

    When the day they are reckoned from has moved, a snooze that waits goes with the old plan. When only the person's
    hours have, it stays, what was said is not said again, and what is still to come follows them.

    Args:
        wanted: every rule with the instant it is said at, past ones too; none when nothing is to be said.
        may_add: the rules of `wanted` that are not too late to be planned, nor said already.
        standing: all nudges there ever were.
    """
    reminders = [nudge for nudge in standing if is_reminder(nudge.rule)]
    latest = max((nudge.plan for nudge in reminders), default=0)
    same = {nudge.id for nudge in reminders if _is_of_the_day(nudge, wanted)}
    has_moved = any(nudge.id not in same for nudge in reminders if nudge.plan == latest)
    said = {nudge.rule for nudge in reminders if nudge.id in same and nudge.status is NudgeStatus.SAID}
    addable = set(may_add) - said
    # What is late already waits for its reader as it stands.
    fits = {
        nudge.id
        for nudge in reminders
        if nudge.id in same and (wanted[nudge.rule] == nudge.planned_at or nudge.rule not in addable)
    }
    waiting = [nudge for nudge in standing if nudge.status is NudgeStatus.PLANNED]
    cancelled = frozenset(
        nudge.id for nudge in waiting if (nudge.id not in fits if is_reminder(nudge.rule) else has_moved or not wanted)
    )
    held = {nudge.rule for nudge in waiting if nudge.id in fits}
    added = {rule: at for rule, at in wanted.items() if rule in addable and rule not in held}
    used = {nudge.rule for nudge in reminders if nudge.plan == latest}
    is_new_plan = not reminders or has_moved or not used.isdisjoint(added)
    return Change(cancelled, added, latest + is_new_plan, has_moved or (bool(reminders) and not wanted))


def _is_of_the_day(nudge: Standing, wanted: Mapping[str, datetime]) -> bool:
    """Return whether a nudge is of the day its rule is wanted on, perhaps reckoned by other hours."""
    at = wanted.get(nudge.rule)
    return at is not None and abs(at - nudge.planned_at) < _OTHER_HOURS
