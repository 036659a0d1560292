"""Buttons on risks: update, edit, show, history, share, and turning pages."""

from __future__ import annotations

from slack_bolt import Ack

from bot.handlers.desk import Body, FrontDesk, delivery_key, place_of
from bot.handlers.form_fields import clicked_value
from bot.views import blocks
from bot.views.risk_list import unpack_past, unpack_query
from bot.views.turning import unpack_turn
from bot.views.wording import say
from bot.workflows import past, risk_queries, sharing


def on_update_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a review."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: risk_queries.update_form(desk.services, who, ref)))
    ack()


def on_edit_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a risk's details."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: risk_queries.edit_form(desk.services, who, ref)))
    ack()


def on_show_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a risk to whoever clicked."""
    ref, inside = clicked_value(body), bool(place_of(body))
    desk.answer_click(
        body, desk.run(body, lambda who: risk_queries.show_risk(desk.services, who, ref, can_share=inside))
    )
    ack()


def on_show_past_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a risk as it stood on the day of the list it was clicked in."""
    ref, day = unpack_past(clicked_value(body))
    desk.answer_click(body, desk.run(body, lambda who: past.show_past_risk(desk.services, who, ref, day)))
    ack()


def on_history_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a risk's history to whoever clicked."""
    ref = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: risk_queries.show_history(desk.services, who, ref)))
    ack()


def on_history_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of a history."""
    ref, page = unpack_turn(clicked_value(body))
    answer = desk.run(body, lambda who: risk_queries.show_history(desk.services, who, ref, page))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_list_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of a list."""
    query = unpack_query(clicked_value(body))
    answer = desk.run(body, lambda who: risk_queries.list_risks(desk.services, who, query))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_share_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Share a risk into the channel it was shown in."""
    ref, channel, key = clicked_value(body), place_of(body), delivery_key(body)
    desk.run(body, lambda who: sharing.share_risk(desk.services, desk.gateway, who, ref, channel, key))
    said = say("risk/shared", ref=ref)
    desk.answer_click(body, blocks.message(said, [blocks.section(said)]))
    ack()
