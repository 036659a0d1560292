"""The areas of the register beyond its records: each brings its verbs, its buttons and its forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.handlers import chasing, escalation, finance, papers, pictures, preview, rounds, treatment
from bot.handlers.desk import Handler, WordsHandler
from bot.views.ids import Act, Form


class Area(Protocol):
    """A module of handlers: verbs of `/risk` and `/convenor`, and what its buttons and forms call."""

    RISK_VERBS: Mapping[str, WordsHandler]
    CONVENOR_VERBS: Mapping[str, WordsHandler]
    CLICKS: Mapping[Act, Handler]
    FORMS: Mapping[Form, Handler]


AREAS: tuple[Area, ...] = (chasing, rounds, escalation, treatment, finance, pictures, papers, preview)

RISK_VERBS: Mapping[str, WordsHandler] = {verb: answer for area in AREAS for verb, answer in area.RISK_VERBS.items()}
CONVENOR_VERBS: Mapping[str, WordsHandler] = {
    verb: answer for area in AREAS for verb, answer in area.CONVENOR_VERBS.items()
}
