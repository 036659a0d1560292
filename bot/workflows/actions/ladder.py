"""Others are told that an action is late, one after the other, each once for each due day, with what was tried."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.actions.access import may_read_action
from bot.domain.actions.lateness import directors, due_days, programme_directors
from bot.domain.actions.records import Action
from bot.domain.chasing import Planned
from bot.store.unit_of_work import Unit, View
from bot.views.chased import ended_line, late_line, moved_line
from bot.views.nudges import NudgeLine
from bot.views.wording import counted
from bot.workflows.actions.subjects import Step, action_of, late_subject, step_of, told_number
from bot.workflows.actions.told_lists import tell_office_of
from bot.workflows.actions.tried import late_actions
from bot.workflows.chasing.asks import Ask
from bot.workflows.chasing.planning import plan_nudges
from bot.workflows.readers import Readers
from bot.workflows.services import Services

TICK = "late-actions"
_RULE = "told"
_PORTION = 500
_DAY = timedelta(days=1)


def tell_of_late_actions(services: Services, at: datetime) -> str:
    """Tell directors and the office of actions whose step came since this last ran.

    What it looks for is a due day, so that it costs what is told, not what there is.
    """
    with services.store.view(at) as view:
        days = days_since(services, view.ticks.last(TICK), at)
        reached = {step: _reached(view, services, step, days) for step in Step}
    told = 0
    for step, actions in reached.items():
        told += sum(_tell(services, at, step, day, ids) for day, ids in sorted(actions.items()))
    return f"{counted(told, 'late action')} told of" if told else "nothing to tell"


def tell_of_passed(services: Services, at: datetime) -> int:
    """Tell directors and the office of actions that were late already when they came in; return how many steps.

    These are open ones whose reminders are yet to be planned. Of what was told before nobody is told again.
    """
    calendar, today = services.config.working, services.today(at)
    # Of what falls on today the day's own tick tells, unless it has run already.
    is_over = at.astimezone(services.config.zone).time() >= services.config.chasing.at
    with services.store.view(at) as view:
        late = view.chased_actions.unplanned_before(today)
    passed: dict[Step, list[int]] = {step: [] for step in Step}
    for action_id, (board, due_on) in sorted(late.items()):
        for step in Step:
            came_on = calendar.from_due(due_on, _after(services, board, step))
            if came_on < today or (came_on == today and is_over):
                passed[step].append(action_id)

    return sum(_tell(services, at, step, today, ids) for step, ids in passed.items())


def days_since(services: Services, last: datetime | None, at: datetime) -> tuple[date, ...]:
    """Return the days whose hour of reminders came after `last` and up to `at`."""
    hour, zone = services.config.chasing.at, services.config.zone
    day = (last or at).astimezone(zone).date()
    days: list[date] = []
    while day <= at.astimezone(zone).date():
        instant = datetime.combine(day, hour, zone)
        if (last is None or instant > last) and instant <= at:
            days.append(day)
        day += _DAY
    return tuple(days)


def read_late(view: View, services: Services, asks: Sequence[Ask], today: date) -> Mapping[Ask, NudgeLine | None]:
    """Return a line for each late action somebody is told of; one that says so where it is closed or not late."""
    actions = view.actions.of_ids({action_of(ask.subject) for ask in asks})
    directory, bodies = view.people.directory(), services.config.bodies
    shown = services.presentation(directory, view.now)
    readers = Readers(directory, today)
    late = {
        (step, one.action.id): one
        for step in Step
        for one in late_actions(view, services, _asked_of(asks, actions, step, today), step)
    }
    lines: dict[Ask, NudgeLine | None] = {}
    asked = set(asks)
    for ask in asks:
        action = actions.get(action_of(ask.subject))
        if action is None:
            continue
        higher = replace(ask, subject=late_subject(action.id, Step.OFFICE))
        if higher != ask and higher in asked:
            # Whoever is told in both places, after days that nobody was there, is told once.
            continue
        if (step_of(ask.subject), action.id) in late:
            is_readable = may_read_action(readers.actor(ask.reader_id), action, bodies)
            lines[ask] = late_line(late[step_of(ask.subject), action.id], shown, is_readable=is_readable)
        elif action.is_open:
            lines[ask] = moved_line(action, shown)
        else:
            lines[ask] = ended_line(action, action.updated_by, shown)
    return lines


def _asked_of(asks: Sequence[Ask], actions: Mapping[int, Action], step: Step, today: date) -> list[Action]:
    """Return the actions that are late, and of which somebody is told by a step."""
    wanted = {action_of(ask.subject) for ask in asks if step_of(ask.subject) is step}
    return [action for action_id, action in actions.items() if action_id in wanted and action.is_late(today)]


def _reached(view: View, services: Services, step: Step, days: Collection[date]) -> Mapping[date, list[int]]:
    """Return the open actions of which a step is told, by the day on which it came."""
    calendar = services.config.working
    numbers = {_after(services, board, step) for board in ("", *services.config.bodies.named)}
    wanted = {number: due_days(days, number, calendar) for number in numbers}
    found: dict[date, list[int]] = {}
    for action_id, (board, due_on) in sorted(
        view.chased_actions.open_due_on(frozenset().union(*wanted.values())).items()
    ):
        after = _after(services, board, step)
        if due_on in wanted[after]:
            found.setdefault(calendar.from_due(due_on, after), []).append(action_id)
    return found


def _after(services: Services, board: str, step: Step) -> int:
    rules = services.config.chase_rules(board)
    return rules.director_after if step is Step.DIRECTOR else rules.office_after


def _tell(services: Services, at: datetime, step: Step, day: date, action_ids: Sequence[int]) -> int:
    """Tell of actions whose step came on a day, some at a time; return how many that was."""
    with services.store.view(at) as view:
        new = _untold(view, services, step, action_ids)
    if step is Step.OFFICE and new:
        # First, so that a stop in between tells the office twice rather than never.
        services.store.write(lambda unit: tell_office_of(unit, services, day, new), now=at)
    for start in range(0, len(new), _PORTION):

        def work(unit: Unit, ids: Sequence[int] = new[start : start + _PORTION]) -> None:
            _plan(unit, services, step, _untold(unit, services, step, ids))

        services.store.write(work, now=at)
    return len(new)


def _untold(view: View, services: Services, step: Step, action_ids: Sequence[int]) -> list[int]:
    """Return which of some actions are late, and not yet told of by a step."""
    today, found = services.today(view.now), view.actions.of_ids(action_ids)
    late = [found[one] for one in sorted(action_ids) if one in found and found[one].is_late(today)]
    told = {(n.subject, n.plan) for n in view.nudges.of_subjects([late_subject(action.id, step) for action in late])}
    return [action.id for action in late if (late_subject(action.id, step), told_number(action)) not in told]


def _plan(unit: Unit, services: Services, step: Step, action_ids: Sequence[int]) -> None:
    """Plan that those are told whose step it is and who may read of it; where none of these may, the programme's."""
    directory, today = unit.people.directory(), services.today(unit.now)
    readers, bodies = Readers(directory, today), services.config.bodies
    for action in unit.actions.of_ids(action_ids).values():
        people = programme_directors(action, directory, today)
        if step is Step.DIRECTOR:
            theirs = directors(action, directory, today)
            may = [one for one in theirs if may_read_action(readers.actor(one.id), action, bodies)]
            people = tuple(may) if may or not theirs else people
        asks = [(late_subject(action.id, step), person.id) for person in people]
        plan_nudges(unit, services, asks, [Planned(_RULE, today)], told_number(action))
