"""The inputs of a message or view: their state in Slack's shape, and what a person's client refuses itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.sandbox.checks import limits
from bot.sandbox.checks.blocks import block_elements
from bot.sandbox.errors import PersonError
from bot.sandbox.offers import Offered

State = dict[str, dict[str, dict[str, Any]]]

_REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

_FIELDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
_LISTS = ("selected_options", "selected_users", "selected_channels", "selected_conversations", "files")


def value_field(element: Mapping[str, Any]) -> str | None:
    """Return the name of the field that holds what was chosen or typed, or None for buttons and the like."""
    found = _FIELDS.get(element["type"])
    if found is None:
        return "selected_option" if element["type"] == "overflow" else None
    return found[0]


def find_element(
    blocks: Sequence[dict[str, Any]], block_id: str, action_id: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the block and the element of those ids.

    Raises:
        PersonError: There is none.
    """
    for block in blocks:
        if block["block_id"] == block_id:
            for _, element in block_elements(block):
                if element.get("action_id") == action_id:
                    return block, element
    raise PersonError("That is not there any more.")


def chosen(element: Mapping[str, Any], given: Mapping[str, Any], offered: Sequence[Mapping[str, Any]] = ()) -> Any:
    """Return what the person chose or typed, options completed from the element's own.

    Args:
        element: The element.
        given: The fields the page sent for it.
        offered: What the app has offered besides, when the menu loads its options.

    Raises:
        PersonError: An option is not among those offered.
    """
    name = value_field(element)
    if name is None:
        return None
    value = given.get(name)
    if name == "selected_option":
        return None if value is None else _option(element, value, offered)
    if name == "selected_options":
        return [_option(element, item, offered) for item in value or ()]
    return list(value or ()) if name in _LISTS else value


def state_of(
    blocks: Sequence[dict[str, Any]], given: Mapping[str, Any] | None, offered: Offered | None = None
) -> State:
    """Return the state of all inputs: what the page sent, else what they began with.

    Args:
        blocks: The blocks of the message or view.
        given: What the page sent, in Slack's shape.
        offered: What the app has offered in the menus that load their options.

    Raises:
        PersonError: An option is not among those offered.
    """
    sent = given or {}
    values: State = {}
    for block in blocks:
        for _, element in block_elements(block):
            if element["type"] not in _FIELDS:
                continue
            name, initial = _FIELDS[element["type"]]
            fields = (sent.get(block["block_id"]) or {}).get(element["action_id"])
            if isinstance(fields, Mapping) and name in fields:
                value = chosen(element, fields, (offered or {}).get((block["block_id"], element["action_id"]), ()))
            else:
                value = element.get(initial, [] if name in _LISTS else None)
            row = {"type": element["type"], name: value}
            values.setdefault(block["block_id"], {})[element["action_id"]] = row
    return values


def refusals(blocks: Sequence[dict[str, Any]], state: State) -> dict[str, str]:
    """Return what a person's own client refuses on submission: block ids to sentences."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = state[block["block_id"]][element["action_id"]][_FIELDS[element["type"]][0]]
        problem = _refusal(element, value, required=not block["optional"])
        if problem:
            errors[block["block_id"]] = problem
    return errors


def _refusal(element: Mapping[str, Any], value: Any, *, required: bool) -> str | None:
    if value in (None, [], "") or (isinstance(value, str) and not value.strip()):
        return _REQUIRED if required else None
    if element["type"] == "file_input":
        return _file_refusal(element, value)
    if isinstance(value, list) and len(value) > element.get("max_selected_items", len(value)):
        return f"Choose at most {element['max_selected_items']}."
    check = _TYPED_REFUSALS.get(element["type"])
    return None if check is None else check(element, value)


def _length_refusal(element: Mapping[str, Any], value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Enter at least {least} characters."
    if len(value) > most:
        return f"Enter at most {most} characters."
    return None


def _number_refusal(element: Mapping[str, Any], value: str) -> str | None:
    match = _NUMBER.fullmatch(str(value))
    if match is None or (match.group(1) and not element["is_decimal_allowed"]):
        return "Enter a valid number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Enter a number of at most {element['max_value']}."
    return None


def _file_refusal(element: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> str | None:
    most = element.get("max_files", limits.FILES)
    if len(files) > most:
        return f"Choose at most {most} {'file' if most == 1 else 'files'}."
    types = [kind.lower().lstrip(".") for kind in element.get("filetypes") or ()]
    for file in files:
        name = str(file.get("name", ""))
        if types and name.rpartition(".")[2].lower() not in types and file.get("filetype") not in types:
            return f"Choose files of these types: {', '.join(types)}."
    return None


def _email_refusal(_: Mapping[str, Any], value: str) -> str | None:
    return None if _EMAIL.fullmatch(value) else "Enter a valid email address."


def _url_refusal(_: Mapping[str, Any], value: str) -> str | None:
    return None if value.startswith(("http://", "https://")) else "Enter a valid URL."


_TYPED_REFUSALS: Mapping[str, Callable[[Mapping[str, Any], str], str | None]] = {
    "plain_text_input": _length_refusal,
    "number_input": _number_refusal,
    "email_text_input": _email_refusal,
    "url_text_input": _url_refusal,
}


def _option(element: Mapping[str, Any], given: Any, offered: Sequence[Mapping[str, Any]]) -> Any:
    wanted = given.get("value") if isinstance(given, Mapping) else given
    choice = [*(element.get("options") or ()), *offered, *(element.get("initial_options") or ())]
    if "initial_option" in element:
        choice.append(element["initial_option"])
    for group in element.get("option_groups") or ():
        choice += group["options"]
    for option in choice:
        if option["value"] == wanted:
            return option
    raise PersonError("That option is not offered.")
