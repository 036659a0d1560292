"""Funds: `/proposal fund`, `/proposal override`, and the buttons and forms that belong to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slack_bolt import Ack

from bot.errors import InvalidInputError
from bot.handlers.area import Area
from bot.handlers.desk import VIEWED, Body, FrontDesk, WordsHandler, delivery_key, private
from bot.handlers.form_fields import chosen_in, clicked_value, day_in, typed_in
from bot.handlers.proposal_words import with_reference
from bot.views import blocks
from bot.views.fund_forms import SpendFields
from bot.views.ids import Act, Form
from bot.views.wording import Mrkdwn
from bot.workflows.funds import charts, overriding, showing, spending
from bot.workflows.risk_change import Request, Saved


def on_fund(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show a fund, or all: `/proposal fund IT-3`; or share, spend, spent and chart with a fund behind them."""
    first, *others = rest.split(maxsplit=1) or [""]
    verb = _VERBS.get(first.casefold())
    if verb is not None:
        verb(desk, ack, body, "".join(others).strip())
        return
    ack(**private(desk.run(body, lambda who: showing.show_fund(desk.services, who, rest))))


def on_share(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show each partner's part of an outturn: `/proposal fund share BCF --outturn 1,250,000`."""
    ack(**private(desk.run(body, lambda who: showing.share_fund(desk.services, who, rest))))


def on_spend(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form in which spend is recorded: `/proposal fund spend IT-3 P-7 12,500 invoice 4711`."""
    desk.open(body, desk.run(body, lambda who: spending.spend_form(desk.services, who, rest)))
    ack()


def on_spent(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """List what was drawn and spent: `/proposal fund spent IT-3`."""
    _require_named(rest, "spent")
    ack(**private(desk.run(body, lambda who: spending.show_spends(desk.services, who, rest))))


def on_chart(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Have a fund's chart made: `/proposal fund chart IT-3`."""
    _require_named(rest, "chart")
    key = delivery_key(body)
    ack(**private(desk.run(body, lambda who: charts.ask_chart(desk.services, who, rest, key))))


_VERBS: Mapping[str, WordsHandler] = {
    "share": on_share,
    "spend": on_spend,
    "spent": on_spent,
    "chart": on_chart,
}


def on_override(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form in which a finance officer allows an overdraft: `/proposal override P-7`."""
    ref, _ = with_reference(desk, "override", rest)
    desk.open(body, desk.run(body, lambda who: overriding.override_form(desk.services, who, ref)))
    ack()


def on_show_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a fund."""
    key = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: showing.show_fund(desk.services, who, key)))
    ack()


def on_chart_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Have a fund's chart made."""
    fund, key = clicked_value(body), delivery_key(body)
    desk.answer_click(body, desk.run(body, lambda who: charts.ask_chart(desk.services, who, fund, key)))
    ack()


def on_spent_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """List what was drawn and spent of a fund."""
    fund = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: spending.show_spends(desk.services, who, fund)))
    ack()


def on_spend_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of spend."""
    fund = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: spending.spend_form(desk.services, who, fund)))
    ack()


def on_override_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of an override."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: overriding.override_form(desk.services, who, ref)))
    ack()


def on_spend_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record spend."""
    filled = SpendFields(
        fund=chosen_in(body, "fund"),
        ref=typed_in(body, "ref"),
        kind=chosen_in(body, "kind") or SpendFields().kind,
        amount=typed_in(body, "amount"),
        year=typed_in(body, "year"),
        spent_on=day_in(body, "spent_on"),
        words=typed_in(body, "words"),
    )
    _save(desk, ack, body, lambda request: spending.record_spend(desk.services, request, filled))


def on_override_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record an override."""
    kept, reason = str(body["view"]["private_metadata"]), typed_in(body, "reason")
    _save(desk, ack, body, lambda request: overriding.allow(desk.services, request, kept, reason))


def _save(desk: FrontDesk, ack: Ack, body: Body, work: Callable[[Request], Saved]) -> None:
    saved = desk.run(body, lambda who: work(Request(who, delivery_key(body))))
    ack(response_action="update", view=blocks.modal("Saved", VIEWED, [blocks.section(Mrkdwn(saved.said))]))


def _require_named(rest: str, verb: str) -> None:
    if not rest:
        raise InvalidInputError(
            "Which fund?", f"Write its key: `/proposal fund {verb} IT-3`. `/proposal fund` shows all."
        )


AREA = Area(
    proposal_verbs={"fund": on_fund, "override": on_override},
    clicks={
        Act.FUND_SHOW: on_show_click,
        Act.FUND_CHART: on_chart_click,
        Act.FUND_SPEND: on_spend_click,
        Act.FUND_SPENT: on_spent_click,
        Act.FUND_OVERRIDE: on_override_click,
    },
    forms={Form.FUND_SPEND: on_spend_form, Form.FUND_OVERRIDE: on_override_form},
)
