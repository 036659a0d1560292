"""What an import would do, row by row, as plain data for a table, a message or a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.imports.drafts import Question, RegisterKind, TotalCheck
from bot.domain.imports.reading import ColumnChoice
from bot.domain.money import format_pence
from bot.domain.registers.comparing import Change


class Outcome(StrEnum):
    """What becomes of a row. A row of any outcome but the last may also be questioned."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """A row of the file.

    Attributes:
        row: its number in the sheet (in a JSON export, its place in the list, from 1).
        label: the record's reference, or what names it.
        outcome: what becomes of it.
        what: for a new row, its first words.
        changes: the fields that would change, for a changed row.
        questions: what was left unset or stands in doubt.
        reason: why it is refused; empty otherwise.
    """

    row: int
    label: str
    outcome: Outcome
    what: str = ""
    changes: tuple[Change, ...] = ()
    questions: tuple[Question, ...] = ()
    reason: str = ""

    @property
    def words(self) -> str:
        """What changes, what is asked, or why it is refused, in sentences and short phrases."""
        said = [words for words in (self.reason, self.what) if words]
        said += ["; ".join(change.words for change in self.changes)] if self.changes else []
        said += [question_words(question) for question in self.questions]
        return "\n".join(said)

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "row": self.row,
            "reference": self.label,
            "outcome": self.outcome.value,
            "reason": self.reason,
            "what": self.what,
            "changes": [{"field": c.field, "before": c.before, "after": c.after} for c in self.changes],
            "questions": [{"field": q.field, "written": q.written, "reason": q.reason} for q in self.questions],
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    Attributes:
        kind: which register.
        name: the file's name.
        sheet: the sheet that was read, empty for CSV and JSON.
        rows: one outcome for each row, in the file's order.
        totals: printed totals that are not the sums of their lines.
        notes: sentences on what was skipped, supposed or left as it is.
        unsure: columns whose meaning is a guess: nothing should be applied before somebody has looked at them.
        suggestion: heading -> field, to be saved, corrected and given back.
        is_baseline: whether the register held nothing of the kind before.
        removed: how many records are taken out that the file has no more.
        digest: names this very plan: another register or another file gives another.
    """

    kind: RegisterKind
    name: str
    sheet: str
    rows: tuple[RowOutcome, ...]
    totals: tuple[TotalCheck, ...]
    notes: tuple[str, ...]
    unsure: tuple[ColumnChoice, ...]
    suggestion: Mapping[str, str]
    is_baseline: bool
    digest: str
    removed: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """The five counts: new, changed, unchanged, refused, questioned."""
        outcomes = Counter(row.outcome for row in self.rows)
        counts = {outcome.value: outcomes[outcome] for outcome in Outcome}
        return counts | {"questioned": sum(bool(row.questions) for row in self.rows)}

    @property
    def summary(self) -> str:
        """The five counts in a sentence."""
        counts = self.counts
        rows = "1 row" if len(self.rows) == 1 else f"{len(self.rows)} rows"
        said = ", ".join(f"{counts[outcome.value]} {outcome.value}" for outcome in Outcome)
        return f"{rows}: {said}; {counts['questioned']} questioned."

    @property
    def changes_anything(self) -> bool:
        """Whether applying it would write at all."""
        return bool(self.removed) or any(row.outcome in {Outcome.NEW, Outcome.CHANGED} for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        """Return it for programs; amounts are pence."""
        return {
            "register": self.kind.value,
            "file": self.name,
            "sheet": self.sheet,
            "counts": {"rows": len(self.rows), **self.counts},
            "summary": self.summary,
            "is_baseline": self.is_baseline,
            "rows": [row.to_json() for row in self.rows],
            "removed": self.removed,
            "totals": [
                {
                    "row": total.row,
                    "label": total.label,
                    "column": total.column,
                    "printed_pence": total.printed,
                    "reckoned_pence": total.reckoned,
                    "basis": total.basis.name.lower(),
                }
                for total in self.totals
            ],
            "notes": list(self.notes),
            "unsure": [{"heading": choice.heading, "field": choice.field} for choice in self.unsure],
            "mapping": dict(self.suggestion),
        }


def question_words(question: Question) -> str:
    """Return a question in a sentence that names the field."""
    field = question.field.removesuffix("_pence").replace("_", " ")
    written = f" “{question.written}”" if question.written else ""
    return f"? {field}{written}: {question.reason}"


def total_words(total: TotalCheck) -> str:
    """Return a printed total beside what it should be."""
    return (
        f"Row {total.row}, {total.label or total.column} ({total.column}): printed {format_pence(total.printed)}, "
        f"{total.basis} {format_pence(total.reckoned)}, a difference of "
        f"{format_pence(total.reckoned - total.printed)}."
    )
