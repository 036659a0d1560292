"""The bot's own messages: files that are dropped there, and words that are typed."""

from __future__ import annotations

from slack_bolt import Ack

from bot.errors import NotAllowedError
from bot.handlers import thread_answers
from bot.handlers.desk import Body, FrontDesk, delivery_key
from bot.slack.files import shared_file
from bot.views.register_options import read_options
from bot.views.register_plan import Ticket
from bot.views.turning import unpack_turn
from bot.workflows import dropped_files
from bot.workflows.identify import Identity, as_actor

_SAID_BY_PEOPLE = (None, "file_share", "thread_broadcast")


def on_message(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Take dropped files and answers in threads, and answer what is typed; what apps say is not heard."""
    event = body["event"]
    if event.get("channel_type") == "im" and event.get("subtype") in thread_answers.CHANGES:
        thread_answers.take_change(desk, body)
    is_ours = event.get("channel_type") == "im" and event.get("subtype") in _SAID_BY_PEOPLE and not event.get("bot_id")
    if is_ours:
        team = event.get("user_team") or event.get("team") or body.get("team_id", "")
        identity = Identity(str(event["user"]), str(team))
        shared = [shared_file(file) for file in event.get("files") or ()]
        files = [file for file in shared if file.id]

        def answer() -> None:
            if files:
                dropped_files.receive_files(desk.services, identity, files)
            elif not thread_answers.take_answer(desk, identity, event):
                dropped_files.answer_words(desk.services, identity)

        try:
            as_actor(desk.services, desk.gateway, identity, answer)
        except NotAllowedError as refusal:
            dropped_files.turn_away(desk.services, identity, str(refusal))
    ack()


def on_register_confirm(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Have a dropped register imported."""
    ticket = _ticket(body)
    desk.run(body, lambda who: dropped_files.confirm(desk.services, who, ticket))
    ack()


def on_register_leave(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Forget a dropped register."""
    ticket = _ticket(body)
    desk.run(body, lambda who: dropped_files.leave(desk.services, who, ticket))
    ack()


def on_register_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of a dropped register's rows."""
    packed, page = unpack_turn(str(body["actions"][0]["value"]))
    ticket, key = Ticket.unpack(packed), delivery_key(body)
    desk.run(body, lambda who: dropped_files.turn_page(desk.services, who, ticket, page, key))
    ack()


def on_register_options(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that says how a dropped register is to be read."""
    ticket = _ticket(body)
    desk.open(body, desk.run(body, lambda who: dropped_files.reading_form(desk.services, who, ticket)))
    ack()


def on_register_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Have a dropped register read as the form says."""
    ticket = Ticket.unpack(str(body["view"]["private_metadata"]))
    options = read_options(dict(body["view"]["state"]["values"]))
    desk.run(body, lambda who: dropped_files.read_differently(desk.services, who, ticket, options))
    ack()


def _ticket(body: Body) -> Ticket:
    return Ticket.unpack(str(body["actions"][0]["value"]))
