"""A register's file, from bytes or a path to a workbook of typed cells."""

from __future__ import annotations

from pathlib import Path

from bot.domain.imports.grid import Workbook
from bot.errors import InvalidInputError
from bot.papers.sheets.delimited import read_delimited
from bot.papers.sheets.limits import FILE_MAX, FILE_MAX_WORDS
from bot.papers.sheets.recognising import ZIP, called, refuse_other_kinds


def read_workbook(source: bytes | Path, name: str = "") -> Workbook:
    """Read a CSV or XLSX file; which of them is told by its content.

    Args:
        source: the file's bytes, or where it lies. A file larger than `FILE_MAX` is refused before it is read.
        name: what messages call it; by default the path's last part.

    Raises:
        InvalidInputError: no such file, too large, no register that can be read, or no rows; one sentence says which.
    """
    title = name or (source.name if isinstance(source, Path) else "the file")
    data = source if isinstance(source, bytes) else bytes_of(source, title)
    guard_size(len(data), title)
    refuse_other_kinds(data, title)
    workbook = _read_zipped(data, title) if data.startswith(ZIP) else read_delimited(data, title)
    if not any(sheet.rows for sheet in workbook.sheets):
        raise InvalidInputError(f"{called(title)} has no rows.", "Check that this is the file you meant.")
    return workbook


def bytes_of(path: Path, name: str, wanted: str = "a CSV or XLSX file") -> bytes:
    """Return a file's bytes; one larger than `FILE_MAX` is refused before it is read. `wanted` is what was asked for.

    Raises:
        InvalidInputError: no such file, not a file, too large, or not to be opened.
    """
    try:
        # A pipe or a device has no end that could be known beforehand.
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "was not found"
            raise InvalidInputError(f"{called(name)} {what}.", f"Give the path of {wanted}.")
        guard_size(path.stat().st_size, name)
        with path.open("rb") as file:
            return file.read(FILE_MAX + 1)
    except (OSError, ValueError) as problem:
        raise InvalidInputError(
            f"{called(name)} cannot be opened.", "Check that you may read it and that no other program holds it."
        ) from problem


def guard_size(size: int, name: str) -> None:
    """Refuse a file of more bytes than `FILE_MAX`.

    Raises:
        InvalidInputError: it is larger.
    """
    if size > FILE_MAX:
        raise InvalidInputError(
            f"{called(name)} is larger than {FILE_MAX_WORDS}, which no register is.",
            "Save the register alone, without pictures or other sheets, and import that.",
        )


def _read_zipped(data: bytes, title: str) -> Workbook:
    from bot.papers.sheets.xlsx import read_xlsx  # noqa: PLC0415 - openpyxl is a sixth of the bot's memory at its start

    return read_xlsx(data, title)
