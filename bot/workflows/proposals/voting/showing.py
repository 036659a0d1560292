"""What somebody is shown of a vote: its tally, its form, and their own part in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.proposals.records import Choice, Proposal
from bot.domain.proposals.seats import Seat
from bot.domain.proposals.tally import counting
from bot.errors import NotAllowedError
from bot.store.unit_of_work import View
from bot.views import blocks
from bot.views.ids import Act
from bot.views.vote_forms import VoteFields, vote_form
from bot.views.vote_values import pack_stage
from bot.views.vote_words import barred_sentence
from bot.views.voting import TallyNames, tally_message
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk, require_office, require_person
from bot.workflows.identify import Identity
from bot.workflows.proposals.voting.asked_part import asked_part
from bot.workflows.proposals.voting.finding import require_votes, see_poll
from bot.workflows.proposals.voting.forecasts import forecast_of
from bot.workflows.proposals.voting.polls import Poll, polls_of
from bot.workflows.services import Services


def show_tally(
    services: Services, identity: Identity, ref: str, stage_id: int | None = None, board: str = ""
) -> dict[str, Any]:
    """Return how a vote stands, with who voted what; of a board that decides at meetings, that no votes are taken.

    Raises:
        NotFoundError, InvalidInputError, NotAllowedError: see `finding.take_poll`.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        poll = see_poll(view, services, desk, ref, stage_id, board, to_vote=True)
        if not poll.votes:
            require_votes(poll, desk)
        names = TallyNames(
            {person.id: person.name for person in desk.directory.people.values()},
            {one.key: one.name for one in services.config.organisations},
        )
        person = desk.actor.person
        is_chair = person is not None and person.id in poll.board.chairs(desk.actor.day)
        return tally_message(
            poll.stage,
            poll.proposal,
            poll.board.name,
            poll.tally,
            forecast_of(poll, services, desk.directory),
            names,
            desk.shown,
            part=asked_part(view, poll.stage, desk.directory),
            is_office=desk.actor.is_office and poll.takes_votes,
            may_close=(is_chair or desk.actor.is_office) and poll.takes_votes,
        )


def form_of_vote(
    services: Services,
    identity: Identity,
    ref: str,
    *,
    stage_id: int | None = None,
    board: str = "",
    choice: Choice | None = None,
    filled: VoteFields | None = None,
    by_office: bool = False,
) -> dict[str, Any]:
    """Return the form of a vote, with what they voted before or what is given.

    Args:
        services: what every use case is handed.
        identity: who asks.
        ref: of the proposal; not read where `stage_id` is given.
        stage_id: the stage, None to find it by the reference and `board`.
        board: key of the board, empty for none.
        choice: chosen for everything at first.
        filled: what stands in it at first; it comes before `choice`.
        by_office: whether the office writes down what it heard.

    Raises:
        InvalidInputError, NotFoundError: no vote is taken.
        NotAllowedError: they have no vote; says why.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        poll = see_poll(view, services, desk, ref, stage_id, board, to_vote=True)
        require_votes(poll, desk)
        if by_office:
            require_office(desk, "Only the governance office writes down votes of others.")
            seats = poll.seats.entitled
        else:
            seats = _own_seats(poll, desk)
        asks = {item.item: item.ask for item in poll.tally.items}
        fields = filled or VoteFields(dict.fromkeys(asks, choice) if choice else {})
        if filled is None and choice is None and not by_office and len(seats) == 1:
            fields = _before(poll, seats[0])
        return vote_form(
            poll.stage,
            poll.proposal.ref,
            poll.board.name,
            poll.content,
            asks,
            fields,
            seats,
            part=asked_part(view, poll.stage, desk.directory),
            by_office=by_office,
        )


def vote_section(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[blocks.Block]:
    """Return how each board's vote on a proposal stands, for the card that somebody alone is shown."""
    polls = polls_of(view, services, view.stages.of_proposal(proposal.id))
    return [
        blocks.section(
            say(
                "voting/section",
                board=poll.board.name,
                voted=poll.tally.voted,
                of=len(poll.seats.entitled),
                forecast=forecast_of(poll, services, desk.directory),
                waiting=[seat.name for seat in poll.tally.waiting],
                own=_own_words(poll, desk),
            )
        )
        for poll in polls.values()
        if poll.takes_votes
    ]


def vote_buttons(view: View, services: Services, desk: Desk, proposal: Proposal) -> list[blocks.Element]:
    """Return the button to vote, where whoever is at the desk has one to cast."""
    from_boards = {stage.board for stage in view.stages.of_proposal(proposal.id) if stage.is_before_board}
    if desk.actor.person is None or not from_boards & desk.actor.boards:
        return []
    polls = polls_of(view, services, view.stages.of_proposal(proposal.id))
    return [
        blocks.button("Vote", f"{Act.VOTE_FORM}.{poll.stage.id}", pack_stage(poll.stage))
        for poll in polls.values()
        if poll.takes_votes and may_vote(poll, desk.actor.person.id)
    ]


def may_vote(poll: Poll, person_id: int) -> bool:
    """Return whether somebody has a vote on a stage, of their own or for somebody absent."""
    return poll.seats.seat_of(person_id) is not None or bool(poll.seats.may_stand_in(person_id))


def _own_seats(poll: Poll, desk: Desk) -> tuple[Seat, ...]:
    person_id = require_person(desk).id
    own = poll.seats.seat_of(person_id)
    seats = (own,) if own else poll.seats.may_stand_in(person_id)
    if not seats:
        why = poll.seats.why_not(person_id)
        if why is not None:
            raise NotAllowedError(*barred_sentence(why, poll.proposal.ref))
        raise NotAllowedError(
            f"You have no vote with {poll.board.name}: its members with a vote, and deputies of absent ones, decide.",
            f"Say what you think instead: `/proposal comment {poll.proposal.ref}`.",
        )
    return seats


def _before(poll: Poll, seat: Seat) -> VoteFields:
    """Return what a seat voted before, as the form shows it."""
    counted: Mapping[tuple[int, int], Any] = counting(poll.votes, poll.seats)
    mine = {item: vote for (item, seat_id), vote in counted.items() if seat_id == seat.person_id}
    return VoteFields(
        {item: vote.choice for item, vote in mine.items()},
        next((vote.reason for vote in mine.values() if vote.reason), ""),
        next((vote.conditions for vote in mine.values() if vote.conditions), ""),
    )


def _own_words(poll: Poll, desk: Desk) -> str:
    person = desk.actor.person
    seat = poll.seats.seat_of(person.id) if person else None
    if seat is None:
        return ""
    return "Your vote is missing." if seat in poll.tally.waiting else "You have voted."
