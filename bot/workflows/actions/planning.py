"""An action's reminders: reckoned with the change that calls for them, and once more for what an import brought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from bot.domain.actions.chasing import ChaseRules
from bot.domain.chasing import Hours, NudgeStatus, Planned, first_instant, plan
from bot.domain.nudges import Key
from bot.domain.replanning import Change, Standing, replanned
from bot.settings import Config
from bot.store.repositories.chased_actions import Chased
from bot.store.repositories.nudge_messages import Nudge
from bot.store.repositories.nudges import NewNudge
from bot.store.unit_of_work import Unit
from bot.views.wording import counted
from bot.workflows.actions.ladder import tell_of_passed
from bot.workflows.actions.subjects import action_subject, subjects_of
from bot.workflows.actions.told_lists import renew_told_lists
from bot.workflows.actions.unchased import LISTS, renew_unchased
from bot.workflows.chasing.hearers import hours_of
from bot.workflows.chasing.planning import renew
from bot.workflows.services import Services

PORTION = 500
"""Actions planned in one unit of work, so that others may write in between."""


def replan(unit: Unit, services: Services, action_ids: Iterable[int]) -> None:
    """Reckon the reminders of actions from what stands in the store now, and renew the messages they stand in.

    Those that hold are kept, those that do not are taken back, and nobody is reminded twice by the same rule of the
    same due day, nor twice of one action in a day. Called again, it changes nothing.
    """
    actions = unit.chased_actions.of_ids(action_ids)
    if not actions:
        return
    nudges = _by_subject(unit.nudges.of_subjects([name for action in actions for name in subjects_of(action.id)]))
    rules = {board: services.config.chase_rules(board) for board in {action.board for action in actions}}
    digests = {board: one.digest(services.config.working) for board, one in rules.items()}
    reckoning = _Reckoning(unit, services, rules, _hours(unit, services, actions, nudges))
    new: list[NewNudge] = []
    settled: dict[int, NudgeStatus] = {}
    ended_snoozes: list[Key] = []
    numbers: dict[tuple[int, str], list[int]] = defaultdict(list)
    for action in actions:
        number = action.plan
        of_action = nudges.get(action_subject(action.id), ())
        ended = NudgeStatus.CANCELLED if action.is_open else NudgeStatus.ANSWERED
        for person_id in sorted(action.owner_ids | {nudge.person_id for nudge in of_action}):
            change = reckoning.change(action, person_id, of_action)
            settled |= dict.fromkeys(change.cancelled, ended)
            number = max(number, change.plan)
            subject = action_subject(action.id)
            if change.ends_snooze:
                ended_snoozes.append((subject, person_id))
            new += [NewNudge(subject, person_id, rule, change.plan, at) for rule, at in change.added.items()]
        if (action.plan, action.rules) != (number, digests[action.board]):
            numbers[number, digests[action.board]].append(action.id)
    unit.hearing.end_snoozes(ended_snoozes, services.today(unit.now), unit.now)
    unit.nudges.settle(settled, unit.now)
    unit.nudges.plan(new)
    unit.chased_actions.reckoned(numbers)
    renew(unit, {nudge.subject for some in nudges.values() for nudge in some if nudge.message_id is not None})
    renew_told_lists(unit, services, actions)
    people, today = unit.people.directory().people, services.today(unit.now)
    for action in actions:
        of_action = nudges.get(action_subject(action.id), ())
        asked = action.owner_ids | {nudge.person_id for nudge in of_action}
        # Only these may have come to be on such a list, or have been.
        if action.due_on is None or not of_action or any(not people[one].term.holds(today) for one in asked):
            renew_unchased(unit, services, LISTS, f"{action.id}:{action.version}")
            break


def plan_unplanned(services: Services, at: datetime) -> str:
    """Plan the reminders of open actions that were brought in, or whose rules have changed; return what was done.

    Of those that are late already others are told first, as far as their steps have passed.
    """
    tell_of_passed(services, at)
    total = 0
    while True:
        with services.store.view(at) as view:
            found = view.chased_actions.unplanned(PORTION)
        if not found:
            return f"reminders of {counted(total, 'action')} planned"

        def work(unit: Unit, found: Collection[int] = tuple(found)) -> None:
            replan(unit, services, found)

        services.store.write(work, now=at)
        total += len(found)


def next_unplanned(services: Services, after: datetime) -> datetime | None:
    """Return `after` while there are actions to be planned; None when there are none."""
    with services.store.view(after) as view:
        return after if view.chased_actions.unplanned(1) else None


def forget_other_rules(unit: Unit, config: Config) -> int:
    """Have actions planned anew whose board's rules, or the days that are worked, changed; return how many that are."""
    usual = config.actions.rules().digest(config.working)
    digests = {name: config.chase_rules(name).digest(config.working) for name in config.bodies.named}
    own = {name: digest for name, digest in sorted(digests.items()) if digest != usual}
    changed = unit.chased_actions.reckon_anew(None, usual, but=tuple(own))
    return changed + sum(unit.chased_actions.reckon_anew([name], digest) for name, digest in own.items())


class _Reckoning:
    """Reckons what is wanted of each owner."""

    def __init__(
        self, unit: Unit, services: Services, rules: Mapping[str, ChaseRules], hours: Mapping[int, Hours]
    ) -> None:
        self._now = unit.now
        self._calendar = services.config.working
        self._rules = rules
        self._hours = hours
        # Owners and due days are few where actions are many.
        self._days: dict[tuple[str, date], tuple[Planned, ...]] = {}
        self._instants: dict[tuple[date, Hours], datetime] = {}

    def change(self, action: Chased, person_id: int, nudges: Collection[Nudge]) -> Change:
        """Return what makes a person's reminders of an action hold again; `nudges` are those of all its owners."""
        own = [nudge for nudge in nudges if nudge.person_id == person_id]
        standing = [Standing(n.id, n.rule, n.plan, n.planned_at, n.status) for n in own]
        if not action.is_open or action.due_on is None or person_id not in action.owner_ids:
            return replanned({}, (), standing)
        hours = self._hours[person_id]
        today = hours.today(self._now)
        was_told = today in _said_on(own, hours)
        planned = self._planned(action.board, action.due_on)
        wanted = {one.rule: self._instant(one.on, hours) for one in planned}
        may_add = {one.rule for one in planned if one.on > today or (one.on == today and not was_told)}
        if not action.rules:
            may_add |= self._missed(planned, today, _said_on(nudges, hours))
        return replanned(wanted, may_add, standing)

    def _missed(self, planned: Sequence[Planned], today: date, said_on: Collection[date]) -> set[str]:
        """Return the latest rule of a late action that passed before its reminders were reckoned.

        None where its due day is still to come, or an owner, who may have passed it on, heard of it that day or since.
        """
        passed = [one for one in planned if one.on < today and not one.rule.startswith("before-")][-1:]
        return {one.rule for one in passed if all(day < one.on for day in said_on)}

    def _planned(self, board: str, due_on: date) -> tuple[Planned, ...]:
        key = (board, due_on)
        if key not in self._days:
            self._days[key] = plan(due_on, self._rules[board].offsets, self._calendar, date.min)
        return self._days[key]

    def _instant(self, day: date, hours: Hours) -> datetime:
        key = (day, hours)
        if key not in self._instants:
            self._instants[key] = first_instant(day, hours, self._calendar)
        return self._instants[key]


def _said_on(nudges: Iterable[Nudge], hours: Hours) -> list[date]:
    """Return the days, by somebody's clock, on which any of these were said."""
    return [hours.today(n.settled_at) for n in nudges if n.message_id is not None and n.settled_at is not None]


def _hours(
    unit: Unit, services: Services, actions: Collection[Chased], nudges: Mapping[str, Collection[Nudge]]
) -> Mapping[int, Hours]:
    people = {person_id for action in actions for person_id in action.owner_ids}
    return hours_of(unit, services, people | {nudge.person_id for some in nudges.values() for nudge in some})


def _by_subject(nudges: Iterable[Nudge]) -> Mapping[str, list[Nudge]]:
    found: dict[str, list[Nudge]] = defaultdict(list)
    for nudge in nudges:
        found[nudge.subject].append(nudge)
    return found
