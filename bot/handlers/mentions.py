"""Mentions of the bot in channels: a word on what lies before a board, or records that are answered in the thread."""

from __future__ import annotations

from slack_bolt import Ack

from bot.handlers.desk import Body, FrontDesk
from bot.workflows.identify import Identity, as_actor
from bot.workflows.mentions import hear
from bot.workflows.proposals.voting.mentioned import take_mention
from bot.workflows.threads import Thread


def on_mention(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Take words in the thread of a stage's card, else answer the records a message names; apps are not heard."""
    event = body["event"]
    if not event.get("bot_id") and not event.get("subtype"):
        thread = Thread(str(event["channel"]), str(event.get("thread_ts") or event["ts"]))
        ts, text = str(event["ts"]), str(event.get("text") or "")
        team = event.get("user_team") or event.get("team") or body.get("team_id", "")
        identity = Identity(str(event["user"]), str(team))
        is_taken = bool(event.get("thread_ts")) and as_actor(
            desk.services, desk.gateway, identity, lambda: take_mention(desk.services, identity, thread, ts, text)
        )
        if not is_taken:
            hear(desk.services, thread, ts, text)
    ack()
