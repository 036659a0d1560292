"""How a record's values stand in a cell and in JSON, by the type its field declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.domain.imports.amounts import percent_words
from bot.domain.imports.grid import Cell
from bot.domain.registers.keys import LATER
from bot.domain.scoring import Score
from bot.domain.text import clean
from bot.papers.sheets.limits import CELL_MAX

BROKEN = (ValueError, TypeError, KeyError, ArithmeticError, RecursionError)
"""What reading JSON raises that is not as an export writes it."""

_YES, _NO = "yes", "no"
_FIGURES_MAX = 24
_FRACTION = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,20}%?|%|/[0-9]{1,20})?")


@cache
def hints_of(record: type) -> Mapping[str, Any]:
    """Return the fields of a record type with their types, in its order."""
    hints = get_type_hints(record)
    return {field.name: hints[field.name] for field in fields(record)}


def bare(hint: Any) -> Any:
    """Return a type without `| None`."""
    if get_origin(hint) in {Union, UnionType}:
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def item_of(hint: Any) -> Any:
    """Return the type of a tuple's items, None for what is no tuple."""
    return get_args(hint)[0] if get_origin(hint) is tuple else None


def to_json(value: Any) -> Any:
    """Return a value as JSON takes it, exactly: decimals and fractions as text, a score as its two numbers."""
    if isinstance(value, Score):
        return [value.likelihood, value.severity]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_json(part) for part in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | Fraction) else value


def from_json(hint: Any, raw: Any) -> Any:
    """Return what `to_json` was given.

    Raises:
        ValueError, TypeError, KeyError, ArithmeticError: it is not of the type.
    """
    kind = bare(hint)
    if raw is None:
        if kind is hint:
            raise ValueError("a value is missing")
        return None
    item = item_of(kind)
    if item is not None:
        return tuple(from_json(item, part) for part in _of(list, raw))
    if kind is Score:
        likelihood, severity = _of(list, raw)
        return Score(_of(int, likelihood), _of(int, severity))
    if is_dataclass(kind):
        given = _of(dict, raw)
        hints = hints_of(kind)  # type: ignore[arg-type]
        if given.keys() - hints.keys():
            raise ValueError(f"`{min(given.keys() - hints.keys())}` is not a field")
        absent = later_fields(kind) - given.keys()  # type: ignore[arg-type]
        return kind(**{name: from_json(inner, given[name]) for name, inner in hints.items() if name not in absent})  # type: ignore[operator]
    return _scalar(kind, raw)


def later_fields(record: type) -> frozenset[str]:
    """Return the fields of a record that came after exports were first written: one may be without them."""
    return frozenset(field.name for field in fields(record) if LATER in field.metadata)


def to_cell(value: Any) -> str | int | Decimal | date | None:
    """Return a single value as it stands in a cell."""
    shown: str | int | Decimal | date | None = None
    match value:
        case bool():
            shown = _YES if value else _NO
        case Enum():
            shown = str(value.value)
        case Fraction():
            shown = percent_words(value)
        case datetime():
            shown = value.isoformat()
        case tuple():
            shown = "\n".join(str(part) for part in value)
        case str() | int() | Decimal() | date():
            shown = value
    return shown


def from_cell(hint: Any, cell: Cell) -> Any:
    """Return what `to_cell` was given, also after a spreadsheet has saved the file again.

    Raises:
        ValueError, KeyError, ArithmeticError: the cell does not hold a value of the type, as an export writes it.
    """
    kind = bare(hint)
    text = clean(cell.text)
    if item_of(kind) is str:
        return tuple(text.split("\n")) if text else ()
    if text or kind is str:
        return _from_words(kind, text, cell)
    if kind is hint:
        raise ValueError("it is empty")
    return None


def _from_words(kind: Any, text: str, cell: Cell) -> Any:
    value: Any
    if kind is bool:
        value = {_YES: True, _NO: False}[text.casefold()]
    elif kind is date and cell.day is not None:
        value = cell.day
    elif kind is int:
        value = _whole(cell.number) if cell.number is not None else int(text)
    elif kind is Decimal and cell.number is not None:
        value = _sane(cell.number)
    elif kind is Fraction:
        value = _fraction(text)
    else:
        value = _scalar(kind, text)
    return value


def pounds(pence: int | None) -> Decimal | None:
    """Return pence as pounds."""
    return None if pence is None else Decimal(pence) / 100


def pence(cell: Cell) -> int | None:
    """Return the pence of a cell that holds pounds.

    Raises:
        ValueError, ArithmeticError: it is not an amount of whole pence.
    """
    text = cell.text.strip()
    if not text:
        return None
    return _whole(_sane(cell.number if cell.number is not None else Decimal(text)) * 100)


def _scalar(kind: Any, raw: Any) -> Any:
    if kind is bool or kind is int:
        if type(raw) is not kind:
            raise ValueError(f"{raw!r} is not a number" if kind is int else f"{raw!r} is not true or false")
        return raw
    text = _of(str, raw)
    if kind is datetime:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError("an instant has no zone")
        return at
    if kind is date:
        return date.fromisoformat(text)
    if kind is str:
        if len(text) > CELL_MAX:
            raise ValueError(f"a text is longer than {CELL_MAX:,} characters")
        return clean(text)
    if kind is Fraction:
        return _fraction(text)
    number = kind(text)
    return _sane(number) if isinstance(number, Decimal) else number


def _of(kind: type, raw: Any) -> Any:
    if type(raw) is not kind:
        raise TypeError(f"{raw!r} is not what was expected")
    return raw


def _sane(number: Decimal) -> Decimal:
    """Return a number that can be written out: a few letters can name one that fills the memory."""
    if not number.is_finite() or (number and not -_FIGURES_MAX < number.adjusted() < _FIGURES_MAX):
        raise ValueError(f"{str(number)[:40]} is not a number to reckon with")
    return number


def _whole(number: Decimal) -> int:
    if _sane(number) != int(number):
        raise ValueError(f"{number} is not whole")
    return int(number)


def _fraction(text: str) -> Fraction:
    if not _FRACTION.fullmatch(text):
        raise ValueError(f"{text[:40]} is not a share")
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
