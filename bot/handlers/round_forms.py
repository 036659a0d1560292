"""A round's forms as they come back: read, saved by one use case, answered in the form itself."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack

from bot.errors import ConvenorError
from bot.handlers.desk import VIEWED, Body, FrontDesk
from bot.handlers.form_fields import chosen_in, day_in, origin_of, request_of, typed_in
from bot.handlers.risk_submissions import settle
from bot.views import blocks, problems
from bot.views.ids import Form
from bot.views.round_forms import UPDATED, HeardFields
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Saved
from bot.workflows.rounds import doubts, heard, managing, no_change


def on_no_change_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save “no change”; a stale form comes back with what changed and the reason that was typed."""
    origin, reason = origin_of(body), typed_in(body, "update")

    def save(identity: Identity) -> Saved:
        return no_change.answer_no_change(desk.services, request_of(identity, body), reason)

    def renew(identity: Identity) -> dict[str, Any]:
        return no_change.stale_form(desk.services, identity, origin, reason)

    question = desk.run(body, lambda who: doubts.questioned_no_change(desk.services, who, origin, reason))
    if question is not None:
        ack(response_action="update", view=question)
        return
    settle(desk, ack, body, save, renew)


def on_heard_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save an answer that the office heard."""
    origin, fields = origin_of(body), _heard_fields(body)

    def save(identity: Identity) -> Saved:
        return heard.record_heard(desk.services, request_of(identity, body), fields)

    def renew(identity: Identity) -> dict[str, Any]:
        return heard.stale_form(desk.services, identity, origin, fields)

    settle(desk, ack, body, save, renew)


def on_due_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Move a round's due day, or reopen it until a day."""
    due_on = day_in(body, "due")
    change = managing.reopen if body["view"]["callback_id"] == Form.ROUND_REOPEN else managing.extend
    settle(desk, ack, body, lambda who: change(desk.services, request_of(who, body), due_on), None)


def on_close_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Close a round. The form has no field, so what is refused takes its place."""
    try:
        settle(desk, ack, body, lambda who: managing.close(desk.services, request_of(who, body)), None)
    except ConvenorError as refused:
        view = blocks.modal("Not closed", VIEWED, problems.problem(refused)["blocks"])
        ack(response_action="update", view=view)


def _heard_fields(body: Body) -> HeardFields:
    return HeardFields(
        teller=chosen_in(body, "teller"),
        heard=chosen_in(body, "heard"),
        kind=chosen_in(body, "kind") or UPDATED,
        residual=chosen_in(body, "residual"),
        words=typed_in(body, "update"),
    )
