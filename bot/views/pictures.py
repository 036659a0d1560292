"""What is said of pictures: that one is being made, what it shows, and that it was shared."""

from __future__ import annotations

from typing import Any

from bot.views import blocks
from bot.views.ids import Act
from bot.views.wording import Mrkdwn, say


def asked_message(title: str, share: str, *, leaves_out: bool) -> dict[str, Any]:
    """Say to whoever asked that a picture is being made.

    Args:
        title: what it is, such as `the heat map`.
        share: what the button to share it sends back; empty where there is nowhere to share it.
        leaves_out: whether one that is shared leaves out what is not public.
    """
    text = say("pictures/asked", title=title, can_share=bool(share), leaves_out=leaves_out)
    buttons = [blocks.button("Share here", Act.PICTURE_SHARE, share)] if share else []
    return blocks.message(text, [blocks.section(text), *blocks.action_row(buttons)])


def shared_message(title: str, left_out: int) -> dict[str, Any]:
    """Say to whoever shared a picture that it comes, and how many records it leaves out as far as they may know."""
    text = say("pictures/shared", title=title, left_out=left_out)
    return blocks.message(text, [blocks.section(text)])


def heat_map_made(scope: str, measure: str, day: str, summary: str, shared_by: str) -> Mrkdwn:
    """Return the sentences about a heat map; `shared_by` is empty for the one who asked."""
    return say("pictures/heatmap", scope=scope, measure=measure, day=day, summary=summary, shared_by=shared_by)


def trend_made(ref: str, summary: str, aim: str, shared_by: str) -> Mrkdwn:
    """Return the sentences about a risk's course; `shared_by` is empty for the one who asked."""
    return say("pictures/trend", ref=ref, summary=summary, aim=aim, shared_by=shared_by)
