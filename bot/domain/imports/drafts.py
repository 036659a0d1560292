"""What a register's rows say, one draft a row, with the questions that are left open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bot.domain.references import Reference
from bot.domain.risks import RiskStatus, Visibility
from bot.domain.scoring import Measure, Score


class RegisterKind(StrEnum):
    """Which register a file holds; the word is also the command's."""

    RISKS = "risks"
    ACTIONS = "actions"
    PLAN = "plan"
    COSTS = "costs"
    FINANCE = "finance"
    INTERESTS = "interests"
    MINUTES = "minutes"
    FORWARD_PLAN = "forward-plan"


KIND_WORDS: Mapping[RegisterKind, str] = {
    RegisterKind.RISKS: "a risk register",
    RegisterKind.ACTIONS: "an action tracker",
    RegisterKind.PLAN: "an action plan",
    RegisterKind.COSTS: "a table of costs",
    RegisterKind.FINANCE: "a financial risk tracker",
    RegisterKind.INTERESTS: "a register of interests",
    RegisterKind.MINUTES: "the actions of minutes",
    RegisterKind.FORWARD_PLAN: "a forward plan",
}
"""What people call a file of each kind."""


class Recurrence(StrEnum):
    """Whether money is asked every year or once."""

    RECURRENT = "recurrent"
    NON_RECURRENT = "non_recurrent"


class FinanceSection(StrEnum):
    """Which half of a finance tracker a line stands in."""

    RISK = "risk"
    OPPORTUNITY = "opportunity"


class MoneyUnit(StrEnum):
    """The unit a column of money was printed in. Drafts hold pence whichever it was."""

    POUNDS = "pounds"
    THOUSANDS = "thousands"


@dataclass(frozen=True, slots=True)
class Question:
    """A value that was left unset, or stands in doubt.

    Args:
        field: the draft's field, such as `due_on` or `inherent`.
        written: what the cell says, cut to 80 characters.
        reason: one plain sentence on why it was not taken.
    """

    field: str
    written: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot become a record; `written` is its reference or first words, as they stand."""

    row: int
    written: str
    reason: str


class TotalBasis(StrEnum):
    """What a printed total is compared with, in words that go on with an amount."""

    LINES = "its lines come to"
    YEARS = "its years come to"
    QUANTITY = "quantity times rate comes to"
    PROBABILITY = "full value times probability comes to"


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """A printed total that is not what it should be by `basis`; amounts in pence.

    `row` is the sheet's row that prints the total.
    """

    row: int
    label: str
    column: str
    printed: int
    reckoned: int
    basis: TotalBasis = TotalBasis.LINES


@dataclass(frozen=True, slots=True)
class PrintedScore:
    """A score as the register prints it, in the cells' words."""

    measure: Measure
    written: str


@dataclass(frozen=True, slots=True)
class RiskDraft:
    """A row of a risk register.

    `workstream`, `organisation` and `leads` are names or keys as written; where `workstream` is empty, the reference's
    letters may name one. Scores are None where the register has none.
    `summary` is cause, event and effect joined where the register has no column of its own for it.
    `reported_direction` is the register's own word or arrow, empty when blank, which is unknown.
    """

    row: int
    ref: Reference
    workstream: str = ""
    project: str = ""
    summary: str = ""
    cause: str = ""
    event: str = ""
    effect: str = ""
    category: str = ""
    response: str = ""
    organisation: str = ""
    sits_with: str = ""
    visibility: Visibility | None = None
    status: RiskStatus | None = None
    leads: tuple[str, ...] = ()
    inherent: Score | None = None
    residual: Score | None = None
    target: Score | None = None
    previous_residual: Score | None = None
    printed: tuple[PrintedScore, ...] = ()
    reported_direction: str = ""
    mitigation: str = ""
    update: str = ""
    raised_on: date | None = None
    updated_on: date | None = None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """A row of an action tracker.

    `is_open` is None when the status is blank or in words that are neither; `status` keeps them. `original_due_on` is
    set only where the tracker prints a revised date beside the first one, and `due_on` is then the revised one.
    """

    row: int
    ref: str
    action: str = ""
    owners: tuple[str, ...] = ()
    board: str = ""
    assigned_on: date | None = None
    due_on: date | None = None
    original_due_on: date | None = None
    status: str = ""
    is_open: bool | None = None
    update: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanTaskDraft:
    """A task of a joint action plan or of a programme plan. `status` is in its own words.

    A milestone is a line of words with its days, as `bot.domain.plans.milestones` writes it.

    `plan` is the plan's name, from a column or else the title above the table. `number` is as printed (`3`, `3.1`,
    `B2`). `stated_days` is the printed number of days between `agreed_on` and `due_on`.
    """

    row: int
    number: str
    plan: str = ""
    phase: str = ""
    task: str = ""
    milestones: tuple[str, ...] = ()
    status: str = ""
    update: str = ""
    workstream: str = ""
    owners: tuple[str, ...] = ()
    agreed_on: date | None = None
    due_on: date | None = None
    stated_days: int | None = None
    reporting_month: str = ""
    project: str = ""
    original_due_on: date | None = None
    closed_on: date | None = None
    phase_from_on: date | None = None
    phase_until_on: date | None = None
    phase_lead: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class YearAmount:
    """The money of one financial year. `year` is the one it begins in; `pence` None where only `TBC` is written.

    `recurrence` is set only where a year has columns of its own for recurrent and non-recurrent money.
    """

    year: int
    pence: int | None
    is_up_to: bool = False
    is_tbc: bool = False
    recurrence: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class CostLineDraft:
    """A line of a cost breakdown, in pence.

    `quantity`, `unit`, `periods`, `period` and `rate_pence` are those of `5 beds x 26 weeks x 800`. `is_up_to` and
    `is_tbc` tell of the line as a whole; `stated_total_pence` is the printed total of the line, right or wrong.
    """

    row: int
    line: str
    fund: str = ""
    section: str = ""
    workstream: str = ""
    years: tuple[YearAmount, ...] = ()
    recurrence: Recurrence | None = None
    quantity: Decimal | None = None
    unit: str = ""
    periods: Decimal | None = None
    period: str = ""
    rate_pence: int | None = None
    is_up_to: bool = False
    is_tbc: bool = False
    stated_total_pence: int | None = None
    note: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class FinanceLineDraft:
    """A line of a financial risk tracker, in pence, signs as printed; `section` and `number` together name it.

    `probability` is a fraction of one (1/8 for 12.5%), None where blank or to be confirmed. `unit` is what the amounts
    were printed in. `to_be_confirmed` names the fields in which `TBC` is written, `risk_refs` the risks of the register
    that the line is the money of.
    """

    row: int
    section: FinanceSection
    number: str
    title: str = ""
    partner: str = ""
    full_value_pence: int | None = None
    probability: Fraction | None = None
    adjusted_pence: int | None = None
    adjusted_recurrent_pence: int | None = None
    adjusted_non_recurrent_pence: int | None = None
    unit: MoneyUnit = MoneyUnit.POUNDS
    to_be_confirmed: tuple[str, ...] = ()
    narrative: str = ""
    risk_refs: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class InterestDraft:
    """A declared interest. `type` is in the register's own words; `is_sensitive` is None where it does not say."""

    row: int
    person: str
    declared_on: date | None = None
    position: str = ""
    organisation: str = ""
    nature: str = ""
    type: str = ""
    is_sensitive: bool | None = None
    until_on: date | None = None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutedDraft:
    """An action as minutes have it. `board` and the meeting may be missing where the file does not name them."""

    row: int
    board: str = ""
    held_on: date | None = None
    paragraph: str = ""
    ref: str = ""
    action: str = ""
    owners: str = ""
    due_on: date | None = None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class ForwardDraft:
    """An item of a forward plan; without a meeting it is unscheduled."""

    row: int
    board: str = ""
    held_on: date | None = None
    title: str = ""
    lead: str = ""
    ref: str = ""
    questions: tuple[Question, ...] = ()


Draft = (
    RiskDraft
    | ActionDraft
    | PlanTaskDraft
    | CostLineDraft
    | FinanceLineDraft
    | InterestDraft
    | MinutedDraft
    | ForwardDraft
)
