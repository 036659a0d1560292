"""How an action's owners are reminded of it, as it is when it is said, in what its reader may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.actions.access import may_read_action
from bot.store.unit_of_work import View
from bot.views.chased import action_line, ended_line, passed_on_line
from bot.views.nudges import NudgeLine
from bot.workflows.actions.subjects import action_of
from bot.workflows.chasing.asks import Ask
from bot.workflows.readers import Readers
from bot.workflows.services import Services


def read_actions(view: View, services: Services, asks: Sequence[Ask], today: date) -> Mapping[Ask, NudgeLine | None]:
    """Return a line for each ask; one that says so where the action is closed, or has passed on to others."""
    actions = view.actions.of_ids({action_of(ask.subject) for ask in asks})
    directory, bodies = view.people.directory(), services.config.bodies
    shown = services.presentation(directory, view.now)
    readers = Readers(directory, today)
    lines: dict[Ask, NudgeLine | None] = {}
    for ask in asks:
        action = actions.get(action_of(ask.subject))
        if action is None:
            continue
        if not action.is_open:
            lines[ask] = ended_line(action, action.updated_by, shown)
        elif ask.person_id not in action.owner_ids:
            lines[ask] = passed_on_line(action)
        elif action.due_on is not None:
            is_readable = may_read_action(readers.actor(ask.reader_id), action, bodies)
            working = services.config.working
            rules = services.config.chase_rules(action.board)
            lines[ask] = action_line(
                action,
                ask.person_id,
                shown,
                is_readable=is_readable,
                counts_on=working.from_due(action.due_on, 0),
                is_listed=rules.is_on_late_list(action.due_on, today, working),
            )
    return lines
