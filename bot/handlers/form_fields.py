"""What a person typed or chose in a form, and what the button they clicked stands for."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.handlers.desk import Body
from bot.views.ids import VALUE


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
