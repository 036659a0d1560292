"""What follows whenever a stage changes: interests that touch it, the votes cast on it, and its board's card."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.proposals.records import Proposal, Stage
from bot.store.unit_of_work import Unit
from bot.workflows.desk import Desk
from bot.workflows.proposals.cards import put_word, renew_card
from bot.workflows.proposals.interests.raising import raise_conflicts
from bot.workflows.proposals.voting.falling import votes_fall
from bot.workflows.services import Services


def stage_opened(unit: Unit, services: Services, stage: Stage) -> None:
    """Have interests matched before the card of a stage is put, so that it shows nothing to whom it must not."""
    raise_conflicts(unit, services, stage)
    proposal = unit.proposals.get(stage.proposal_id)
    if stage.sitting > 1 and proposal is not None:
        votes_fall(unit, services, None, proposal, stage)
    renew_card(unit, services, stage)


def stage_asked(unit: Unit, stage: Stage, word_ids: Iterable[int]) -> None:
    """Have the questions with which a board sent an item back shown in its thread, to be answered there as well."""
    for word_id in word_ids:
        word = unit.words.get(word_id)
        if word is not None:
            put_word(unit, stage, word)


def stage_changed(unit: Unit, services: Services, stage: Stage) -> None:
    """Have the card of a stage show how it is now."""
    renew_card(unit, services, stage)


def version_came(unit: Unit, services: Services, desk: Desk | None, proposal: Proposal, stage: Stage) -> None:
    """Have a new version before a board looked at: who has an interest in it, and what becomes of votes."""
    raise_conflicts(unit, services, stage)
    votes_fall(unit, services, desk, proposal, stage)
    renew_card(unit, services, stage)
