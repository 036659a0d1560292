"""Routes of proposals: where one is, another day for the board it lies before, and a decision that is called in."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack

from bot.errors import InvalidInputError
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, delivery_key, private
from bot.handlers.proposal_words import with_reference
from bot.views import blocks
from bot.views.ids import Act
from bot.views.wording import Mrkdwn
from bot.workflows.proposals import calling_in, moving, route_answer
from bot.workflows.risk_change import Request, Saved


def on_route(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show where a proposal is on its route: `/proposal route P-7`."""
    ref, more = with_reference(desk, "route", rest)
    if more:
        raise InvalidInputError(
            f"I don't know what to do with “{blocks.clip(more, 40)}”.", f"To see the route: `/proposal route {ref}`."
        )
    ack(**private(desk.run(body, lambda who: route_answer.show_route(desk.services, who, ref))))


def on_due(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Give a board another day: `/proposal due P-7 TB 30 Nov because the data come late`."""
    ref, words = with_reference(desk, "due", rest)
    saved = desk.run(body, lambda who: moving.move_due(desk.services, Request(who, delivery_key(body), ref), words))
    ack(**private(_told(saved)))


def on_callin(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Record that a decision is called in: `/proposal callin P-7 ICB-H because three councillors asked for it`."""
    ref, words = with_reference(desk, "callin", rest)
    saved = desk.run(body, lambda who: calling_in.call_in(desk.services, Request(who, delivery_key(body), ref), words))
    ack(**private(_told(saved)))


def _told(saved: Saved) -> dict[str, Any]:
    button = blocks.button(f"Show {saved.ref}", Act.PROPOSAL_SHOW, saved.ref)
    return blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said)), blocks.actions([button])])


AREA = Area(
    proposal_verbs={"route": on_route, "due": on_due, "callin": on_callin},
)
