"""An action's history: its entries and what people were asked, without what its reader could not read at the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.actions.access import may_read_action
from bot.domain.actions.records import Action, Entry, Outcome
from bot.domain.risks import Visibility
from bot.store.unit_of_work import View
from bot.views import action_history as views
from bot.views.action_words import set_by
from bot.views.decisions import HistoryEvent
from bot.views.risk_list import hidden_event
from bot.workflows.actions.lookup import find_readable_action
from bot.workflows.desk import Desk, open_desk
from bot.workflows.hidden_time import gaps
from bot.workflows.identify import Identity
from bot.workflows.services import Services


def show_history(services: Services, identity: Identity, written: str, page: int = 1) -> dict[str, Any]:
    """Return a page of an action's history."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        action = find_readable_action(view, services, desk, written)
        entries = view.actions.entries(action.id)
        asked = list(_told_of_asked(view, desk, action))
    hidden = _hidden_versions(services, desk, action, entries)
    away = gaps(entries[::-1], hidden)
    told = [hidden_event(gap.since, gap.until, desk.shown) for gap in away]
    told += _told_of_entries([entry for entry in entries if entry.version not in hidden], services, desk, action)
    told += [one for one in asked if not any(gap.holds(one.at) for gap in away)]
    return views.action_history(action, told, page, desk.shown)


def who_dropped(view: View, services: Services, desk: Desk, action: Action) -> str:
    """Return who decided to drop an action, and when; empty where nobody is known to have."""
    if action.outcome is not Outcome.DROPPED:
        return ""
    last = view.actions.entries(action.id)[-1:]
    return "".join(_decided_words(services, desk, action, entry) for entry in last)


def _decided_words(services: Services, desk: Desk, action: Action, entry: Entry) -> str:
    meets = bool(services.config.bodies.boards(action.board) & desk.directory.boards.keys())
    return views.decided_words(entry, set_by(action.board, desk.shown), desk.shown, meets=meets)


def _hidden_versions(services: Services, desk: Desk, action: Action, entries: Sequence[Entry]) -> frozenset[int]:
    """Return the versions that stay hidden from whoever is at the desk: they could not read the action then."""
    if may_read_action(desk.actor, replace(action, visibility=Visibility.NON_PUBLIC), services.config.bodies):
        return frozenset()
    return frozenset(entry.version for entry in entries if entry.visibility is Visibility.NON_PUBLIC)


def _told_of_entries(
    entries: Sequence[Entry], services: Services, desk: Desk, action: Action
) -> Iterator[HistoryEvent]:
    for before, entry in zip((None, *entries[:-1]), entries, strict=True):
        yield views.told_of_entry(entry, before, _decided_words(services, desk, action, entry), desk.shown)


def _told_of_asked(view: View, desk: Desk, action: Action) -> Iterator[HistoryEvent]:
    names = {person.id: person.name for person in desk.directory.people.values()}
    for handover in view.handovers.of(action.id):
        yield from views.told_of_handover(handover, names, desk.shown)
    for claim in view.claims.of(action.id):
        yield from views.told_of_claim(claim, desk.shown)
