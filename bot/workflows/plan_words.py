"""An import's plan as people are shown it: what needs a look first, and what must not be overlooked by name."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.imports.drafts import KIND_WORDS
from bot.domain.registers.comparing import Change
from bot.views.register_plan import PlanLine, PlanShown
from bot.workflows.imports import Outcome, Plan, RowOutcome
from bot.workflows.imports.outcome import question_words, total_words

_GRAVE = ("visibility", "status", "readers", "workstream", "leads", "owners")
"""Fields whose change decides who reads or answers, gravest first."""
_NAMED_MAX = 8
_ORDER = (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)


def shown_plan(plan: Plan) -> PlanShown:
    """Return a plan as it is shown before it is confirmed."""
    worth = sorted((row for row in plan.rows if row.outcome is not Outcome.UNCHANGED or row.questions), key=_urgency)
    where = f", sheet “{plan.sheet}”" if plan.sheet else ""
    first = " A first import is where the register begins: nobody is alerted." if plan.is_baseline else ""
    return PlanShown(
        file=plan.name,
        register=f"read as {KIND_WORDS[plan.kind]}{where}",
        summary=f"{plan.summary}{first}",
        lines=tuple(PlanLine(row.row, row.label, _outcome(row), _words(row)) for row in worth),
        unchanged=len(plan.rows) - len(worth),
        grave=_grave(plan),
        guesses=tuple(
            f"Column “{choice.heading}” was taken for {choice.field.replace('_', ' ')}: is it?"
            if choice.field
            else f"Column “{choice.heading}” was not read: should it be?"
            for choice in plan.unsure
        ),
        remarks=(*map(total_words, plan.totals), *plan.notes),
        writes=plan.counts["new"] + plan.counts["changed"],
    )


def imported(shown: PlanShown) -> PlanShown:
    """Return what is left to show after the import: the rows that were refused or questioned."""
    left = tuple(line for line in shown.lines if _REFUSED in line.outcome or _QUESTIONED in line.outcome)
    return replace(shown, lines=left, grave=(), guesses=(), remarks=(), is_done=True)


_REFUSED, _QUESTIONED = Outcome.REFUSED.value, "questioned"


def _outcome(row: RowOutcome) -> str:
    return f"{row.outcome.value}, {_QUESTIONED}" if row.questions else row.outcome.value


def _urgency(row: RowOutcome) -> tuple[object, ...]:
    gravest = min((_rank(change) for change in row.changes), default=len(_GRAVE))
    return row.outcome is not Outcome.REFUSED, gravest, not row.questions, _ORDER.index(row.outcome), row.row


def _rank(change: Change) -> int:
    return _GRAVE.index(change.field) if change.field in _GRAVE else len(_GRAVE)


def _words(row: RowOutcome) -> str:
    """Return what decides who reads or answers, then what is asked, then what else changes."""
    changes = sorted(row.changes, key=_rank)
    grave = [change.words for change in changes if change.field in _GRAVE]
    others = [change.words for change in changes if change.field not in _GRAVE]
    asked = [question_words(question) for question in row.questions]
    said = filter(None, [row.reason, *grave, *asked, row.what, *others])
    # A sentence that has its full stop needs no other mark behind it.
    return "; ".join(said).replace(".; ", ". ")


def _grave(plan: Plan) -> tuple[str, ...]:
    """Return sentences that name the records which become readable or answerable to others, or are reopened."""
    said = []
    for field, after, sentence in (
        ("visibility", "public", "become public"),
        ("status", "open", "are reopened"),
        ("status", "closed", "are closed"),
        ("readers", None, "get other readers"),
        ("workstream", None, "move to another workstream"),
    ):
        named = [
            row.label
            for row in plan.rows
            if any(change.field == field and after in (None, change.after) for change in row.changes)
        ]
        if named:
            more = f" and {len(named) - _NAMED_MAX} more" if len(named) > _NAMED_MAX else ""
            said.append(f"{len(named)} {sentence}: {', '.join(named[:_NAMED_MAX])}{more}.")
    return tuple(said)
