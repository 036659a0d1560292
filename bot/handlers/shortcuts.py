"""Shortcuts: a new risk or action from anywhere, and an action made out of a message."""

from __future__ import annotations

from collections.abc import Mapping

from slack_bolt import Ack

from bot.handlers.desk import Body, FrontDesk, Handler
from bot.views.ids import Shortcut
from bot.workflows import risk_queries
from bot.workflows.actions.add_forms import add_form
from bot.workflows.proposals.form import new_form
from bot.workflows.shortcuts import MessageMet, action_from_message

# What Slack calls conversations that are closed to others, in place of their names.
_DIRECT = "directmessage"
_PRIVATE = "privategroup"
_SEVERAL = "mpdm-"


def on_new_risk(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a new risk."""
    desk.open(body, desk.run(body, lambda who: risk_queries.add_form(desk.services, who)))
    ack()


def on_new_action(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a new action."""
    desk.open(body, desk.run(body, lambda who: add_form(desk.services, who)))
    ack()


def on_new_proposal(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a new proposal."""
    desk.open(body, desk.run(body, lambda who: new_form(desk.services, who, "")))
    ack()


def on_action_from_message(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a new action, filled with a message's words."""
    message = message_met(body)
    desk.open(body, desk.run(body, lambda who: action_from_message(desk.services, who, message)))
    ack()


def message_met(body: Body) -> MessageMet:
    """Return the message that a shortcut was used on."""
    channel, message = body["channel"], body["message"]
    place, name = str(channel["id"]), str(channel.get("name", ""))
    is_direct = place.startswith("D") or name == _DIRECT or name.startswith(_SEVERAL)
    return MessageMet(
        channel=place,
        ts=str(message["ts"]),
        thread_ts=str(message.get("thread_ts") or ""),
        text=str(message.get("text") or ""),
        domain=str((body.get("team") or {}).get("domain") or ""),
        is_private=is_direct or name == _PRIVATE or place.startswith("G"),
        is_direct=is_direct,
    )


SHORTCUTS: Mapping[Shortcut, Handler] = {
    Shortcut.RISK_ADD: on_new_risk,
    Shortcut.ACTION_ADD: on_new_action,
    Shortcut.ACTION_FROM_MESSAGE: on_action_from_message,
    Shortcut.PROPOSAL_ADD: on_new_proposal,
}
