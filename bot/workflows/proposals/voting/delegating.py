"""A member of a board lets somebody vote for them for a period, and takes that back."""

from __future__ import annotations

from datetime import date

from bot.domain.people import Board, Capacity, DecidesIn
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.unit_of_work import Unit
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.proposals.voting.closing import settle_vote
from bot.workflows.proposals.voting.telling import tell_named
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

_HAS_VOTE = frozenset({Capacity.CHAIR, Capacity.VOTING})
_LONGEST_DAYS = 366


def delegate_vote(
    services: Services,
    request: Request,
    board_key: str,
    deputy_id: int | None,
    days: tuple[date, date] | None,
    member_id: int | None = None,
) -> Saved:
    """Let somebody vote for a member of a board for a period, or nobody any more; return what they are told.

    Args:
        services: what every use case is handed.
        request: who asks: the member, or the office for them.
        board_key: of the board.
        deputy_id: who votes; None to take it back.
        days: from and until when; None to take it back.
        member_id: whose vote it is, None for the asker's own.

    Raises:
        NotAllowedError: they have no vote with the board, or somebody else's is meant and they are not of the office.
        InvalidInputError: the board decides at its meetings, the days are none, or that person cannot vote for them:
            they are neither of the member's organisation nor a deputy with the board.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        board = desk.directory.boards.get(board_key)
        if board is None:
            raise InvalidInputError(f"There is no board “{board_key}”.", "See them with `/board`.")
        own = desk.actor.person.id if desk.actor.person else None
        member = member_id if member_id is not None else own
        if member != own and not desk.actor.is_office:
            raise NotAllowedError("You can name who votes for yourself only.", "The governance office can for others.")
        if member is None or not _votes(board, member, desk.actor.day):
            raise NotAllowedError(f"You have no vote with {board.name} to give.", "")
        name = desk.directory.people[member].name
        if deputy_id is None or days is None:
            ended = unit.votes.end_delegations(board.key, member, desk.actor.day, desk.actor.name, unit.now)
            said = say("voting/delegated", board=board.name, name=name, deputy="", ended=ended, own=member == own)
        else:
            _require_fit(desk, board, member, deputy_id, days)
            unit.votes.delegate(board.key, member, deputy_id, days, desk.actor.name, unit.now)
            tell_named(unit, services, desk, board, member, deputy_id, days)
            said = say(
                "voting/delegated",
                board=board.name,
                name=name,
                deputy=desk.directory.people[deputy_id].name,
                since=desk.shown.day(days[0]),
                until=desk.shown.day(days[1]),
                own=member == own,
            )
        detail = {"member": member, "deputy": deputy_id, "days": [day.isoformat() for day in days or ()]}
        unit.record(actor_key(desk), "vote.delegated", f"board:{board.key}", **detail)
        unit.homes.touch({member} | ({deputy_id} if deputy_id is not None else set()))
        for stage in unit.stages.before_boards([board.key]):
            unit.proposals.get(stage.proposal_id)
            locked = unit.stages.get(stage.id)
            if locked is not None:
                unit.stages.change(locked)
                settle_vote(unit, services, desk, locked)
        return Saved(board.key, 0, said)

    return once(services, request, work)


def _votes(board: Board, person_id: int, day: date) -> bool:
    return any(
        one.person_id == person_id and one.capacity in _HAS_VOTE and one.term.holds(day) for one in board.members
    )


def _may_be_named(desk: Desk, board: Board, member_id: int, deputy_id: int) -> bool:
    """Return whether somebody may vote for a member: of the organisation the member sits for, or a deputy there."""
    people, day = desk.directory.people, desk.actor.day
    seats = [one for one in board.members if one.term.holds(day)]
    if any(one.person_id == deputy_id and one.capacity is Capacity.DEPUTY for one in seats):
        return True
    sits_for = {
        one.organisation or people[member_id].organisation
        for one in seats
        if one.person_id == member_id and one.capacity in _HAS_VOTE
    }
    return bool(people[deputy_id].organisation) and people[deputy_id].organisation in sits_for


def _require_fit(desk: Desk, board: Board, member_id: int, deputy_id: int, days: tuple[date, date]) -> None:
    deputy, today = desk.directory.people[deputy_id], desk.actor.day
    if board.decides_in is not DecidesIn.THREAD:
        raise InvalidInputError(
            f"{board.name} decides at its meetings, where nobody votes for somebody else for a period.",
            "Its deputies come to the meeting for absent members.",
        )
    if deputy_id == member_id:
        raise InvalidInputError("That is the member. Name somebody else who votes for them.")
    if _votes(board, deputy_id, today):
        raise InvalidInputError(
            f"{deputy.name} has a vote of their own with {board.name}, and one person has one vote.",
            "Name somebody else.",
        )
    if not desk.directory.serves(deputy, today):
        raise InvalidInputError(f"{deputy.name} does not serve with the partnership now.", "Name somebody else.")
    if not _may_be_named(desk, board, member_id, deputy_id):
        raise InvalidInputError(
            f"{deputy.name} is neither of the organisation of {desk.directory.people[member_id].name} nor a deputy "
            f"with {board.name}.",
            "Name a colleague of your own organisation, or one of the board's deputies.",
        )
    if days[1] < days[0] or days[1] < today:
        raise InvalidInputError("That period is over before it begins.", "Give a last day from today on.")
    if (days[1] - days[0]).days > _LONGEST_DAYS:
        raise InvalidInputError("That is longer than a year.", "Give an earlier last day.")
