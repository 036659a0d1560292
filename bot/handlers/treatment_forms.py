"""The forms of targets and controls as they come back."""

from __future__ import annotations

from datetime import date
from typing import Any

from slack_bolt import Ack

from bot.errors import InvalidInputError
from bot.handlers.desk import Body, FrontDesk, delivery_key
from bot.handlers.form_fields import chosen_in, element_of, typed_in
from bot.handlers.risk_submissions import settle
from bot.views.control_forms import ControlFields, ControlOrigin
from bot.views.ids import Form
from bot.views.risk_fields import FormOrigin, unpack_score
from bot.views.target_form import TargetFields
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved
from bot.workflows.treatment import controls, targets
from bot.workflows.treatment.targets import Target


def on_target_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save a target; a stale form comes back with what changed and what was chosen."""
    origin = FormOrigin.unpack(str(body["view"]["private_metadata"]))
    written = element_of(body, "by").get("selected_date")
    fields = TargetFields(chosen_in(body, "target"), date.fromisoformat(str(written)) if written else None)
    if not fields.target:
        sentence = "Choose a target score, or “To be confirmed” for none."
        raise InvalidInputError(sentence, fields={"target": sentence})
    target = Target(unpack_score(fields.target), fields.by)

    def save(identity: Identity) -> Saved:
        request = Request(identity, delivery_key(body), origin.ref, origin.version or None)
        return targets.set_target(desk.services, request, target)

    def renew(identity: Identity) -> dict[str, Any]:
        return targets.stale_form(desk.services, identity, origin, fields)

    settle(desk, ack, body, save, renew)


def on_control_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Add, assess or end a control; a stale form comes back with what changed and what was filled in."""
    form = Form(body["view"]["callback_id"])
    origin = ControlOrigin.unpack(str(body["view"]["private_metadata"]))
    fields = ControlFields(
        typed_in(body, "words"), typed_in(body, "owner"), chosen_in(body, "effectiveness"), typed_in(body, "note")
    )

    def save(identity: Identity) -> Saved:
        request = Request(identity, delivery_key(body), origin.ref)
        match form:
            case Form.CONTROL_ADD:
                return controls.add(desk.services, request, fields)
            case Form.CONTROL_ASSESS:
                return controls.assess(desk.services, request, origin, fields)
            case _:
                return controls.end(desk.services, request, origin, fields.note)

    def renew(identity: Identity) -> dict[str, Any]:
        return controls.stale_form(desk.services, identity, form, origin, fields)

    settle(desk, ack, body, save, renew)
