"""App Home: a person's own risks, with the buttons to deal with them."""

from __future__ import annotations

from slack_bolt import Ack

from bot.handlers.desk import Body, FrontDesk
from bot.workflows.home import home_view
from bot.workflows.identify import Identity, as_actor


def on_home_opened(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show the Home tab to whoever opened it."""
    event = body["event"]
    if event.get("tab", "home") == "home":
        identity = Identity(str(event["user"]), str(body.get("team_id", "")))
        view = as_actor(desk.services, desk.gateway, identity, lambda: home_view(desk.services, identity))
        desk.gateway.publish_home(identity.slack_id, view)
    ack()
