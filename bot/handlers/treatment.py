"""What is done about a risk: `/risk target`, `/risk controls`, `/risk link`, `/risk unlink`, `/risk check`."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import Ack

from bot.domain.references import leading_reference
from bot.errors import InvalidInputError
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, Handler, WordsHandler, delivery_key, private
from bot.handlers.form_fields import clicked_value
from bot.handlers.treatment_forms import on_control_form, on_target_form
from bot.views import blocks
from bot.views.control_forms import ControlOrigin
from bot.views.ids import Act, Form
from bot.views.turning import unpack_turn
from bot.views.wording import Mrkdwn
from bot.workflows.risk_change import Request, Saved
from bot.workflows.services import Services
from bot.workflows.treatment import checking, controls, linking, targets

_LINKING = {
    "link": ("link an action to", "Give its reference and the action's: `/risk link PC11 ICBOct18-3`."),
    "unlink": ("untie an action from", "Give its reference and the action's: `/risk unlink PC11 ICBOct18-3`."),
}


def on_target(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of a risk's target: `/risk target PC11`."""
    ref = _ref(rest, "set a target for", "Give its reference: `/risk target PC11`.")
    desk.open(body, desk.run(body, lambda who: targets.form(desk.services, who, ref)))
    ack()


def on_controls(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """List the controls of a risk: `/risk controls PC11`."""
    ref = _ref(rest, "see the controls of", "Give its reference: `/risk controls PC11`.")
    ack(**private(desk.run(body, lambda who: controls.show_controls(desk.services, who, ref))))


def on_check(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Look over the register: `/risk check [workstream]`."""
    ack(**private(desk.run(body, lambda who: checking.check_register(desk.services, who, rest.strip()))))


def _linker(verb: str, change: Callable[[Services, Request, str], Saved]) -> WordsHandler:
    """Return what answers `/risk link` or `/risk unlink`."""
    wish, mend = _LINKING[verb]

    def on_link(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
        found = leading_reference(rest)
        if found is None:
            raise InvalidInputError(f"Which risk do you want to {wish}?", mend)
        ref, action = found
        if not action:
            raise InvalidInputError(f"Which action do you want to {verb}?", mend)
        saved = desk.run(
            body, lambda who: change(desk.services, Request(who, delivery_key(body), ref), action.strip(".?!, "))
        )
        show = blocks.button(f"Open {saved.ref}", Act.RISK_SHOW, saved.ref)
        ack(**private(blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said), show)])))

    return on_link


def on_controls_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """List the controls of a risk to whoever clicked."""
    ref = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: controls.show_controls(desk.services, who, ref)))
    ack()


def on_controls_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of a risk's controls, in place."""
    ref, page = unpack_turn(clicked_value(body))
    answer = desk.run(body, lambda who: controls.show_controls(desk.services, who, ref, page))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_check_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of what there is to mend, in place."""
    workstream, page = unpack_turn(clicked_value(body))
    answer = desk.run(body, lambda who: checking.check_register(desk.services, who, workstream, page))
    desk.answer_click(body, answer, replace=True)
    ack()


def _opener(form: Form) -> Handler:
    """Return what opens one of the forms of a control."""

    def on_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
        origin = ControlOrigin.unpack(clicked_value(body))
        desk.open(body, desk.run(body, lambda who: controls.form(desk.services, who, form, origin.ref, origin.number)))
        ack()

    return on_click


def _ref(rest: str, wish: str, mend: str) -> str:
    """Return the reference that a verb is given.

    Raises:
        InvalidInputError: there is none.
    """
    found = leading_reference(rest)
    if found is None:
        raise InvalidInputError(f"Which risk do you want to {wish}?", mend)
    return found[0]


AREA = Area(
    risk_verbs={
        "target": on_target,
        "controls": on_controls,
        "link": _linker("link", linking.link),
        "unlink": _linker("unlink", linking.unlink),
        "check": on_check,
    },
    clicks={
        Act.CONTROLS_SHOW: on_controls_click,
        Act.CONTROLS_PAGE: on_controls_page,
        Act.CONTROLS_BACK: on_controls_page,
        Act.CONTROL_ADD: _opener(Form.CONTROL_ADD),
        Act.CONTROL_ASSESS: _opener(Form.CONTROL_ASSESS),
        Act.CONTROL_END: _opener(Form.CONTROL_END),
        Act.CHECK_PAGE: on_check_page,
        Act.CHECK_BACK: on_check_page,
    },
    forms={
        Form.RISK_TARGET: on_target_form,
        Form.CONTROL_ADD: on_control_form,
        Form.CONTROL_ASSESS: on_control_form,
        Form.CONTROL_END: on_control_form,
    },
)
