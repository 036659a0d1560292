"""What a person typed or chose in a form, and what the button they clicked stands for."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from bot.errors import InvalidInputError
from bot.handlers.desk import Body, delivery_key
from bot.views.form_standing import field_name
from bot.views.ids import VALUE
from bot.views.risk_fields import FormOrigin
from bot.views.turning import outdated_button
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request

_ID_DIGITS = 18
_OneOf = TypeVar("_OneOf", bound=StrEnum)


def element_of(body: Body, block: str) -> dict[str, Any]:
    """Return the state of a form's field as Slack sends it; empty where the form has none."""
    values = body["view"]["state"]["values"]
    return next((dict(state.get(VALUE, {})) for name, state in values.items() if field_name(name) == block), {})


def left_in(body: Body) -> dict[str, Any]:
    """Return what stands in all fields of a form but those for files, by their names; see `standing`."""
    found: dict[str, Any] = {}
    for block, elements in body["view"]["state"]["values"].items():
        element = elements.get(VALUE, {})
        if element.get("type") != "file_input":
            found[field_name(block)] = _left_in(element)
    return found


def _left_in(element: dict[str, Any]) -> Any:
    """Return what stands in a field: text, an option's value, a day, or a list of options' values."""
    if "selected_options" in element:
        return [str(option["value"]) for option in element["selected_options"] or []]
    if "selected_option" in element:
        return str((element["selected_option"] or {}).get("value", ""))
    if "selected_date" in element:
        return str(element["selected_date"] or "")
    return str(element.get("value") or "")


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


def number_of(value: str) -> int:
    """Return the number that an option or a field's name carries.

    Raises:
        InvalidInputError: it carries none.
    """
    if not value.isdecimal() or len(value) > _ID_DIGITS:
        raise _older_form()
    return int(value)


def one_of(kind: type[_OneOf], value: str) -> _OneOf:
    """Return which of some values an option carries.

    Raises:
        InvalidInputError: none of them.
    """
    try:
        return kind(value)
    except ValueError:
        raise _older_form() from None


def _older_form() -> InvalidInputError:
    return InvalidInputError("This form has other choices now.", "Close it and open it again.")


def origin_of(body: Body) -> FormOrigin:
    """Return what a form of a record carries unseen."""
    return FormOrigin.unpack(str(body["view"]["private_metadata"]))


def request_of(identity: Identity, body: Body) -> Request:
    """Return the request that a form of a record is, about the version that it was opened with."""
    origin = origin_of(body)
    return Request(identity, delivery_key(body), origin.ref, origin.version or None)
