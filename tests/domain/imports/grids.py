"""Grids written as they look, for tests of what is read from them."""

from bot.domain.imports.grid import EMPTY, Cell, Sheet
from bot.domain.imports.interpreting import interpret


def cell(value):
    """Return a cell: text stays text, and a ready-made cell stays itself."""
    if isinstance(value, Cell):
        return value
    return Cell(str(value)) if str(value).strip() else EMPTY


def sheet(*rows, merged=(), name="", **options):
    """Return a sheet of rows, each a list or a line with bars between its cells."""
    lists = [[part.strip() for part in row.split("|")] if isinstance(row, str) else row for row in rows]
    width = max((len(row) for row in lists), default=0)
    cells = tuple(tuple(cell(value) for value in row) + (EMPTY,) * (width - len(row)) for row in lists)
    return Sheet(name, cells, tuple(merged), **options)


def read(kind, *rows, merged=(), counts_from_1904=False, **options):
    """Interpret rows as a register."""
    return interpret(kind, sheet(*rows, merged=merged, counts_from_1904=counts_from_1904), **options)


def asked(draft):
    """Return a draft's questions as field -> reason."""
    return {question.field: question.reason for question in draft.questions}
