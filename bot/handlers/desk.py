"""What handlers share: who acts, how a delivery is named, and the ways to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_bolt import Ack

from bot.slack.gateway import SlackGateway
from bot.views import blocks
from bot.workflows.identify import Identity, as_actor
from bot.workflows.services import Services

T = TypeVar("T")
Body = Mapping[str, Any]
Message = dict[str, Any]

VIEWED = "viewed"
"""Callback id of a modal that only shows something."""


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """The services behind the handlers, and the gateway that answers out of turn."""

    services: Services
    gateway: SlackGateway

    def run(self, body: Body, work: Callable[[Identity], T]) -> T:
        """Run a use case for whoever sent `body`, meeting an unknown account first."""
        identity = identity_of(body)
        return as_actor(self.services, self.gateway, identity, lambda: work(identity))

    def answer_click(self, body: Body, message: Message, *, replace: bool = False) -> None:
        """Answer a click for the clicker alone: in place, below the message, or in a modal where there is none."""
        url = body.get("response_url")
        if url:
            private = body.get("container", {}).get("is_ephemeral", False)
            self.gateway.respond(
                str(url), {"response_type": "ephemeral", "replace_original": replace and private, **message}
            )
        else:
            self.open(body, blocks.modal("Convenor", VIEWED, message["blocks"]))

    def open(self, body: Body, view: Message) -> None:
        """Open a modal: the one call to Slack that a request may make."""
        self.gateway.open_view(str(body["trigger_id"]), view)

    def update(self, body: Body, view: Message) -> None:
        """Let the modal that was clicked in show something else, in place of opening one."""
        self.gateway.update_view(str(body["view"]["id"]), view)


def identity_of(body: Body) -> Identity:
    """Return who acts; commands are flat, interactions hold a user."""
    user = body.get("user")
    if isinstance(user, Mapping):
        team = user.get("team_id") or (body.get("team") or {}).get("id", "")
        return Identity(str(user["id"]), str(team))
    return Identity(str(body["user_id"]), str(body["team_id"]))


def place_of(body: Body) -> str:
    """Return the channel an interaction or command happened in, empty where there is none."""
    channel = body.get("channel")
    if isinstance(channel, Mapping):
        return str(channel.get("id", ""))
    return str(body.get("channel_id", ""))


def delivery_key(body: Body) -> str:
    """Name an accepted delivery of one person: a form by its view, a command or click by its trigger."""
    who, view = identity_of(body).slack_id, body.get("view")
    if body.get("type") == "view_submission" and isinstance(view, Mapping):
        return f"view:{view['id']}:{who}"
    return f"trigger:{body['trigger_id']}:{who}"


def private(message: Message) -> Message:
    """Return a command's answer for the asker alone."""
    return {"response_type": "ephemeral", **message}


Handler = Callable[[FrontDesk, Ack, Body], None]
"""What answers a command, a click, a form or an event."""

WordsHandler = Callable[[FrontDesk, Ack, Body, str], None]
"""What answers a verb of a command; the last argument is what follows the verb, as the person typed it."""
