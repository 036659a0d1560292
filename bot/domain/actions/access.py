"""Who may read an action and who may do what with it, decided from who they are today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.access import Actor
from bot.domain.actions.bodies import Bodies
from bot.domain.actions.records import Action, Outcome
from bot.domain.directory import Directory
from bot.domain.people import Role
from bot.domain.risks import Visibility

_HEADS = frozenset({Role.DIRECTOR, Role.SRO})


def owns(actor: Actor, action: Action) -> bool:
    """Return whether the actor is one of an action's owners."""
    return actor.person is not None and actor.person.id in action.owner_ids


@dataclass(frozen=True, slots=True)
class Readable:
    """Which actions somebody may read, in terms that a store can ask for.

    Attributes:
        everything: whether all of them.
        public: whether all that are public.
        person_id: whose own may be read.
        keys: the workstreams and the names of boards whose actions may be read.
    """

    everything: bool
    public: bool
    person_id: int | None
    keys: frozenset[str]


def readable_by(actor: Actor, bodies: Bodies) -> Readable:
    """Return which actions `actor` may read.

    Public ones: everyone of the partnership, but guests only what a role, an ownership or a seat names them for.
    Non-public ones: their owners, their workstream's people, members of the board that set them, the office.
    """
    workstreams = {holding.workstream for holding in actor.roles if holding.workstream}
    seats = {name for name, boards in bodies.named.items() if actor.boards & frozenset(boards)}
    person_id = actor.person.id if actor.person else None
    return Readable(actor.is_office, not actor.is_guest, person_id, frozenset(workstreams | seats))


def may_read_action(actor: Actor, action: Action, bodies: Bodies) -> bool:
    """Return whether `actor` may read `action`; see `readable_by`."""
    readable = readable_by(actor, bodies)
    return (
        readable.everything
        or (readable.public and action.visibility is Visibility.PUBLIC)
        or owns(actor, action)
        or not readable.keys.isdisjoint({action.workstream, action.board})
    )


def may_set_action(actor: Actor, board: str, bodies: Bodies, directory: Directory) -> bool:
    """Return whether `actor` may set and drop actions under a board's or a workstream's name.

    The office may for all; a board's chair for the board, a workstream's director and SRO for the workstream.
    """
    return actor.is_office or actor.has_role(_HEADS, board) or _chairs(actor, board, bodies, directory)


def may_steer_action(actor: Actor, action: Action, bodies: Bodies, directory: Directory) -> bool:
    """Return whether `actor` may say how an action stands, move, hand over, split or repeat it.

    Its owners may, the director and SRO of its workstream, and whoever may set actions where it was set.
    """
    if owns(actor, action) or may_set_action(actor, action.board, bodies, directory):
        return True
    return bool(action.workstream) and actor.has_role(_HEADS, action.workstream)


def may_reopen_action(actor: Actor, action: Action, bodies: Bodies, directory: Directory) -> bool:
    """Return whether `actor` may reopen an action; one that was dropped only whoever may drop it."""
    if action.outcome is Outcome.DROPPED:
        return may_set_action(actor, action.board, bodies, directory)
    return may_steer_action(actor, action, bodies, directory)


def closes_at_once(actor: Actor, action: Action) -> bool:
    """Return whether an action is done when `actor` says so; of others an owner is asked to confirm it."""
    return actor.is_office or owns(actor, action)


def who_may_set(board: str, bodies: Bodies, directory: Directory, day: date) -> tuple[str, ...]:
    """Return the names of who may set and drop actions under a name, beside the office."""
    chairing = _chairs_of(board, bodies, directory, day)
    names = [directory.people[person_id].name for person_id in chairing if person_id in directory.people]
    return tuple(dict.fromkeys([*names, *_heads(board, directory, day)]))


def who_may_steer(action: Action, bodies: Bodies, directory: Directory, day: date) -> tuple[str, ...]:
    """Return the names of who may steer an action, beside the office; see `may_steer_action`."""
    owners, heads = [owner.name for owner in action.owners], _heads(action.workstream, directory, day)
    return tuple(dict.fromkeys([*owners, *heads, *who_may_set(action.board, bodies, directory, day)]))


def who_may_reopen(action: Action, bodies: Bodies, directory: Directory, day: date) -> tuple[str, ...]:
    """Return the names of who may reopen an action, beside the office."""
    if action.outcome is Outcome.DROPPED:
        return who_may_set(action.board, bodies, directory, day)
    return who_may_steer(action, bodies, directory, day)


def _chairs(actor: Actor, board: str, bodies: Bodies, directory: Directory) -> bool:
    return actor.person is not None and actor.person.id in _chairs_of(board, bodies, directory, actor.day)


def _chairs_of(board: str, bodies: Bodies, directory: Directory, day: date) -> tuple[int, ...]:
    """Return the ids of who chairs any of the boards that set actions under a name."""
    boards = (directory.boards[key] for key in sorted(bodies.boards(board)) if key in directory.boards)
    return tuple(person_id for one in boards for person_id in one.chairs(day))


def _heads(workstream: str, directory: Directory, day: date) -> tuple[str, ...]:
    return tuple(person.name for person in directory.holders(_HEADS, day, workstream)) if workstream else ()
