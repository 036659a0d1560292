"""Routes in `convenor.toml`: which boards a proposal passes, what each is asked, and what in them cannot work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time
from itertools import combinations
from typing import Literal

from pydantic import Field, model_validator

from bot.domain.people import DecidesIn, Role
from bot.domain.proposals.records import Ask
from bot.domain.proposals.routes import DECIDING, Delegation, Powers, Route, Turn
from bot.domain.proposals.rules import Quorum, StageRules, WhenTimeRunsOut
from bot.domain.proposals.seating import seat_of, seating_fault
from bot.settings.funds import FundSetting, Money
from bot.settings.partnership import BoardSetting, Frozen, Key, Name, PersonSetting, VotingSetting

_OWN_STEP = frozenset({Ask.NOTE, Ask.CONSIDER})


class StepSetting(VotingSetting):
    """A step of a route: the boards it lies before side by side, and what they are asked.

    What it says of voting holds for its boards on this route, instead of their own.
    """

    boards: tuple[Key, ...] = Field(min_length=1)
    ask: Ask
    decides_in: DecidesIn | None = None


class DelegatedSetting(Frozen):
    """Up to how much a board of the route decides by itself."""

    board: Key
    up_to: Money = Field(gt=0)


class RouteSetting(Frozen):
    """A route and what it is for; what it leaves out fits anything. Amounts are more than `above`, up to `up_to`."""

    key: Key
    name: Name
    funds: tuple[Key, ...] = ()
    kinds: tuple[Key, ...] = ()
    money: Literal["pooled", "aligned"] | None = None
    money_of: tuple[Key, ...] = ()
    above: Money | None = None
    up_to: Money | None = None
    steps: tuple[StepSetting, ...] = Field(min_length=1)
    delegated: tuple[DelegatedSetting, ...] = ()

    @model_validator(mode="after")
    def _some_amount(self) -> RouteSetting:
        if self.up_to is not None and self.up_to <= (self.above or 0):
            raise ValueError("`up_to` must be more than `above`, and more than 0: no amount lies between them")
        return self


class RoutingSetting(Frozen):
    """When routes are looked after, and what is told in good time.

    `tight_start_days` are calendar days: a start so soon after the decision, or before it, is warned of. After
    `record_working_days` a meeting of which nothing was recorded counts as time run out.
    """

    at: time = time(9)
    tight_start_days: int = Field(default=14, ge=0, le=366)
    record_working_days: int = Field(default=3, ge=0, le=60)


def rules_of(board: BoardSetting, step: VotingSetting | None = None) -> StageRules:
    """Return how a board takes part, by a step's own rules where it gives any."""
    rules = StageRules(money_of=(*board.money_of, *(one for one in board.decides_for if one not in board.money_of)))
    for setting in (board.voting, step):
        if setting is not None:
            given = {name: getattr(setting, name) for name in VotingSetting.model_fields if name != "quorum"}
            rules = replace(rules, **{name: value for name, value in given.items() if value is not None})
            if setting.quorum is not None:
                rules = replace(rules, quorum=Quorum(**setting.quorum.model_dump()))
    return rules


def routes_of(routes: Iterable[RouteSetting], boards: Iterable[BoardSetting]) -> tuple[Route, ...]:
    """Return the routes as the domain's values."""
    by_key = {board.key: board for board in boards}
    return tuple(_route(one, by_key) for one in routes)


def powers_of(boards: Iterable[BoardSetting]) -> Mapping[str, Powers]:
    """Return what each board decides on, by its key."""
    return {
        board.key: Powers(frozenset(board.money_of), frozenset(board.decides_for), rules_of(board), board.decides_in)
        for board in boards
    }


def route_names(routes: Iterable[RouteSetting], boards: Iterable[BoardSetting]) -> Iterator[tuple[str, str, str]]:
    """Yield where a route or a board's rules name something, what kind of thing, and its key."""
    for board in boards:
        at = f"boards.{board.key}"
        yield from ((f"{at}.money_of", "organisation", key) for key in board.money_of)
        yield from ((f"{at}.decides_for", "organisation", key) for key in board.decides_for)
        yield from _names_of_quorum(f"{at}.voting.quorum", board.voting)
    for route in routes:
        at = f"routes.{route.key}"
        yield from ((f"{at}.funds", "fund", key) for key in route.funds)
        yield from ((f"{at}.kinds", "kind of proposal", key) for key in route.kinds)
        yield from ((f"{at}.money_of", "organisation", key) for key in route.money_of)
        for number, step in enumerate(route.steps, 1):
            yield from ((f"{at}.steps.{number}.boards", "board", key) for key in step.boards)
            yield from _names_of_quorum(f"{at}.steps.{number}.quorum", step)
        yield from ((f"{at}.delegated", "board", one.board) for one in route.delegated)


def _names_of_quorum(at: str, voting: VotingSetting) -> Iterator[tuple[str, str, str]]:
    if voting.quorum is not None:
        yield from ((f"{at}.of_organisation", "organisation", key) for key in voting.quorum.of_organisation)
        yield from ((f"{at}.people", "person", key) for key in voting.quorum.people)


def route_faults(
    routes: Sequence[RouteSetting],
    boards: Sequence[BoardSetting],
    funds: Sequence[FundSetting],
    people: Sequence[PersonSetting],
) -> Iterator[tuple[str, str]]:
    """Yield key and sentence for each route on which nobody would decide, or on which a board could not."""
    by_key = {board.key: board for board in boards}
    roles = {one.key: tuple(holding.role for holding in one.roles) for one in people}
    for key in _twice(one for board in boards for one in board.decides_for):
        yield "boards", f"has two bodies that decide on the aligned money of `{key}` (`decides_for`). Keep one of them."
    for route in routes:
        yield from _order_faults(route)
        for number, step in enumerate(route.steps, 1):
            for board in step.boards:
                at = f"routes.{route.key}.steps.{number}"
                yield from ((at, fault) for fault in _board_faults(by_key[board], step, roles))
    values = routes_of(routes, boards)
    for one, other in combinations(values, 2):
        if one.takes_all_of(other):
            yield (
                f"routes.{other.key}",
                f"is never taken: `{one.key}`, which comes before it, takes all of it. Put `{other.key}` first.",
            )
    yield from _undecided(values, boards, funds)


def _order_faults(route: RouteSetting) -> Iterator[tuple[str, str]]:
    at = f"routes.{route.key}"
    boards = [board for step in route.steps for board in step.boards]
    for board in _twice(boards):
        yield f"{at}.steps", f"asks `{board}` twice. A board stands in one place of a route."
    asked = [step.ask for step in route.steps if step.ask not in _OWN_STEP]
    if not asked or asked[-1] not in DECIDING:
        last = (
            f"the last board that is asked for more than to note is asked to {asked[-1]}"
            if asked
            else ("its boards are asked to note or consider only")
        )
        yield f"{at}.steps", f"has no end: {last}, so nobody decides. Ask a board to approve."
    for one in route.delegated:
        place = next((n for n, step in enumerate(route.steps) if one.board in step.boards), None)
        if place is None:
            yield f"{at}.delegated", f"names `{one.board}`, which is on none of its steps."
        elif not any(step.ask in DECIDING for step in route.steps[place + 1 :]):
            yield f"{at}.delegated", f"names `{one.board}`, after which nobody decides: it needs no limit there."


def _board_faults(board: BoardSetting, step: StepSetting, roles: Mapping[str, Sequence[Role]]) -> Iterator[str]:
    """Yield why a board cannot take part in a step; what changes with the day is looked at again when it opens."""
    seats = [
        seat
        for one in board.members
        if (seat := seat_of(one.person, one.organisation, one.capacity, roles.get(one.person, ()))) is not None
    ]
    rules = rules_of(board, step)
    fault = seating_fault(rules.quorum, seats)
    if fault:
        yield f"goes to `{board.key}`, which {fault}."
    decides_in = step.decides_in or board.decides_in
    if not board.meetings and decides_in is DecidesIn.MEETING:
        yield f"has no end: `{board.key}` decides at its meetings, and has none (`meetings`)."
    elif not board.meetings and rules.runs_out is WhenTimeRunsOut.NEXT_MEETING:
        yield f"waits for the next meeting of `{board.key}` when time runs out, and it has none (`meetings`)."


def _undecided(
    routes: Sequence[Route], boards: Sequence[BoardSetting], funds: Sequence[FundSetting]
) -> Iterator[tuple[str, str]]:
    """Yield the funds of aligned money on which nobody is set to decide."""
    decided = {key for board in boards for key in board.decides_for}
    for fund in funds:
        is_asked = any((not one.funds or fund.key in one.funds) and one.aligned is not False for one in routes)
        if fund.kind.value == "aligned" and is_asked:
            for key in fund.organisations:
                if key not in decided:
                    yield (
                        f"funds.{fund.key}.organisations",
                        (
                            f"names `{key}`, on whose aligned money no board decides. Name `{key}` in `decides_for` of "
                            "the body that does."
                        ),
                    )


def _route(setting: RouteSetting, boards: Mapping[str, BoardSetting]) -> Route:
    return Route(
        key=setting.key,
        name=setting.name,
        turns=tuple(
            Turn(number, key, step.ask, step.decides_in or boards[key].decides_in, rules_of(boards[key], step))
            for number, step in enumerate(setting.steps, 1)
            for key in step.boards
        ),
        funds=setting.funds,
        kinds=setting.kinds,
        aligned=None if setting.money is None else setting.money == "aligned",
        money_of=setting.money_of,
        above=setting.above,
        up_to=setting.up_to,
        delegated=tuple(Delegation(one.board, one.up_to) for one in setting.delegated),
    )


def _twice(keys: Iterable[str]) -> list[str]:
    return [key for key, times in Counter(keys).items() if times > 1]
