"""What people may do with a proposal, and whom they are sent to when they may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.access import Actor, with_office
from bot.domain.proposals import access
from bot.domain.proposals.records import Proposal
from bot.errors import NotAllowedError
from bot.workflows.desk import Desk


@dataclass(frozen=True, slots=True)
class Right:
    """Something that some people may do with a proposal they may read.

    Attributes:
        verb: what it is, after "You can't".
        allows: whether somebody may.
    """

    verb: str
    allows: Callable[[Actor, Proposal], bool]

    def require(self, desk: Desk, proposal: Proposal) -> None:
        """Make sure that whoever is at the desk may.

        Raises:
            NotAllowedError: they may not; says who may.
        """
        if not self.allows(desk.actor, proposal):
            # A bid is scored without names, and is nobody else's business until it is ranked.
            is_bid = proposal.round_id is not None
            names = () if is_bid else access.who_may_edit(proposal, desk.directory, desk.actor.day)
            raise NotAllowedError(
                f"You can't {self.verb} {proposal.ref}.", f"These can: {with_office(names)}. Ask one of them."
            )


def require_other(desk: Desk, proposal: Proposal) -> None:
    """Make sure that nobody of the office records what became of their own proposal, while there are others to do so.

    Raises:
        NotAllowedError: they wrote it, sponsor it or did; says who can.
    """
    own = desk.actor.person.id if desk.actor.person else None
    others = [one for one in desk.directory.office(desk.actor.day) if not access.is_theirs(one.id, proposal)]
    if access.is_theirs(own, proposal) and others:
        raise NotAllowedError(
            f"{proposal.ref} is yours, so somebody else records what was decided.",
            f"These can: {', '.join(one.name for one in others)}.",
        )


EDIT = Right("edit", access.may_edit)
SUBMIT = Right("submit", access.may_submit)
WITHDRAW = Right("withdraw", access.may_withdraw)
READ = Right("see", lambda _actor, _proposal: True)
