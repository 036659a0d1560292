"""What proposals wait for somebody to do, on their Home."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.home_items import Item
from bot.views.home_owed import owed_item
from bot.workflows.home.looking import Look
from bot.workflows.proposals.owed import owed_by


def proposals(look: Look) -> Sequence[Item]:
    """Return votes, answers, rulings, records and conditions that wait for the person."""
    return [owed_item(one, look.desk.shown) for one in owed_by(look.view, look.services, look.desk)]
