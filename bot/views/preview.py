"""What would be sent, as the office reads it: by day, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from bot.domain.listing import Page
from bot.views import blocks
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.turning import pack_turn, turn_buttons
from bot.views.wording import Mrkdwn, escape, say

PAGE = 20
_LINE_MOST = 110


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A message that would be sent.

    Attributes:
        at: when, as UTC.
        to: whom or where, in words.
        channel: the Slack id, or the address with `mailto:` before it.
        kind: `person`, `channel` or `mail`.
        summary: how it begins, without markup.
        in_thread: whether it goes below another message.
    """

    at: datetime
    to: str
    channel: str
    kind: str
    summary: str
    in_thread: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "at": self.at.isoformat(),
            "to": self.to,
            "channel": self.channel,
            "kind": self.kind,
            "summary": self.summary,
            "in_thread": self.in_thread,
        }

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> Foreseen:
        """Return what `to_json` gave."""
        return Foreseen(**{**kept, "at": datetime.fromisoformat(kept["at"])})


def asked_message(until: str) -> dict[str, Any]:
    """Say that it is being worked out, to whoever typed the command."""
    text = say("preview/asked", until=until)
    return blocks.message(text, [blocks.section(text)])


def working_message(until: str, name: str) -> dict[str, Any]:
    """Say that it is being worked out, where it will appear."""
    text = say("preview/working", until=until, name=name)
    return blocks.message(text, [blocks.section(text)])


def failed_message(why: str) -> dict[str, Any]:
    """Say why it could not be worked out."""
    text = say("preview/failed", why=why)
    return blocks.message(text, [blocks.section(text)])


def preview_page(
    key: str, page: Page[Foreseen], shown: Presentation, until_at: datetime, name: str, *, total: int
) -> dict[str, Any]:
    """Return a page of what would be sent, by day and time; of `total` messages the pages list the first ones."""
    until = shown.day(until_at)
    if not page.items:
        text = say("preview/nothing", until=until, name=name)
        return blocks.message(text, [blocks.section(text)])
    head = say(
        "preview/head", total=total, listed=page.total, until=until, name=name, page=page.number, pages=page.pages
    )
    turns = turn_buttons(page, Act.PREVIEW_BACK, Act.PREVIEW_PAGE, lambda number: pack_turn(key, number))
    spoken = "; ".join(f"{shown.day(one.at)}, {one.to}" for one in page.items)
    body = [
        blocks.section(head),
        *_days(page.items, shown),
        blocks.context(say("preview/note")),
        *blocks.action_row(turns),
    ]
    return blocks.message(Mrkdwn(f"{head}: {escape(spoken)}"), body)


def _days(foreseen: Sequence[Foreseen], shown: Presentation) -> list[blocks.Block]:
    """Return a section for each day with its messages, in the order of time."""
    return [
        blocks.section(
            say(
                "preview/day",
                day=day,
                messages=[
                    {
                        "at": f"{one.at.astimezone(shown.zone):%H:%M}",
                        "to": f"{one.to}, in a thread" if one.in_thread else one.to,
                        "summary": blocks.clip(one.summary, _LINE_MOST),
                    }
                    for one in messages
                ],
            )
        )
        for day, messages in groupby(foreseen, key=lambda one: shown.day(one.at))
    ]
