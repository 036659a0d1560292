"""A stage with all that its vote is counted from, read with the same few statements however many seats it has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.directory import Directory
from bot.domain.people import Board, DecidesIn
from bot.domain.proposals.content import Content, Recommendation
from bot.domain.proposals.records import Ask, Proposal, Stage, StageState
from bot.domain.proposals.recusals import NOBODY, Recusals
from bot.domain.proposals.seats import Seats, seats_of
from bot.domain.proposals.tally import Tally, Vote, tally
from bot.errors import IntegrityError
from bot.store.unit_of_work import View
from bot.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Poll:
    """A stage, what lies before its board, who votes on it, and how the vote stands.

    Attributes:
        content: the version before the board.
        votes: those that have not fallen, in the order cast; also such as do not count.
        recusals: who, by a ruling or by law, has no vote.
        tally: how it stands now; of a board that decides at meetings nobody has voted.
    """

    stage: Stage
    proposal: Proposal
    board: Board
    content: Content
    votes: tuple[Vote, ...]
    recusals: Recusals
    tally: Tally

    @property
    def seats(self) -> Seats:
        """Who votes."""
        return self.tally.seats

    @property
    def takes_votes(self) -> bool:
        """Whether votes are taken now: it lies before a board that decides in its thread."""
        return self.stage.state is StageState.OPEN and self.stage.decides_in is DecidesIn.THREAD

    @property
    def recommendations(self) -> Mapping[int, Recommendation]:
        """The recommendations before the board by their numbers; none where the paper has none of its own."""
        return {one.number: one for one in self.content.recommendations}


def asks_of(content: Content, board: str, ask: Ask) -> Mapping[int, Ask]:
    """Return what a board is asked with each recommendation; one with the number 0 for a paper that has none."""
    return {one.number: one.ask_of(board, ask) for one in content.recommendations} or {0: ask}


def counted_again(view: View, poll: Poll, stage: Stage) -> Poll:
    """Return a poll after a vote was cast in the same unit of work, as the stage stands now: only votes are read."""
    votes = view.votes.of_stage(stage)
    asks = {item.item: item.ask for item in poll.tally.items}
    return replace(poll, stage=stage, votes=votes, tally=tally(poll.seats, asks, votes, stage.rules))


def poll_of(view: View, services: Services, stage: Stage, proposal: Proposal | None = None) -> Poll:
    """Return the poll of a stage; the proposal before it is read where it is not given.

    Raises:
        IntegrityError: its board is not in the directory, or the version before it is missing.
    """
    found = polls_of(view, services, [stage], {proposal.id: proposal} if proposal else None).get(stage.id)
    if found is None:
        raise IntegrityError(f"Stage {stage.id} lies before {stage.board}, of which nothing is known.")
    return found


def polls_of(
    view: View, services: Services, stages: Collection[Stage], known: Mapping[int, Proposal] | None = None
) -> Mapping[int, Poll]:
    """Return the polls of stages by the stages' ids, with as many statements as for one.

    A stage is left out whose board is not in the directory any more, or that was never opened. `known` are the
    proposals before them, where they were read already.
    """
    directory, today = view.people.directory(), services.today(view.now)
    among = [stage for stage in stages if stage.board in directory.boards and stage.considers]
    if not among:
        return {}
    proposals = known or view.proposals.of_ids({stage.proposal_id for stage in among})
    contents = view.proposals.contents({(stage.proposal_id, stage.considers) for stage in among})
    delegates: dict[str, dict[int, int]] = {}
    for one in view.votes.delegations({stage.board for stage in among}, today):
        delegates.setdefault(one.board, {})[one.member_id] = one.deputy_id
    recusals = view.conflicts.recusals_of([stage.id for stage in among])
    votes = view.votes.of_stages([stage for stage in among if stage.decides_in is DecidesIn.THREAD])
    found: dict[int, Poll] = {}
    for stage in among:
        content = contents.get((stage.proposal_id, stage.considers))
        if content is None:
            continue
        proposal, board = proposals[stage.proposal_id], directory.boards[stage.board]
        recused = recusals.get(stage.id, NOBODY)
        seats = _seats(directory, today, stage, proposal, recused, delegates.get(stage.board, {}))
        cast = votes.get(stage.id, ())
        stands = tally(seats, asks_of(content, stage.board, stage.ask), cast, stage.rules)
        found[stage.id] = Poll(stage, proposal, board, content, cast, recused, stands)
    return found


def _seats(
    directory: Directory,
    today: date,
    stage: Stage,
    proposal: Proposal,
    recused: Recusals,
    delegates: Mapping[int, int],
) -> Seats:
    return seats_of(
        directory.boards[stage.board],
        directory.people,
        today,
        deputies_count=stage.rules.quorum.deputies_count,
        author_votes=stage.rules.author_votes,
        author_id=proposal.author_id,
        sponsor_id=proposal.sponsor_id,
        former_sponsors=proposal.former_sponsors,
        no_vote=recused.silent,
        left=recused.left,
        delegates=delegates,
    )
