"""References as people write them (`PC11`, `PC 7`, `Pv4`, `pc-11`) and as the register keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

_LETTERS_AND_NUMBER = r"([A-Za-z]{1,6})[\s\-_/.]{0,3}0{0,4}([1-9][0-9]{0,4})"
_WRITTEN = re.compile(rf"^\s*{_LETTERS_AND_NUMBER}\s*$")
# What looks like a score (`PC4x3`) or a longer word is no reference with words behind it.
_LEADING = re.compile(rf"^{_LETTERS_AND_NUMBER}(?![0-9A-Za-z×*])[\s,:;]*", re.ASCII)
_CLOSE_ENOUGH = 0.6


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A workstream's letters and a number, for example PC and 11."""

    prefix: str
    number: int

    def __str__(self) -> str:
        """Return the canonical form, upper case without a space."""
        return f"{self.prefix}{self.number}"


def parse_reference(written: str) -> Reference | None:
    """Read a reference regardless of case, spaces and hyphens; None when it is not one.

    A missing number is never guessed: `UC` is not a reference.
    """
    found = _WRITTEN.match(written)
    return Reference(found[1].upper(), int(found[2])) if found else None


def leading_reference(written: str) -> tuple[str, str] | None:
    """Split text that begins with a reference into the reference and what follows; None when it begins otherwise.

    The reference keeps its letters as written, without spaces and hyphens.
    """
    found = _LEADING.match(written)
    return (f"{found[1]}{found[2]}", written[found.end() :].strip()) if found else None


def near_misses(written: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return up to `limit` known references that look like `written`, best first."""
    wanted = re.sub(r"[^A-Z0-9]", "", written.upper())[:12]
    if not wanted:
        return ()
    letters = re.match(r"[A-Z]*", wanted)
    prefix = letters[0] if letters else ""
    scored = []
    for candidate in known:
        ratio = SequenceMatcher(None, wanted, candidate).ratio()
        same_prefix = bool(prefix) and candidate.rstrip("0123456789") == prefix
        if ratio >= _CLOSE_ENOUGH:
            scored.append((-(ratio + (0.2 if same_prefix else 0)), candidate))
    return tuple(candidate for _, candidate in sorted(scored)[:limit])
