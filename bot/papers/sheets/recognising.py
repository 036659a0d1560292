"""What a file is, told by its first bytes and its parts rather than by its name."""

from __future__ import annotations

from bot.errors import InvalidInputError

SAVE_AS = "Open it, save the register as XLSX or CSV, and import that."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"

_BEGINNINGS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"Rar!", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"SQLite format 3", "a database"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_OLE_PARTS = (
    ("EncryptedPackage", ""),
    ("WordDocument", "a Word document"),
    ("PowerPoint Document", "a PowerPoint presentation"),
    ("Workbook", "a workbook of Excel 2003 or older (.xls)"),
    ("Book", "a workbook of Excel 95 or older (.xls)"),
)
_ZIP_PARTS = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("content.xml", "an OpenDocument file (.ods or .odt)"),
)


def called(name: str) -> str:
    """Return how a message names the file: its last part, cut to 80 characters, in quotation marks."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    plain = "".join(letter if letter.isprintable() else " " for letter in last).strip()
    return f"“{plain[:80] or 'the file'}”"


def not_a_register(name: str, what: str) -> InvalidInputError:
    """Return the error for a file that is something else, `what`."""
    return InvalidInputError(f"{called(name)} is {what}, not a register that can be read.", SAVE_AS)


def broken(name: str) -> InvalidInputError:
    """Return the error for a workbook that is damaged."""
    return InvalidInputError(
        f"{called(name)} cannot be read as a workbook: it is damaged or was not finished.",
        "Open it, save it as XLSX once more, and import that.",
    )


def refuse_other_kinds(data: bytes, name: str) -> None:
    """Refuse what is plainly neither a workbook nor text.

    Raises:
        InvalidInputError: an empty file, an old or protected workbook, a document, a picture, an archive, a program.
    """
    if not data.strip():
        raise InvalidInputError(f"{called(name)} is empty.", "Save the register as XLSX or CSV, and import that.")
    if data.startswith(OLE):
        raise _of_ole(data, name)
    if data.startswith(EMPTY_ZIP):
        raise not_a_register(name, "an empty archive")
    for beginning, what in _BEGINNINGS:
        if data.startswith(beginning):
            raise not_a_register(name, what)


def kind_of_archive(members: frozenset[str]) -> str:
    """Return what a ZIP archive is when it is no XLSX workbook; empty when it is one."""
    for part, what in _ZIP_PARTS:
        if any(member == part or (part.endswith("/") and member.startswith(part)) for member in members):
            return what
    return "" if "xl/workbook.xml" in members else "an archive (ZIP)"


def _of_ole(data: bytes, name: str) -> InvalidInputError:
    for part, what in _OLE_PARTS:
        if part.encode("utf-16-le") in data:
            if what:
                return not_a_register(name, what)
            return InvalidInputError(
                f"{called(name)} is protected by a password, so it cannot be read.",
                "Open it, take the password off (File, Info, Protect Workbook), save it, and import that.",
            )
    return not_a_register(name, "a file of an old office program")
