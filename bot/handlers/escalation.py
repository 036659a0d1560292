"""Escalation: what is pressed on alerts, and `/risk escalate`, `/risk deescalate`, `/risk accept`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from slack_bolt import Ack

from bot.domain.references import leading_reference
from bot.errors import InvalidInputError
from bot.handlers.area import Area
from bot.handlers.desk import VIEWED, Body, FrontDesk, WordsHandler, delivery_key
from bot.handlers.form_fields import chosen_in, element_of, id_of, typed_in
from bot.views import blocks
from bot.views.ids import Act, Form
from bot.views.wording import Mrkdwn
from bot.workflows.escalation import accepting, answering, deciding, releasing
from bot.workflows.escalation.deciding import Decided
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved
from bot.workflows.services import Services

_FormOf = Callable[[Services, Identity, str], dict[str, Any]]


def _opens(verb: str, form: _FormOf) -> WordsHandler:
    """Return the handler of a verb that opens a form on the risk it names."""

    def answer(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
        found = leading_reference(rest)
        if not found:
            raise InvalidInputError(f"Which risk do you want to {verb}?", f"Give its reference: `/risk {verb} PC11`.")
        desk.open(body, desk.run(body, lambda who: form(desk.services, who, found[0])))
        ack()

    return answer


def on_release(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Send an alert now."""
    alert_id, _ = _alert(body)
    is_private = releasing.private_in(desk.gateway)
    desk.run(body, lambda who: releasing.release(desk.services, is_private, _request(who, body), alert_id))
    ack()


def on_hold(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Keep an alert back."""
    alert_id, _ = _alert(body)
    desk.run(body, lambda who: releasing.hold(desk.services, _request(who, body), alert_id))
    ack()


def on_drop(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that asks why an alert is dropped."""
    alert_id, _ = _alert(body)
    desk.open(body, desk.run(body, lambda who: releasing.drop_form(desk.services, who, alert_id)))
    ack()


def on_acknowledge(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record that boards know of an alert."""
    alert_id, boards = _alert(body)
    desk.run(body, lambda who: answering.acknowledge(desk.services, _request(who, body), alert_id, boards))
    ack()


def on_comment(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a comment."""
    alert_id, boards = _alert(body)
    keys = ",".join(boards)
    desk.open(body, desk.run(body, lambda who: answering.comment_form(desk.services, who, alert_id, keys)))
    ack()


def on_drop_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Drop an alert."""
    alert_id, _ = _unpacked(_metadata(body))
    _settle(desk, ack, body, lambda request: releasing.drop(desk.services, request, alert_id, typed_in(body, "reason")))


def on_comment_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Keep a comment and send it to the leads."""
    alert_id, boards = _unpacked(_metadata(body))
    words = typed_in(body, "words")
    _settle(desk, ack, body, lambda request: answering.comment(desk.services, request, alert_id, boards, words))


def on_deescalate_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record that a board takes a risk off its report."""
    decided = _decided(body)
    _settle(desk, ack, body, lambda request: deciding.deescalate(desk.services, request, decided))


def on_escalate_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Put a risk onto a board's report."""
    board, reason = chosen_in(body, "board"), typed_in(body, "reason")
    _settle(desk, ack, body, lambda request: deciding.escalate(desk.services, request, board, reason))


def on_accept_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record that a board accepts a risk."""
    decided, until = _decided(body), element_of(body, "expires").get("selected_date")
    expires_on = date.fromisoformat(until) if until else None
    _settle(desk, ack, body, lambda request: accepting.accept(desk.services, request, decided, expires_on))


def on_unaccept_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """End a board's acceptance before its day."""
    board, reason = chosen_in(body, "board"), typed_in(body, "reason")
    _settle(desk, ack, body, lambda request: accepting.end_acceptance(desk.services, request, board, reason))


def _settle(desk: FrontDesk, ack: Ack, body: Body, save: Callable[[Request], Saved]) -> None:
    ref = _metadata(body)
    saved = desk.run(body, lambda who: save(Request(who, delivery_key(body), ref)))
    ack(response_action="update", view=blocks.modal("Saved", VIEWED, [blocks.section(Mrkdwn(saved.said))]))


def _request(identity: Identity, body: Body) -> Request:
    return Request(identity, delivery_key(body))


def _alert(body: Body) -> tuple[int, tuple[str, ...]]:
    return _unpacked(str(body["actions"][0]["value"]))


def _unpacked(value: str) -> tuple[int, tuple[str, ...]]:
    """Return the alert and the boards that a button carries.

    Raises:
        InvalidInputError: it carries none.
    """
    number, _, boards = value.partition(":")
    return id_of(number), tuple(filter(None, boards.split(",")))


def _metadata(body: Body) -> str:
    return str(body["view"]["private_metadata"])


def _decided(body: Body) -> Decided:
    board, _, day = chosen_in(body, "meeting").partition(":")
    if not day:
        sentence = "Choose the meeting at which the board decided."
        raise InvalidInputError(sentence, fields={"meeting": sentence})
    return Decided(board, date.fromisoformat(day), typed_in(body, "minute"), typed_in(body, "reason"))


AREA = Area(
    risk_verbs={
        "escalate": _opens("escalate", deciding.escalate_form),
        "deescalate": _opens("deescalate", deciding.deescalate_form),
        "accept": _opens("accept", accepting.accept_form),
    },
    clicks={
        Act.ALERT_RELEASE: on_release,
        Act.ALERT_HOLD: on_hold,
        Act.ALERT_DROP: on_drop,
        Act.ALERT_ACKNOWLEDGE: on_acknowledge,
        Act.ALERT_COMMENT: on_comment,
    },
    forms={
        Form.ALERT_DROP: on_drop_form,
        Form.ALERT_COMMENT: on_comment_form,
        Form.RISK_DEESCALATE: on_deescalate_form,
        Form.RISK_ESCALATE: on_escalate_form,
        Form.RISK_ACCEPT: on_accept_form,
        Form.RISK_UNACCEPT: on_unaccept_form,
    },
)
