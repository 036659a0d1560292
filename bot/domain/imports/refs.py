"""The references of a register's rows: read, numbered with a prefix, or refused; a number is never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.imports.drafts import KIND_WORDS, Refused, RegisterKind
from bot.domain.imports.tables import Line
from bot.domain.imports.words import cut, is_missing, read_line
from bot.domain.months import MONTHS
from bot.domain.references import parse_reference
from bot.errors import InvalidInputError

_BARE = re.compile(r"0*([1-9][0-9]{0,4})\.?0?")
_MEETING = re.compile(rf"\s*[A-Za-z]*(?:{'|'.join(MONTHS)})[a-z]*\W?\d{{2,4}}\W?\s*", re.IGNORECASE)
_PREFIX = {
    RegisterKind.RISKS: (re.compile(r"[A-Za-z]{1,6}"), "one to six letters", "PC"),
    RegisterKind.ACTIONS: (re.compile(r"[A-Za-z][A-Za-z0-9\-]{0,19}"), "letters, figures and hyphens", "ICBOct18-"),
}
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Referred:
    """Lines with the reference each has, the refused ones, and sentences on what was numbered."""

    lines: tuple[tuple[Line, str], ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]


def refer(
    kind: RegisterKind, lines: Sequence[Line], prefix: str | None, says: Callable[[Line], str], *, has_column: bool
) -> Referred:
    """Return each line's reference in one form (`PC11`, `ICBOct18-3`).

    Args:
        kind: risks or actions.
        lines: the table's records.
        prefix: what stands before numbers where the register has bare ones or none; None when it was not given.
        says: what the record is about; a row without reference and words is a note.
        has_column: the register has a column of references.

    Raises:
        InvalidInputError: no references, or bare numbers, and no prefix; or a prefix that cannot be one.
    """
    prefix = _checked_prefix(kind, prefix)
    written = [read_line(line.cell("ref").text) for line in lines]
    filled = [text for text in written if not is_missing(text)]
    if not has_column or not filled:
        return _numbered(kind, lines, prefix, says)
    if prefix is None and all(_BARE.fullmatch(text) for text in filled):
        raise InvalidInputError(
            f"The references are bare numbers ({', '.join(filled[:3])} ...), which other registers have too.",
            f"Give the letters that stand before them (a prefix such as {_PREFIX[kind][2]}).",
        )
    taken: dict[str, int] = {}
    kept: list[tuple[Line, str]] = []
    refused: list[Refused] = []
    for line, text in zip(lines, written, strict=True):
        ref, reason = _reference(kind, line, text, prefix)
        if not reason and not says(line):
            reason = "It says nothing beside its reference."
        if not reason and ref.casefold() in taken:
            reason = f"{ref} stands on row {taken[ref.casefold()]} already."
        if reason:
            refused.append(Refused(line.row, cut(text or says(line)), reason))
            continue
        taken[ref.casefold()] = line.row
        kept.append((line, ref))
    return Referred(tuple(kept), tuple(refused), ())


def _checked_prefix(kind: RegisterKind, prefix: str | None) -> str | None:
    if prefix is None:
        return None
    pattern, made_of, example = _PREFIX[kind]
    if not pattern.fullmatch(prefix.strip()):
        raise InvalidInputError(
            f"References cannot begin with “{cut(prefix, 30)}”.", f"Give {made_of}, such as {example}."
        )
    return prefix.strip().upper() if kind is RegisterKind.RISKS else prefix.strip()


def _numbered(kind: RegisterKind, lines: Sequence[Line], prefix: str | None, says: Callable[[Line], str]) -> Referred:
    if prefix is None:
        raise InvalidInputError(
            f"The file has no references, which the rows of {KIND_WORDS[kind]} are known by.",
            f"Give the letters under which its rows are numbered (a prefix such as {_PREFIX[kind][2]}).",
        )
    words = [" ".join(says(line).split()).casefold() for line in lines]
    alike: dict[str, list[int]] = {}
    for line, said in zip(lines, words, strict=True):
        alike.setdefault(said, []).append(line.row)
    told: list[Line] = []
    refused: list[Refused] = []
    for line, said in zip(lines, words, strict=True):
        others = [str(row) for row in alike[said] if row != line.row]
        if not said:
            refused.append(Refused(line.row, cut(line.label), "It does not say what it is about."))
        elif others:
            reason = f"Row {others[0]} has the same words, and without references nothing tells them apart."
            refused.append(Refused(line.row, cut(says(line)), reason))
        else:
            told.append(line)
    kept = tuple((line, f"{prefix}{number}") for number, line in enumerate(told, start=1))
    note = f"The register has no references: its rows are known by their words, and new ones numbered under {prefix}."
    return Referred(kept, tuple(refused), (note,))


def _reference(kind: RegisterKind, line: Line, text: str, prefix: str | None) -> tuple[str, str]:
    """Return the reference, or the reason why there is none."""
    if is_missing(text):
        return "", "It has no reference."
    if line.cell("ref").day is not None:
        return "", "A date stands where its reference should be; a spreadsheet may have turned it into one."
    bare = _BARE.fullmatch(text)
    if bare:
        reason = f"“{cut(text, 20)}” is a number without letters." if prefix is None else ""
        return f"{prefix or ''}{bare[1]}", reason
    if kind is RegisterKind.RISKS:
        ref = str(parse_reference(text) or "")
        return ref, "" if ref else _why_not(text)
    squeezed = re.sub(r"\s+", "", text)
    has_both = re.search(r"\d", squeezed) and re.search(r"[A-Za-z]", squeezed)
    is_one = has_both and len(squeezed) <= _LONGEST and not _MEETING.fullmatch(squeezed)
    return (squeezed, "") if is_one else ("", _why_not(text))


def _why_not(text: str) -> str:
    if len(text) <= _LONGEST and _MEETING.fullmatch(text):
        return f"“{text}” names a meeting but has no number, and none is guessed."
    if re.fullmatch(r"[A-Za-z .\-]{1,12}", text):
        return f"“{text}” has no number, and none is guessed."
    return f"“{cut(text, 40)}” is not a reference: it needs letters and a number."
