"""Find the round of bids that somebody means, and what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.bids import BidRound, BidRoundState, Ranked, Score, missing, parse_round, rank, round_ref
from bot.domain.proposals.content import Content
from bot.domain.proposals.records import Proposal
from bot.errors import InvalidInputError, NotFoundError
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.funds.lookup import require_reader
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Bid:
    """A bid with what it says; `number` counts the bids of its round from 1, which names it where names are hidden."""

    number: int
    proposal: Proposal
    content: Content


@dataclass(frozen=True, slots=True)
class RoundLooked:
    """A round as it stands: its bids, what was given, and their ranks by that."""

    round: BidRound
    state: BidRoundState
    bids: tuple[Bid, ...]
    scores: tuple[Score, ...]

    @property
    def ranked(self) -> tuple[Ranked, ...]:
        """The bids by their weighted score."""
        return rank(self.round.criteria, [one.proposal.id for one in self.bids], self.scores)

    @property
    def missing(self) -> dict[int, tuple[int, ...]]:
        """The bids that each member of the panel has yet to score."""
        ids = [one.proposal.id for one in self.bids]
        return missing(self.round.panel, self.round.criteria, ids, self.scores)

    def bid(self, proposal_id: int) -> Bid | None:
        """Return the bid of a proposal's id."""
        return next((one for one in self.bids if one.proposal.id == proposal_id), None)


def find_round(view: View, desk: Desk, written: str) -> BidRound:
    """Return the round of a reference such as `R-1`; within a unit of work it is locked.

    Raises:
        InvalidInputError: it is no reference of a round.
        NotFoundError: there is no such round.
    """
    require_reader(desk)
    number = parse_round(written)
    if number is None:
        raise InvalidInputError(
            f"“{written.strip()[:40]}” is not a round's reference." if written.strip() else "Which round?",
            "Write it as `R-1`. `/proposal round` shows the rounds.",
        )
    found = view.bids.numbered(number)
    if found is None:
        raise NotFoundError(
            f"There is no round {round_ref(number)}.", "`/proposal round` shows the rounds.", (), "round"
        )
    return found


def look(view: View, services: Services, found: BidRound) -> RoundLooked:
    """Return a round with its bids and what was given."""
    ids = view.bids.bids(found.id)
    proposals = view.proposals.of_ids(ids)
    contents = view.proposals.contents({(one, proposals[one].submitted) for one in ids}) if ids else {}
    bids = [Bid(number, proposals[one], contents[one, proposals[one].submitted]) for number, one in enumerate(ids, 1)]
    return RoundLooked(found, found.state_on(services.today(view.now)), tuple(bids), view.bids.scores(found.id))
