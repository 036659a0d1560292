"""In whose name a decision is written down, also where time closed a vote and nobody sits at a desk."""

from __future__ import annotations

from bot.domain.access import Actor
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.risk_change import actor_key
from bot.workflows.services import Services

_NAME = "Convenor"
_KEY = "convenor"


def desk_or_own(view: View, services: Services, desk: Desk | None) -> Desk:
    """Return the desk, or Convenor's own where nobody sits at one."""
    if desk is not None:
        return desk
    directory = view.people.directory()
    today = services.today(view.now)
    actor = Actor(_KEY, _NAME, None, (), frozenset(), frozenset(), is_guest=False, day=today)
    return Desk(actor, directory, services.presentation(directory, view.now))


def key_of(desk: Desk) -> str:
    """Return how the audit trail names whoever signs."""
    return _KEY if desk.actor.person is None and desk.actor.slack_id == _KEY else actor_key(desk)
