"""Keep a stage as it stands otherwise, with the audit event that says so."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeAlias

from bot.domain.proposals import course
from bot.domain.proposals.records import Proposal, Stage
from bot.errors import IntegrityError, InvalidInputError
from bot.store.unit_of_work import Unit
from bot.workflows.chasing.planning import settle
from bot.workflows.desk import Desk
from bot.workflows.proposals.change import present, subject_of
from bot.workflows.proposals.voting.subjects import question_subject
from bot.workflows.risk_change import actor_key

By: TypeAlias = "Desk | str | None"
"""Who did it: whoever is at a desk, an actor as the audit trail names them, or None for the bot itself."""

CONVENOR = "convenor"
_ON_AGENDA = frozenset({"deferred", "undecided", "other"})
_NOT_COLUMNS = frozenset({"id", "proposal_id", "step", "position", "board", "ask", "rules", "revision", "run", "route"})
_SAID = ("state", "outcome", "sitting", "considers", "due_on", "meets_on", "deferred_until", "effective_on", "words")


def actor_of(by: By) -> str:
    """Return how the audit trail names who did something: whoever is at a desk, a name it has, or the bot itself."""
    return actor_key(by) if isinstance(by, Desk) else by or CONVENOR


def keep(unit: Unit, by: By, proposal: Proposal, before: Stage, after: Stage, verb: str, **more: Any) -> Stage:
    """Let a stage stand as `after`, and record it; return it as it is kept.

    Args:
        unit: the unit of work, with the proposal locked.
        by: who did it.
        proposal: whose stage it is.
        before: as it stood.
        after: as it is to stand.
        verb: of the audit event, behind `stage.`.
        more: columns of the stage that change besides; what is none goes into the event as it is.
    """
    columns = {field.name for field in fields(Stage)} - _NOT_COLUMNS
    changed = {name: getattr(after, name) for name in columns if getattr(after, name) != getattr(before, name)}
    changed |= {name: value for name, value in more.items() if name in columns}
    unit.stages.change(before, **{name: _plain(value) for name, value in changed.items()})
    now = unit.stages.get(before.id)
    if now is None:
        raise IntegrityError(f"There is no stage {before.id}, though it was just changed.")
    facts = {name: _written(getattr(now, name)) for name in _SAID if name in changed}
    facts |= {name: value for name, value in more.items() if name not in columns and value}
    unit.record(
        actor_of(by), f"stage.{verb}", subject_of(proposal), stage=now.id, board=now.board, run=now.run, **facts
    )
    return now


def name_of(by: By) -> str:
    """Return how people call who did something."""
    return by.actor.name if isinstance(by, Desk) else "Convenor"


def locked(unit: Unit, stage: Stage) -> tuple[Proposal, Stage]:
    """Return a stage and its proposal as they are now, locked in the order in which everything locks them.

    Raises:
        IntegrityError: there is no such stage.
    """
    proposal = present(unit, stage.proposal_id)
    now = unit.stages.get(stage.id)
    if now is None:
        raise IntegrityError(f"There is no stage {stage.id}, though something is recorded of it.")
    return proposal, now


def require_notice(stage: Stage, day: date) -> None:
    """Make sure that the public notice of a decision has run by a day.

    Raises:
        InvalidInputError: it has not; says from when it can be decided.
    """
    free_from = course.decidable_from(stage)
    if free_from is not None and day < free_from:
        said = f"{free_from:%a} {free_from.day} {free_from:%b %Y}"
        raise InvalidInputError(
            f"Public notice of this decision runs: it cannot be decided before {said}.",
            f"Notice is {stage.rules.notice_days} days, from the day it came before {stage.board}.",
        )


def answer_all(unit: Unit, by: By, stage: Stage, words: str) -> None:
    """Answer what a board asked that referred a stage back, as far as nobody has."""
    asked = [word.id for word in unit.words.waiting_of([stage.id]) if word.person_id is None]
    for word_id in asked:
        unit.words.answer(word_id, words, name_of(by), unit.now)
    settle(unit, [question_subject(word_id) for word_id in asked])


def take_from_agenda(unit: Unit, by: By, stage: Stage) -> None:
    """Take a stage that was put off, not decided in time, or is a ranked bid from what is coming to its board."""
    for item in unit.coming.of_proposal(stage.proposal_id):
        if item.board == stage.board and item.kind in _ON_AGENDA:
            unit.coming.end(item.id, state="taken", by=name_of(by))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _written(value: Any) -> Any:
    plain = _plain(value)
    return plain.isoformat() if isinstance(plain, date | datetime) else plain
