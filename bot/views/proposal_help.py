"""What `/proposal` can do, in as many paragraphs as its length needs."""

from __future__ import annotations

from typing import Any

from bot.views import blocks
from bot.views.wording import Mrkdwn, say


def help_message(*, can_draft: bool, is_office: bool) -> dict[str, Any]:
    """Return what `/proposal` can do for whoever may write proposals, and for the governance office."""
    text = say("proposals/help", can_draft=can_draft, is_office=is_office)
    paragraphs: list[str] = []
    for line in text.split("\n"):
        if paragraphs and len(paragraphs[-1]) + len(line) < blocks.SECTION_MAX:
            paragraphs[-1] += f"\n{line}"
        else:
            paragraphs.append(line)
    return blocks.message(text, [blocks.section(Mrkdwn(one)) for one in paragraphs])
