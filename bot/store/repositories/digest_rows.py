"""What a digest's statements find, as values, and how their rows become them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlalchemy import RowMapping

from bot.domain.references import Reference
from bot.domain.scoring import Score

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The first of what was found, and how many there are."""

    total: int
    items: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class ToldAction:
    """An action as a line of a digest needs it; `held_on` and `minute` are of the board's decision to drop it."""

    id: int
    ref: str
    summary: str
    board: str
    due_on: date | None
    original_due_on: date | None
    closed_at: datetime | None
    owners: tuple[str, ...]
    held_on: date | None = None
    minute: str = ""


@dataclass(frozen=True, slots=True)
class ToldRisk:
    """A risk as a line of a digest needs it; `before` is its residual score a week ago, where it moved."""

    id: int
    ref: Reference
    summary: str
    workstream: str
    residual: Score | None
    before: Score | None = None


@dataclass(frozen=True, slots=True)
class ToldDecision:
    """A board's decision on a risk: taken off its report, or accepted until `expires_on`."""

    risk: ToldRisk
    board: str
    held_on: date
    minute: str
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class ToldRound:
    """An open round: how many of the reached risks it asked for, how many answered, and which did not."""

    month: str
    due_on: date
    paper_on: date | None
    asked: int
    answered: int
    missing: tuple[Reference, ...]


def total_in(rows: Sequence[RowMapping]) -> int:
    """Return how many there are, as each row says."""
    return int(rows[0]["total"]) if rows else 0


def read_action(row: RowMapping, owners: tuple[str, ...]) -> ToldAction:
    """Return the action in a row."""
    return ToldAction(
        id=row["id"],
        ref=row["ref"],
        summary=row["summary"],
        board=row["board_key"],
        due_on=row["due_on"],
        original_due_on=row["original_due_on"],
        closed_at=row["closed_at"],
        owners=owners,
        held_on=row.get("held_on"),
        minute=row.get("minute") or "",
    )


def read_risk(row: RowMapping) -> ToldRisk:
    """Return the risk in a row."""
    return ToldRisk(
        id=row["id"],
        ref=Reference(row["prefix"], row["number"]),
        summary=row["summary"],
        workstream=row["workstream_key"],
        residual=read_score(row["residual_l"], row["residual_s"]),
        before=read_score(row.get("before_l"), row.get("before_s")),
    )


def read_score(likelihood: int | None, severity: int | None) -> Score | None:
    """Return a score; None while it is not known."""
    return None if likelihood is None or severity is None else Score(likelihood, severity)
