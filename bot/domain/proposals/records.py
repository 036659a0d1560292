"""A proposal, the stages of its route, and the words for what boards are asked and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.people import DecidesIn
from bot.domain.proposals.rules import StageRules
from bot.domain.risks import Visibility


class ProposalState(StrEnum):
    """How far a proposal is. A draft has never been submitted; one that ended is decided, rejected or withdrawn."""

    DRAFT = "draft"
    UNDER_WAY = "under_way"
    DECIDED = "decided"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Ask(StrEnum):
    """What a board is asked to do with a proposal or one of its recommendations."""

    NOTE = "note"
    CONSIDER = "consider"
    ENDORSE = "endorse"
    RECOMMEND = "recommend"
    APPROVE = "approve"


LOOKS = frozenset({Ask.NOTE, Ask.CONSIDER})
"""What a board is asked where it only looks: there is nothing to vote against and no condition to set."""


class StageState(StrEnum):
    """Where a stage of a route is.

    Attributes:
        COMING: an earlier step is not over yet.
        OPEN: it lies before the board.
        RETURNED: the board referred it back; its author's answer is awaited.
        DEFERRED: the board put it off to a date.
        CLOSED: the board has answered; see the outcome.
        CALLED_OFF: it will not be asked: the proposal ended before.
    """

    COMING = "coming"
    OPEN = "open"
    RETURNED = "returned"
    DEFERRED = "deferred"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


BEFORE_A_BOARD = frozenset({StageState.OPEN, StageState.RETURNED, StageState.DEFERRED})
"""States of a stage that was opened and is not over."""


class Outcome(StrEnum):
    """What a board's answer came to. Referred back and deferred leave the stage to be asked again."""

    NONE = ""
    APPROVED = "approved"
    IN_PART = "in_part"
    CONDITIONAL = "conditional"
    RECOMMENDED = "recommended"
    ENDORSED = "endorsed"
    CONSIDERED = "considered"
    NOTED = "noted"
    REFERRED_BACK = "referred_back"
    DEFERRED = "deferred"
    REJECTED = "rejected"


PASSING = frozenset(
    {
        Outcome.APPROVED,
        Outcome.IN_PART,
        Outcome.CONDITIONAL,
        Outcome.RECOMMENDED,
        Outcome.ENDORSED,
        Outcome.CONSIDERED,
        Outcome.NOTED,
    }
)
"""Outcomes after which the route goes on."""


GRANTING = frozenset({Outcome.APPROVED, Outcome.IN_PART, Outcome.CONDITIONAL})
"""Outcomes with which a board that is asked to approve gives what was asked, or some of it."""


class Choice(StrEnum):
    """What a member votes. With conditions counts as for, and its conditions become the decision's."""

    FOR = "for"
    WITH_CONDITIONS = "with_conditions"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Ruling(StrEnum):
    """What an interest comes to for one item: it is noted, its holder speaks without a vote, or leaves."""

    NOTE = "note"
    SPEAK = "speak"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why a proposal is kept out of public papers: the ground in law, the reason, and until when."""

    ground: str
    reason: str
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands.

    Attributes:
        ref: such as `P-7`.
        fund: key of the fund that is asked, empty for none.
        kind: of the configured kinds, such as `scheme`.
        organisation: key of the sponsoring organisation, empty for none.
        author_id, sponsor_id: ids of people.
        version: of the record, which every change raises; a form carries the one it was opened with.
        submitted: number of the latest submitted version, 0 while there is none.
        has_draft: whether there are changes that were not submitted yet.
        asked_pence: what the latest submitted version asks for, None where it asks for no money or none can be said.
        starts_on: when the latest submitted version wants to start.
        round_id: id of the bidding round it is a bid in.
        former_sponsors: ids of who sponsored an earlier version of it: who once did stays out of deciding on it.
    """

    id: int
    ref: str
    title: str
    fund: str
    kind: str
    workstream: str
    organisation: str
    author_id: int
    sponsor_id: int | None
    visibility: Visibility
    exemption: Exemption | None
    state: ProposalState
    version: int
    submitted: int
    has_draft: bool
    asked_pence: int | None
    starts_on: date | None
    round_id: int | None
    made_at: datetime
    submitted_at: datetime | None
    ended_at: datetime | None
    former_sponsors: tuple[int, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether its route has ended, one way or another."""
        return self.state in (ProposalState.DECIDED, ProposalState.REJECTED, ProposalState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Stage:
    """One board's turn in a proposal's route. Its rules were fixed when the proposal was submitted.

    Attributes:
        step: stages of one step lie before their boards side by side; the next step waits for all of them.
        position: counts through the route from 1.
        ask: what the board is asked.
        decides_in: where it decides: in the thread, or at a meeting.
        sitting: counts how often it was put before the board: raised when it comes back from its author or a deferral.
        considers: number of the submitted version before the board.
        due_on: the last day to answer; None before it opens and where there is none.
        meets_on: the meeting at which it is to be decided, where the board decides at meetings and one is planned.
        deferred_until: the day to which it was put off.
        effective_on: when what was decided takes effect, after notice and call-in.
        revision: counts everything that changes what its card shows.
        rules: how the board takes part.
        run: counts the routes the proposal took: a rejected one that comes again takes another.
        route: key of the configured route it was made from.
        words: what the board said when it last answered.
        ran_out_on: the day on which it was found that time had run out, in this sitting.
        decided_on: the day of its board's answer, which may be written down later.
        noticed_on: the day on which public notice began of the version before its board.
    """

    id: int
    proposal_id: int
    step: int
    position: int
    board: str
    ask: Ask
    decides_in: DecidesIn
    state: StageState
    outcome: Outcome
    sitting: int
    considers: int
    opened_at: datetime | None
    due_on: date | None
    meets_on: date | None
    deferred_until: date | None
    closed_at: datetime | None
    effective_on: date | None
    revision: int
    rules: StageRules
    run: int = 1
    route: str = ""
    words: str = ""
    ran_out_on: date | None = None
    decided_on: date | None = None
    noticed_on: date | None = None

    @property
    def is_before_board(self) -> bool:
        """Whether it was opened and is not over."""
        return self.state in BEFORE_A_BOARD
