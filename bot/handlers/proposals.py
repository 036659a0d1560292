"""Proposals as records: shown, listed, and what happened to them."""

from __future__ import annotations

from slack_bolt import Ack

from bot.handlers.area import Area
from bot.handlers.desk import VIEWED, Body, FrontDesk, private
from bot.handlers.form_fields import clicked_value
from bot.handlers.proposal_words import with_reference
from bot.views import blocks
from bot.views.ids import Act
from bot.views.proposal_list import unpack_proposal_query
from bot.workflows.proposals import listing, showing
from bot.workflows.proposals.interests.reading_modal import read


def on_show(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show a proposal: `/proposal show P-7`."""
    ref, _ = with_reference(desk, "show", rest)
    ack(**private(desk.run(body, lambda who: showing.show_proposal(desk.services, who, ref))))


def on_list(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """List proposals: `/proposal list [mine|board|fund|state|waiting on me|words]`."""
    ack(**private(desk.run(body, lambda who: listing.list_proposals(desk.services, who, rest))))


def on_help(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:  # noqa: ARG001 - the shape of a verb's handler
    """Say what `/proposal` can do."""
    ack(**private(desk.run(body, lambda who: showing.show_help(desk.services, who))))


def on_show_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a proposal to whoever clicked."""
    ref = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: showing.show_proposal(desk.services, who, ref)))
    ack()


def on_read_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open a proposal's whole text for whoever clicked; that a member of a board read it is kept."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: read(desk.services, who, ref)))
    ack()


def on_draft_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open what a proposal's author works on, for who may edit it."""
    ref = clicked_value(body)
    text = desk.run(body, lambda who: showing.show_draft(desk.services, who, ref))
    desk.open(body, blocks.modal(ref, VIEWED, text))
    ack()


def on_list_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of a list."""
    query = unpack_proposal_query(clicked_value(body))
    answer = desk.run(body, lambda who: listing.turn_list(desk.services, who, query))
    desk.answer_click(body, answer, replace=True)
    ack()


AREA = Area(
    proposal_verbs={"show": on_show, "list": on_list, "help": on_help},
    clicks={
        Act.PROPOSAL_SHOW: on_show_click,
        Act.PROPOSAL_READ: on_read_click,
        Act.PROPOSAL_DRAFT: on_draft_click,
        Act.PROPOSAL_LIST_PAGE: on_list_page,
        Act.PROPOSAL_LIST_BACK: on_list_page,
    },
)
