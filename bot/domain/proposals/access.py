"""Who may read a proposal and who may do what with it, decided from who they are today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.access import Actor
from bot.domain.directory import Directory
from bot.domain.people import Role
from bot.domain.proposals.records import Proposal
from bot.domain.risks import Visibility

HEADS = frozenset({Role.DIRECTOR, Role.SRO})


@dataclass(frozen=True, slots=True)
class Readable:
    """Which proposals somebody may read, in terms that a store can ask for.

    Attributes:
        everything: whether all of them.
        public: whether all that are public and were submitted.
        person_id: whose own may be read, also as their sponsor.
        boards: keys of the boards before which the readable ones come.
        headed: keys of the workstreams whose proposals may be read, drafts too.
        belonging: keys of the workstreams whose public proposals that were submitted may be read.
    """

    everything: bool
    public: bool
    person_id: int | None
    boards: frozenset[str]
    headed: frozenset[str]
    belonging: frozenset[str]

    def allows(self, proposal: Proposal, boards: Iterable[str]) -> bool:
        """Return whether a proposal may be read; `boards` are the keys of those on its route."""
        if self.everything or proposal.workstream in self.headed or concerns(self.person_id, proposal):
            return True
        if proposal.submitted == 0:
            return False
        if not self.boards.isdisjoint(boards):
            return True
        is_public = proposal.visibility is Visibility.PUBLIC
        return is_public and (self.public or proposal.workstream in self.belonging)


def readable_by(actor: Actor) -> Readable:
    """Return which proposals `actor` may read.

    One that was submitted and is public: everyone of the partnership, but guests only where a role or a seat on its
    route names them. Drafts: author, sponsor, the workstream's director and SRO, the office; submitted ones that are
    not public: these, and the members of boards on the route.
    """
    headed = {holding.workstream for holding in actor.roles if holding.workstream and holding.role in HEADS}
    belonging = {holding.workstream for holding in actor.roles if holding.workstream}
    person_id = actor.person.id if actor.person else None
    return Readable(
        actor.is_office,
        not actor.is_guest,
        person_id,
        actor.boards,
        frozenset(headed),
        frozenset(belonging),
    )


def concerns(person_id: int | None, proposal: Proposal) -> bool:
    """Return whether a person is a proposal's author or sponsor."""
    return person_id is not None and person_id in (proposal.author_id, proposal.sponsor_id)


def is_theirs(person_id: int | None, proposal: Proposal) -> bool:
    """Return whether a proposal is somebody's own when it is decided on: author, sponsor, or sponsor before."""
    return concerns(person_id, proposal) or person_id in proposal.former_sponsors


def may_read_proposal(actor: Actor, proposal: Proposal, boards: Iterable[str]) -> bool:
    """Return whether `actor` may read `proposal`; `boards` are the keys of those on its route. See `readable_by`."""
    return readable_by(actor).allows(proposal, boards)


def may_draft(actor: Actor) -> bool:
    """Return whether `actor` may begin a proposal: whoever the directory lists."""
    return actor.person is not None


def may_edit(actor: Actor, proposal: Proposal) -> bool:
    """Return whether `actor` may change a proposal's draft: author, sponsor, office."""
    return actor.is_office or concerns(actor.person.id if actor.person else None, proposal)


def may_submit(actor: Actor, proposal: Proposal) -> bool:
    """Return whether `actor` may submit a proposal: author, sponsor, office."""
    return may_edit(actor, proposal)


def may_withdraw(actor: Actor, proposal: Proposal) -> bool:
    """Return whether `actor` may withdraw a proposal: author, sponsor, office."""
    return may_edit(actor, proposal)


def who_may_edit(proposal: Proposal, directory: Directory, day: date) -> tuple[str, ...]:
    """Return the names of who may edit, submit and withdraw a proposal today, beside the office."""
    ids = (one for one in (proposal.author_id, proposal.sponsor_id) if one is not None and one in directory.people)
    people = (directory.people[one] for one in ids)
    return tuple(dict.fromkeys(person.name for person in people if person.term.holds(day)))
