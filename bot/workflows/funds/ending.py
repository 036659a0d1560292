"""Tell finance officers and the office of funds that end, with what of them was not given, drawn or spent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from bot.domain.fund_positions import Position
from bot.domain.funds import Fund
from bot.domain.money import format_pence
from bot.domain.people import Role
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views import blocks
from bot.views.ids import Act
from bot.views.wording import Mrkdwn, counted, say
from bot.workflows.funds.positions import position_of
from bot.workflows.office import tell_office
from bot.workflows.services import Services

TICK = "funds-ending"
_SOON_DAYS = (60, 20, 0)
"""Working days before the end at which it is told, once each; after it once more."""


def tell_of_endings(services: Services, at: datetime) -> str:
    """Tell of the funds that end soon or have ended, each step once; return what that came to, in a phrase."""
    with services.store.view(at) as view:
        due = [fund for one in services.config.funds if (fund := one.fund()) and _is_due(view, services, fund)]
    for fund in due:
        services.store.write(partial(_tell, services=services, fund=fund), now=at)
    return f"{counted(len(due), 'fund')} near {'its' if len(due) == 1 else 'their'} end"


def _is_due(view: View, services: Services, fund: Fund) -> bool:
    """Return whether a step before a fund's end was reached that nobody was told of."""
    step = _step(services, fund.ends_on, view.today)
    keys = [f"{_key(fund, step)}:{account}" for account in _officers(view, services)]
    return bool(step) and (not keys or not view.was_put(keys))


def _step(services: Services, ends_on: date | None, today: date) -> str:
    """Return which of the steps before an end was reached last, `ended` after it, empty before the first."""
    if ends_on is None:
        return ""
    if today > ends_on:
        return "ended"
    reached = [days for days in _SOON_DAYS if services.config.working.shift(ends_on, -days) <= today]
    return str(min(reached)) if reached else ""


def _key(fund: Fund, step: str) -> str:
    return f"fund:{fund.key}:{fund.ends_on}:{step}"


def _tell(unit: Unit, services: Services, fund: Fund) -> None:
    text, key = _text(position_of(unit, fund), unit.today), _key(fund, _step(services, fund.ends_on, unit.today))
    content = blocks.message(
        text, [blocks.section(text), blocks.actions([blocks.button("See the fund", Act.FUND_SHOW, fund.key)])]
    )
    tell_office(unit, services, key, content)
    for account in _officers(unit, services):
        told = f"{key}:{account}"
        unit.outbox.put(OutgoingMessage(told, told, account, told, content))


def _text(position: Position, today: date) -> Mrkdwn:
    fund, ends_on = position.fund, position.fund.ends_on or today
    return say(
        "funds/ending",
        key=fund.key,
        name=fund.name,
        ends=f"{ends_on.day} {ends_on:%b %Y}",
        has_ended=today > ends_on,
        envelope=format_pence(fund.envelope),
        left=format_pence(abs(position.left)),
        is_overdrawn=position.left < 0,
        conditional=format_pence(position.conditional) if position.conditional else "",
        approved=format_pence(position.approved),
        spent=format_pence(position.spent),
        undrawn=format_pence(max(position.approved - position.drawn, 0)),
        unspent=format_pence(abs(position.unspent)),
        is_overspent=position.unspent < 0,
    )


def _officers(view: View, services: Services) -> Iterable[str]:
    """Return the accounts of the finance officers who serve today."""
    directory, today = view.people.directory(), services.today(view.now)
    for person in directory.holders({Role.FINANCE_OFFICER}, today):
        if person.slack_id and directory.serves(person, today):
            yield person.slack_id
