"""The colours of bands, for pictures and papers alike. Never alone: beside a word, a shape and a number."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.scoring import Band, Shape

INK = "#1d2125"
"""Text."""
MUTED = "#4f5a63"
"""Text of less weight, on white."""
RULE = "#b8c0c7"
"""Thin lines."""
ACCENT = "#1d4f5f"
"""Lines that are drawn, such as a risk's course."""


@dataclass(frozen=True, slots=True)
class Colours:
    """A band's colours as `#rrggbb`: behind text, and of its shape and word. `INK` and `strong` both read on `fill`."""

    fill: str
    strong: str


_RED = Colours("#f6b9b1", "#8f1710")
_AMBER = Colours("#fbdc9f", "#6f4300")
_YELLOW = Colours("#fbf3b0", "#5a4d00")
_GREEN = Colours("#c3e6c0", "#14541f")
NEUTRAL = Colours("#e9ecef", "#3c444b")
_BY_NAME = {"red": _RED, "amber": _AMBER, "orange": _AMBER, "yellow": _YELLOW, "green": _GREEN}
_BY_SHAPE = {Shape.SQUARE: _RED, Shape.TRIANGLE: _AMBER, Shape.CIRCLE: _GREEN, Shape.OPEN_CIRCLE: NEUTRAL}


def colours(band: Band | None) -> Colours:
    """Return a band's colours: those of its name where it is a colour, else of its shape; neutral for no band."""
    return NEUTRAL if band is None else _BY_NAME.get(band.name.casefold()) or _BY_SHAPE[band.shape]
