"""How interests in proposals are said: their types, what was ruled, and one as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.proposals.records import Ruling
from bot.domain.proposals.recusals import Source
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, say

TYPE_WORDS: Mapping[str, str] = {
    "pecuniary": "pecuniary",
    "professional_financial": "professional, financial",
    "non_pecuniary": "non-pecuniary",
    "indirect": "indirect",
}
RULING_WORDS: Mapping[Ruling, str] = {
    Ruling.NOTE: "noted: takes part and votes",
    Ruling.SPEAK: "speaks, and does not vote",
    Ruling.LEAVE: "leaves, so neither speaks nor votes nor sees the papers",
}
SHORT_RULING: Mapping[Ruling, str] = {
    Ruling.NOTE: "note it",
    Ruling.SPEAK: "speak without a vote",
    Ruling.LEAVE: "leave",
}


@dataclass(frozen=True, slots=True)
class InterestLine:
    """An interest in what a board decides, as it may be published: a sensitive one's words are withheld.

    Attributes:
        ruling: what it comes to; None while nobody has ruled.
        is_bar: whether the law bars its holder; `dispensation` says what lifts that.
        seen: what its holder had seen before they left, in words.
    """

    conflict_id: int
    person_id: int
    name: str
    words: str
    type: str
    is_sensitive: bool
    source: Source
    ruling: Ruling | None
    is_bar: bool
    reason: str
    dispensation: str
    ruled_by: str
    ruled_on: date | None
    seen: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "person_id": self.person_id,
            "name": self.name,
            "words": self.words,
            "type": self.type,
            "is_sensitive": self.is_sensitive,
            "source": self.source.value,
            "ruling": self.ruling.value if self.ruling else None,
            "is_bar": self.is_bar,
            "reason": self.reason,
            "dispensation": self.dispensation,
            "ruled_by": self.ruled_by,
            "ruled_on": self.ruled_on.isoformat() if self.ruled_on else None,
            "seen": list(self.seen),
        }


def type_words(kind: str) -> str:
    """Return a type of interests in words; an imported register's own stands as it is."""
    return TYPE_WORDS.get(kind, kind) or "type not given"


def line_words(line: InterestLine, shown: Presentation) -> Mrkdwn:
    """Return an interest with what was ruled on it, in a sentence or two."""
    return say(
        "interests/line",
        name=line.name,
        words=line.words.rstrip("."),
        type="" if line.is_sensitive else type_words(line.type),
        ruling=RULING_WORDS[line.ruling] if line.ruling else "",
        is_bar=line.is_bar and not line.dispensation,
        dispensation=line.dispensation,
        reason="" if line.is_sensitive else line.reason,
        ruled_by=line.ruled_by,
        ruled_on=shown.day(line.ruled_on) if line.ruled_on else "",
        seen=line.seen,
    )
