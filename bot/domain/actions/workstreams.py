"""To which workstream an action belongs: the one rule, and what a store needs to ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.actions.records import Action
from bot.domain.directory import Directory
from bot.domain.people import Person


def workstream_of(action: Action, directory: Directory, day: date) -> str | None:
    """Return the key of an action's workstream, None where it has none.

    It is the one it was given, else the one that set it, else the only one in which its owners hold roles on `day`.
    """
    for key in (action.workstream, action.board):
        if key in directory.workstreams:
            return key
    owners = (directory.people[person_id] for person_id in action.owner_ids if person_id in directory.people)
    held = {key for owner in owners for key in _served(owner, day)}
    return held.pop() if len(held) == 1 else None


@dataclass(frozen=True, slots=True)
class Serving:
    """Who holds a role in a workstream, and who holds one in any other, by their ids."""

    inside: frozenset[int]
    elsewhere: frozenset[int]


@dataclass(frozen=True, slots=True)
class Belonging:
    """Which actions belong to any of some workstreams, as `workstream_of` has it, in terms that a store can ask for.

    Attributes:
        wanted: who serves each of them, by key.
        known: the keys of all workstreams.
    """

    wanted: Mapping[str, Serving] = field(default_factory=dict)
    known: frozenset[str] = frozenset()


def belonging_to(keys: Iterable[str], directory: Directory, day: date) -> Belonging:
    """Return which actions belong to any of these workstreams on `day`."""
    served = {person.id: _served(person, day) for person in directory.people.values()}
    wanted = {
        key: Serving(
            frozenset(person_id for person_id, held in served.items() if key in held),
            frozenset(person_id for person_id, held in served.items() if held - {key}),
        )
        for key in keys
        if key in directory.workstreams
    }
    return Belonging(wanted, frozenset(directory.workstreams))


def _served(person: Person, day: date) -> frozenset[str]:
    return frozenset(holding.workstream for holding in person.roles_on(day) if holding.workstream)
