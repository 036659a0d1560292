"""Workbooks made in memory for tests: no binary file lies in the tree."""

import functools
import io
import re
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.workbook.workbook import Workbook

REGISTERS = Path(__file__).parent / "registers"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def book(rows=(), *, title="Register", merges=()):
    """Return an openpyxl workbook with one sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)
    return made


def saved(made: Workbook) -> bytes:
    """Return a workbook's file."""
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def xlsx(rows=(), **options) -> bytes:
    """Return the file of a workbook with one sheet."""
    return saved(book(rows, **options))


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return an archive with one part replaced or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            if part.filename != name:
                target.writestr(part.filename, source.read(part))
        target.writestr(name, content)
    return made.getvalue()


def changed_part(data: bytes, name: str, pattern: bytes, by: bytes) -> bytes:
    """Return an archive in one part of which `pattern` is replaced; the pattern must be there."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        content, times = re.subn(pattern, by, source.read(name))
    assert times
    return with_part(data, name, content)


def archive(**parts: str) -> bytes:
    """Return a ZIP of the parts; double underscores in a name stand for a slash, single ones for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


@functools.cache
def bomb() -> bytes:
    """Return a small workbook with a part that unpacks to 201 MB."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([["Ref", "Risk"], ["PC1", "a"]]))) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for part in source.infolist():
            target.writestr(part.filename, source.read(part))
        with target.open("xl/worksheets/sheet2.xml", "w") as part:
            for _ in range(201):
                part.write(b" " * 1024 * 1024)
    return made.getvalue()
