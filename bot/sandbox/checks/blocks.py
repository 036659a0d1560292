"""Blocks, and which of them may stand in a message, a modal or a Home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.checks import limits
from bot.sandbox.checks.composition import identity, plain, rich, slack_file, url
from bot.sandbox.checks.elements import ACCESSORIES, ACTIONS, INPUTS, elements
from bot.sandbox.checks.rich_text import rich_text
from bot.sandbox.checks.shape import (
    Report,
    Shape,
    Typed,
    array,
    exactly_one,
    flag,
    one_of,
    text,
)

MESSAGE, MODAL, HOME = "message", "modal", "home"

_ID = {"block_id": identity}


def _text_or_fields(report: Report, pointer: str, value: Any) -> None:
    if value.get("text") is None and value.get("fields") is None:
        report.add(pointer, "missing required field: text")


def _table_size(report: Report, pointer: str, value: Any) -> None:
    if sum(len(piece) for piece in texts_in(value.get("rows"))) > limits.TABLE_TEXT:
        report.add(f"{pointer}/rows", f"must be less than {limits.TABLE_TEXT + 1} characters")


_column = Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})


def _column_setting(report: Report, pointer: str, value: Any) -> None:
    if value is not None:
        _column(report, pointer, value)


_cell = Typed(
    {
        "raw_text": Shape({"text": text(limits.TABLE_TEXT)}),
        "rich_text": rich_text,
    }
)

_blocks = Typed(
    {
        "section": Shape(
            {},
            {
                **_ID,
                "text": rich(limits.SECTION_TEXT),
                "fields": array(rich(limits.FIELD_TEXT), limits.FIELDS),
                "accessory": ACCESSORIES,
                "expand": flag,
            },
            (_text_or_fields,),
        ),
        "divider": Shape({}, _ID),
        "header": Shape({"text": plain(limits.HEADER_TEXT)}, _ID),
        "context": Shape(
            {
                "elements": array(
                    Typed({**rich(limits.CONTEXT_TEXT).shapes, "image": elements.shapes["image"]}),
                    limits.CONTEXT_ELEMENTS,
                )
            },
            _ID,
        ),
        "actions": Shape({"elements": array(ACTIONS, limits.ACTION_ELEMENTS)}, _ID),
        "input": Shape(
            {"label": plain(limits.LABEL), "element": INPUTS},
            {**_ID, "hint": plain(limits.HINT), "optional": flag, "dispatch_action": flag},
        ),
        "image": Shape(
            {"alt_text": text(limits.ALT_TEXT)},
            {**_ID, "image_url": url, "slack_file": slack_file, "title": plain(limits.IMAGE_TITLE)},
            (exactly_one("image_url", "slack_file"),),
        ),
        "rich_text": rich_text,
        "markdown": Shape({"text": text(limits.MARKDOWN_TEXT)}, _ID),
        "table": Shape(
            {"rows": array(array(_cell, limits.TABLE_CELLS), limits.TABLE_ROWS)},
            {
                **_ID,
                "column_settings": array(_column_setting, limits.TABLE_CELLS, 0),
            },
            (_table_size,),
        ),
        "video": Shape(
            {
                "alt_text": text(limits.ALT_TEXT),
                "title": plain(limits.VIDEO_TEXT),
                "thumbnail_url": url,
                "video_url": url,
            },
            {
                **_ID,
                "title_url": url,
                "author_name": text(limits.VIDEO_AUTHOR),
                "description": plain(limits.VIDEO_TEXT),
                "provider_icon_url": url,
                "provider_name": text(limits.VIDEO_TEXT),
            },
        ),
    }
)

_EVERYWHERE = ("section", "divider", "header", "context", "actions", "input", "image", "rich_text", "video")
_SURFACES = {
    MESSAGE: _blocks,
    MODAL: _blocks.only(*_EVERYWHERE),
    HOME: _blocks.only(*_EVERYWHERE),
}


def check_blocks(report: Report, pointer: str, blocks: Any, surface: str) -> None:
    """Check the blocks of a surface.

    Args:
        report: Collects the problems.
        pointer: Where the array stands: "/blocks" or "/view/blocks".
        blocks: What was sent.
        surface: "message", "modal" or "home".
    """
    most = limits.MESSAGE_BLOCKS if surface == MESSAGE else limits.VIEW_BLOCKS
    before = len(report.problems)
    array(_SURFACES[surface], most, 0)(report, pointer, blocks)
    if len(report.problems) == before:
        _check_identities(report, pointer, blocks)
        _check_focus(report, pointer, blocks)
        _check_place(report, pointer, blocks, surface)


def block_elements(block: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the elements of a block that has passed the checks, each with its pointer below the block."""
    if block["type"] == "actions":
        for place, element in enumerate(block["elements"]):
            yield f"elements/{place}", element
    elif block["type"] == "section" and block.get("accessory"):
        yield "accessory", block["accessory"]
    elif block["type"] == "input":
        yield "element", block["element"]


def texts_in(value: Any) -> Iterator[str]:
    """Yield every piece of text a person would read in blocks."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name == "text" and isinstance(item, str):
                yield item
            else:
                yield from texts_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_in(item)


def _check_identities(report: Report, pointer: str, blocks: list[dict[str, Any]]) -> None:
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            report.add(f"{pointer}/{place}/block_id", f'`block_id` "{block_id}" already exists')
        if block_id is not None:
            seen.add(block_id)
        inside: set[str] = set()
        for where, element in block_elements(block):
            action_id = element.get("action_id")
            if action_id in inside:
                report.add(f"{pointer}/{place}/{where}/action_id", f'`action_id` "{action_id}" already exists')
            if action_id is not None:
                inside.add(action_id)


def _check_focus(report: Report, pointer: str, blocks: list[dict[str, Any]]) -> None:
    focused = [
        f"{pointer}/{place}/{where}"
        for place, block in enumerate(blocks)
        for where, element in block_elements(block)
        if element.get("focus_on_load")
    ]
    for where in focused[1:]:
        report.add(f"{where}/focus_on_load", "only one element can have focus_on_load")


def _check_place(report: Report, pointer: str, blocks: list[dict[str, Any]], surface: str) -> None:
    for place, block in enumerate(blocks):
        for where, element in block_elements(block):
            at = f"{pointer}/{place}/{where}"
            in_modal_input = surface == MODAL and block["type"] == "input"
            if element.get("response_url_enabled") and not in_modal_input:
                report.add(f"{at}/response_url_enabled", "can only be used in an input block of a modal")
            if element["type"] == "file_input" and (surface != MODAL or block.get("dispatch_action")):
                report.add(f"{at}/type", "unsupported type: file_input")
