"""Forms of changes of an action as they come back: read, saved by one use case, answered in the form itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack

from bot.handlers.desk import Body, FrontDesk, delivery_key
from bot.handlers.form_fields import chosen_in, day_in, id_of, typed_in
from bot.handlers.risk_submissions import settle
from bot.views.action_forms import DropFields
from bot.views.action_owner_forms import ASK, PARTS, PartFields, ReassignFields
from bot.views.ids import Form
from bot.views.risk_fields import FormOrigin
from bot.workflows.actions import (
    closing,
    extending,
    handover_answers,
    reassigning,
    recurring,
    reopening,
    splitting,
    updating,
)
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved
from bot.workflows.services import Services

_Change = Callable[[Services, Request], Saved]
_Renew = Callable[[Services, Identity, FormOrigin], dict[str, Any]]


def on_update_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save an update; a stale one comes back with what changed and what was typed."""
    words = typed_in(body, "update")
    _settle(
        desk,
        ack,
        body,
        lambda services, request: updating.update(services, request, words),
        lambda services, who, origin: updating.form(services, who, origin.ref, words, stale=True),
    )


def on_done_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Close an action as done, or ask its owners to confirm it."""
    how = typed_in(body, "how")
    _settle(
        desk,
        ack,
        body,
        lambda services, request: closing.done(services, request, how),
        lambda services, who, origin: closing.done_form(services, who, origin.ref, how, stale=True),
    )


def on_extend_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Move the day an action is due."""
    due_on, why = day_in(body, "due"), typed_in(body, "why")
    _settle(
        desk,
        ack,
        body,
        lambda services, request: extending.extend(services, request, due_on, why),
        lambda services, who, origin: extending.stale_form(services, who, origin, due_on, why),
    )


def on_reassign_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Ask somebody to take an action over, assign it, or tell the office that it is not one's own."""
    not_mine = body["view"]["callback_id"] == Form.ACTION_NOT_MINE
    fields = ReassignFields(
        to=chosen_in(body, "to"),
        position=chosen_in(body, "position") or "0",
        reason=typed_in(body, "reason"),
        how=chosen_in(body, "how") or ASK,
    )
    _settle(
        desk,
        ack,
        body,
        lambda services, request: reassigning.reassign(services, request, fields),
        lambda services, who, origin: reassigning.stale_form(services, who, origin.ref, fields, not_mine=not_mine),
    )


def on_split_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Split an action into parts."""
    parts = [
        PartFields(typed_in(body, f"part{number}"), typed_in(body, f"owners{number}"), day_in(body, f"due{number}"))
        for number in range(1, PARTS + 1)
    ]
    _settle(
        desk,
        ack,
        body,
        lambda services, request: splitting.split(services, request, parts),
        lambda services, who, origin: splitting.form(services, who, origin.ref, parts, stale=True),
    )


def on_drop_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record that an action is dropped."""
    fields = DropFields(chosen_in(body, "meeting"), typed_in(body, "minute"), typed_in(body, "reason"))
    _settle(
        desk,
        ack,
        body,
        lambda services, request: closing.drop(services, request, fields),
        lambda services, who, origin: closing.drop_form(services, who, origin.ref, fields, stale=True),
    )


def on_reopen_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open a closed action again."""
    due_on, reason = day_in(body, "due"), typed_in(body, "reason")
    _settle(
        desk,
        ack,
        body,
        lambda services, request: reopening.reopen(services, request, due_on, reason),
        lambda services, who, origin: reopening.form(services, who, origin.ref, reason, due_on, stale=True),
    )


def on_recur_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Set how an action comes again."""
    words = chosen_in(body, "recurrence")
    _settle(
        desk,
        ack,
        body,
        lambda services, request: recurring.recur(services, request, words),
        lambda services, who, origin: recurring.form(services, who, origin.ref, words, stale=True),
    )


def on_hand_back_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Hand an action back that one was asked to take over."""
    _answer(desk, ack, body, handover_answers.hand_back)


def on_refuse_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Say that an action is not done yet."""
    _answer(desk, ack, body, handover_answers.refuse)


def _answer(desk: FrontDesk, ack: Ack, body: Body, answer: Callable[[Services, Request, int, str], Saved]) -> None:
    number, words, key = id_of(str(body["view"]["private_metadata"])), typed_in(body, "words"), delivery_key(body)
    settle(desk, ack, body, lambda who: answer(desk.services, Request(who, key), number, words), None)


def _settle(desk: FrontDesk, ack: Ack, body: Body, change: _Change, renew: _Renew) -> None:
    """Save what a form asks for; over a newer version it comes back with what was filled in."""
    origin, key = FormOrigin.unpack(str(body["view"]["private_metadata"])), delivery_key(body)
    settle(
        desk,
        ack,
        body,
        lambda who: change(desk.services, Request(who, key, origin.ref, origin.version or None)),
        lambda who: renew(desk.services, who, origin),
    )
