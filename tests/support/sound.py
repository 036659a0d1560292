"""Whether what we send is sound: Slack takes it, and nothing people wrote works as markup in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.checks.blocks import MESSAGE, check_blocks, texts_in
from bot.sandbox.checks.shape import Report
from bot.sandbox.checks.views import _check as check_view

Json = dict[str, Any]


def elements_of(value: Any) -> Iterator[Json]:
    """Yield every object within blocks or a view."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from elements_of(item)


def assert_inert(written: str) -> None:
    """Nothing in `written` is markup that a person put there: `<` and `&` only as entities, `>` only as a quotation."""
    bare = re.sub(r"(?m)^> ?", "", written)
    assert "<" not in bare
    assert ">" not in bare
    assert not re.search(r"&(?!(?:amp|lt|gt);)", bare)


def assert_sound_blocks(shown: list[Json], surface: str) -> None:
    """Every block is what Slack takes on that surface, and text is shown as written."""
    report = Report()
    check_blocks(report, "/blocks", shown, surface)
    assert report.problems == []
    for element in elements_of(shown):
        if element.get("type") == "mrkdwn":
            assert element["verbatim"] is True
            assert_inert(element["text"])
        if element.get("type") == "image":
            assert element["alt_text"]


def assert_sound_message(message: Json) -> None:
    """A message keeps Slack's limits, taken one by one and together."""
    assert_sound_blocks(message["blocks"], MESSAGE)
    assert 1 <= len(message["blocks"]) <= 50
    assert sum(map(len, texts_in(message["blocks"]))) <= 13_000
    assert all(len(block["text"]["text"]) <= 3_000 for block in message["blocks"] if "text" in block)
    assert 1 <= len(message["text"]) <= 4_000
    assert_inert(message["text"])


def assert_sound_view(view: Json, kind: str) -> None:
    """A modal or Home keeps Slack's limits."""
    report = Report()
    check_view(report, view, kind)
    assert report.problems == []
    assert_sound_blocks(view["blocks"], kind)
    assert len(json.dumps(view, ensure_ascii=False).encode()) <= 250_000
    assert len(view.get("private_metadata", "")) <= 3_000
