"""What a person finds on App Home."""

from __future__ import annotations

from typing import Any

from bot.domain.access import may_change
from bot.domain.listing import Filter, ListQuery, count_undecided, select_risks
from bot.domain.rounds import Round
from bot.errors import NotAllowedError
from bot.store.unit_of_work import View
from bot.views import home as home_views
from bot.workflows.desk import Desk, open_desk
from bot.workflows.escalation.waiting import alerts_waiting
from bot.workflows.identify import Identity
from bot.workflows.services import Services


def home_view(services: Services, identity: Identity) -> dict[str, Any]:
    """Return the Home tab of whoever is behind `identity`; a kind word for those the partnership does not know."""
    try:
        with services.store.view() as view:
            desk = open_desk(view, services, identity)
            risks = view.risks.all()
            round_, asked = _asked_of(view, desk)
            alerts = alerts_waiting(view, desk, risks)
    except NotAllowedError as refusal:
        return home_views.closed_home(refusal)
    mine = select_risks(
        risks,
        ListQuery(filter=Filter.MINE),
        desk.actor,
        services.config.bands,
        services.config.intervals,
        lambda risk: desk.shown.date_of(risk.last_review.at),
    )
    changeable = frozenset(str(risk.ref) for risk in mine if may_change(desk.actor, risk))
    next_meetings = sorted(
        (held_on, board.name)
        for board in desk.directory.boards.values()
        if board.key in desk.actor.boards
        for held_on in board.meetings
        if held_on >= desk.actor.day
    )
    undecided = count_undecided(risks) if desk.actor.is_office else 0
    waiting = home_views.Waiting(round_, asked) if round_ is not None and asked else None
    return home_views.home(desk.actor, mine, changeable, next_meetings, desk.shown, undecided, waiting, alerts)


def _asked_of(view: View, desk: Desk) -> tuple[Round | None, frozenset[int]]:
    """Return the round that is open, and the ids of the risks whose update it waits for from this person."""
    person, rounds = desk.actor.person, view.rounds.open_rounds()
    if person is None or not rounds:
        return None, frozenset()
    waiting = view.rounds.waiting_for(rounds[-1].id, person.id, desk.actor.groups)
    return rounds[-1], frozenset(item.risk_id for item in waiting)
