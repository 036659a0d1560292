"""What was tried about late actions: on which days their owners were asked, and what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.domain.actions.explaining import all_said, last_words
from bot.domain.actions.records import Action
from bot.store.unit_of_work import View
from bot.views.chased import LateAction
from bot.workflows.actions.subjects import Step, action_subject, late_subject, told_number
from bot.workflows.rounds.lines import silent_people
from bot.workflows.services import Services

# Of more at once it is not looked what waits for an answer.
_ASKED_ABOUT = 50


def late_actions(
    view: View, services: Services, actions: Sequence[Action], step: Step | None = None
) -> list[LateAction]:
    """Return late actions with what was tried, in the same order.

    What happened today counts for nothing: everybody who is told today reads the same days. A reminder that reached
    nobody is none.

    Args:
        view: the view to read.
        services: the configuration.
        actions: those to be told of.
        step: for whom it is put together: they read who was told before them. None for everybody else.
    """
    directory, today, working = view.people.directory(), services.today(view.now), services.config.working
    silent = silent_people(services, directory)
    asked = view.asked_days.of_subjects([action_subject(action.id) for action in actions], silent)
    told = _told_before(view, services, actions, silent) if step is Step.OFFICE else {}
    entries = view.chased_actions.entries_of([action.id for action in actions])
    absent = {one.person_id for one in view.hearing.absences(today) if one.away.covers(today)}
    gone = {one.id for one in directory.people.values() if not one.term.holds(today)}
    late: list[LateAction] = []
    for action in actions:
        days = asked.get(action_subject(action.id), ())
        said, is_own = last_words(all_said(entries.get(action.id, ()), action.visibility), action.owner_ids)
        late.append(
            LateAction(
                action=action,
                asked=tuple(day for day in days if day < today),
                said=said,
                is_explained=is_own,
                told=told.get(action.id, ()),
                left=[owner.name for owner in action.owners if owner.person_id in gone],
                away=[owner.name for owner in action.owners if owner.person_id in absent - gone],
                waiting=_waiting(view, action) if len(actions) <= _ASKED_ABOUT else (),
                is_reminded=not services.config.chase_rules(action.board).is_on_late_list(
                    action.due_on, today, working
                ),
            )
        )
    return late


def _waiting(view: View, action: Action) -> list[str]:
    """Return what is asked about an action and not answered yet."""
    claim = view.claims.waiting_of(action.id)
    people = view.people.directory().people
    asked = [f"{people[one.to_id].name} is asked to take it over" for one in view.handovers.waiting_of(action.id)]
    return [*([f"{claim.said_by} says it is done"] if claim else []), *asked]


def _told_before(
    view: View, services: Services, actions: Sequence[Action], silent: Collection[int]
) -> Mapping[int, Sequence[tuple[str, date]]]:
    """Return who was told of each action, of its due day, before the office is, and on which day."""
    people, today = view.people.directory().people, services.today(view.now)
    by_subject = {late_subject(action.id, Step.DIRECTOR): action for action in actions}
    told: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for nudge in view.nudges.of_subjects(by_subject):
        action = by_subject[nudge.subject]
        if nudge.message_id is None or nudge.settled_at is None or nudge.person_id in silent:
            continue
        day = services.today(nudge.settled_at)
        if nudge.plan == told_number(action) and day < today:
            told[action.id].append((people[nudge.person_id].name, day))
    return told
