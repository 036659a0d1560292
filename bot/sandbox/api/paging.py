"""Pages of long answers, with Slack's opaque cursors."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.errors import ApiError

_Item = TypeVar("_Item")


def page(
    args: Arguments, items: Sequence[_Item], *, default: int, most: int
) -> tuple[list[_Item], dict[str, Any], bool]:
    """Cut out the page that ``limit`` and ``cursor`` ask for.

    Args:
        args: The arguments of the call.
        items: All items in order.
        default: The size of a page when none is asked for.
        most: The largest size Slack gives.

    Returns:
        The items of the page, the ``response_metadata``, and whether more follow.

    Raises:
        ApiError: ``invalid_limit`` or ``invalid_cursor``.
    """
    limit = args.number("limit", default) or default
    if limit < 0:
        raise ApiError("invalid_limit")
    start = _start(args.text("cursor"))
    end = start + min(limit, most)
    more = end < len(items)
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if more else ""
    return list(items[start:end]), {"response_metadata": {"next_cursor": cursor}}, more


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode("ascii").partition(":")
        if word == "next":
            return int(number)
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise ApiError("invalid_cursor") from error
    raise ApiError("invalid_cursor")
