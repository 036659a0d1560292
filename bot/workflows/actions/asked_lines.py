"""What is asked about an action and not answered: reminded of twice, with the buttons that answer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.domain.actions.access import may_read_action
from bot.domain.chasing import Planned
from bot.store.unit_of_work import Unit, View
from bot.views.action_asked import claim_line, handover_line
from bot.views.nudges import NudgeLine
from bot.workflows.chasing.asks import Ask
from bot.workflows.chasing.planning import plan_nudges
from bot.workflows.readers import actor_of
from bot.workflows.services import Services

HANDOVER, CLAIM = "handover", "claim"
_AFTER = (2, 5)


def plan_asked(unit: Unit, services: Services, kind: str, number: int, person_ids: Iterable[int]) -> None:
    """Plan to remind people of what they were just asked: after two working days, and after five."""
    today, calendar = services.today(unit.now), services.config.working
    planned = [Planned(f"after-{days}", calendar.shift(today, days)) for days in _AFTER]
    plan_nudges(unit, services, [(asked_subject(kind, number), one) for one in sorted(person_ids)], planned)


def asked_subject(kind: str, number: int) -> str:
    """Return the subject of a handover's or a claim's reminders."""
    return f"{kind}:{number}"


def read(view: View, services: Services, asks: Sequence[Ask], today: date) -> Mapping[Ask, NudgeLine | None]:
    """Return how each ask is said now; None when its reader may not read the action, or does not own it any more."""
    directory = view.people.directory()
    shown = services.presentation(directory, view.now)
    lines: dict[Ask, NudgeLine | None] = {}
    for ask in asks:
        number = int(ask.subject.partition(":")[2])
        handover = view.handovers.get(number) if ask.kind == HANDOVER else None
        claim = view.claims.get(number) if ask.kind == CLAIM else None
        record = handover or claim
        action = view.actions.get(record.action_id) if record else None
        reader = actor_of(directory, ask.reader_id, today)
        if action is None or not may_read_action(reader, action, services.config.bodies):
            lines[ask] = None
        elif handover is not None:
            lines[ask] = handover_line(handover, action, shown, is_own=ask.reader_id == handover.to_id)
        elif claim is not None and (ask.person_id in action.owner_ids or not claim.is_waiting):
            lines[ask] = claim_line(claim, action, shown)
    return lines
