"""Which words say that money is asked every year, and which that it is asked once."""

from __future__ import annotations

import re

from bot.domain.imports.drafts import Recurrence

_ONCE, _ALWAYS = r"non ?rec\w*|nr|one off", r"rec|recurrent|recurring"
_HEADINGS = (
    (re.compile(rf"\b(?:{_ONCE})\b"), Recurrence.NON_RECURRENT),
    (re.compile(rf"\b(?:{_ALWAYS})\b"), Recurrence.RECURRENT),
)
# A cell under a heading that asks for it answers in more ways than a heading may name it.
_CELLS = (
    (re.compile(rf"\b(?:{_ONCE}|once|single year|fixed term|capital)\b|^no?$"), Recurrence.NON_RECURRENT),
    (re.compile(rf"\b(?:{_ALWAYS}|r|ongoing|every year|annual|yes|y)\b"), Recurrence.RECURRENT),
)


def recurrence_in_heading(words: str) -> Recurrence | None:
    """Return what a heading in lower-case words says of the money below it; None when it does not say."""
    return next((recurrence for pattern, recurrence in _HEADINGS if pattern.search(words)), None)


def recurrence_in_cell(words: str) -> Recurrence | None:
    """Return what a cell in lower-case words answers; None when it says neither."""
    return next((recurrence for pattern, recurrence in _CELLS if pattern.search(words)), None)
