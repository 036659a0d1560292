"""References of proposals as people write them (`P-7`, `p7`, `P 07`) and as they are kept (`P-7`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBERED = r"[Pp][\s\-‐-―_/.]{0,3}0{0,4}([1-9][0-9]{0,5})"
_WRITTEN = re.compile(rf"^\s*{_NUMBERED}\s*$")
_LEADING = re.compile(rf"^\s*{_NUMBERED}(?![0-9A-Za-z])[\s,:;]*", re.ASCII)
_WITHIN = re.compile(rf"(?<![0-9A-Za-z]){_NUMBERED}(?![0-9A-Za-z])")


def reference_of(number: int) -> str:
    """Return the reference of a proposal's number."""
    return f"P-{number}"


def parse_reference(written: str) -> str | None:
    """Read a reference regardless of case, spaces, signs and zeros before it; None when it is not one."""
    found = _WRITTEN.match(written)
    return reference_of(int(found[1])) if found else None


def leading_reference(written: str) -> tuple[str, str] | None:
    """Split text that begins with a reference into it, as it is kept, and what follows; None if it begins otherwise."""
    found = _LEADING.match(written)
    return (reference_of(int(found[1])), written[found.end() :].strip()) if found else None


def references_in(text: str) -> tuple[str, ...]:
    """Return the references that a text names, each once, in their order."""
    return tuple(dict.fromkeys(reference_of(int(found[1])) for found in _WITHIN.finditer(text)))


def near_references(written: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return up to `limit` known references whose numbers share figures with what was written, nearest first."""
    figures = "".join(sign for sign in written if sign.isdecimal())[:6]
    if not figures:
        return ()
    wanted = int(figures)
    numbers = sorted((abs(int(ref[2:]) - wanted), int(ref[2:])) for ref in known if figures[0] in ref)
    return tuple(reference_of(number) for _, number in numbers[:limit])
