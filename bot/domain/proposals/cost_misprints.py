"""Amounts in the words of recommendations that do not go with a proposal's costs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.imports.amounts import read_amount
from bot.domain.imports.grid import Cell
from bot.domain.money import format_pence
from bot.domain.proposals.content import Content, Recommendation
from bot.domain.proposals.costs import all_parts, sum_of

_SCALE = r"(?:k|m|mn|million|thousand|bn)"
_MONEY = re.compile(
    rf"(?:£\s?\d[\d,]*(?:\.\d+)?(?:\s?{_SCALE})?|(?<![\d.,£])\d[\d,]*(?:\.\d+)?\s?{_SCALE})\b", re.IGNORECASE
)
_TIMES = ((10, "ten"), (100, "a hundred"), (1000, "a thousand"))

Misprint = tuple[str, tuple[int, ...], int | None, int | None]
"""A sentence, the lines it is about, and the pence that are written and meant, where two are compared."""


def misprints(content: Content, envelope_pence: int | None) -> list[Misprint]:
    """Return what the recommendations say wrongly: a line there is not, or money that does not go with the costs.

    An amount is a misprint where it is ten, a hundred or a thousand times one that is known, or that much less.

    Args:
        content: the proposal.
        envelope_pence: the fund's, None where it has none.
    """
    known: dict[int, str] = {}
    if content.costs:
        known[sum_of(all_parts(content)).known] = "what the lines come to"
    if content.stated_total_pence:
        known[content.stated_total_pence] = "the whole total"
    has_costs = bool(known)
    if envelope_pence:
        known[envelope_pence] = "the fund's envelope"
    found: list[Misprint] = []
    for one in content.recommendations:
        gone = [str(number) for number in one.lines if number not in {line.number for line in content.costs}]
        if gone:
            words = f"Recommendation {one.number} is about line {', '.join(gone)}, which is not among the costs."
            found.append((words, one.lines, None, None))
        for written, pence in _amounts(one):
            right = None if pence in known else _meant(pence, known)
            if right is not None:
                found.append((_said(one, written, pence, right, known[right]), one.lines, pence, right))
            elif not has_costs and pence not in known:
                words = f"Recommendation {one.number} says {written}, and no costs are given."
                found.append((words, one.lines, pence, None))
    return found


def _amounts(one: Recommendation) -> Iterator[tuple[str, int]]:
    for written in _MONEY.findall(one.words):
        pence = read_amount(Cell(written)).pence
        if pence:
            yield written.strip(), pence


def _meant(pence: int, known: dict[int, str]) -> int | None:
    """Return the amount that is meant where a nought or a point is out of place."""
    likely = (amount for times, _ in _TIMES for amount in known if amount and _is_times(pence, amount, times))
    return next(likely, None)


def _is_times(pence: int, amount: int, times: int) -> bool:
    return pence == amount * times or pence * times == amount


def _said(one: Recommendation, written: str, pence: int, right: int, name: str) -> str:
    said = next(word for times, word in _TIMES if _is_times(pence, right, times))
    how = f"{said} times" if pence > right else f"{said} times less than"
    return (
        f"Recommendation {one.number} says {written}: {how} {name}, {format_pence(right)}. "
        "A nought or a point may be out of place."
    )
