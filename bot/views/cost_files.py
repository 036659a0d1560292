"""What is said of a table of costs that was sent as a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.views import blocks
from bot.views.costs import CostsShown, costs_message
from bot.views.ids import Act
from bot.views.turning import outdated_button
from bot.views.wording import Mrkdwn, say

_DOUBTS_MOST = 8


def reading(name: str, ref: str) -> dict[str, Any]:
    """Say that a table is being read."""
    return answer(say("costs/file_reading", name=name, ref=ref))


def read(
    name: str, shown: CostsShown, doubts: Sequence[str], slack_file: str, version: int, *, is_adding: bool
) -> dict[str, Any]:
    """Return what the costs would be with the lines of a table, and ask whether they are to be taken."""
    head = say("costs/file_read", name=name, ref=shown.ref, is_adding=is_adding)
    whole = costs_message(shown)
    said = say("costs/file_doubts", doubts=list(doubts[:_DOUBTS_MOST]), more=max(0, len(doubts) - _DOUBTS_MOST))
    ticket = json.dumps([slack_file, version])
    buttons = [
        blocks.button("Take these lines", Act.COST_TAKE, ticket, style="primary"),
        blocks.button("Leave it", Act.COST_LEAVE, ticket),
    ]
    body = [block for block in whole["blocks"] if block["type"] != "actions"]
    told = [blocks.section(said)] if doubts else []
    return blocks.message(
        Mrkdwn(f"{head}\n{whole['text']}"), [blocks.section(head), blocks.actions(buttons), *told, *body]
    )


def taken(name: str, told: str) -> dict[str, Any]:
    """Say that the lines of a table were taken."""
    return answer(say("costs/file_taken", name=name, said=Mrkdwn(told)))


def left(name: str) -> dict[str, Any]:
    """Say that a table was left alone."""
    return answer(say("costs/file_left", name=name))


def refused(name: str, why: str) -> dict[str, Any]:
    """Say why a table cannot be taken."""
    return answer(say("costs/file_refused", name=name, why=why))


def answer(text: str) -> dict[str, Any]:
    """Return a sentence as a message."""
    said = Mrkdwn(text)
    return blocks.message(said, [blocks.section(said)])


def unpack_ticket(value: str) -> tuple[str, int]:
    """Return which file a button is of, and which reading of it.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        slack_file, version = json.loads(value)
        return str(slack_file), int(version)
    except (ValueError, TypeError) as problem:
        raise outdated_button() from problem
