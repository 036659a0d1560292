"""The message that stands for files that somebody asked for: being made, made, or why they were not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.views import blocks
from bot.views.wording import Mrkdwn, say


def making_message(title: str, done: int = 0, of: int = 0) -> dict[str, Any]:
    """Say that something is being made, and how many of its files are, once one is."""
    text = say("files/making", title=title, done=done, of=of)
    return blocks.message(text, [blocks.section(text)])


def made_message(
    said: Mrkdwn, links: Sequence[tuple[str, str]], buttons: Sequence[blocks.Element] = ()
) -> dict[str, Any]:
    """Say what was made.

    Args:
        said: the sentences about it.
        links: the title and the address of each file.
        buttons: what can be done with it.
    """
    text = say("files/made", said=said, links=links)
    return blocks.message(text, [blocks.section(text), *blocks.action_row(buttons)])


def not_made_message(title: str, why: str) -> dict[str, Any]:
    """Say why something was not made, and what to do."""
    text = say("files/not_made", title=title, why=why)
    return blocks.message(text, [blocks.section(text)])
