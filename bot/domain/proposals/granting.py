"""Which money is given once every board that had to approve has: what all of them approved, line by line and exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.funds import MoneyLine, money_lines
from bot.domain.proposals.content import Content
from bot.domain.proposals.costs import asked_pence
from bot.domain.proposals.decisions import WHOLE, Decision, DecisionKind, ItemResult, Part
from bot.domain.proposals.records import GRANTING, PASSING, Ask, Outcome

_ANSWERS = frozenset({DecisionKind.BOARD, DecisionKind.CHAIRS_ACTION})


@dataclass(frozen=True, slots=True)
class Approval:
    """What a board approved.

    Attributes:
        lines: what the version asked that it had before it.
        part: of it that it approved.
        money_of: keys of the organisations on whose money it decides; empty for all.
    """

    lines: tuple[MoneyLine, ...]
    part: Part = WHOLE
    money_of: tuple[str, ...] = ()

    @property
    def approved(self) -> tuple[MoneyLine, ...]:
        """The lines it approved."""
        return tuple(line for line in self.lines if self.part.covers(line.number, line.year))

    def decides_on(self, line: MoneyLine) -> bool:
        """Return whether a line's money is among that which it decides on."""
        return not self.money_of or not line.organisation or line.organisation in self.money_of


def granted(approvals: Sequence[Approval]) -> tuple[MoneyLine, ...]:
    """Return the lines that are given: of each, no more than the least that any board approved that decides on it.

    Args:
        approvals: those of every board that had to approve; the lines are those of the last of them. Money on
            which none of them decides is not given.
    """
    if not approvals:
        return ()
    left = [(one, _sums(one.approved)) for one in approvals]
    lines = []
    for line in approvals[-1].lines:
        deciding = [sums for one, sums in left if one.decides_on(line)]
        pence = min([line.pence, *(sums[_key(line)] for sums in deciding)]) if deciding else 0
        for sums in deciding:
            sums[_key(line)] -= pence
        if pence > 0:
            lines.append(line if pence == line.pence else replace(line, pence=pence))
    return tuple(lines)


def merged(
    given: Sequence[MoneyLine], before: Sequence[MoneyLine], asked: Sequence[MoneyLine]
) -> tuple[MoneyLine, ...]:
    """Return what a proposal has once a decision gives it money, beside what it was given before.

    The decision's word on a line counts in place of an earlier one. What it says nothing of stays, where the version
    that was before the board still asks for it.

    Args:
        given: by the decision.
        before: by earlier ones.
        asked: by the version.
    """
    said, still = {_key(line) for line in given}, {_key(line) for line in asked}
    return (*given, *(line for line in before if _key(line) in still - said))


def last_answers(decisions: Iterable[Decision], stage_ids: Collection[int]) -> Mapping[int, Decision]:
    """Return the answer that counts on each of these stages, by the stage's id: the last of its board or its chair.

    A chair's action that its board did not ratify is none, nor a decision that was called in.
    """
    known = tuple(decisions)
    undone = {one.about_id for one in known if one.kind is DecisionKind.RATIFICATION and one.outcome is Outcome.NONE}
    undone |= {one.about_id for one in known if one.record.get("is_called_in")}
    return {
        one.stage_id: one
        for one in known
        if one.kind in _ANSWERS and one.id not in undone and one.stage_id is not None and one.stage_id in stage_ids
    }


def narrowing(decisions: Iterable[Decision]) -> Part:
    """Return what is left of the money after the boards that answered before: what all of them spoke for."""
    part = WHOLE
    for one in decisions:
        if one.is_passing:
            part = part.and_(one.part)
    return part


def part_of_items(content: Content, items: Sequence[ItemResult], part: Part, ask: Ask) -> Part:
    """Return a part of the money without the lines of recommendations that did not pass.

    Of a board that is asked to approve, only what it approved counts: what it noted gives nothing. Where nobody said on
    which recommendation the money hangs, it hangs on all on which the board was asked as much.

    Args:
        content: of the version before the board.
        items: what the board answered to each recommendation, or to the whole where there is none.
        part: of the money that the board spoke of.
        ask: what the board is asked.
    """
    if not items or not content.recommendations:
        return part
    counts = GRANTING if ask is Ask.APPROVE else PASSING
    passed = {item.number for item in items if item.outcome in counts}
    asked = {item.number for item in items if item.ask is ask}
    flagged = [one for one in content.recommendations if one.is_of_money]
    about_money = flagged or [one for one in content.recommendations if one.number in asked]
    if about_money and all(one.number in passed for one in about_money):
        return part
    if not flagged or not any(one.number in passed for one in about_money):
        return replace(part, is_nothing=True)
    given = {line for one in about_money if one.number in passed for line in one.lines}
    refused = {line for one in about_money if one.number not in passed for line in one.lines} - given
    lines = tuple(line.number for line in content.costs if line.number not in refused)
    return part.and_(Part(lines=lines, is_nothing=not lines))


def part_pence(content: Content, part: Part) -> int | None:
    """Return what a version asks for a part of its money, in pence; None where no figure is known."""
    if part.is_whole:
        return asked_pence(content)
    return sum(line.pence for line in money_lines(content) if part.covers(line.number, line.year))


def _key(line: MoneyLine) -> tuple[str, int | None, str, str, str]:
    return line.title, line.year, line.workstream, line.organisation, line.recurrence


def _sums(lines: Iterable[MoneyLine]) -> defaultdict[tuple[str, int | None, str, str, str], int]:
    sums: defaultdict[tuple[str, int | None, str, str, str], int] = defaultdict(int)
    for line in lines:
        sums[_key(line)] += line.pence
    return sums
