"""A held record with what a file says of it: what the file may not take away stays, and is asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.imports.drafts import Question
from bot.domain.imports.words import is_to_be_confirmed
from bot.domain.plans.milestones import keeping_days
from bot.domain.registers.comparing import in_words
from bot.domain.registers.plan_records import PlanTaskRecord
from bot.domain.registers.records import ActionRecord, FinanceLineRecord, Record, RiskRecord
from bot.domain.registers.shaping import WRITTEN_MAX, Shaped

_MEASURES = ("inherent", "residual", "target")
_POSITION = frozenset(
    {*_MEASURES, *(f"printed_{measure}" for measure in _MEASURES), "mitigation", "update", "reported_direction"}
)


def overlaid(stored: Record, record: Record, shaped: Shaped) -> tuple[Record, tuple[Question, ...]]:
    """Return the stored record with what the file says of it, and what the file would take away but may not."""
    values: dict[str, Any] = {name: getattr(record, name) for name in shaped.taken}
    already = {question.field for question in shaped.questions}
    asked: list[Question] = []
    for name in ("leads", "owners"):
        # Registers name the same people in one order today and in another tomorrow.
        if name in values and sorted(values[name]) == sorted(getattr(stored, name)):
            del values[name]
    if isinstance(stored, FinanceLineRecord) and "risk_refs" in values:
        # As a risk's links: a file adds ties, it takes none away.
        values["risk_refs"] = tuple(dict.fromkeys((*stored.risk_refs, *values["risk_refs"])))
    if isinstance(stored, RiskRecord) and isinstance(record, RiskRecord):
        asked += _of_an_older_review(stored, record, values)
        if record.links and not set(record.links) <= set(stored.links):
            values["links"] = (*stored.links, *(link for link in record.links if link not in stored.links))
        for measure in _MEASURES:
            score = getattr(stored, measure)
            if getattr(record, measure) is None and score is not None and f"printed_{measure}" in values:
                values[f"printed_{measure}"] = getattr(stored, f"printed_{measure}")
                if measure not in already:
                    written = getattr(record, f"printed_{measure}")
                    asked.append(Question(measure, written, f"no score here; {score} stays."))
    if isinstance(stored, PlanTaskRecord) and "milestones" in values:
        # What was done of a task stays done when the plan is brought in once more.
        values["milestones"] = keeping_days(values["milestones"], stored.milestones)
    if isinstance(stored, ActionRecord | PlanTaskRecord):
        values |= _first_day(stored, values)
    asked += _of_open_words(stored, values)
    if isinstance(stored, ActionRecord | PlanTaskRecord) and "owners" in already and stored.owners:
        asked.append(Question("owners", in_words("owners", stored.owners)[:WRITTEN_MAX], "what is held stays."))
    return replace(stored, **values), tuple(asked)


def _first_day(stored: ActionRecord | PlanTaskRecord, values: dict[str, Any]) -> dict[str, Any]:
    """Return the first due day, where a file moves the day and says none itself."""
    if "due_on" not in values or "original_due_on" in values:
        return {}
    moved = values["due_on"] != stored.due_on and stored.due_on is not None
    return {"original_due_on": stored.due_on} if moved and stored.original_due_on is None else {}


def _of_an_older_review(stored: RiskRecord, record: RiskRecord, values: dict[str, Any]) -> tuple[Question, ...]:
    """Take out of `values` the position of a row that was reviewed before what is held."""
    if values.get("updated_on", stored.updated_on) >= stored.updated_on:
        return ()
    late = {name: values.pop(name) for name in ("updated_on", *_POSITION) if name in values}
    if all(value == getattr(stored, name) for name, value in late.items() if name != "updated_on"):
        return ()
    held = in_words("updated_on", stored.updated_on)
    written = in_words("updated_on", record.updated_on)
    return (Question("updated_on", written, f"it was reviewed on {held} since; the scores and words held then stay."),)


def _of_open_words(stored: Record, values: dict[str, Any]) -> tuple[Question, ...]:
    """Take out of `values` each `TBC` that would replace words: it answers for no text, only for a score."""
    texts = {name: value for name, value in values.items() if not name.startswith("printed_")}
    idle = sorted(name for name, value in texts.items() if _replaces_words(name, value, stored))
    questions = tuple(Question(name, values[name], "it says nothing yet; what is held stays.") for name in idle)
    for name in idle:
        del values[name]
    return questions


def _replaces_words(name: str, value: object, stored: Record) -> bool:
    held = getattr(stored, name)
    return isinstance(value, str) and is_to_be_confirmed(value) and bool(held) and held != value
