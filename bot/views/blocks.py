"""Builders of Block Kit objects. Each keeps Slack's limits, so that no message is refused for its length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.views.wording import Mrkdwn

Block = dict[str, Any]
Element = dict[str, Any]

SECTION_MAX = 3000
FIELD_MAX = 2000
HEADER_MAX = 150
BUTTON_MAX = 75
OPTION_MAX = 75
LABEL_MAX = 2000
TITLE_MAX = 24
OPTIONS_MAX = 100
CONFIRM_TITLE_MAX = 100
CONFIRM_TEXT_MAX = 300
CONFIRM_BUTTON_MAX = 30
INPUT_MAX = 3000
MESSAGE_TEXT_MAX = 4000
BLOCK_TEXT_MAX = 13_000
_BROKEN_ENTITY = re.compile(r"&[a-z]{0,3}$")


class Choice(NamedTuple):
    """An option of a select: what is shown and what is sent back."""

    label: str
    value: str


def clip(text: str, most: int) -> str:
    """Shorten to `most` characters with an ellipsis; an escaped character is never cut in two."""
    if len(text) <= most:
        return text
    return _BROKEN_ENTITY.sub("", text[: most - 1]).rstrip() + "…"


def plain(text: str, most: int = 3000) -> Element:
    """Text without markup."""
    return {"type": "plain_text", "text": clip(text, most), "emoji": False}


def mrkdwn(text: Mrkdwn, most: int = SECTION_MAX) -> Element:
    """Marked-up text from a template; `verbatim` keeps Slack from finding mentions in it."""
    return {"type": "mrkdwn", "text": clip(text, most), "verbatim": True}


def section(text: Mrkdwn, accessory: Element | None = None, block_id: str | None = None) -> Block:
    """A paragraph, with an element beside it where given."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    return _named(block, block_id)


def fields(texts: Sequence[Mrkdwn]) -> Block:
    """Up to ten short texts in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, FIELD_MAX) for text in texts[:10]]}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, HEADER_MAX)}


def context(*texts: Mrkdwn) -> Block:
    """Small grey text."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def table(rows: Sequence[Sequence[str]], right_aligned: Sequence[int] = ()) -> Block:
    """A table of plain words, headings first: at most a hundred rows, and one in a message.

    The last column takes the long words: it alone is wrapped.

    Its cells together may hold 10,000 characters; who builds it keeps to that.
    """
    width = max(len(row) for row in rows)
    settings = [
        {"align": "right" if column in right_aligned else "left", "is_wrapped": column == width - 1}
        for column in range(width)
    ]
    # Slack refuses a cell without words.
    cells = [[{"type": "raw_text", "text": cell or "–"} for cell in row] for row in rows[:100]]
    return {"type": "table", "column_settings": settings, "rows": cells}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def button(label: str, action_id: str, value: str, style: str | None = None, confirm: Element | None = None) -> Element:
    """A button; `value` comes back with the click."""
    element: Element = {
        "type": "button",
        "text": plain(label, BUTTON_MAX),
        "action_id": action_id,
        "value": clip(value, 2000),
    }
    if style:
        element["style"] = style
    if confirm:
        element["confirm"] = confirm
    return element


def confirm(title: str, text: str, yes: str, no: str) -> Element:
    """A question that Slack asks before a button counts as pressed."""
    return {
        "title": plain(title, CONFIRM_TITLE_MAX),
        "text": plain(text, CONFIRM_TEXT_MAX),
        "confirm": plain(yes, CONFIRM_BUTTON_MAX),
        "deny": plain(no, CONFIRM_BUTTON_MAX),
    }


def actions(elements: Sequence[Element], block_id: str | None = None) -> Block:
    """A row of buttons or selects, at most 25."""
    return _named({"type": "actions", "elements": list(elements[:25])}, block_id)


def action_row(elements: Sequence[Element]) -> list[Block]:
    """A row of buttons, or nothing where there are none."""
    return [actions(elements)] if elements else []


def option(choice: Choice) -> Element:
    """An option of a select."""
    return {"text": plain(choice.label, OPTION_MAX), "value": clip(choice.value, 150)}


def select(action_id: str, choices: Sequence[Choice], initial: str | None = None, placeholder: str = "") -> Element:
    """One of at most a hundred options; `initial` is the value chosen at first."""
    element: Element = {
        "type": "static_select",
        "action_id": action_id,
        "options": [option(choice) for choice in choices[:OPTIONS_MAX]],
    }
    chosen = next((choice for choice in choices if choice.value == initial), None)
    if chosen:
        element["initial_option"] = option(chosen)
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def grouped_select(action_id: str, groups: Mapping[str, Sequence[Choice]], initial: str) -> Element:
    """One of many options under headings; `initial` is the value chosen at first, empty for none."""
    element: Element = {"type": "static_select", "action_id": action_id, "option_groups": _option_groups(groups)}
    chosen = next((c for choices in groups.values() for c in choices if c.value == initial), None)
    if chosen:
        element["initial_option"] = option(chosen)
    return element


def multi_select(
    action_id: str, groups: Mapping[str, Sequence[Choice]], initial: Iterable[str] = (), placeholder: str = ""
) -> Element:
    """Any of up to a hundred groups of a hundred options; `initial` are the values chosen at first."""
    element: Element = {
        "type": "multi_static_select",
        "action_id": action_id,
        "option_groups": _option_groups(groups),
    }
    wanted = list(initial)
    by_value = {choice.value: choice for choices in groups.values() for choice in choices}
    chosen = [option(by_value[value]) for value in wanted if value in by_value]
    if chosen:
        element["initial_options"] = chosen
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def radio(action_id: str, choices: Sequence[Choice], initial: str) -> Element:
    """One of up to ten, all visible."""
    chosen = next(choice for choice in choices if choice.value == initial)
    return {
        "type": "radio_buttons",
        "action_id": action_id,
        "options": [option(choice) for choice in choices[:10]],
        "initial_option": option(chosen),
    }


def shown_in_input(text: str) -> str:
    """Return as much of a text as a field for words can hold at first."""
    return clip(text, INPUT_MAX)


def text_input(action_id: str, initial: str = "", *, multiline: bool = False, placeholder: str = "") -> Element:
    """A field for words."""
    element: Element = {"type": "plain_text_input", "action_id": action_id, "multiline": multiline}
    if initial:
        element["initial_value"] = shown_in_input(initial)
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def users_select(action_id: str, initial: str | None) -> Element:
    """One Slack user."""
    element: Element = {"type": "users_select", "action_id": action_id}
    if initial:
        element["initial_user"] = initial
    return element


def date_picker(action_id: str, initial: str | None) -> Element:
    """A date, as YYYY-MM-DD."""
    element: Element = {"type": "datepicker", "action_id": action_id}
    if initial:
        element["initial_date"] = initial
    return element


def labelled(label: str, block_id: str, element: Element, hint: str = "", *, optional: bool = False) -> Block:
    """An input of a form under its label."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, LABEL_MAX),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, LABEL_MAX)
    return block


def modal(
    title: str, callback_id: str, blocks: Sequence[Block], *, metadata: str = "", submit: str | None = None
) -> dict[str, Any]:
    """A form; without `submit` it only shows."""
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE_MAX),
        "close": plain("Cancel" if submit else "Close", TITLE_MAX),
        "blocks": list(blocks[:100]),
        "private_metadata": metadata,
    }
    if submit:
        view["submit"] = plain(submit, TITLE_MAX)
    return view


def message(text: Mrkdwn | str, blocks: Sequence[Block]) -> dict[str, Any]:
    """A message: blocks, and a text that says it all for notifications and screen readers.

    Where the blocks are too long taken together, the longest texts are shortened alike, and short ones stay whole.
    """
    shown = list(blocks[:50])
    texts = list(_texts(shown))
    if sum(len(element["text"]) for element in texts) > BLOCK_TEXT_MAX:
        _shorten(sorted(texts, key=lambda element: len(element["text"])))
    return {"text": clip(text, MESSAGE_TEXT_MAX), "blocks": shown}


def _texts(value: Any) -> Iterator[Element]:
    """Yield every text object within blocks."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        if value.get("type") in {"mrkdwn", "plain_text"}:
            yield value
        else:
            yield from _texts(list(value.values()))


def _shorten(texts: Sequence[Element]) -> None:
    """Clip texts, shortest first, so that each has its share of what the shorter ones left."""
    room = BLOCK_TEXT_MAX
    for place, element in enumerate(texts):
        element["text"] = clip(element["text"], room // (len(texts) - place))
        room -= len(element["text"])


def _option_groups(groups: Mapping[str, Sequence[Choice]]) -> list[Element]:
    return [
        {"label": plain(label, 75), "options": [option(choice) for choice in choices[:OPTIONS_MAX]]}
        for label, choices in groups.items()
        if choices
    ][:OPTIONS_MAX]


def _named(block: Block, block_id: str | None) -> Block:
    if block_id:
        block["block_id"] = block_id
    return block
