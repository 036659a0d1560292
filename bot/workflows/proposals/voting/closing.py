"""A vote closes: once all have voted, at its last day, or when the chair or the office closes it. Never by silence."""

from __future__ import annotations

from bot.domain.people import DecidesIn
from bot.domain.proposals.records import Proposal, Stage, StageState
from bot.domain.proposals.rules import Closing
from bot.domain.proposals.tally import Standing, is_settled
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import Unit, View
from bot.views.vote_words import names_of
from bot.workflows.desk import Desk, office_names, open_desk
from bot.workflows.proposals.cards import put_card, renew_words
from bot.workflows.proposals.change import subject_of
from bot.workflows.proposals.deciding.by_vote import decide_by_vote
from bot.workflows.proposals.interests.unruled import awaiting_ruling, hold_words, require_ruled
from bot.workflows.proposals.rights import require_other
from bot.workflows.proposals.voting.asking import asks_hold, replan_votes
from bot.workflows.proposals.voting.finding import require_votes, take_poll
from bot.workflows.proposals.voting.forecasts import forecast_of
from bot.workflows.proposals.voting.polls import Poll, poll_of
from bot.workflows.proposals.voting.results import result_of
from bot.workflows.proposals.voting.telling import tell_of_vote, was_told
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services


def close_when_over(unit: Unit, services: Services, desk: Desk | None, poll: Poll) -> Poll:
    """Close a vote if all have voted and the board's rules close it then; return how it stands.

    Its proposal and then the stage are locked by the caller. Where all have voted and there is no agreement, the fund
    would be overdrawn, or nobody has ruled on an interest, nothing is decided: the chair and the office are told.

    Args:
        unit: the unit of work in which a vote was cast, or somebody's vote fell.
        services: what every use case is handed.
        desk: of whoever did that, None for a tick.
        poll: as it stands now.
    """
    if not poll.takes_votes or poll.stage.rules.closing is Closing.DEADLINE or not poll.tally.awaits_no_member:
        return poll
    if not is_settled(poll.tally):
        tell_of_vote(unit, services, poll, "undecided")
        return poll
    if _is_held(unit, services, poll, "unruled"):
        return poll
    return _decide_or_tell(unit, services, desk, poll)


def at_deadline(unit: Unit, services: Services, stage: Stage, proposal: Proposal) -> bool:
    """Close a vote whose last day is over, if it came to an answer; return whether it did.

    Without a quorum, or without agreement, that is no decision: what the rules say for the case happens.

    Args:
        unit: of the tick; the proposal and then the stage are locked.
        services: what every use case is handed.
        stage: whose time is up.
        proposal: which lies before it.
    """
    del proposal  # locked by the caller, and read anew with the poll
    poll = _anew(unit, services, stage)
    if not poll.takes_votes or not is_settled(poll.tally) or _is_held(unit, services, poll, "unruled-late"):
        return False
    return _decide_or_tell(unit, services, None, poll).stage.state is not StageState.OPEN


def has_answer(view: View, services: Services, stage: Stage) -> bool:
    """Return whether the votes on a stage are an answer as they stand."""
    poll = poll_of(view, services, stage)
    return poll.takes_votes and is_settled(poll.tally)


def is_to_be_settled(view: View, services: Services, stage: Stage) -> bool:
    """Return whether a vote is over, or asks others than it should, because somebody came, left or is away since."""
    if stage.state is not StageState.OPEN or stage.decides_in is not DecidesIn.THREAD:
        return False
    poll = poll_of(view, services, stage)
    over = poll.stage.rules.closing is Closing.ALL_VOTED and poll.tally.awaits_no_member and is_settled(poll.tally)
    return (over and not was_told(view, services, poll)) or not asks_hold(view, services, poll)


def settle_vote(unit: Unit, services: Services, desk: Desk | None, stage: Stage) -> None:
    """Have a vote show that somebody has no vote any more, or has one again, and close it if all others have voted."""
    now = close_when_over(unit, services, desk, _anew(unit, services, stage)).stage
    replan_votes(unit, services, now)
    put_card(unit, now)
    renew_words(unit, now)


def close_vote(services: Services, request: Request, *, board: str = "", stage_id: int | None = None) -> Saved:
    """Close a vote before its last day, as the chair or the office; return what they are told.

    Raises:
        NotAllowedError: somebody else asks, or the office for a proposal of their own.
        InvalidInputError: no vote is taken, there is no quorum, no agreement, or somebody's interest was not ruled on;
            says what is missing.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        poll = take_poll(unit, services, desk, request.ref, stage_id, board)
        require_votes(poll, desk)
        person = desk.actor.person
        is_chair = person is not None and person.id in poll.board.chairs(desk.actor.day)
        if not (is_chair and poll.seats.seat_of(person.id if person else 0)):
            if not desk.actor.is_office:
                raise NotAllowedError(
                    f"Only the chair of {poll.board.name} and the governance office close its votes.",
                    f"Ask {office_names(desk)}.",
                )
            require_other(desk, poll.proposal)
        _require_answer(poll, services, desk)
        require_ruled(unit, services, poll.proposal.ref, poll.stage, poll.seats)
        before = poll.stage
        unit.record(actor_key(desk), "vote.closed", subject_of(poll.proposal), stage=before.id, sitting=before.sitting)
        poll = _decide(unit, services, desk, poll, closed_by=desk.actor.name)
        if poll.takes_votes:
            raise InvalidInputError(
                f"The votes on {poll.proposal.ref} are no answer to what {poll.board.name} is asked.",
                f"The vote stays open. Send it back or put it off: `/proposal refer {poll.proposal.ref}`.",
            )
        put_card(unit, poll.stage)
        waiting = (
            f" {names_of([seat.name for seat in poll.tally.waiting])} had not voted." if poll.tally.waiting else ""
        )
        ref = poll.proposal.ref
        return Saved(ref, poll.proposal.version, f"You closed {poll.board.name}'s vote on {ref}.{waiting}")

    return once(services, request, work)


def _require_answer(poll: Poll, services: Services, desk: Desk) -> None:
    if not poll.tally.is_quorate:
        raise InvalidInputError(
            f"{poll.board.name} has no quorum on {poll.proposal.ref} yet. "
            + " ".join(forecast_of(poll, services, desk.directory)),
            "The vote stays open.",
        )
    split = [item.item for item in poll.tally.items if item.standing is Standing.OPEN]
    if split:
        which = f"recommendation {split[0]}" if split[0] else poll.proposal.ref
        raise InvalidInputError(
            f"There is no agreement on {which}, and no agreement is no decision. The vote stays open.",
            f"More may vote, or send it back or put it off: `/proposal refer {poll.proposal.ref}`.",
        )


def _is_held(unit: Unit, services: Services, poll: Poll, what: str) -> bool:
    """Return whether a vote must wait for a ruling on somebody's interest; who rules and the office are told then."""
    why = hold_words(unit, awaiting_ruling(unit, services, poll.stage, poll.seats))
    if why:
        tell_of_vote(unit, services, poll, what, why)
    return bool(why)


def _decide_or_tell(unit: Unit, services: Services, desk: Desk | None, poll: Poll) -> Poll:
    """Have what the vote came to recorded; where it cannot be, such as for want of money, the vote stays open."""
    try:
        now = _decide(unit, services, desk, poll)
    except (InvalidInputError, NotAllowedError) as refused:
        # Raised before anything is written.
        tell_of_vote(unit, services, poll, "held", str(refused))
        return poll
    if now.takes_votes:
        tell_of_vote(unit, services, now, "undecided")
    return now


def _decide(unit: Unit, services: Services, desk: Desk | None, poll: Poll, closed_by: str = "") -> Poll:
    decide_by_vote(unit, services, desk, poll.stage, result_of(unit, services, poll, closed_by))
    return _anew(unit, services, poll.stage)


def _anew(unit: Unit, services: Services, stage: Stage) -> Poll:
    return poll_of(unit, services, unit.stages.of_ids([stage.id]).get(stage.id, stage))
