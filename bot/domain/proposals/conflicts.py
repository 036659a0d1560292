"""Compare the register of interests with a proposal: by names written alike, and with words for why.

Names differ between papers (`Homerton Hospital`, `Homerton University Hospital NHS Foundation Trust`, `HUHFT`), so what
is only likely is found too, and says so. Nobody is barred for a likeness: the law's bar needs the same name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_EMPTY = frozenset(
    {"the", "a", "an", "of", "and", "for", "in", "at", "ltd", "limited", "plc", "llp", "cic", "inc", "company", "co"}
)
_GENERAL = frozenset(
    {
        *("nhs", "trust", "foundation", "group", "service", "services", "council", "borough", "london", "city"),
        *("local", "health", "care", "community", "hospital", "university", "practice", "charity", "partnership"),
    }
)
_ALIKE = 0.88
_SHORTEST = 6
_ACRONYM = 3
_FULL_NAME = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the register of interests, in force where `until_on` has not passed; `type` in its own words."""

    id: int
    person_id: int
    declared_on: date | None
    until_on: date | None
    position: str
    organisation: str
    nature: str
    type: str
    is_sensitive: bool

    def holds(self, day: date) -> bool:
        """Return whether it is in force on a day."""
        return self.until_on is None or day <= self.until_on


@dataclass(frozen=True, slots=True)
class Subject:
    """What of a proposal is compared.

    Attributes:
        organisations: who would be paid or is concerned, by name; the sponsor among them.
        people: names of the people it concerns, its author and sponsor among them.
        text: its title, summary, answers and lines of costs.
    """

    organisations: tuple[str, ...]
    people: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that touches a proposal. `is_same` where the very name stands in both; `why` is a sentence."""

    entry: Entry
    is_same: bool
    why: str


def find_matches(entries: Iterable[Entry], subject: Subject) -> tuple[Match, ...]:
    """Return the entries that touch a proposal, each once with its best reason, in their order."""
    text = f" {' '.join(_words(subject.text))} "
    found = (_match(entry, subject, text) for entry in entries)
    return tuple(match for match in found if match is not None)


def _match(entry: Entry, subject: Subject, text: str) -> Match | None:
    likely = ""
    for name in subject.organisations:
        why = _alike(entry.organisation, name)
        if why == _SAME:
            return Match(entry, is_same=True, why=f"The proposal names “{name}”.")
        if why and not likely:
            likely = f"The proposal names “{name}”, the register “{entry.organisation}”: {why}."
    if likely:
        return Match(entry, is_same=False, why=likely)
    own = _words(entry.organisation)
    if _is_telling(own) and f" {' '.join(own)} " in text:
        return Match(entry, is_same=False, why=f"The proposal's text speaks of “{entry.organisation}”.")
    said = f" {' '.join(_words(f'{entry.position} {entry.nature} {entry.organisation}'))} "
    for person in subject.people:
        named = _words(person)
        if len(named) >= _FULL_NAME and f" {' '.join(named)} " in said:
            return Match(entry, is_same=False, why=f"The proposal concerns {person}, whom the register's entry names.")
    return None


_SAME = "same"


def _alike(one: str, other: str) -> str:
    """Return why two names may be of the same organisation: `_SAME`, words for a likeness, empty for none."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return ""
    if first == second:
        return _SAME
    if first in (_initials(other), (_letters(other),)) or second in (_initials(one), (_letters(one),)):
        return "one is the initials of the other"
    short, long = sorted((first, second), key=len)
    if _is_telling(short) and set(short) <= set(long):
        return "every word of the shorter name is in the longer"
    joined = " ".join(first), " ".join(second)
    if min(map(len, joined)) >= _SHORTEST and SequenceMatcher(None, *joined).ratio() >= _ALIKE:
        return "they are spelt nearly alike"
    return ""


def _is_telling(words: Sequence[str]) -> bool:
    """Return whether a name has a word of its own, beside those that many organisations share."""
    own = [word for word in words if word not in _GENERAL]
    return bool(own) and (len(words) > 1 or len(own[0]) >= _SHORTEST)


def _initials(name: str) -> tuple[str, ...]:
    """Return the initials of a name's words, the small ones left out, as a name of one word."""
    letters = "".join(word[0] for word in _words(name))
    return (letters,) if len(letters) >= _ACRONYM else ("",)


def _letters(name: str) -> str:
    """Return a name's initials with those of its small words."""
    letters = "".join(word[0] for word in _plain(name).split())
    return letters if len(letters) >= _ACRONYM else ""


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in _plain(name).split() if word not in _EMPTY)


def _plain(name: str) -> str:
    spread = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ").replace("’", "").replace("'", ""))
    return _NOT_WORDS.sub(" ", "".join(letter for letter in spread if not unicodedata.combining(letter))).strip()
