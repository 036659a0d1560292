"""Composition objects: texts, options, confirmations, filters."""

from __future__ import annotations

from typing import Any

from bot.sandbox.checks import limits
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
    one_of,
    text,
)

_MANY_IDS = 100
_MANY_PARAMETERS = 100


def is_url(value: str) -> bool:
    """Whether the string is an address that Slack takes."""
    return value.startswith(("http://", "https://", "mailto:", "slack://")) and len(value) > len("http://")


def url(report: Report, pointer: str, value: Any) -> None:
    """Check for an address."""
    text(limits.URL)(report, pointer, value)
    if isinstance(value, str) and value and not is_url(value):
        report.add(pointer, "must be a valid url")


def plain(most: int) -> Typed:
    """Return a check for a plain text object of so many characters."""
    return Typed({"plain_text": Shape({"text": text(most)}, {"emoji": flag})})


def rich(most: int) -> Typed:
    """Return a check for a plain or mrkdwn text object of so many characters."""
    return Typed({**plain(most).shapes, "mrkdwn": Shape({"text": text(most)}, {"verbatim": flag})})


def _not_empty(report: Report, pointer: str, value: Any) -> None:
    if not any(part is not None for part in value.values()):
        report.add(pointer, "must provide at least 1 properties")


identity = text(limits.ID)

confirm = Shape(
    {
        "title": plain(limits.CONFIRM_TITLE),
        "text": rich(limits.CONFIRM_TEXT),
        "confirm": plain(limits.CONFIRM_BUTTON),
        "deny": plain(limits.CONFIRM_BUTTON),
    },
    {"style": one_of("primary", "danger")},
)

placeholder = plain(limits.PLACEHOLDER)

slack_file = Shape({}, {"id": text(limits.ID), "url": url}, (exactly_one("id", "url"),))

option = Shape(
    {"text": plain(limits.OPTION_TEXT), "value": text(limits.OPTION_VALUE)},
    {"description": plain(limits.OPTION_TEXT)},
)

choice = Shape(
    {"text": rich(limits.OPTION_TEXT), "value": text(limits.OPTION_VALUE)},
    {"description": rich(limits.OPTION_TEXT)},
)

overflow_option = Shape(option.required, {**option.optional, "url": url})

option_group = Shape({"label": plain(limits.GROUP_LABEL), "options": array(option, limits.OPTIONS)})

workflow = Shape(
    {
        "trigger": Shape(
            {"url": url},
            {"customizable_input_parameters": array(Shape({"name": identity, "value": anything}), _MANY_PARAMETERS, 0)},
        )
    }
)

dispatch_config = Shape(
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)},
)

conversation_filter = Shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    (_not_empty,),
)

ids: Check = array(matching(bool, "must be a valid id"), _MANY_IDS)


def initial_is_offered(report: Report, pointer: str, value: Any) -> None:
    """Rule: what is chosen at first is exactly one of the options."""
    offered = _offered(value)
    first = value.get("initial_option")
    chosen = [] if first is None else [(f"{pointer}/initial_option", first)]
    several = value.get("initial_options")
    if isinstance(several, list):
        if not several:
            report.add(f"{pointer}/initial_options", "must provide at least 1 items")
        chosen += [(f"{pointer}/initial_options/{place}", item) for place, item in enumerate(several)]
    for place, item in chosen:
        if _bare(item) not in offered:
            report.add(place, "must exactly match one of the provided options")


def _offered(value: Any) -> list[Any]:
    options = list(value.get("options") or ())
    for group in value.get("option_groups") or ():
        if isinstance(group, dict) and isinstance(group.get("options"), list):
            options += group["options"]
    return [_bare(item) for item in options]


def _bare(item: Any) -> Any:
    """An option without the fields that are null, which count as absent."""
    return {name: part for name, part in item.items() if part is not None} if isinstance(item, dict) else item
