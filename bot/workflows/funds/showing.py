"""Show funds: how one stands, all of them, and how partners share what is over or missing. Nothing is changed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from bot.domain.imports.dates import read_day
from bot.domain.imports.grid import Cell
from bot.domain.proposals.amounts import read_pence
from bot.domain.proposals.records import Proposal
from bot.domain.sharing_money import share_outturn
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.views import funds as said
from bot.views.blocks import Block, Element, button
from bot.views.ids import Act
from bot.workflows.desk import Desk, open_desk
from bot.workflows.funds.lookup import (
    find_fund,
    is_finance_officer,
    names_of,
    readable_position,
    require_reader,
    sees_all,
)
from bot.workflows.funds.positions import overdraw
from bot.workflows.identify import Identity
from bot.workflows.services import Services

Message = dict[str, Any]
_OUTTURN = re.compile(
    r"^(?P<fund>.*?)\s*(?:--|—|–|-)?\s*\boutturn\b\s*(?:of|=|:)?\s*(?P<amount>.*?)"
    r"(?:\s+(?:(?:--|—|–|-)\s*)?(?:on|as of|as at)\s+(?P<day>.+))?$",
    re.IGNORECASE | re.DOTALL,
)
_NOTHING = re.compile(r"\s*£?\s*0+(?:\.0{1,2})?\s*")
_BELOW = re.compile(r"\s*£?\s*[-−–—]\s*£?\s*\d")
_EXAMPLE = "Write it like `/proposal fund share BCF --outturn 1,250,000`, with `on 31 March 2019` for another day."


def show_fund(services: Services, identity: Identity, written: str) -> Message:
    """Return how a fund stands, or all funds where none is named.

    Raises:
        NotFoundError: no such fund.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_reader(desk)
        if not written.strip():
            funds = [one.fund() for one in services.config.funds]
            return said.funds_message([readable_position(view, services, desk, fund) for fund in funds])
        fund = find_fund(services, written)
        position = readable_position(view, services, desk, fund)
        return said.fund_message(
            said.FundShown(
                position,
                names_of(services, desk),
                desk.shown,
                is_partial=not sees_all(desk.actor),
                can_spend=sees_all(desk.actor),
                spends=len(view.funds.spends(fund.key)),
            )
        )


def share_fund(services: Services, identity: Identity, words: str) -> Message:
    """Return how partners share an outturn: `BCF --outturn 1,250,000 on 31 March 2019`.

    Raises:
        InvalidInputError: no outturn, no amount, no day; or nothing was agreed for that day.
        NotFoundError: no such fund.
    """
    found = _OUTTURN.match(words.strip())
    if found is None or not found["fund"].strip() or not found["amount"].strip():
        raise InvalidInputError("A fund and its outturn are needed: what was spent in all.", _EXAMPLE)
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_reader(desk)
        fund = find_fund(services, found["fund"])
    outturn = _outturn(found["amount"])
    day = _day(found["day"], desk.shown.today)
    if not fund.arrangements:
        raise InvalidInputError(
            f"Nothing is agreed on sharing a deficit or surplus of {fund.key}.",
            f"The governance office writes it down in the configuration, under `[[funds.sharing]]` of {fund.key}.",
        )
    shared = share_outturn(fund.arrangements, fund.paid_in, outturn, day)
    if shared is None:
        first = min(one.from_on for one in fund.arrangements)
        raise InvalidInputError(
            f"Nothing that was agreed for {fund.key} shares such an outturn on {desk.shown.dated(day)}.",
            f"The first agreement on sharing holds from {desk.shown.dated(first)}.",
        )
    return said.share_message(fund, shared, day, names_of(services, desk), desk.shown)


def overdraw_section(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[Block]:
    """Return the warning for a proposal's card that its fund would be overdrawn; nothing where it would not."""
    if proposal.is_over:
        return []
    found = overdraw(view, services.config, proposal)
    return [said.overdraw_block(found, proposal.ref, whole=sees_all(desk.actor))] if found else []


def fund_buttons(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[Element]:
    """Return the buttons of a proposal's card that are about its fund."""
    if services.config.fund(proposal.fund) is None:
        return []
    buttons = [button(f"Fund {proposal.fund}", Act.FUND_SHOW, proposal.fund)]
    if not proposal.is_over and is_finance_officer(desk.actor):
        found = overdraw(view, services.config, proposal)
        if found is not None and not found.is_allowed:
            buttons.append(button("Allow it", Act.FUND_OVERRIDE, proposal.ref))
    return buttons


def _outturn(written: str) -> int:
    """Return an outturn in pence: nothing at all is one, and leaves the most to share."""
    if _BELOW.match(written):
        raise InvalidInputError("An outturn is what was spent: it is not below 0.", _EXAMPLE)
    return 0 if _NOTHING.fullmatch(written) else read_pence(written)


def _day(written: str | None, today: date) -> date:
    if not written:
        return today
    day = read_day(Cell(written.strip().rstrip(".?!"))).day
    if day is None:
        raise InvalidInputError(f"“{written.strip()[:40]}” is not a day.", _EXAMPLE)
    return day
