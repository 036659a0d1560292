"""Whom a register means: people and groups by name, key, address, post or a name the office has said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

from bot.domain.directory import Directory
from bot.domain.imports.names import name_key
from bot.domain.people import Board, Group, Person, Role, Workstream
from bot.domain.risks import Lead
from bot.domain.text import clean_line

_POSTS = {Role.DIRECTOR: ("director",), Role.SRO: ("SRO", "senior responsible officer")}
# A name with one of these in it would be read back as two.
_PARTS = re.compile(r"[/,;&|\n]|\band\b", re.IGNORECASE)
_NEAR = 0.92
# Each costs a comparison with every name there is; a file full of strangers is asked about all the same.
_NEAR_MOST = 100
T = TypeVar("T")


@dataclass(frozen=True)
class Names:
    """The directory, looked up by what registers write.

    Args:
        directory: who there is.
        aliases: what a register writes -> the key of a person or group, regardless of case.
        day: on which posts are held.
    """

    directory: Directory
    aliases: Mapping[str, str]
    day: date
    _found: dict[str, Lead] = field(init=False, repr=False, compare=False)
    _keys: dict[str, Lead] = field(init=False, repr=False, compare=False)
    _near: dict[str, str] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        people = [Lead(person.name, person_id=person.id) for person in self.directory.people.values()]
        groups = [Lead(group.name, group_id=group.id) for group in self.directory.groups.values()]
        keys = {
            person.key.casefold(): lead for person, lead in zip(self.directory.people.values(), people, strict=True)
        }
        for group, lead in zip(self.directory.groups.values(), groups, strict=True):
            keys.setdefault(group.key.casefold(), lead)
        addresses = {
            person.email.casefold(): lead
            for person, lead in zip(self.directory.people.values(), people, strict=True)
            if person.email
        }
        named = _only((lead.name.casefold(), lead) for lead in (*people, *groups))
        said = {
            clean_line(written).casefold(): keys[key.casefold()]
            for written, key in self.aliases.items()
            if key.casefold() in keys
        }
        bare = _only((name_key(lead.name), lead) for lead in (*people, *groups))
        # Later wins: what the office has said, then names, keys, addresses, posts, and last names without what stands
        # in brackets.
        object.__setattr__(self, "_found", bare | _only(self._posts()) | addresses | keys | named | said)
        object.__setattr__(self, "_keys", keys)

    def find(self, written: str) -> Lead | None:
        """Return the one person or group meant; None for nobody, and where it could be either of two."""
        name = clean_line(written)
        return self._found.get(name.casefold()) or self._found.get(name_key(name))

    def near(self, written: str) -> str:
        """Return the name that is probably meant by one that nobody has; empty where none is near enough."""
        wanted = _letters(written)
        if wanted not in self._near and len(self._near) < _NEAR_MOST:
            close = get_close_matches(wanted, self._spelt, n=1, cutoff=_NEAR)
            self._near[wanted] = self._spelt[close[0]].name if close else ""
        return self._near.get(wanted, "")

    def person(self, written: str) -> Person | None:
        """Return the one person meant."""
        lead = self.find(written)
        return self.directory.people[lead.person_id] if lead and lead.person_id is not None else None

    def word(self, lead: Lead) -> str:
        """Return what names a lead for certain: the name where that is read back as the same one, else the key."""
        if not _PARTS.search(lead.name) and clean_line(lead.name) == lead.name and self.find(lead.name) == lead:
            return lead.name
        if lead.person_id is not None:
            return self.directory.people[lead.person_id].key
        return self.directory.groups[lead.group_id or 0].key

    def of_person(self, person_id: int) -> str:
        """Return what names a person for certain."""
        person = self.directory.people[person_id]
        return self.word(Lead(person.name, person_id=person.id))

    def key_of(self, person_id: int | None) -> str:
        """Return the key of a person, empty for nobody."""
        return self.directory.people[person_id].key if person_id is not None else ""

    def id_of(self, key: str) -> int | None:
        """Return the id of the person with this key; None where there is none."""
        lead = self._keys.get(key.casefold())
        return lead.person_id if lead else None

    def workstream(self, written: str) -> Workstream | None:
        """Return the workstream with this key or name."""
        return self.directory.find_workstream(written) if written.strip() else None

    def board(self, written: str) -> Board | None:
        """Return the board with this key or name."""
        wanted = clean_line(written).casefold()
        boards = self.directory.boards.values()
        return next((board for board in boards if wanted in (board.key.casefold(), board.name.casefold())), None)

    @cached_property
    def _spelt(self) -> Mapping[str, Lead]:
        return {_letters(word): lead for word, lead in self._found.items()}

    @property
    def spoken(self) -> frozenset[str]:
        """Every name and key, so that a reader does not part one that holds a comma or an “and”."""
        directory = self.directory
        entries: tuple[Person | Group | Board, ...] = (
            *directory.people.values(),
            *directory.groups.values(),
            *directory.boards.values(),
        )
        return frozenset(word for entry in entries for word in (entry.name, entry.key)) | frozenset(self.aliases)

    def _posts(self) -> Iterable[tuple[str, Lead]]:
        for person in self.directory.people.values():
            for holding in person.roles_on(self.day):
                workstream = self.directory.workstreams.get(holding.workstream or "")
                for post in _POSTS.get(holding.role, ()) if workstream else ():
                    for place in (workstream.name, workstream.key) if workstream else ():
                        yield f"{place} {post}".casefold(), Lead(person.name, person_id=person.id)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name_key(name)))


def _only(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Return what each word names, without words that name two."""
    found: dict[str, set[T]] = {}
    for word, meant in pairs:
        found.setdefault(word, set()).add(meant)
    return {word: next(iter(meant)) for word, meant in found.items() if len(meant) == 1}
