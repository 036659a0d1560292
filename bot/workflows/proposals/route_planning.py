"""Which route a proposal takes, when its boards can answer, and whether they can decide at all: as configured now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from bot.domain.directory import Directory
from bot.domain.funds import FundKind, money_lines
from bot.domain.people import BoardMember, DecidesIn, Person
from bot.domain.proposals.content import Content
from bot.domain.proposals.course import decidable_from
from bot.domain.proposals.expecting import Diary, Times, due_in_thread, next_meeting
from bot.domain.proposals.records import Ask, Outcome, Proposal, Stage, StageState
from bot.domain.proposals.routes import Facts, NoRouteError, Planned, Turn, facts_of, plan, undecided
from bot.domain.proposals.seating import Seat, seat_of, seating_fault
from bot.errors import InvalidInputError
from bot.settings import Config

_ASK_THE_OFFICE = "Nothing was submitted. Ask the governance office: routes are set in the configuration."


def times_of(config: Config, directory: Directory) -> Times:
    """Return what dates of routes are reckoned by."""
    papers = {board.key: board.papers_due_working_days for board in config.boards}
    diaries = {key: Diary(board.meetings, papers.get(key, 0)) for key, board in directory.boards.items()}
    return Times(config.working, diaries, config.zone)


def facts_about(config: Config, proposal: Proposal, content: Content) -> Facts:
    """Return what the route of a proposal is chosen by when it says this."""
    fund, lines = config.fund(proposal.fund), money_lines(content)
    return facts_of(
        content,
        fund=proposal.fund,
        kind=proposal.kind,
        pence=sum(line.pence for line in lines) if lines else None,
        is_aligned=fund is not None and fund.kind is FundKind.ALIGNED,
        fund_money_of=fund.organisations if fund is not None else (),
    )


def plan_route(config: Config, directory: Directory, proposal: Proposal, content: Content, today: date) -> Planned:
    """Return the route that a proposal takes with this content.

    Raises:
        InvalidInputError: there is none, nobody on it would decide, or a board on it cannot; says which, and why.
    """
    try:
        planned = plan(config.proposal_routes, config.powers, facts_about(config, proposal, content))
    except NoRouteError as problem:
        raise InvalidInputError(f"{problem}.", _ASK_THE_OFFICE) from problem
    faults = [fault for turn in planned.turns if (fault := board_fault(directory, turn, today))]
    if faults:
        raise InvalidInputError(f"{faults[0]}.", _ASK_THE_OFFICE)
    return planned


def require_decided(config: Config, stages: Iterable[Stage], proposal: Proposal, content: Content) -> None:
    """Make sure that a further version asks no money on which no board of the route decides that it is on.

    Raises:
        InvalidInputError: it does; says whose.
    """
    strangers = undecided(stages, facts_about(config, proposal, content).named)
    if strangers:
        names = {one.key: one.name for one in config.organisations}
        whose = ", ".join(sorted(names.get(one, one) for one in strangers))
        raise InvalidInputError(
            f"No board on the route of {proposal.ref} decides on the money of {whose}.",
            "Nothing was submitted. Leave that money out, or withdraw it and submit it anew: it takes its route again.",
        )


def board_fault(directory: Directory, turn: Turn | Stage, day: date, barred: Collection[int] = ()) -> str:
    """Return why a board cannot decide as of a day, in words that begin with its name; empty where it can.

    `barred` are ids of people who have no vote on what lies before it.
    """
    board = directory.boards.get(turn.board)
    if board is None:
        return f"The route goes to `{turn.board}`, which is no board any more"
    people = directory.people
    seats = [
        seat
        for member in board.members
        if member.term.holds(day)
        and member.person_id not in barred
        and directory.serves(people[member.person_id], day)
        and (seat := _seat(people[member.person_id], member, day)) is not None
    ]
    fault = seating_fault(turn.rules.quorum, seats)
    return f"{board.name} {fault}" if fault else ""


def _seat(person: Person, member: BoardMember, day: date) -> Seat | None:
    roles = (holding.role for holding in person.roles_on(day))
    return seat_of(person.key, member.organisation, member.capacity, roles)


def same_course(one: Planned, other: Planned) -> bool:
    """Return whether two routes ask the same boards the same things in the same order."""
    return _asked(one.turns) == _asked(other.turns)


def _asked(turns: Iterable[Turn]) -> list[tuple[int, str, Ask]]:
    return [(turn.step, turn.board, turn.ask) for turn in turns]


def dates_on_opening(times: Times, stage: Stage, today: date) -> dict[str, date | None]:
    """Return until when a stage that is put before its board on a day is to be answered, and at which meeting.

    A stage that comes back keeps its meeting where that is still to come, and not within its notice.
    """
    free_from = max(today, decidable_from(stage) or today)
    left = (free_from - today).days
    if stage.decides_in is DecidesIn.THREAD:
        return {"due_on": due_in_thread(stage, times.calendar, today, left), "meets_on": None}
    if stage.sitting > 0 and stage.meets_on is not None and stage.meets_on >= free_from:
        meets_on: date | None = stage.meets_on
    else:
        meets_on = next_meeting(times.diary(stage.board), times.calendar, today, left)
    return {"due_on": meets_on, "meets_on": meets_on}


def as_stages(planned: Planned) -> tuple[Stage, ...]:
    """Return a route that was not taken yet as stages to come, to reckon and show it by."""
    return tuple(
        Stage(
            id=-position,
            proposal_id=0,
            step=turn.step,
            position=position,
            board=turn.board,
            ask=turn.ask,
            decides_in=turn.decides_in,
            state=StageState.COMING,
            outcome=Outcome.NONE,
            sitting=0,
            considers=0,
            opened_at=None,
            due_on=None,
            meets_on=None,
            deferred_until=None,
            closed_at=None,
            effective_on=None,
            revision=0,
            rules=turn.rules,
            route=planned.route.key,
        )
        for position, turn in enumerate(planned.turns, 1)
    )
