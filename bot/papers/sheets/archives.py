"""The guard before a workbook's archive is opened: an XLSX is a ZIP, and a ZIP can be a bomb."""

from __future__ import annotations

import zipfile
from io import BytesIO

from bot.errors import InvalidInputError
from bot.papers.sheets.limits import MEMBERS_MAX, RATIO_FREE, RATIO_MAX, UNPACKED_MAX
from bot.papers.sheets.recognising import broken, called, kind_of_archive, not_a_register

_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def guard_archive(data: bytes, name: str) -> frozenset[str]:
    """Return the names of the archive's parts once it is safe to unpack.

    The sizes an archive declares are enough: Python's reader never unpacks more of a part than its declared size.
    How large a single part may be depends on what it is read as, which `opening` knows.

    Raises:
        InvalidInputError: no XLSX workbook, damaged, protected, or one that would unpack to more than a register is.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise broken(name) from problem
    members = frozenset(part.filename for part in parts)
    _guard_sizes(parts, name)
    other = kind_of_archive(members)
    if other:
        raise not_a_register(name, other)
    if any(part.flag_bits & _ENCRYPTED or part.compress_type not in _METHODS for part in parts):
        raise InvalidInputError(
            f"{called(name)} is packed in a way that no office program packs a workbook.",
            "Open it, save it as XLSX once more, and import that.",
        )
    if len(members) != len(parts):
        raise broken(name)
    return members


def _guard_sizes(parts: list[zipfile.ZipInfo], name: str) -> None:
    too_big = InvalidInputError(
        f"{called(name)} would unpack to far more than a register can be, so it was not opened.",
        "Copy the register's own rows into a new workbook, save it, and import that.",
    )
    if len(parts) > MEMBERS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
        raise too_big
    for part in parts:
        if part.file_size > RATIO_FREE and part.file_size > RATIO_MAX * max(part.compress_size, 1):
            raise too_big
