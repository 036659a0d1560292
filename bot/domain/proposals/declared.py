"""Interests declared at a meeting as the office writes them down, one a line.

`Hackney member for finance: pecuniary, owns the home; leave`
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.proposals.records import Ruling

_LINE = re.compile(
    r"^(?P<name>[^:]{2,80}):\s*(?P<words>.+?)\s*[;,.–-]\s*(?P<ruling>note|noted|speak|spoke|leave|left)"
    r"(?:\s*;\s*dispensation:\s*(?P<dispensation>.+?))?\.?$",
    re.IGNORECASE,
)
_RULINGS = {
    "note": Ruling.NOTE,
    "noted": Ruling.NOTE,
    "speak": Ruling.SPEAK,
    "spoke": Ruling.SPEAK,
    "leave": Ruling.LEAVE,
    "left": Ruling.LEAVE,
}
_TYPES = (
    ("non_pecuniary", re.compile(r"\bnon[-\s]?pecuniary\b", re.IGNORECASE)),
    ("pecuniary", re.compile(r"\bpecuniary\b", re.IGNORECASE)),
    ("professional_financial", re.compile(r"\bprofessional\b", re.IGNORECASE)),
    ("indirect", re.compile(r"\bindirect\b", re.IGNORECASE)),
)
UNSAID = "non_pecuniary"
"""What an interest is taken for of which a line does not say of what type it is."""


@dataclass(frozen=True, slots=True)
class DeclaredLine:
    """An interest that somebody declared at a meeting, with what the chair ruled.

    Attributes:
        name: of its holder, as written.
        type: as the line says; None where it does not.
        dispensation: who granted one and when; empty for none.
    """

    name: str
    words: str
    type: str | None
    ruling: Ruling
    dispensation: str = ""


def read_declared(line: str) -> DeclaredLine | None:
    """Return what a line declares; None where it is not written so."""
    match = _LINE.match(line)
    if match is None:
        return None
    kind = next((name for name, pattern in _TYPES if pattern.search(match["words"])), None)
    ruling = _RULINGS[match["ruling"].casefold()]
    return DeclaredLine(match["name"].strip(), match["words"], kind, ruling, match["dispensation"] or "")
