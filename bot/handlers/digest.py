"""The weekly digest: `/convenor digest`."""

from __future__ import annotations

from collections.abc import Mapping

from slack_bolt import Ack

from bot.domain.digest import Wish
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, Message, delivery_key, private
from bot.views import blocks
from bot.views.wording import Mrkdwn
from bot.workflows.digest import showing, wishes

_WISHES: Mapping[str, Wish] = {"on": Wish.SLACK, "slack": Wish.SLACK, "mail": Wish.MAIL, "off": Wish.NONE}


def on_digest(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Answer `/convenor digest [on|off|mail|now|programme|WORKSTREAM]`, and `on|mail|off NAME` for the office."""
    services, delivery = desk.services, delivery_key(body)
    verb, _, name = rest.partition(" ")
    how = _WISHES.get(verb.casefold())
    if how is not None:
        whose = name.strip().removeprefix("for ").strip()
        ack(**_said(desk.run(body, lambda who: wishes.set_digest(services, who, how, delivery, whose))))
    elif rest.casefold() == "now":
        ack(**_said(desk.run(body, lambda who: showing.send_now(services, who, delivery))))
    else:
        ack(**private(desk.run(body, lambda who: showing.show_digest(services, who, rest))))


def _said(text: Mrkdwn) -> Message:
    return private(blocks.message(text, [blocks.section(text)]))


AREA = Area(convenor_verbs={"digest": on_digest})
