"""Monthly rounds: `/risk round`, `/risk heard`, answers from the lead's message, and what the office does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack

from bot.domain.references import leading_reference
from bot.errors import InvalidInputError
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, Handler, delivery_key, private
from bot.handlers.form_fields import clicked_value
from bot.handlers.round_forms import on_close_form, on_due_form, on_heard_form, on_no_change_form
from bot.views import blocks
from bot.views.ids import Act, Form
from bot.views.turning import unpack_turn
from bot.views.wording import Mrkdwn
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request
from bot.workflows.rounds import heard, managing, no_change, nudging, viewing


def on_round(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Answer `/risk round [month]`."""
    ack(**private(desk.run(body, lambda who: viewing.show_round(desk.services, who, rest))))


def on_heard(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of an answer that the office heard: `/risk heard PC11`."""
    found = leading_reference(rest)
    if found is None:
        raise InvalidInputError("Which risk did you hear about?", "Give its reference: `/risk heard PC11`.")
    desk.open(body, desk.run(body, lambda who: heard.form(desk.services, who, found[0])))
    ack()


def on_show_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a round to whoever clicked, below the message."""
    month, page = unpack_turn(clicked_value(body))
    desk.answer_click(body, desk.run(body, lambda who: viewing.show_round(desk.services, who, month, page)))
    ack()


def on_page_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of a round, or show it as it stands now, in place."""
    month, page = unpack_turn(clicked_value(body))
    answer = desk.run(body, lambda who: viewing.show_round(desk.services, who, month, page))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_nudge_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Remind one person by hand."""
    month, person_id = unpack_turn(clicked_value(body))

    def work(identity: Identity) -> Any:
        return nudging.nudge(desk.services, Request(identity, delivery_key(body)), month, person_id)

    said = desk.run(body, work).said
    desk.answer_click(body, blocks.message(said, [blocks.section(Mrkdwn(said))]))
    ack()


def on_no_change_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that asks why a risk stands as it did."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: no_change.form(desk.services, who, ref)))
    ack()


def on_heard_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of an answer that the office heard."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: heard.form(desk.services, who, ref)))
    ack()


def _opens(form: Callable[..., dict[str, Any]]) -> Handler:
    """Return the handler of a button that opens one of the office's forms of a round."""

    def on_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
        month, _ = unpack_turn(clicked_value(body))
        desk.open(body, desk.run(body, lambda who: form(desk.services, who, month)))
        ack()

    return on_click


AREA = Area(
    risk_verbs={"round": on_round, "heard": on_heard},
    clicks={
        Act.ROUND_SHOW: on_show_click,
        Act.ROUND_REFRESH: on_page_click,
        Act.ROUND_PAGE: on_page_click,
        Act.ROUND_BACK: on_page_click,
        Act.ROUND_NUDGE: on_nudge_click,
        Act.ROUND_EXTEND: _opens(managing.extend_form),
        Act.ROUND_CLOSE: _opens(managing.closing_form),
        Act.ROUND_REOPEN: _opens(managing.reopen_form),
        Act.ROUND_NO_CHANGE: on_no_change_click,
        Act.ROUND_HEARD: on_heard_click,
    },
    forms={
        Form.ROUND_NO_CHANGE: on_no_change_form,
        Form.ROUND_HEARD: on_heard_form,
        Form.ROUND_EXTEND: on_due_form,
        Form.ROUND_REOPEN: on_due_form,
        Form.ROUND_CLOSE: on_close_form,
    },
)
