"""References of actions: made by the partnership's pattern, and found however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from bot.domain.months import SHORT_NAMES

_SIGNS = re.compile(r"[\s\-‐-―_/.]+")
_PLACE = re.compile(r"\{(\w+)\}")
_GAP = r"[\s\-‐-―_/.]{0,3}"
_SHAPES = {
    "board": r"[A-Za-z][A-Za-z0-9]*?(?:-[A-Za-z0-9]+?)?",
    "Mon": f"(?:{'|'.join(SHORT_NAMES)})[a-z]*",
    "MM": r"(?:0[1-9]|1[0-2])",
    "yy": r"\d{2}",
    "yyyy": r"20\d{2}",
    "n": r"0{0,4}[1-9]\d{0,5}",
}
_NOT_WITHIN = r"(?![0-9A-Za-z])"
_ODD = re.compile(r"[A-Za-z0-9][^\s,:;<>@]*(?<=\d)(?![^\s,:;])|[A-Za-z]+ \d+(?![^\s,:;.])")


@dataclass(frozen=True)
class ReferencePattern:
    """How references are made, such as `{board}{Mon}{yy}-{n}`: `ICBOct18-3`.

    Args:
        pattern: with the places `{board}`, `{Mon}` or `{MM}`, `{yy}` or `{yyyy}`, and `{n}` at its end.
    """

    pattern: str

    def beginning(self, board: str, day: date) -> str:
        """Return what all references of a board and month begin with, such as `ICBOct18-`."""
        values = {
            "board": board,
            "Mon": SHORT_NAMES[day.month - 1],
            "MM": f"{day.month:02}",
            "yy": f"{day.year % 100:02}",
            "yyyy": str(day.year),
            "n": "",
        }
        return _PLACE.sub(lambda place: values[place[1]], self.pattern)

    def leading(self, written: str) -> tuple[str, str] | None:
        """Split text that begins with a reference into the reference and what follows; None when it begins otherwise.

        References that a register brought may be made otherwise: a first word with a figure in it, or a word and a
        number, counts as one too.
        """
        found = self._leading.match(written) or _ODD.match(written)
        if found is None:
            return None
        return found[0].strip(), written[found.end() :].lstrip(" ,;:.\n").rstrip()

    def found_in(self, text: str) -> tuple[str, ...]:
        """Return the references of this pattern that stand in a text, each once, in their order."""
        return tuple(dict.fromkeys(found[0] for found in self._anywhere.finditer(text)))

    @cached_property
    def _leading(self) -> re.Pattern[str]:
        return re.compile(rf"\s*{self._shape}{_NOT_WITHIN}", re.IGNORECASE)

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![0-9A-Za-z]){self._shape}{_NOT_WITHIN}", re.IGNORECASE)

    @cached_property
    def _shape(self) -> str:
        """The pattern as it may be written: with spaces and other signs between its parts, or none."""
        parts = []
        for piece in re.split(r"(\{\w+\})", self.pattern):
            if not piece:
                continue
            place = _PLACE.fullmatch(piece)
            literal = _SIGNS.sub("", piece)
            if place:
                parts.append(_SHAPES[place[1]])
            elif literal:
                parts.append(re.escape(literal))
        return _GAP.join(parts)


def plain_reference(written: str) -> str:
    """Return a reference as it is compared: small letters, and none of the signs that people leave out or change."""
    return _SIGNS.sub("", written).lower()


def next_number(beginning: str, references: Iterable[str]) -> int:
    """Return the number after the highest that was ever given under a beginning; numbers are never used twice.

    References count however they are written: what is found regardless of case and signs is numbered so, too.
    """
    begun = plain_reference(beginning)
    ends = (plain.removeprefix(begun) for plain in map(plain_reference, references) if plain.startswith(begun))
    return 1 + max((int(end) for end in ends if end.isascii() and end.isdecimal()), default=0)


def near_references(written: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return up to `limit` known references that look like the one written, best first."""
    by_plain = {plain_reference(ref): ref for ref in known}
    near = get_close_matches(plain_reference(written)[:40], by_plain, n=limit, cutoff=0.7)
    return tuple(by_plain[plain] for plain in near)
