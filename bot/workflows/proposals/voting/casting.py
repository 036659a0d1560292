"""A vote is cast: by a member, by a deputy for an absent one, or written down by the office as it was heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain.proposals.reasons import reasoned_choices
from bot.domain.proposals.records import LOOKS, Choice
from bot.domain.proposals.seats import Seat
from bot.domain.proposals.tally import counting
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.repositories.votes import NewVote
from bot.store.unit_of_work import Unit
from bot.views.vote_words import barred_sentence, choice_words
from bot.views.voting import voted_words
from bot.workflows.desk import Desk, open_desk, require_office, require_person
from bot.workflows.proposals.cards import put_card
from bot.workflows.proposals.change import subject_of
from bot.workflows.proposals.interests.seeing import note_sight
from bot.workflows.proposals.rights import require_other
from bot.workflows.proposals.voting.asking import voted
from bot.workflows.proposals.voting.closing import close_when_over
from bot.workflows.proposals.voting.finding import require_votes, take_poll
from bot.workflows.proposals.voting.polls import Poll, counted_again
from bot.workflows.proposals.voting.telling import tell_of_entered
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

REASON_MAX = 2000
_LOOKED_AT = frozenset({Choice.FOR, Choice.ABSTAIN})


@dataclass(frozen=True, slots=True)
class Ballot:
    """What somebody votes.

    Attributes:
        choices: by the number of the recommendation; under None, for all that are not named.
        stage_id: of the stage; None where the reference and `board` find it.
        board: key of the board, empty where none was named.
        seen: sitting and version that the voter saw on the card; None for a command.
        seat_id: whose seat votes; None for the voter's own, or the one they may vote for.
    """

    choices: Mapping[int | None, Choice]
    reason: str = ""
    conditions: str = ""
    stage_id: int | None = None
    board: str = ""
    seen: tuple[int, int] | None = None
    seat_id: int | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """How the office knows of a vote it writes down: who voted, where it was a deputy, and where that was heard."""

    how: str
    voter_id: int | None = None


def cast_vote(services: Services, request: Request, ballot: Ballot) -> Saved:
    """Cast a vote, or change one; return what the voter is told.

    Raises:
        NotFoundError: no such proposal that they may read.
        InvalidInputError: no vote is taken, they saw something else, or a reason or a condition is missing.
        NotAllowedError: they have no vote on it; says why.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        poll = take_poll(unit, services, desk, request.ref, ballot.stage_id, ballot.board, to_vote=True)
        require_votes(poll, desk)
        _require_seen(poll, ballot.seen)
        voter_id = require_person(desk).id
        seat = _seat_for(poll, desk, voter_id, ballot.seat_id)
        return _cast(unit, services, desk, poll, ballot, seat, voter_id)

    return once(services, request, work)


def enter_vote(services: Services, request: Request, ballot: Ballot, heard: Heard) -> Saved:
    """Write down for a member what they, or their deputy, voted elsewhere; return what the office is told.

    Raises:
        NotAllowedError: somebody else than the office asks, it is their own proposal, or that member has no vote.
        InvalidInputError: see `cast_vote`; how it was heard is not said; or they voted themselves in Slack.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        require_office(desk, "Only the governance office writes down votes of others.")
        poll = take_poll(unit, services, desk, request.ref, ballot.stage_id, ballot.board, to_vote=True)
        require_other(desk, poll.proposal)
        require_votes(poll, desk)
        _require_seen(poll, ballot.seen)
        seat = poll.seats.seat_of(ballot.seat_id or 0)
        if seat is None:
            raise _no_vote(poll, desk, ballot.seat_id or 0)
        voter_id = heard.voter_id or seat.person_id
        if voter_id != seat.person_id and voter_id not in poll.seats.stand_ins_for(seat):
            sentence = (
                f"{desk.directory.people[voter_id].name} can't vote for {seat.name}: they are no deputy of theirs."
            )
            raise InvalidInputError(sentence, fields={"voter": sentence})
        _require_not_voted(poll, desk, seat, voter_id)
        how = clean(heard.how)
        if not how:
            sentence = "Say how you know: “in the room”, “by telephone on Thu 15 Nov”."
            raise InvalidInputError(sentence, fields={"how": sentence})
        said = _cast(unit, services, desk, poll, ballot, seat, voter_id, how)
        tell_of_entered(unit, services, desk, poll, seat, voter_id, how)
        return said

    return once(services, request, work)


def _cast(
    unit: Unit, services: Services, desk: Desk, poll: Poll, ballot: Ballot, seat: Seat, voter_id: int, how: str = ""
) -> Saved:
    """Write the votes of one seat, and have everything follow from them."""
    chosen = _chosen(poll, ballot)
    before = counting(poll.votes, poll.seats)
    if voter_id != seat.person_id:
        _require_absent(poll, desk, seat, voter_id, chosen)
    reasoned = reasoned_choices(frozenset(chosen.values()), poll.stage.rules.reasons_for)
    new = [
        NewVote(
            items=items,
            seat_id=seat.person_id,
            voter_id=voter_id,
            choice=choice,
            reason=clean(ballot.reason) if choice in reasoned else "",
            conditions=clean(ballot.conditions) if choice is Choice.WITH_CONDITIONS else "",
            entered_by_id=desk.actor.person.id if how and desk.actor.person else None,
            entered_by=desk.actor.name if how else "",
            how=how,
        )
        for choice in dict.fromkeys(chosen.values())
        if (items := [item for item, one in chosen.items() if one is choice])
    ]
    changed = any((item, seat.person_id) in before for item in chosen)
    for one in new:
        _require_reason(poll, one)
        unit.votes.add(poll.stage, one, unit.now)
    unit.record(
        actor_key(desk),
        "vote.changed" if changed else "vote.cast",
        subject_of(poll.proposal),
        stage=poll.stage.id,
        sitting=poll.stage.sitting,
        version=poll.stage.considers,
        seat=seat.person_id,
        voter=voter_id,
        choices={str(item): choice.value for item, choice in chosen.items()},
        **({"how": how} if how else {}),
    )
    unit.stages.change(poll.stage)
    note_sight(unit, poll.stage.id, voter_id, "voted")
    present = counted_again(unit, poll, replace(poll.stage, revision=poll.stage.revision + 1))
    voted(unit, present, seat.person_id)
    now = close_when_over(unit, services, desk, present)
    put_card(unit, now.stage)
    said = voted_words(
        poll.proposal.ref,
        poll.board.name,
        seat,
        chosen,
        now.stage,
        now.tally,
        stands_in=voter_id != seat.person_id,
        is_heard=bool(how),
        changed=changed,
    )
    return Saved(poll.proposal.ref, poll.proposal.version, said)


def _require_seen(poll: Poll, seen: tuple[int, int] | None) -> None:
    if seen is not None and seen != (poll.stage.sitting, poll.stage.considers):
        raise InvalidInputError(
            f"{poll.proposal.ref} has changed since that card was posted: version {poll.stage.considers} is before "
            f"{poll.board.name} now. Your vote was not counted.",
            f"Read it with `/proposal {poll.proposal.ref}`, then vote.",
        )


def _seat_for(poll: Poll, desk: Desk, person_id: int, wanted: int | None) -> Seat:
    """Return the seat that somebody votes for: their own, else that of the absent member they stand in for."""
    own = poll.seats.seat_of(person_id)
    if own is not None and wanted in (None, person_id):
        return own
    if own is not None:
        raise NotAllowedError(f"You have a vote of your own with {poll.board.name}, so you vote for nobody else.")
    may = poll.seats.may_stand_in(person_id)
    if not may:
        raise _no_vote(poll, desk, person_id)
    counted = counting(poll.votes, poll.seats)
    own_votes = {seat_id for (_, seat_id), vote in counted.items() if not vote.is_by_deputy}
    mine = [
        seat for seat in may if any(v.voter_id == person_id and s == seat.person_id for (_, s), v in counted.items())
    ]
    absent = [seat for seat in may if seat.person_id not in own_votes]
    if mine and wanted is not None and wanted != mine[0].person_id:
        raise InvalidInputError(f"You vote for {mine[0].name} here. A deputy votes for one absent member.")
    among = mine or ([seat for seat in may if seat.person_id == wanted] if wanted is not None else absent)
    if len(among) == 1:
        return among[0]
    if not among:
        raise InvalidInputError(f"Nobody you could vote for is absent: {_names(may)} voted already.")
    raise InvalidInputError(
        f"You may vote for one absent member: {_names(among)}.",
        f"Choose whom with `/proposal vote {poll.proposal.ref}`.",
    )


def _require_absent(poll: Poll, desk: Desk, seat: Seat, voter_id: int, chosen: Mapping[int, Choice]) -> None:
    counted = counting(poll.votes, poll.seats)
    if any((item, seat.person_id) in counted and not counted[item, seat.person_id].is_by_deputy for item in chosen):
        raise InvalidInputError(f"{seat.name} voted already, so nobody votes for them.")
    other = next(
        (
            name_of(poll, seat_id)
            for (_, seat_id), vote in counted.items()
            if vote.is_by_deputy and vote.voter_id == voter_id and seat_id != seat.person_id
        ),
        "",
    )
    if other:
        raise InvalidInputError(
            f"{desk.directory.people[voter_id].name} votes for {other} here. A deputy votes for one absent member."
        )


def _require_not_voted(poll: Poll, desk: Desk, seat: Seat, voter_id: int) -> None:
    """Make sure that nobody's own vote is written over: whoever voted themselves changes it themselves."""
    for (_, seat_id), vote in counting(poll.votes, poll.seats).items():
        is_own = not vote.is_by_deputy or vote.voter_id == voter_id
        if seat_id == seat.person_id and is_own and not vote.entered_by:
            name = desk.directory.people[vote.voter_id].name
            sentence = f"{name} has voted on {poll.proposal.ref} themselves. Ask them to change it."
            raise InvalidInputError(sentence, fields={"seat": sentence})


def name_of(poll: Poll, person_id: int) -> str:
    """Return the name of the holder of a seat, empty for nobody's."""
    return next((seat.name for seat in (*poll.seats.entitled, *poll.seats.barred) if seat.person_id == person_id), "")


def _chosen(poll: Poll, ballot: Ballot) -> Mapping[int, Choice]:
    """Return what is voted on each recommendation that is meant.

    Raises:
        InvalidInputError: there is no such recommendation, nothing is voted on, or the ask does not take that choice.
    """
    asks = {item.item: item.ask for item in poll.tally.items}
    unknown = sorted(item for item in ballot.choices if item is not None and item not in asks)
    if unknown:
        there = "one recommendation" if len(asks) == 1 else f"{len(asks)} recommendations"
        raise InvalidInputError(f"{poll.proposal.ref} has no recommendation {unknown[0]}: there is {there}.")
    rest = ballot.choices.get(None)
    chosen = {item: choice for item in asks if (choice := ballot.choices.get(item, rest)) is not None}
    if not chosen:
        raise InvalidInputError("Nothing was voted on.", "Choose how you vote on at least one recommendation.")
    for item, choice in chosen.items():
        if asks[item] in LOOKS and choice not in _LOOKED_AT:
            which = f"recommendation {item}" if item else poll.proposal.ref
            raise InvalidInputError(
                f"{poll.board.name} is asked to {asks[item]} {which}, so there is nothing to vote against and no "
                "condition to set.",
                f"Say what you think instead: `/proposal object {poll.proposal.ref}` goes on with the board's answer.",
            )
    return chosen


def _require_reason(poll: Poll, new: NewVote) -> None:
    words = choice_words(new.choice)
    if new.choice is Choice.WITH_CONDITIONS and not new.conditions:
        sentence = "Say the condition: what must be so for you to be in favour."
        raise InvalidInputError(sentence, fields={"conditions": sentence})
    has_reason = bool(new.reason or new.conditions)
    if new.choice.value in poll.stage.rules.reasons_for and not has_reason:
        sentence = f"{poll.board.name} asks for a reason with a vote {words}."
        raise InvalidInputError(sentence, "Write it behind your vote, or use the form.", fields={"reason": sentence})
    if max(len(new.reason), len(new.conditions)) > REASON_MAX:
        sentence = f"That is too long; at most {REASON_MAX:,} characters fit."
        raise InvalidInputError(sentence, fields={"reason": sentence})


def _no_vote(poll: Poll, desk: Desk, person_id: int) -> NotAllowedError:
    why = poll.seats.why_not(person_id)
    if why is not None:
        own = desk.actor.person is not None and desk.actor.person.id == person_id
        return NotAllowedError(*barred_sentence(why, poll.proposal.ref, "" if own else name_of(poll, person_id)))
    chairs = ", ".join(seat.name for seat in poll.seats.entitled if seat.is_chair)
    return NotAllowedError(
        f"You have no vote with {poll.board.name}: its members with a vote, and deputies of absent ones, decide.",
        f"Its chair is {chairs}." if chairs else "",
    )


def _names(seats: Iterable[Seat]) -> str:
    return ", ".join(seat.name for seat in seats)
