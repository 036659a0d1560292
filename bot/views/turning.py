"""Buttons to other pages of a list: what they carry, and what they bring back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bot.domain.listing import Page
from bot.errors import InvalidInputError
from bot.views import blocks
from bot.views.ids import Act


def outdated_button() -> InvalidInputError:
    """Return the refusal of a button whose value this version cannot read."""
    return InvalidInputError("This button is from an older message.", "Give the command again for a fresh one.")


def turn_buttons(page: Page[Any], back: Act, onward: Act, value_for: Callable[[int], str]) -> list[blocks.Element]:
    """Return the buttons to the pages before and after; `value_for` says what the button to a page carries."""
    buttons = []
    if page.number > 1:
        buttons.append(blocks.button("Previous", back, value_for(page.number - 1)))
    if page.number < page.pages:
        buttons.append(blocks.button("Next", onward, value_for(page.number + 1)))
    return buttons


def pack_turn(subject: str, page: int) -> str:
    """Return a subject (a reference, or words) and a page number as a button carries them."""
    return json.dumps([subject, page])


def unpack_turn(value: str) -> tuple[str, int]:
    """Return the subject and page that a button carried.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        subject, page = json.loads(value)
        return str(subject), int(page)
    except (ValueError, TypeError) as problem:
        raise outdated_button() from problem
