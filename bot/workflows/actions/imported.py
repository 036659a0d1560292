"""What follows when an import changes actions past the tracker: cards, and what people were asked about them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.risks import Visibility
from bot.store.unit_of_work import Unit
from bot.workflows.actions.cards import renew_imported
from bot.workflows.actions.telling import end_asked
from bot.workflows.desk import Desk
from bot.workflows.services import Services


def follow_import(unit: Unit, services: Services, desk: Desk, before: Mapping[str, Visibility]) -> None:
    """Have everything follow that a change of the tracker brings, but for reminders, which a tick reckons anew.

    Args:
        unit: the unit of work, in which the actions have been written.
        services: what every use case is handed.
        desk: of who brings the file.
        before: who could see each of them before, by its reference.
    """
    if not before:
        return
    renew_imported(unit, desk, before)
    asked_about = unit.handovers.waiting_actions() | unit.claims.waiting_actions()
    for action in unit.actions.of_ids(asked_about).values():
        if action.ref in before:
            end_asked(unit, services, desk, action)
