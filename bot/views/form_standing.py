"""What stands in a form's fields: as it was opened, as it was left, and both over what was saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.views import blocks
from bot.views.blocks import Block, Element
from bot.views.wording import say

_MARK, _KEPT = "~", "+"

Value = str | list[str]
"""What stands in a field: text, an option's value, a day, or a list of options' values."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A form over what was saved meanwhile, with what was typed.

    Attributes:
        blocks: the form's.
        both: labels of fields that were changed on both sides; what was saved stands above what was typed.
    """

    blocks: list[Block]
    both: tuple[str, ...]


def field_name(block_id: str) -> str:
    """Return the name of a field: its block id without the mark of a form that was shown again."""
    return block_id.partition(_MARK)[0]


def standing(form: Sequence[Block]) -> dict[str, Value]:
    """Return what stood in a form's fields when it was opened, by their names."""
    return {field_name(str(block["block_id"])): _value(block["element"]) for block in _fields(form)}


def merged(opened: Sequence[Block], typed: Mapping[str, Any], now: Sequence[Block], version: int) -> Merged:
    """Return the form of what is saved now, with what was typed into one that was opened before.

    A field that was left alone shows what is saved. One that was typed into shows that, below what was saved meanwhile
    where this is something else. Nothing that was typed is dropped: what has no field now is shown by itself.

    Args:
        opened: the form as it was opened.
        typed: what stood in its fields, by name.
        now: the form as it would be opened now.
        version: of what is saved now. Slack leaves what stands in a field whose id stays: each gets a new one.
    """
    before, saved = standing(opened), standing(now)
    # Of these the form was opened with what somebody had typed, not with what was saved.
    ids = [str(block["block_id"]) for block in _fields(opened)]
    kept = {field_name(block_id) for block_id in ids if block_id.endswith(_KEPT)}
    touched = {
        name: value
        for name, value in typed.items()
        if name in kept or _plain(value) != _plain(before.get(name, type(value)()))
    }
    built: list[Block] = _without_field(opened, {name: touched[name] for name in touched if name not in saved})
    both: list[str] = []
    for block in now:
        name = str(block.get("block_id", ""))
        if name not in saved:
            built.append(block)
            continue
        renamed = {**block, "block_id": f"{name}{_MARK}{version}"}
        if name not in touched or _plain(saved[name]) == _plain(touched[name]):
            built.append(renamed)
            continue
        # Nobody knows what stood below what had been typed already: it is shown again.
        if name in kept or _plain(saved[name]) != _plain(before.get(name, "")):
            label = str(block["label"]["text"])
            both.append(label)
            built += _shown("proposals/saved_meanwhile", label, _words(block["element"], saved[name]))
        renamed["block_id"] += _KEPT
        built.append({**renamed, "element": _filled(block["element"], touched[name])})
    return Merged(built, tuple(both))


def _fields(form: Sequence[Block]) -> list[Block]:
    return [
        block for block in form if block.get("type") == "input" and block["element"].get("type") not in {"file_input"}
    ]


def _value(element: Element) -> Value:
    kind = str(element.get("type", ""))
    if kind.startswith("multi_") or kind == "checkboxes":
        return [str(option["value"]) for option in element.get("initial_options") or ()]
    if kind == "datepicker":
        return str(element.get("initial_date") or "")
    if kind == "plain_text_input":
        return str(element.get("initial_value") or "")
    return str((element.get("initial_option") or {}).get("value", ""))


def _filled(element: Element, value: Any) -> Element:
    """Return a field with what is to stand in it; an option that is there no more is left out."""
    kind = str(element.get("type", ""))
    bare = {name: one for name, one in element.items() if not name.startswith("initial_")}
    if kind == "plain_text_input":
        return bare | ({"initial_value": blocks.shown_in_input(str(value))} if value else {})
    if kind == "datepicker":
        return bare | ({"initial_date": str(value)} if value else {})
    options = {str(option["value"]): option for option in _options(element)}
    if kind.startswith("multi_") or kind == "checkboxes":
        chosen = [options[one] for one in value if one in options]
        return bare | ({"initial_options": chosen} if chosen else {})
    return bare | ({"initial_option": options[value]} if value in options else {})


def _words(element: Element, value: Value) -> str:
    """Return what a value is called where it was chosen from options."""
    labels = {str(option["value"]): str(option["text"]["text"]) for option in _options(element)}
    if isinstance(value, list):
        return ", ".join(labels.get(one, one) for one in value)
    return labels.get(value, value)


def _options(element: Element) -> list[dict[str, Any]]:
    grouped = [option for group in element.get("option_groups") or () for option in group["options"]]
    return [*(element.get("options") or ()), *grouped]


def _without_field(opened: Sequence[Block], typed: Mapping[str, Any]) -> list[Block]:
    """Return what was typed into fields that the form has no more."""
    fields = {field_name(str(block["block_id"])): block for block in _fields(opened)}
    found: list[Block] = []
    for name, value in typed.items():
        if value and name in fields:
            label = str(fields[name]["label"]["text"])
            found += _shown("proposals/asked_no_more", label, _words(fields[name]["element"], value))
    return found


def _shown(template: str, label: str, words: str) -> list[Block]:
    told = blocks.section(say(template, label=label, is_empty=not words))
    return [told, {"type": "section", "text": blocks.plain(words, blocks.INPUT_MAX)}] if words else [told]


def _plain(value: Any) -> Any:
    """Return a value as it is compared: Slack may end lines otherwise than they were sent."""
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.strip().splitlines())
    return sorted(value) if isinstance(value, list | tuple) else value
