"""Mentions of the bot in channels: the records named beside it are answered in the thread."""

from __future__ import annotations

from slack_bolt import Ack

from bot.handlers.desk import Body, FrontDesk
from bot.workflows.mentions import hear
from bot.workflows.threads import Thread


def on_mention(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Have the records answered that a message names; what apps say is not heard."""
    event = body["event"]
    if not event.get("bot_id") and not event.get("subtype"):
        thread = Thread(str(event["channel"]), str(event.get("thread_ts") or event["ts"]))
        hear(desk.services, thread, str(event["ts"]), str(event.get("text") or ""))
    ack()
