"""What would be sent: `/convenor preview`."""

from __future__ import annotations

from slack_bolt import Ack

from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, delivery_key, private
from bot.views.ids import Act
from bot.views.turning import unpack_turn
from bot.workflows import preview


def on_preview(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Have a preview worked out; it comes as a direct message."""
    key = delivery_key(body)
    ack(**private(desk.run(body, lambda who: preview.ask(desk.services, who, rest, key))))


def on_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of a preview."""
    key, number = unpack_turn(str(body["actions"][0]["value"]))
    answer = desk.run(body, lambda who: preview.turn_page(desk.services, who, key, number))
    desk.answer_click(body, answer, replace=True)
    ack()


AREA = Area(
    convenor_verbs={"preview": on_preview},
    clicks={Act.PREVIEW_PAGE: on_page, Act.PREVIEW_BACK: on_page},
)
