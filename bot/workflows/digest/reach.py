"""Whom a digest is for and which records it is about, found in the directory and in what somebody follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain.access import Actor
from bot.domain.actions.bodies import Bodies
from bot.domain.actions.workstreams import belonging_to
from bot.domain.digest import Own, Reach, Reader
from bot.domain.directory import Directory
from bot.domain.people import Role
from bot.store.unit_of_work import View
from bot.workflows.services import Services

_ANSWERING = frozenset({Role.DIRECTOR, Role.SRO})


def reader_of(actor: Actor, bodies: Bodies) -> Reader:
    """Return somebody as records judge who may read them."""
    return Reader(
        person_id=actor.person.id if actor.person else None,
        workstreams=frozenset(holding.workstream for holding in actor.roles if holding.workstream),
        groups=actor.groups,
        boards=actor.boards,
        bodies=frozenset(name for name, boards in bodies.named.items() if actor.boards & set(boards)),
        is_guest=actor.is_guest,
        is_office=actor.is_office,
    )


def reach_of_all(reader: Reader | None = None) -> Reach:
    """Return the reach of the programme's digest."""
    return Reach(reader)


def reach_of_workstream(directory: Directory, key: str, day: date, reader: Reader | None = None) -> Reach:
    """Return the reach of a workstream's digest."""
    return Reach(reader, key, belonging_to({key}, directory, day))


def reach_of_hidden(directory: Directory, key: str, day: date) -> Reach:
    """Return the reach of what is told in a workstream's private channel: its records that are not public."""
    return replace(reach_of_workstream(directory, key, day, reader_in_private(key)), only_hidden=True)


def reader_in_private(key: str) -> Reader:
    """Return who reads a workstream's private channel: its people."""
    return Reader(None, frozenset({key}))


def reach_of_person(view: View, services: Services, actor: Actor) -> Reach:
    """Return the reach of somebody's own digest: the office looks after everything."""
    reader = reader_of(actor, services.config.bodies)
    if actor.is_office or reader.person_id is None:
        return Reach(reader)
    followed = view.digests.followed(reader.person_id)
    own = Own(
        person_id=reader.person_id,
        groups=actor.groups,
        workstreams=frozenset(h.workstream for h in actor.roles if h.workstream and h.role in _ANSWERING),
        actions=followed.get("action", frozenset()),
        risks=followed.get("risk", frozenset()),
    )
    belonging = belonging_to(own.workstreams, view.people.directory(), actor.day)
    return Reach(reader, belonging=belonging, own=own)
