"""The digest as a card for Microsoft Teams: counts first, five lines of each section, and how many more there are.

People's words stand in text runs, which no client reads as Markdown: what looks like a link or a mention stays text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from bot.domain.digest import DigestContent, Line, Section

CARD_MOST = 24_000
"""Bytes of a card; Teams turns away messages of more than about 28 kB."""

_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
_VERSION = "1.4"
_TEXT_MOST = 240


Left = Callable[[int, bool], str]
"""Says how many lines are left out, and whether that is all of them."""


def digest_card(content: DigestContent, left: Left) -> dict[str, Any]:
    """Return the message with a digest's card; lines are left out from the end of sections until it is small enough."""
    shown = max((len(section.lines) for section in content.sections), default=0)
    while True:
        message = _message(content, shown, left)
        if shown == 0 or len(json.dumps(message, ensure_ascii=False).encode()) <= CARD_MOST:
            return message
        shown -= 1


def _message(content: DigestContent, shown: int, left: Left) -> dict[str, Any]:
    body = [_block([_run(content.title, weight="Bolder", size="Large")])]
    body.append(_block([_run(content.partnership, isSubtle=True)], spacing="None"))
    counts = " · ".join(count.words for count in content.counts)
    if counts:
        body.append(_block([_run(counts)]))
    if content.is_quiet:
        body.append(_block([_run(content.quiet_words)]))
    for section in content.sections:
        body += _section(section, shown, left)
    card = {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": _VERSION,
        "body": body,
        "msteams": {"width": "Full"},
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": card}]}


def _section(section: Section, shown: int, left: Left) -> list[dict[str, Any]]:
    lines = section.lines[:shown]
    body = [_block([_run(f"{section.title} ({section.total})", weight="Bolder")], spacing="Medium", separator=True)]
    body += [_block(_words(line), spacing="Small") for line in lines]
    if number := section.total - len(lines):
        body.append(_block([_run(left(number, not lines), isSubtle=True)], spacing="Small"))
    return body


def _words(line: Line) -> list[dict[str, Any]]:
    runs = []
    if line.ref:
        runs.append(_run(f"{line.ref}  ", weight="Bolder"))
    if line.mark:
        runs.append(_run(f"{line.mark}  "))
    runs.append(_run(line.summary))
    if line.note:
        runs.append(_run(f" ({line.note})", isSubtle=True))
    return runs


def _block(runs: Sequence[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": list(runs), **more}


def _run(text: str, **more: Any) -> dict[str, Any]:
    clipped = text if len(text) <= _TEXT_MOST else f"{text[: _TEXT_MOST - 1].rstrip()}…"
    # Two braces would begin a date that the client works out.
    return {"type": "TextRun", "text": clipped.replace("{{", "{ {"), **more}
