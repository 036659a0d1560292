"""Proposals as they are written: the form in steps, submitted, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from slack_bolt import Ack

from bot.errors import InvalidInputError, StaleRecordError
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, delivery_key
from bot.handlers.form_fields import clicked_value, left_in, request_of, typed_in
from bot.handlers.proposal_words import files_in, with_reference
from bot.handlers.risk_submissions import settle
from bot.views.ids import Act, Form
from bot.views.proposal_forms import StepOrigin
from bot.workflows.identify import Identity
from bot.workflows.proposals import form, submitting, withdrawing
from bot.workflows.proposals.form import TypedStep
from bot.workflows.risk_change import Request, Saved

_After = Callable[[Identity, str, int, Sequence[str]], dict[str, Any]]


def on_new(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of a new proposal: `/proposal new [fund]`."""
    desk.open(body, desk.run(body, lambda who: form.new_form(desk.services, who, rest)))
    ack()


def on_edit(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Go on with a proposal: `/proposal edit P-7 [step]`."""
    ref, words = with_reference(desk, "edit", rest)
    number = "".join(sign for sign in words if sign.isdecimal())[:2]
    step = int(number) - 1 if number else None
    desk.open(body, desk.run(body, lambda who: form.edit_form(desk.services, who, ref, step)))
    ack()


def on_edit_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Go on with a proposal, by its button."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: form.edit_form(desk.services, who, ref)))
    ack()


def on_step(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save a step and show the next; over what somebody else saved, show it again."""
    left = _left(body)

    def save(identity: Identity) -> Saved:
        return form.save_step(desk.services, _step_request(identity, body, left), left)

    try:
        saved = desk.run(body, save)
        view = desk.run(body, lambda who: form.step_after(desk.services, who, saved.ref, left.origin.step + 1))
    except StaleRecordError:
        view = desk.run(body, lambda who: form.stale_form(desk.services, who, left))
    ack(response_action="update", view=view)


def on_step_back(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save what can be saved of a step, and show the one before."""
    _leave(desk, body, lambda who, ref, step, lost: form.step_after(desk.services, who, ref, step - 1, lost))
    ack()


def on_step_leave(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save what can be saved of a step, and leave the form for later."""
    _leave(desk, body, lambda who, ref, _step, lost: form.left_form(desk.services, who, ref, lost))
    ack()


def on_submit(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form that submits a proposal: `/proposal submit P-7`."""
    ref, _ = with_reference(desk, "submit", rest)
    desk.open(body, desk.run(body, lambda who: submitting.form(desk.services, who, ref)))
    ack()


def on_submit_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that submits a proposal, by its button."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: submitting.form(desk.services, who, ref)))
    ack()


def on_submit_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Submit a proposal."""
    why = typed_in(body, "why")
    settle(desk, ack, body, lambda who: submitting.submit(desk.services, request_of(who, body), why), None)


def on_withdraw(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form that withdraws a proposal: `/proposal withdraw P-7`."""
    ref, _ = with_reference(desk, "withdraw", rest)
    desk.open(body, desk.run(body, lambda who: withdrawing.form(desk.services, who, ref)))
    ack()


def on_withdraw_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that withdraws a proposal, by its button."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: withdrawing.form(desk.services, who, ref)))
    ack()


def on_withdraw_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Withdraw a proposal."""
    why = typed_in(body, "why")
    settle(desk, ack, body, lambda who: withdrawing.withdraw(desk.services, request_of(who, body), why), None)


def _leave(desk: FrontDesk, body: Body, after: _After) -> None:
    """Save what can be saved of a step that is left, and let its form show what `after` returns."""
    left = _left(body)

    def save(identity: Identity) -> tuple[Saved, tuple[str, ...]]:
        return form.save_what_can_be(desk.services, _step_request(identity, body, left), left)

    try:
        saved, lost = desk.run(body, save)
    except StaleRecordError:
        desk.update(body, desk.run(body, lambda who: form.stale_form(desk.services, who, left)))
        return
    except InvalidInputError as refused:
        if left.origin.ref:
            raise
        why = str(refused)
        desk.update(body, desk.run(body, lambda who: form.untitled_form(desk.services, who, left, why)))
        return
    desk.update(body, desk.run(body, lambda who: after(who, saved.ref, left.origin.step, lost)))


def _left(body: Body) -> TypedStep:
    origin = StepOrigin.unpack(str(body["view"]["private_metadata"]))
    return TypedStep(origin, left_in(body), files_in(body), body["view"].get("blocks", ()))


def _step_request(identity: Identity, body: Body, left: TypedStep) -> Request:
    """Return the request that a step is: one form is sent once for each of its steps."""
    origin = left.origin
    key = f"{delivery_key(body)}:{origin.step}:{origin.version}"
    return Request(identity, key, origin.ref, origin.version or None)


AREA = Area(
    proposal_verbs={"new": on_new, "edit": on_edit, "submit": on_submit, "withdraw": on_withdraw},
    clicks={
        Act.PROPOSAL_EDIT: on_edit_click,
        Act.PROPOSAL_STEP_BACK: on_step_back,
        Act.PROPOSAL_STEP_LEAVE: on_step_leave,
        Act.PROPOSAL_SUBMIT: on_submit_click,
        Act.PROPOSAL_WITHDRAW: on_withdraw_click,
    },
    forms={
        Form.PROPOSAL_STEP: on_step,
        Form.PROPOSAL_SUBMIT: on_submit_form,
        Form.PROPOSAL_WITHDRAW: on_withdraw_form,
    },
)
