"""Routes as they are configured, and the one that a proposal takes: which boards, in which order, asked for what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.money import format_pence
from bot.domain.people import DecidesIn
from bot.domain.proposals.content import Content
from bot.domain.proposals.records import Ask, Stage
from bot.domain.proposals.rules import StageRules

DECIDING = frozenset({Ask.APPROVE})
"""Asks by which money is given: what a board is asked to do otherwise binds nobody."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a route is chosen by.

    Attributes:
        fund: its key, empty for none.
        kind: of the configured kinds.
        pence: what is asked for, None where none can be said.
        is_exact: whether nothing of it is to be confirmed; a limit holds only for what is known.
        is_aligned: whether the fund's money is aligned, so that each partner's own body decides on it.
        money_of: keys of the organisations whose money it is; empty where it is not said.
        named: those of them that the proposal names itself, for the whole or for a line.
    """

    fund: str = ""
    kind: str = ""
    pence: int | None = None
    is_exact: bool = True
    is_aligned: bool = False
    money_of: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Powers:
    """What a board decides on.

    Attributes:
        money_of: organisations whose money it decides on; empty for all.
        decides_for: organisations on whose aligned money it decides.
        rules, decides_in: how it takes part where a route adds it.
    """

    money_of: frozenset[str] = frozenset()
    decides_for: frozenset[str] = frozenset()
    rules: StageRules = field(default_factory=StageRules)
    decides_in: DecidesIn = DecidesIn.MEETING


@dataclass(frozen=True, slots=True)
class Turn:
    """A board's turn in a route. Turns of one step lie before their boards side by side; steps count from 1."""

    step: int
    board: str
    ask: Ask
    decides_in: DecidesIn
    rules: StageRules


@dataclass(frozen=True, slots=True)
class Delegation:
    """Up to how much a board decides by itself, in pence; the boards after it are asked to note."""

    board: str
    up_to: int


@dataclass(frozen=True, slots=True)
class Route:
    """A route with what it is for; what it leaves open is empty or None.

    Attributes:
        funds, kinds: of either any one.
        aligned: True for aligned money, False for pooled, None for both.
        money_of: any of these organisations.
        above, up_to: pence; more than the first, and no more than the second.
    """

    key: str
    name: str
    turns: tuple[Turn, ...]
    funds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    aligned: bool | None = None
    money_of: tuple[str, ...] = ()
    above: int | None = None
    up_to: int | None = None
    delegated: tuple[Delegation, ...] = ()

    def fits(self, facts: Facts) -> bool:
        """Return whether it is for such a proposal. One whose costs are not all known fits no upper limit."""
        return (
            (not self.funds or facts.fund in self.funds)
            and (not self.kinds or facts.kind in self.kinds)
            and (self.aligned is None or self.aligned is facts.is_aligned)
            and (not self.money_of or bool(facts.money_of & set(self.money_of)))
            and (self.above is None or (facts.pence is not None and facts.pence > self.above))
            and (self.up_to is None or (facts.is_exact and facts.pence is not None and facts.pence <= self.up_to))
        )

    def takes_all_of(self, other: Route) -> bool:
        """Return whether whatever fits the other route fits this one: coming later, the other is never taken."""
        return (
            _wider(self.funds, other.funds)
            and _wider(self.kinds, other.kinds)
            and _wider(self.money_of, other.money_of)
            and (self.aligned is None or self.aligned is other.aligned)
            and (self.above is None or (other.above is not None and other.above >= self.above))
            and (self.up_to is None or (other.up_to is not None and other.up_to <= self.up_to))
        )


class NoRouteError(Exception):
    """A proposal has no route on which somebody would decide; the message says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The route that a proposal takes: the configured one it was made from, and its turns in their order."""

    route: Route
    turns: tuple[Turn, ...]


def facts_of(
    content: Content, *, fund: str, kind: str, pence: int | None, is_aligned: bool, fund_money_of: Iterable[str] = ()
) -> Facts:
    """Return what a proposal's route is chosen by.

    The money is that of the organisations it names, for the whole and for its lines; else those of its fund.
    """
    named = frozenset(content.money_of) | {line.organisation for line in content.costs if line.organisation}
    open_ended = any(
        line.is_tbc or any(one.is_tbc or one.pence is None for one in line.years) for line in content.costs
    )
    return Facts(
        fund=fund,
        kind=kind,
        pence=pence,
        is_exact=not open_ended,
        is_aligned=is_aligned,
        money_of=named or frozenset(fund_money_of),
        named=named,
    )


def plan(routes: Sequence[Route], powers: Mapping[str, Powers], facts: Facts) -> Planned:
    """Return the route that a proposal takes: the first that fits, with what each board is asked.

    Raises:
        NoRouteError: none fits, or nobody on it would decide on the money, or on a part of it.
    """
    route = next((one for one in routes if one.fits(facts)), None)
    if route is None:
        raise NoRouteError(f"No route is set for {_said(facts)}")
    turns = [_unless_others_money(turn, powers.get(turn.board), facts) for turn in route.turns]
    turns = _to_those_who_decide(turns, powers, facts) if facts.is_aligned else _delegated(turns, route, facts)
    if not any(turn.ask in DECIDING for turn in turns):
        raise NoRouteError(f"Nobody on the route “{route.name}” would decide on {_said(facts)}")
    if strangers := undecided(turns, facts.named):
        raise NoRouteError(
            f"No board on the route “{route.name}” would decide on the money of {', '.join(sorted(strangers))}"
        )
    return Planned(route, tuple(turns))


def undecided(turns: Iterable[Turn | Stage], organisations: Iterable[str]) -> frozenset[str]:
    """Return those of some organisations on whose money none of the boards decides that are asked to."""
    deciding = [turn.rules.money_of for turn in turns if turn.ask in DECIDING]
    return frozenset(one for one in organisations if not any(not mine or one in mine for mine in deciding))


def _unless_others_money(turn: Turn, powers: Powers | None, facts: Facts) -> Turn:
    """A board whose money is not used is asked to note."""
    own = (powers.money_of | powers.decides_for) if powers and powers.money_of else frozenset[str]()
    return replace(turn, ask=Ask.NOTE) if own and facts.money_of and not own & facts.money_of else turn


def _delegated(turns: list[Turn], route: Route, facts: Facts) -> list[Turn]:
    """Within a delegated limit its board decides, and those that come after it note."""
    limits = {one.board: one.up_to for one in route.delegated}
    decider = next(
        (
            turn
            for turn in turns
            if turn.ask is not Ask.NOTE
            and facts.is_exact
            and facts.pence is not None
            and facts.pence <= limits.get(turn.board, -1)
        ),
        None,
    )
    if decider is None:
        return turns
    return [
        replace(turn, ask=Ask.APPROVE)
        if turn is decider
        else replace(turn, ask=Ask.NOTE)
        if turn.step > decider.step
        else turn
        for turn in turns
    ]


def _to_those_who_decide(turns: list[Turn], powers: Mapping[str, Powers], facts: Facts) -> list[Turn]:
    """On aligned money boards recommend, and the route goes on to each partner's own body, which decides."""
    if not facts.money_of:
        raise NoRouteError("The money is aligned, and the proposal does not say whose it is")
    deciders: dict[str, None] = {}
    for organisation in sorted(facts.money_of):
        body = next((key for key, one in powers.items() if organisation in one.decides_for), None)
        if body is None:
            raise NoRouteError(f"No body is set that decides on the aligned money of {organisation}")
        deciders[body] = None
    own = [
        replace(turn, ask=Ask.APPROVE)
        if turn.board in deciders
        else replace(turn, ask=Ask.RECOMMEND)
        if turn.ask is Ask.APPROVE
        else turn
        for turn in turns
    ]
    last = max((turn.step for turn in own), default=0)
    on_route = {turn.board for turn in own}
    more = [
        Turn(last + 1, key, Ask.APPROVE, powers[key].decides_in, powers[key].rules)
        for key in deciders
        if key not in on_route
    ]
    return own + more


def _said(facts: Facts) -> str:
    """Return a proposal in words, as far as routes are chosen by it."""
    asked = "an amount that is not known yet" if facts.pence is None else format_pence(facts.pence)
    amount = asked if facts.is_exact or facts.pence is None else f"{asked} and more that is to be confirmed"
    parts = [f"a proposal of the kind “{facts.kind}”" if facts.kind else "a proposal", f"for {amount}"]
    parts += [f"from {facts.fund}"] if facts.fund else ["without a fund"]
    parts += [f"with the money of {', '.join(sorted(facts.money_of))}"] if facts.money_of else []
    return " ".join(parts)


def _wider(one: Sequence[str], other: Sequence[str]) -> bool:
    return not one or (bool(other) and set(other) <= set(one))
