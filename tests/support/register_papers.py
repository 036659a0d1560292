"""A register paper of the demonstration: what it holds, for whom, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.domain.risks import Visibility
from bot.workflows import risk_details
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.register_paper.choosing import Asked, PaperWish, choose
from bot.workflows.register_paper.contents import Contents, contents_of
from bot.workflows.risk_details import DetailsDraft, LeadId
from tests.support.partnership import HOME, Partnership

MANAGER, OFFICER, COUNCILLOR = "U0GOVMANAGER", "U0CANCERLEAD", "U0HACKNEYHEALTH"
GUEST = "U0HOSPITALOPS"
NOVEMBER = PaperWish("ICB-H", "2018-11")


def contents(partnership: Partnership, wish: PaperWish = NOVEMBER, who: str = "") -> Contents:
    services = partnership.services
    with services.store.view() as view:
        actor = open_desk(view, services, Identity(who, HOME)).actor if who else None
        return contents_of(view, services, wish, actor)


def chosen(partnership: Partnership, who: str = "", **asked: Any) -> PaperWish:
    services = partnership.services
    with services.store.view() as view:
        shown = services.presentation(view.people.directory(), view.now)
        actor = open_desk(view, services, Identity(who, HOME)).actor if who else None
        return choose(view, services.config, shown, Asked(**asked), actor)


def goes_to(partnership: Partnership, day: int, month: int = 11) -> None:
    partnership.clock.move_to(datetime(2018, month, day, 10, tzinfo=UTC))


def hide(partnership: Partnership, ref: str, visibility: Visibility = Visibility.NON_PUBLIC) -> None:
    risk = partnership.risk(ref)
    leads = tuple(LeadId(lead.person_id, lead.group_id) for lead in risk.leads)
    draft = DetailsDraft(
        summary=risk.summary,
        project=risk.project,
        category=risk.category,
        visibility=visibility,
        leads=leads,
        readers=risk.readers,
    )
    risk_details.edit(partnership.services, partnership.asks(MANAGER, ref, risk.version), draft)


def refs(lines: Any) -> list[str]:
    return [line.ref for line in lines]
