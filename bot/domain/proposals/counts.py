"""Votes that a meeting counted, as the office writes them down: of the whole, of each recommendation, or each partner.

`7 for, 1 against, 2 abstained`, or a line each: `1: 7 for, 1 against`, `CCG: 3 for, 0 against`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.proposals.decisions import Count
from bot.domain.proposals.resolved_lines import LineFaultError
from bot.domain.proposals.rules import Majority
from bot.domain.text import clean_line

_COUNT = re.compile(
    r"^\s*(\d{1,3})\s*(?:for)?\s*[,;/–-]\s*(\d{1,3})\s*(?:against)?\s*(?:[,;/–-]\s*(\d{1,3})\s*(?:abst\w*)?)?\s*\.?$",
    re.IGNORECASE,
)
_TWO_THIRDS = (2, 3)


@dataclass(frozen=True, slots=True)
class Counted:
    """Counted votes.

    Attributes:
        whole: of all together; None where recommendations were counted one by one, or nothing was.
        items: of recommendations, by number.
        partners: of partners that cast one vote each, by key.
    """

    whole: Count | None = None
    items: Mapping[int, Count] = field(default_factory=dict)
    partners: Mapping[str, Count] = field(default_factory=dict)

    @property
    def most(self) -> int:
        """The most votes that were counted at once."""
        return max((total(one) for one in (self.whole, *self.items.values()) if one is not None), default=0)

    def of_item(self, number: int) -> Count | None:
        """Return the count that a recommendation's answer is held against."""
        return self.items.get(number, self.whole)


def total(count: Count) -> int:
    """Return how many votes were counted."""
    return count.for_ + count.against + count.abstain


def read_counts(written: str, partner: Callable[[str], str | None]) -> Counted:
    """Return the votes that a text counts.

    Args:
        written: as typed.
        partner: an organisation's key by what it is called; None where it is none of the board's.

    Raises:
        LineFaultError: a line is no count, or is about somebody who casts no vote.
    """
    whole: Count | None = None
    items: dict[int, Count] = {}
    partners: dict[str, Count] = {}
    for line in filter(None, map(clean_line, written.splitlines())):
        label, colon, rest = line.partition(":")
        count = _count(rest if colon else line)
        if not colon:
            whole = count
        elif label.strip().isdecimal():
            items[int(label)] = count
        elif (key := partner(label.strip())) is not None:
            partners[key] = count
        else:
            raise LineFaultError(f"“{label.strip()[:40]}” is neither a recommendation's number nor a partner here.")
    if partners:
        whole = _sum(partners.values())
    return Counted(whole, items, partners)


def passes(count: Count, majority: Majority, *, casting: bool) -> bool:
    """Return whether counted votes pass, as far as a count alone can tell."""
    if majority is Majority.TWO_THIRDS:
        part, of = _TWO_THIRDS
        return count.for_ * of >= (count.for_ + count.against) * part and count.for_ > 0
    if majority is Majority.UNANIMOUS:
        return count.against == 0 and count.for_ > 0
    return count.for_ > count.against or (casting and count.for_ == count.against > 0)


def partners_fault(counted: Counted, partners: Iterable[str], names: Mapping[str, str]) -> str:
    """Return why partners with one vote each have not agreed by what was counted, in a sentence; empty if they have.

    Args:
        counted: the votes.
        partners: keys of those that have a vote.
        names: of partners, by key.
    """
    missing = [names.get(key, key) for key in partners if key not in counted.partners]
    if missing:
        example = f"such as “{missing[0]}: 3 for, 0 against”"
        return (
            f"Each partner has one vote here. Write a line for each, {example}. There is none of {', '.join(missing)}."
        )
    against = [names.get(key, key) for key, one in counted.partners.items() if one.for_ <= one.against]
    if against:
        return f"By those votes {' and '.join(against)} did not agree, and no agreement is no decision."
    return ""


def _count(written: str) -> Count:
    match = _COUNT.match(written)
    if match is None:
        raise LineFaultError("Write it as “7 for, 1 against, 2 abstained”, or leave it empty.")
    return Count(int(match[1]), int(match[2]), int(match[3] or 0))


def _sum(counts: Iterable[Count]) -> Count:
    many = tuple(counts)
    return Count(sum(one.for_ for one in many), sum(one.against for one in many), sum(one.abstain for one in many))
