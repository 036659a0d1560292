"""What a person's Home, their desk on Slack, is called and how long it is kept up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

HOME = "home:"
"""What the outbox calls a Home as a place: this, and a Slack account's id."""

KEPT_FRESH = timedelta(days=30)
"""How long after it was last opened a Home is renewed when something on it changes; opening it renews it anyway."""

_MANY = 100
# What these say concerns everybody: a round that opens, the dates of boards.
_EVERYBODYS = frozenset({"board", "round"})


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whose desk may show what was changed: rather somebody too many than one too few.

    Attributes:
        everybody: whether all desks do; the rest is empty then.
        people: who did it, or to whom it was done, by their ids.
        actions: the references of actions whose people it concerns.
        risks: the references of risks whose people it concerns.
    """

    everybody: bool = False
    people: frozenset[int] = frozenset()
    actions: frozenset[str] = frozenset()
    risks: frozenset[str] = frozenset()


def concerned_by(events: Iterable[tuple[str, str]]) -> Concerned:
    """Return whom events concern, each told by its actor and its subject, such as `person:4` and `action:ICBOct18-3`.

    Where they change a great many records, it is everybody.
    """
    subjects: dict[str, set[str]] = {}
    people: set[int] = set()
    for actor, subject in events:
        for kind, _, name in (actor.partition(":"), subject.partition(":")):
            if kind == "person" and name.isdecimal():
                people.add(int(name))
        kind, _, name = subject.partition(":")
        subjects.setdefault(kind, set()).add(name)
    actions, risks = subjects.get("action", set()), subjects.get("risk", set())
    of_all = any(":" not in name for kind in _EVERYBODYS for name in subjects.get(kind, ()))
    if of_all or len(actions) + len(risks) > _MANY:
        return Concerned(everybody=True)
    return Concerned(people=frozenset(people), actions=frozenset(actions), risks=frozenset(risks))


def home_of(slack_id: str) -> str:
    """Return what the outbox calls an account's Home."""
    return f"{HOME}{slack_id}"
