"""What every draft goes through on its way to a record: names found, blanks told from answers, doubts kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.imports.drafts import Question
from bot.domain.registers.naming import Names
from bot.domain.registers.records import Record
from bot.domain.text import clean_line

WRITTEN_MAX = 80
_MEND_NAME = "Add them to the directory, or have the configuration say who is meant."


@dataclass(frozen=True, slots=True)
class Setting:
    """What a draft is shaped by, besides its own words.

    Attributes:
        names: the directory.
        today: the partnership's day.
        columns: the fields the sheet has a column for.
        workstream: for new rows that name none, a key or empty.
        board: for new actions, minutes and items of a forward plan that name none.
        meeting: the day of the meeting that minutes are of which name none.
        funds: name and envelope of each fund known, by key.
    """

    names: Names
    today: date
    columns: frozenset[str]
    workstream: str = ""
    board: str = ""
    meeting: date | None = None
    funds: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Return whether the sheet has a column for any of the fields."""
        return any(name in self.columns for name in names)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A row as a record, if it were a new one.

    Attributes:
        row: the sheet's row.
        record: the record; None for a row that is refused.
        taken: the fields of the record that the file speaks of. The others leave a stored record as it is.
        questions: what was left unset or stands in doubt.
        label: what names a refused row.
        refused: why it is refused.
    """

    row: int
    record: Record | None
    taken: frozenset[str] = frozenset()
    questions: tuple[Question, ...] = ()
    label: str = ""
    refused: str = ""


def unasked(taken: Iterable[str], questions: Iterable[Question]) -> frozenset[str]:
    """Return the fields that the file answers: those taken, without those a question is about."""
    asked = {question.field for question in questions}
    return frozenset(taken) - asked


def find_owners(written: Iterable[str], names: Names) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that name the owners, each once, and those whom the directory does not list."""
    found: dict[str, None] = {}
    unknown: list[str] = []
    for name in written:
        lead = names.find(name)
        if lead is None:
            unknown.append(clean_line(name))
            found[clean_line(name)] = None
        else:
            found[names.word(lead)] = None
    return tuple(found), tuple(unknown)


def whose_workstream(written: str, setting: Setting) -> str:
    """Return the key of the workstream that a row names, or its words; that of the setting where it names none."""
    named = setting.names.workstream(written or setting.workstream)
    return named.key if named else clean_line(written)


def nobody_called(name: str) -> str:
    """Return the reason why a row is refused that needs a person of the directory."""
    return f"Nobody in the directory is called “{name[:WRITTEN_MAX]}”. {_MEND_NAME}"


def unlisted(field_name: str, unknown: Iterable[str], consequence: str, names: Names) -> tuple[Question, ...]:
    """Return a question for each name that the directory does not list, with the name that is near to it."""
    return tuple(
        Question(
            field_name,
            name[:WRITTEN_MAX],
            f"nobody in the directory has this name; {consequence} {_perhaps(name, names)}{_MEND_NAME}",
        )
        for name in unknown
    )


def _perhaps(name: str, names: Names) -> str:
    near = names.near(name)
    return f"Is it “{near}”? " if near else ""
