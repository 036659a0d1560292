"""What people put into forms, and where elements stand, in the shapes of Slack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.support.sandbox_door import Json


def state_for(view: Json, values: Mapping[str, Any]) -> Json:
    """Return what is typed or chosen in the shape of Slack's ``state.values``.

    Args:
        view: The modal.
        values: Block ids to texts, option values, ids, dates, or lists of them.
    """
    state: Json = {}
    for block in view["blocks"]:
        if block["block_id"] in values:
            element = block.get("element") or block.get("accessory") or block["elements"][0]
            field = _field(element["type"], values[block["block_id"]])
            state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **field}}
    unknown = set(values) - set(state)
    assert not unknown, f"the modal has no blocks {sorted(unknown)}"
    return state


def _field(kind: str, value: Any) -> Json:
    if kind in ("static_select", "external_select", "radio_buttons"):
        return {"selected_option": None if value is None else {"value": value}}
    if kind in ("multi_static_select", "multi_external_select", "checkboxes"):
        return {"selected_options": [{"value": item} for item in value or ()]}
    if kind == "file_input":
        return {"files": [item if isinstance(item, dict) else {"id": item} for item in value or ()]}
    for word in ("user", "channel", "conversation"):
        if kind == f"{word}s_select":
            return {f"selected_{word}": value}
        if kind == f"multi_{word}s_select":
            return {f"selected_{word}s": list(value or ())}
    pickers = {"datepicker": "date", "timepicker": "time", "datetimepicker": "date_time"}
    return {f"selected_{pickers[kind]}": value} if kind in pickers else {"value": value}


def container_of(place: Json) -> Json:
    """Return what tells Slack where an element stands, for a message or a view."""
    if "ts" in place:
        return {"type": "message", "channel": place["channel"], "ts": place["ts"]}
    return {"type": "view", "view_id": place["id"]}


def block_of(blocks: list[Json], action_id: str) -> str:
    """Return the id of the block that holds an element."""
    for block in blocks:
        inside = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
        if any(element and element.get("action_id") == action_id for element in inside):
            return block["block_id"]
    raise AssertionError(f"there is no element {action_id!r} in {json.dumps(blocks)[:2000]}")
