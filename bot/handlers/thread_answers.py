"""What is written, changed and deleted in the threads of the bot's own messages, and the buttons below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from bot.errors import NotAllowedError
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk
from bot.views.answers import unpack_meant
from bot.views.ids import Act
from bot.workflows.actions import thread_answers
from bot.workflows.actions.thread_answers import Written, answer_key
from bot.workflows.identify import Identity, as_actor

Event = Mapping[str, Any]


def take_answer(desk: FrontDesk, identity: Identity, event: Event) -> bool:
    """Take words in a thread as an update; return whether the thread was one of reminders of actions."""
    written = _written(str(event["channel"]), event)
    return written is not None and thread_answers.receive_answer(desk.services, identity, written)


def take_change(desk: FrontDesk, body: Body) -> None:
    """Take note that somebody changed or deleted what they wrote; what the bot itself changes is passed over."""
    event = body["event"]
    channel, before = str(event["channel"]), event.get("previous_message") or {}
    message = event.get("message") or before
    if message.get("bot_id") or not message.get("user"):
        return
    identity = Identity(str(message["user"]), str(message.get("user_team") or message.get("team") or body["team_id"]))
    # A message with replies is not taken away: what stands in its place is a tombstone.
    is_deleted = event["subtype"] == "message_deleted" or message.get("subtype") == "tombstone"
    written = _written(channel, message)

    def change() -> None:
        if is_deleted:
            key = answer_key(channel, str(event.get("deleted_ts") or message.get("ts")))
            thread_answers.withdraw(desk.services, identity, key, is_deleted=True)
        elif written is not None and message.get("text") != before.get("text"):
            thread_answers.change_answer(desk.services, identity, written)

    try:
        as_actor(desk.services, desk.gateway, identity, change)
    except NotAllowedError:
        # They were told when they wrote it.
        return


def on_meant(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record an answer for the action its writer chose; the message that asked says so."""
    key, ref = unpack_meant(str(body["actions"][0]["value"]))
    desk.run(body, lambda who: thread_answers.choose(desk.services, who, key, ref))
    ack()


def on_withdraw(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Take an answer back that was no update; the message below it says so."""
    key = str(body["actions"][0]["value"])
    desk.run(body, lambda who: thread_answers.withdraw(desk.services, who, key))
    ack()


def _written(channel: str, message: Event) -> Written | None:
    """Return what a message in a thread says; None for one that stands in no thread, or has no words."""
    thread_ts, ts, text = message.get("thread_ts"), str(message.get("ts", "")), str(message.get("text") or "")
    if not thread_ts or thread_ts == ts or not text.strip():
        return None
    return Written(channel, str(thread_ts), ts, text)


AREA = Area(clicks={Act.ANSWER_MEANT: on_meant, Act.ANSWER_WITHDRAW: on_withdraw})
CHANGES = frozenset({"message_changed", "message_deleted"})
"""The subtypes of events that `take_change` understands."""
