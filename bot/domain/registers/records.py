"""One value per record of each register, complete: what an export writes is what an import can restore.

People, groups and boards stand as words that name them: a name where it names one alone, else a key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from bot.domain.imports.drafts import FinanceSection, MoneyUnit, Recurrence
from bot.domain.registers.keys import LATER, Key
from bot.domain.registers.plan_records import ForwardRecord, MinutedRecord, PlanTaskRecord
from bot.domain.risks import ReviewKind, RiskStatus, Visibility
from bot.domain.scoring import Score

InterestType: TypeAlias = Literal["pecuniary", "professional_financial", "non_pecuniary", "indirect"]
INTEREST_TYPES: tuple[str, ...] = get_args(InterestType)
"""The kinds of interests; an imported one may be in a register's own words."""


class ActionStatus(StrEnum):
    """Whether an action is still to be done."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A report of the register to a board: the instant of its position, and the day the board had it, if known."""

    board: str
    position_at: datetime
    made_on: date | None

    def __str__(self) -> str:
        """Return it as a record keeps it, such as `TB 2018-11-01T08:30:00+00:00 2018-11-16`."""
        made_on = f" {self.made_on.isoformat()}" if self.made_on else ""
        return f"{self.board} {self.position_at.astimezone(UTC).isoformat()}{made_on}"

    @staticmethod
    def read(written: str) -> ReportRecord | None:
        """Return the report that was written; None when it is none, or its instant has no zone."""
        board, _, last = written.rpartition(" ")
        made_on = None
        try:
            if len(last) == len("2018-11-16"):
                made_on = date.fromisoformat(last)
                board, _, last = board.rpartition(" ")
            position_at = datetime.fromisoformat(last)
        except ValueError:
            return None
        return ReportRecord(board, position_at, made_on) if board and position_at.tzinfo else None


@dataclass(frozen=True, slots=True)
class RiskEntry:
    """One entry of a risk's history. `author_key` is the person's key, empty for somebody who is not a person."""

    version: int
    kind: ReviewKind
    at: datetime
    author: str
    author_key: str
    inherent: Score | None
    residual: Score | None
    target: Score | None
    mitigation: str
    update: str
    reported_direction: str
    is_imported: bool
    is_no_change: bool = field(default=False, metadata={LATER: True})


@dataclass(frozen=True, slots=True)
class RiskRecord:
    """A risk. `links` are `KIND REFERENCE`; `reports` are those it could have been on.

    A report is `BOARD INSTANT` of its position, and the day its board had it where that is known.
    """

    ref: str
    workstream: str
    project: str
    summary: str
    cause: str
    event: str
    effect: str
    category: str
    leads: tuple[str, ...]
    inherent: Score | None
    residual: Score | None
    target: Score | None
    printed_inherent: str
    printed_residual: str
    printed_target: str
    reported_direction: str
    mitigation: str
    update: str
    response: str
    organisation: str
    sits_with: str
    visibility: Visibility
    status: RiskStatus
    raised_on: date
    updated_on: date
    readers: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    history: tuple[RiskEntry, ...] = ()

    @property
    def key(self) -> Key:
        """Its reference."""
        return (self.ref,)

    @property
    def label(self) -> str:
        """Its reference."""
        return self.ref


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """One entry of an action's history."""

    version: int
    at: datetime
    author: str
    author_key: str
    status: ActionStatus
    status_words: str
    due_on: date | None
    update: str
    kind: str = field(default="", metadata={LATER: True})
    held_on: date | None = field(default=None, metadata={LATER: True})
    minute: str = field(default="", metadata={LATER: True})
    visibility: Visibility = field(default=Visibility.PUBLIC, metadata={LATER: True})


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """An action. `status_words` are the register's own, where they say more than open or closed.

    `source` is out of what it came: its kind and its name, such as `risk PC11` or `meeting 2018-10-11`.
    """

    ref: str
    action: str
    owners: tuple[str, ...]
    board: str
    assigned_on: date | None
    due_on: date | None
    original_due_on: date | None
    status: ActionStatus
    status_words: str
    update: str
    closed_at: datetime | None = None
    outcome: str = field(default="", metadata={LATER: True})
    workstream: str = field(default="", metadata={LATER: True})
    visibility: Visibility = field(default=Visibility.PUBLIC, metadata={LATER: True})
    source: str = field(default="", metadata={LATER: True})
    minute: str = field(default="", metadata={LATER: True})
    recurrence: str = field(default="", metadata={LATER: True})
    message_link: str = field(default="", metadata={LATER: True})
    history: tuple[ActionEntry, ...] = ()

    @property
    def key(self) -> Key:
        """Its reference."""
        return (self.ref,)

    @property
    def label(self) -> str:
        """Its reference."""
        return self.ref


@dataclass(frozen=True, slots=True)
class CostYear:
    """The money of one financial year; `year` is the one it begins in.

    `recurrence` is set where the year's recurrent and non-recurrent money stand apart.
    """

    year: int
    pence: int | None
    is_up_to: bool
    is_tbc: bool
    recurrence: Recurrence | None = None

    @property
    def key(self) -> tuple[int, str]:
        """What tells it from the line's other years; also their order."""
        return (self.year, self.recurrence.value if self.recurrence else "")


@dataclass(frozen=True, slots=True)
class CostLineRecord:
    """A line of costs, with the fund it is asked of where there is one."""

    fund: str
    fund_name: str
    envelope_pence: int | None
    workstream: str
    section: str
    line: str
    years: tuple[CostYear, ...]
    stated_total_pence: int | None
    recurrence: Recurrence | None
    quantity: Decimal | None
    unit: str
    periods: Decimal | None
    period: str
    rate_pence: int | None
    is_up_to: bool
    is_tbc: bool
    note: str

    @property
    def key(self) -> Key:
        """Its fund, workstream, section and words."""
        return (self.fund, self.workstream, self.section, self.line)

    @property
    def label(self) -> str:
        """Its words, with what it belongs to."""
        return " · ".join(part for part in self.key if part)


@dataclass(frozen=True, slots=True)
class FinanceLineRecord:
    """A line of a partner's finance tracker, as stated. `risk_refs` name the risks that it is the money of."""

    partner: str
    section: FinanceSection
    number: str
    title: str
    narrative: str
    full_value_pence: int | None
    probability: Fraction | None
    adjusted_pence: int | None
    adjusted_recurrent_pence: int | None
    adjusted_non_recurrent_pence: int | None
    unit: MoneyUnit
    to_be_confirmed: tuple[str, ...]
    risk_refs: tuple[str, ...] = field(default=(), metadata={LATER: True})

    @property
    def key(self) -> Key:
        """Its partner, section and number: a number may stand in both sections."""
        return (self.partner, self.section.value, self.number)

    @property
    def label(self) -> str:
        """Its section and number, with the partner."""
        return " ".join(part for part in (self.partner, self.section.value, self.number) if part)


@dataclass(frozen=True, slots=True)
class InterestRecord:
    """A declared interest of a person; it holds through `until_on`, None for no end."""

    person: str
    declared_on: date | None
    position: str
    organisation: str
    nature: str
    type: str
    is_sensitive: bool
    until_on: date | None = field(default=None, metadata={LATER: True})

    @property
    def key(self) -> Key:
        """Whose it is, when it was declared, and what."""
        day = self.declared_on.isoformat() if self.declared_on else ""
        return (self.person, day, self.position, self.organisation)

    @property
    def label(self) -> str:
        """Whose it is, and what."""
        return " · ".join(part for part in (self.person, self.position, self.organisation) if part)


Record: TypeAlias = (
    RiskRecord
    | ActionRecord
    | PlanTaskRecord
    | CostLineRecord
    | FinanceLineRecord
    | InterestRecord
    | MinutedRecord
    | ForwardRecord
)
