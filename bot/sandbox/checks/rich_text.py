"""Rich text: sections, lists, quotes and code, and what stands in them."""

from __future__ import annotations

from bot.sandbox.checks import limits
from bot.sandbox.checks.composition import url
from bot.sandbox.checks.shape import (
    Shape,
    Typed,
    anything,
    array,
    flag,
    number,
    one_of,
    text,
)

_MOST_PARTS = 1_000
_LONG_TEXT = 12_000

_style = Shape(
    {},
    dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), flag),
)
_id = text(limits.ID)

_parts = Typed(
    {
        "text": Shape({"text": text(_LONG_TEXT)}, {"style": _style}),
        "link": Shape({"url": url}, {"text": text(_LONG_TEXT, 0), "unsafe": flag, "style": _style}),
        "user": Shape({"user_id": _id}, {"style": _style}),
        "usergroup": Shape({"usergroup_id": _id}, {"style": _style}),
        "channel": Shape({"channel_id": _id}, {"style": _style}),
        "team": Shape({"team_id": _id}, {"style": _style}),
        "emoji": Shape({"name": _id}, {"unicode": _id, "skin_tone": number(1, 6), "style": _style}),
        "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, {"style": _style}),
        "color": Shape({"value": _id}, {"style": _style}),
        "date": Shape(
            {"timestamp": number(0, 99_999_999_999), "format": text(_LONG_TEXT)},
            {"url": url, "fallback": text(_LONG_TEXT), "style": _style},
        ),
    }
)

_section = Shape({"elements": array(_parts, _MOST_PARTS, 0)})
_border = number(0, 1)


_items = array(Typed({"rich_text_section": _section}), _MOST_PARTS)

rich_text = Shape(
    {
        "elements": array(
            Typed(
                {
                    "rich_text_section": _section,
                    "rich_text_list": Shape(
                        {"elements": _items, "style": one_of("bullet", "ordered")},
                        {"indent": number(0, 8), "offset": number(0, 1_000_000), "border": _border},
                    ),
                    "rich_text_quote": Shape(_section.required, {"border": _border}),
                    "rich_text_preformatted": Shape(
                        _section.required,
                        {"border": _border, "language": anything},
                    ),
                }
            ),
            _MOST_PARTS,
            0,
        )
    },
    {"block_id": text(limits.ID)},
)
