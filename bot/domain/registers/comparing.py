"""What differs between a record as it stands and as a register would have it, in words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any

from bot.domain.imports.amounts import percent_words
from bot.domain.imports.words import cut
from bot.domain.money import format_pence
from bot.domain.registers.records import CostLineRecord, CostYear, Record

_ASIDE = frozenset({"history", "reports"})


@dataclass(frozen=True, slots=True)
class Change:
    """A field that an import would change. Values are in words; a field that was empty has an empty `before`."""

    field: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """The change in a short phrase."""
        name = self.field.removesuffix("_pence").replace("_", " ")
        return f"{name}: {_short(self.before)} → {_short(self.after)}"


def differences(before: Record, after: Record) -> tuple[Change, ...]:
    """Return the fields in which two records of a kind differ, in the record's order.

    History and reports are what has happened; they are added to, never compared away.
    """
    return tuple(
        Change(field.name, in_words(field.name, old), in_words(field.name, new))
        for field in fields(before)
        if field.name not in _ASIDE
        for old, new in [(getattr(before, field.name), getattr(after, field.name))]
        if old != new
    )


def first_words(record: Record) -> str:
    """Return the beginning of what a record says; of a line of costs, its money."""
    if isinstance(record, CostLineRecord):
        said = in_words("years", record.years) or in_words("_pence", record.stated_total_pence) or record.note
        return _short(said, 90) if said else ""
    names = ("summary", "action", "task", "title", "note", "nature")
    words = next((text for name in names if (text := getattr(record, name, ""))), "")
    return _short(words, 90) if words else ""


def in_words(name: str, value: Any) -> str:
    """Return a field's value as a person would read it; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(in_words(name, part) for part in value)
    if isinstance(value, CostYear):
        marks = [word for word, is_set in (("up to", value.is_up_to), ("TBC", value.is_tbc)) if is_set]
        amount = [format_pence(value.pence)] if value.pence is not None else []
        return " ".join([year_words(*value.key), *marks, *amount])
    if isinstance(value, int) and name.endswith("_pence"):
        return format_pence(value)
    return _plain(value)


def year_words(year: int, recurrence: str = "") -> str:
    """Return a financial year as papers write it, `2018/19` for 2018; with `recurrence`, `2018/19 non-recurrent`."""
    return f"{year}/{(year + 1) % 100:02d} {recurrence.replace('_', '-')}".strip()


def _plain(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, Fraction):
        return percent_words(value)
    return str(value)


def _short(words: str, most: int = 60) -> str:
    return cut(" / ".join(words.splitlines()), most) or "(empty)"
