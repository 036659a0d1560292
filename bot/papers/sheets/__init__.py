"""Registers in files (CSV, XLSX), read into typed grids behind guards: no file can hang, fill or run anything."""

from bot.papers.sheets.limits import FILE_MAX, FILE_MAX_WORDS
from bot.papers.sheets.reading import bytes_of, guard_size, read_workbook

__all__ = ["FILE_MAX", "FILE_MAX_WORDS", "bytes_of", "guard_size", "read_workbook"]
