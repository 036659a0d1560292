"""What a button to another page carries, and what it brings back."""

from __future__ import annotations

import json

from bot.errors import InvalidInputError


def outdated_button() -> InvalidInputError:
    """Return the refusal of a button whose value this version cannot read."""
    return InvalidInputError("This button is from an older message.", "Give the command again for a fresh one.")


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
