"""The areas beyond the register's own records: each brings its verbs, its buttons and its forms."""

from __future__ import annotations

from collections.abc import Mapping

from bot.handlers import (
    action_changes,
    actions,
    chasing,
    digest,
    escalation,
    finance,
    home,
    papers,
    pictures,
    plans,
    preview,
    rounds,
    thread_answers,
    treatment,
)
from bot.handlers.area import Area
from bot.handlers.desk import WordsHandler

AREAS: tuple[Area, ...] = (
    digest.AREA,
    chasing.AREA,
    rounds.AREA,
    escalation.AREA,
    treatment.AREA,
    finance.AREA,
    pictures.AREA,
    papers.AREA,
    plans.AREA,
    preview.AREA,
    actions.AREA,
    action_changes.AREA,
    home.AREA,
    thread_answers.AREA,
)

RISK_VERBS: Mapping[str, WordsHandler] = {verb: answer for area in AREAS for verb, answer in area.risk_verbs.items()}
ACTION_VERBS: Mapping[str, WordsHandler] = {
    verb: answer for area in AREAS for verb, answer in area.action_verbs.items()
}
CONVENOR_VERBS: Mapping[str, WordsHandler] = {
    verb: answer for area in AREAS for verb, answer in area.convenor_verbs.items()
}
