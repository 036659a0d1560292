"""The office's own words for Convenor's messages."""

from __future__ import annotations

from pathlib import Path

from bot.settings.partnership import Frozen


class WordingSetting(Frozen):
    """`folder` holds templates that are used in place of the built-in ones of the same name.

    It is relative to the file that names it.
    """

    folder: Path | None = None
