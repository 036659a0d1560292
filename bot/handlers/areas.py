"""The areas beyond the register's own records: each brings its verbs, its buttons and its forms."""

from __future__ import annotations

from collections.abc import Mapping

from bot.handlers import (
    action_changes,
    actions,
    bids,
    chairing,
    chasing,
    costs,
    decisions,
    digest,
    escalation,
    finance,
    funds,
    home,
    interests,
    papers,
    pictures,
    plans,
    preview,
    proposal_forms,
    proposal_parts,
    proposals,
    rounds,
    routes,
    stage_words,
    thread_answers,
    treatment,
    voting,
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
    funds.AREA,
    bids.AREA,
    pictures.AREA,
    papers.AREA,
    plans.AREA,
    preview.AREA,
    actions.AREA,
    action_changes.AREA,
    home.AREA,
    thread_answers.AREA,
    voting.AREA,
    stage_words.AREA,
    chairing.AREA,
    proposals.AREA,
    costs.AREA,
    routes.AREA,
    proposal_forms.AREA,
    proposal_parts.AREA,
    interests.AREA,
    decisions.AREA,
)

RISK_VERBS: Mapping[str, WordsHandler] = {verb: answer for area in AREAS for verb, answer in area.risk_verbs.items()}
ACTION_VERBS: Mapping[str, WordsHandler] = {
    verb: answer for area in AREAS for verb, answer in area.action_verbs.items()
}
PROPOSAL_VERBS: Mapping[str, WordsHandler] = {
    verb: answer for area in AREAS for verb, answer in area.proposal_verbs.items()
}
BOARD_VERBS: Mapping[str, WordsHandler] = {verb: answer for area in AREAS for verb, answer in area.board_verbs.items()}
CONVENOR_VERBS: Mapping[str, WordsHandler] = {
    verb: answer for area in AREAS for verb, answer in area.convenor_verbs.items()
}
