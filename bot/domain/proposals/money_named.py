"""On which of a paper's recommendations its money hangs: a version that is submitted says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.proposals.content import Content
from bot.domain.proposals.records import Ask


def asks_money(content: Content) -> bool:
    """Return whether a paper asks for money: it has lines of costs, or a total."""
    return bool(content.costs) or content.stated_total_pence is not None


def leaves_money_open(content: Content) -> bool:
    """Return whether nobody can tell which of several recommendations gives the money that is asked."""
    several = len(content.recommendations) > 1
    return several and asks_money(content) and not any(one.is_of_money for one in content.recommendations)


def with_money_named(content: Content) -> Content:
    """Return a paper in which the recommendation that is alone gives the money that is asked."""
    if len(content.recommendations) != 1 or not asks_money(content):
        return content
    return replace(content, recommendations=(replace(content.recommendations[0], is_of_money=True),))


def asked_less(content: Content, approving: Iterable[str]) -> tuple[int, str] | None:
    """Return a recommendation that gives money and a board that approves on the route, but is asked for less with it.

    Args:
        content: the paper, with what `with_money_named` says.
        approving: keys of the boards that approve on the route.
    """
    boards = tuple(approving) if asks_money(content) else ()
    return next(
        (
            (one.number, board)
            for one in content.recommendations
            if one.is_of_money
            for board in boards
            if one.ask_of(board, Ask.APPROVE) is not Ask.APPROVE
        ),
        None,
    )
