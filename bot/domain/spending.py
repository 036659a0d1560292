"""Money drawn down or spent of a fund, and a finance officer's word that more may be given than there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

DRAWDOWN, ACTUAL = "drawdown", "actual"
"""Kinds of spend: taken out of the fund, and paid."""


@dataclass(frozen=True, slots=True)
class Spend:
    """Money drawn down or spent. A correction has the opposite sign."""

    id: int
    fund: str
    proposal_id: int | None
    kind: str
    year: int
    pence: int
    spent_on: date
    words: str
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Override:
    """A finance officer's word that a fund may be overdrawn by so much, for one version of one proposal."""

    fund: str
    proposal_id: int
    considered: int
    over_pence: int
    reason: str
    officer_id: int
    officer: str
    at: datetime
