"""What Slack adds to blocks that were sent without it: ids, and the defaults of texts and inputs."""

from __future__ import annotations

from typing import Any

from bot.sandbox.checks.blocks import block_elements
from bot.sandbox.ids import short_id


def normalised(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a copy of checked blocks as Slack stores them."""
    result = [_filled(block) for block in blocks]
    taken = {block["block_id"] for block in result if "block_id" in block}
    for block in result:
        if "block_id" not in block:
            block["block_id"] = _fresh(taken)
        if block["type"] == "input":
            block.setdefault("optional", False)
            block.setdefault("dispatch_action", False)
        inside = {element["action_id"] for _, element in block_elements(block) if "action_id" in element}
        for _, element in block_elements(block):
            if element["type"] != "image" and "action_id" not in element:
                element["action_id"] = _fresh(inside)
    return result


def _fresh(taken: set[str]) -> str:
    name = short_id()
    while name in taken:
        name = short_id()
    taken.add(name)
    return name


def _filled(value: Any) -> Any:
    if isinstance(value, list):
        return [_filled(item) for item in value]
    if not isinstance(value, dict):
        return value
    filled = {name: _filled(item) for name, item in value.items() if item is not None}
    if filled.get("type") == "plain_text":
        filled.setdefault("emoji", True)
    elif filled.get("type") == "mrkdwn":
        filled.setdefault("verbatim", False)
    return filled
