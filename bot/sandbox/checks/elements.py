"""Block elements: buttons, menus, pickers and inputs, and where each may stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.sandbox.checks import limits
from bot.sandbox.checks.composition import (
    choice,
    confirm,
    conversation_filter,
    dispatch_config,
    identity,
    ids,
    initial_is_offered,
    option,
    option_group,
    overflow_option,
    placeholder,
    plain,
    slack_file,
    url,
    workflow,
)
from bot.sandbox.checks.rich_text import rich_text
from bot.sandbox.checks.shape import (
    Check,
    Report,
    Shape,
    Typed,
    anything,
    array,
    exactly_one,
    flag,
    matching,
    number,
    one_of,
    text,
)

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_FIRST_SECOND, _LAST_SECOND = 1_000_000_000, 9_999_999_999
_MOST_CHOSEN = 1_000


def _is_date(value: str) -> bool:
    try:
        return len(value) == len("2018-12-06") and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_zone(value: str) -> bool:
    try:
        return bool(ZoneInfo(value))
    except (ZoneInfoNotFoundError, ValueError):
        return False


_a_number = matching(lambda value: _NUMBER.fullmatch(value) is not None, "must be a valid number")
_text_value = text(limits.INPUT_TEXT, 0)

_COMMON: Mapping[str, Check] = {"action_id": identity, "confirm": confirm, "focus_on_load": flag}
_MENU: Mapping[str, Check] = {**_COMMON, "placeholder": placeholder}
_SEVERAL: Mapping[str, Check] = {**_MENU, "max_selected_items": number(1, _MOST_CHOSEN)}
_INPUT: Mapping[str, Check] = {
    "action_id": identity,
    "placeholder": placeholder,
    "focus_on_load": flag,
    "dispatch_action_config": dispatch_config,
}

_OPTIONS: Mapping[str, Check] = {
    "options": array(option, limits.OPTIONS),
    "option_groups": array(option_group, limits.OPTION_GROUPS),
}
_OFFERED = (exactly_one("options", "option_groups"), initial_is_offered)


def _lengths(report: Report, pointer: str, value: Any) -> None:
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        report.add(f"{pointer}/min_length", "must be less than or equal to max_length")
    first = value.get("initial_value")
    if isinstance(first, str) and isinstance(most, int) and len(first) > most:
        report.add(f"{pointer}/initial_value", f"must be less than {most + 1} characters")


def _bounds(report: Report, pointer: str, value: Any) -> None:
    numbers = {
        name: float(value[name])
        for name in ("min_value", "max_value", "initial_value")
        if isinstance(value.get(name), str) and _NUMBER.fullmatch(value[name])
    }
    least, most = numbers.get("min_value", float("-inf")), numbers.get("max_value", float("inf"))
    if least > most:
        report.add(f"{pointer}/min_value", "must be less than or equal to max_value")
    elif not least <= numbers.get("initial_value", least) <= most and "initial_value" in numbers:
        report.add(f"{pointer}/initial_value", "must be between min_value and max_value")


elements = Typed(
    {
        "button": Shape(
            {"text": plain(limits.BUTTON_TEXT)},
            {
                "action_id": identity,
                "url": url,
                "value": text(limits.BUTTON_VALUE, 0),
                "style": one_of("primary", "danger"),
                "confirm": confirm,
                "accessibility_label": text(limits.ACCESSIBILITY_LABEL),
            },
        ),
        "workflow_button": Shape(
            {"text": plain(limits.BUTTON_TEXT), "workflow": workflow, "action_id": identity},
            {
                "style": one_of("primary", "danger"),
                "accessibility_label": text(limits.ACCESSIBILITY_LABEL),
            },
        ),
        "image": Shape(
            {"alt_text": text(limits.ALT_TEXT)},
            {"image_url": url, "slack_file": slack_file},
            (exactly_one("image_url", "slack_file"),),
        ),
        "overflow": Shape(
            {"options": array(overflow_option, limits.OVERFLOW_OPTIONS)},
            {"action_id": identity, "confirm": confirm},
        ),
        "checkboxes": Shape(
            {"options": array(choice, limits.CHOICES)},
            {**_COMMON, "initial_options": anything},
            (initial_is_offered,),
        ),
        "radio_buttons": Shape(
            {"options": array(choice, limits.CHOICES)},
            {**_COMMON, "initial_option": anything},
            (initial_is_offered,),
        ),
        "static_select": Shape({}, {**_MENU, **_OPTIONS, "initial_option": anything}, _OFFERED),
        "multi_static_select": Shape({}, {**_SEVERAL, **_OPTIONS, "initial_options": anything}, _OFFERED),
        "external_select": Shape({}, {**_MENU, "initial_option": option, "min_query_length": number(0, 1000)}),
        "multi_external_select": Shape(
            {},
            {
                **_SEVERAL,
                "initial_options": array(option, limits.OPTIONS),
                "min_query_length": number(0, 1000),
            },
        ),
        "users_select": Shape({}, {**_MENU, "initial_user": identity}),
        "multi_users_select": Shape({}, {**_SEVERAL, "initial_users": ids}),
        "channels_select": Shape({}, {**_MENU, "initial_channel": identity, "response_url_enabled": flag}),
        "multi_channels_select": Shape({}, {**_SEVERAL, "initial_channels": ids}),
        "conversations_select": Shape(
            {},
            {
                **_MENU,
                "initial_conversation": identity,
                "default_to_current_conversation": flag,
                "response_url_enabled": flag,
                "filter": conversation_filter,
            },
        ),
        "multi_conversations_select": Shape(
            {},
            {
                **_SEVERAL,
                "initial_conversations": ids,
                "default_to_current_conversation": flag,
                "filter": conversation_filter,
            },
        ),
        "datepicker": Shape({}, {**_MENU, "initial_date": matching(_is_date, "must be a valid date")}),
        "timepicker": Shape(
            {},
            {
                **_MENU,
                "initial_time": matching(lambda value: _TIME.fullmatch(value) is not None, "must be a valid time"),
                "timezone": matching(_is_zone, "must be a valid timezone"),
            },
        ),
        "datetimepicker": Shape({}, {**_COMMON, "initial_date_time": number(_FIRST_SECOND, _LAST_SECOND)}),
        "plain_text_input": Shape(
            {},
            {
                **_INPUT,
                "initial_value": _text_value,
                "multiline": flag,
                "min_length": number(0, limits.INPUT_TEXT),
                "max_length": number(1, limits.INPUT_TEXT),
            },
            (_lengths,),
        ),
        "email_text_input": Shape({}, {**_INPUT, "initial_value": _text_value}),
        "url_text_input": Shape({}, {**_INPUT, "initial_value": _text_value}),
        "number_input": Shape(
            {"is_decimal_allowed": flag},
            {**_INPUT, "initial_value": _a_number, "min_value": _a_number, "max_value": _a_number},
            (_bounds,),
        ),
        "rich_text_input": Shape({}, {**_INPUT, "initial_value": Typed({"rich_text": rich_text})}),
        "file_input": Shape(
            {}, {"action_id": identity, "filetypes": array(text(limits.ID), 100), "max_files": number(1, limits.FILES)}
        ),
    }
)

SELECTS = ("static_select", "external_select", "users_select", "channels_select", "conversations_select")
MULTI_SELECTS = tuple(f"multi_{name}" for name in SELECTS)
_CHOOSERS = ("checkboxes", "radio_buttons", "datepicker", "timepicker", *SELECTS, *MULTI_SELECTS)

ACCESSORIES = elements.only("button", "workflow_button", "image", "overflow", *_CHOOSERS)
ACTIONS = elements.only("button", "workflow_button", "overflow", "datetimepicker", *_CHOOSERS)
INPUTS = elements.only(
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
    *_CHOOSERS,
)
