"""What a person typed or chose in a form, and what the button they clicked stands for."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.handlers.desk import Body, delivery_key
from bot.views.ids import VALUE
from bot.views.risk_fields import FormOrigin
from bot.views.turning import outdated_button
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request

_ID_DIGITS = 18


def element_of(body: Body, block: str) -> dict[str, Any]:
    """Return the state of a form's field as Slack sends it; empty where the form has none."""
    return dict(body["view"]["state"]["values"].get(block, {}).get(VALUE, {}))


def typed_in(body: Body, block: str) -> str:
    """Return what was typed into a field, empty for nothing."""
    return str(element_of(body, block).get("value") or "")


def chosen_in(body: Body, block: str) -> str:
    """Return the value of the option chosen in a field, empty for none."""
    return str((element_of(body, block).get("selected_option") or {}).get("value", ""))


def all_chosen_in(body: Body, block: str) -> list[str]:
    """Return the values of the options chosen in a field."""
    return [str(option["value"]) for option in element_of(body, block).get("selected_options") or []]


def day_in(body: Body, block: str) -> date | None:
    """Return the day chosen in a field, None for none."""
    chosen = element_of(body, block).get("selected_date")
    return date.fromisoformat(str(chosen)) if chosen else None


def clicked_value(body: Body) -> str:
    """Return the value of the button that was clicked, empty where it has none."""
    return str(body["actions"][0].get("value", ""))


def id_of(value: str) -> int:
    """Return the id that a button or a form carries.

    Raises:
        InvalidInputError: it carries none that there could be.
    """
    if not value.isdecimal() or len(value) > _ID_DIGITS:
        raise outdated_button()
    return int(value)


def origin_of(body: Body) -> FormOrigin:
    """Return what a form of a record carries unseen."""
    return FormOrigin.unpack(str(body["view"]["private_metadata"]))


def request_of(identity: Identity, body: Body) -> Request:
    """Return the request that a form of a record is, about the version that it was opened with."""
    origin = origin_of(body)
    return Request(identity, delivery_key(body), origin.ref, origin.version or None)
