"""People as readers: who may know what a message to them would say, whether or not they have an account."""

from __future__ import annotations

from datetime import date

from bot.domain.access import Actor
from bot.domain.directory import Directory


class Readers:
    """The readers of one message or one tick, each put together once.

    Args:
        directory: who holds which role.
        day: as of when.
    """

    def __init__(self, directory: Directory, day: date) -> None:
        self._directory = directory
        self._day = day
        self._actors: dict[int, Actor] = {}

    def actor(self, person_id: int) -> Actor:
        """Return a person as somebody who reads."""
        if person_id not in self._actors:
            self._actors[person_id] = actor_of(self._directory, person_id, self._day)
        return self._actors[person_id]


def actor_of(directory: Directory, person_id: int, day: date) -> Actor:
    """Return a person as somebody who reads, whether or not they have an account."""
    person = directory.people[person_id]
    account = directory.accounts.get(person.slack_id or "")
    return Actor(
        slack_id=person.slack_id or "",
        name=person.name,
        person=person,
        roles=person.roles_on(day),
        groups=directory.groups_of(person_id, day),
        boards=directory.boards_of(person_id, day),
        is_guest=account is not None and account.is_guest,
        day=day,
    )
