"""What a transaction reads and writes by: a repository for each subject, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.domain.escalation import EscalationRule
from bot.domain.registers.naming import Names
from bot.store.repositories.acceptances import Acceptances
from bot.store.repositories.actions import Actions
from bot.store.repositories.alerts import Alerts
from bot.store.repositories.asked_days import AskedDays
from bot.store.repositories.bids import Bids
from bot.store.repositories.chased_actions import ChasedActions
from bot.store.repositories.claims import Claims
from bot.store.repositories.conditions import Coming, Conditions
from bot.store.repositories.conflicts import Conflicts
from bot.store.repositories.decisions import Decisions
from bot.store.repositories.descents import Descents
from bot.store.repositories.digests import Digests
from bot.store.repositories.directory import DirectoryCache, People
from bot.store.repositories.escalations import Escalations
from bot.store.repositories.follows import Follows
from bot.store.repositories.funds import Funds
from bot.store.repositories.handovers import Handovers
from bot.store.repositories.hearing import Hearing
from bot.store.repositories.homes import Homes
from bot.store.repositories.interests import Interests
from bot.store.repositories.jobs import Jobs
from bot.store.repositories.minutes import Minutes
from bot.store.repositories.nudges import Nudges
from bot.store.repositories.papers import Papers
from bot.store.repositories.plans import Plans
from bot.store.repositories.proposal_papers import ProposalPapers
from bot.store.repositories.proposals import Proposals
from bot.store.repositories.received import ReceivedFiles
from bot.store.repositories.registers.everything import Registers
from bot.store.repositories.registers.finance import FinanceTracker
from bot.store.repositories.risks import Risks
from bot.store.repositories.rounds import Rounds
from bot.store.repositories.stage_words import StageWords
from bot.store.repositories.stages import Stages
from bot.store.repositories.ticks import Ticks
from bot.store.repositories.treatment import Treatments
from bot.store.repositories.votes import Votes


@dataclass(frozen=True, slots=True)
class Shared:
    """What all units of one store share: the kept directory, which boards hear of a risk, the partnership's zone."""

    directories: DirectoryCache
    rules: Sequence[EscalationRule]
    zone: ZoneInfo


class Catalogue:
    """The repositories of one transaction.

    Args:
        connection: of the transaction.
        shared: what all transactions of the store share.
        now: the business time of the request.
    """

    def __init__(self, connection: Connection, shared: Shared, now: datetime) -> None:
        self._connection = connection
        self._shared = shared
        self.now = now

    @cached_property
    def risks(self) -> Risks:
        """The risk register."""
        return Risks(self._connection, self._shared.rules, self.now, self._shared.zone)

    @cached_property
    def actions(self) -> Actions:
        """The action tracker."""
        return Actions(self._connection)

    @cached_property
    def handovers(self) -> Handovers:
        """Who is asked to take which action over."""
        return Handovers(self._connection)

    @cached_property
    def claims(self) -> Claims:
        """Which actions are said to be done by others than their owners."""
        return Claims(self._connection)

    @cached_property
    def descents(self) -> Descents:
        """Which actions came out of which."""
        return Descents(self._connection)

    @cached_property
    def plans(self) -> Plans:
        """Plans of tasks."""
        return Plans(self._connection)

    @cached_property
    def minutes(self) -> Minutes:
        """What minutes and forward plans say."""
        return Minutes(self._connection)

    @cached_property
    def proposals(self) -> Proposals:
        """Proposals with their submitted versions."""
        return Proposals(self._connection)

    @cached_property
    def proposal_papers(self) -> ProposalPapers:
        """Files and links that go with proposals."""
        return ProposalPapers(self._connection)

    @cached_property
    def stages(self) -> Stages:
        """The stages of proposals' routes."""
        return Stages(self._connection)

    @cached_property
    def votes(self) -> Votes:
        """Votes on stages, and who votes for whom."""
        return Votes(self._connection)

    @cached_property
    def words(self) -> StageWords:
        """What people said on stages."""
        return StageWords(self._connection)

    @cached_property
    def decisions(self) -> Decisions:
        """What boards decided."""
        return Decisions(self._connection)

    @cached_property
    def conditions(self) -> Conditions:
        """Conditions of decisions, and what was left to other boards."""
        return Conditions(self._connection)

    @cached_property
    def coming(self) -> Coming:
        """What is coming to boards."""
        return Coming(self._connection, self.now)

    @cached_property
    def interests(self) -> Interests:
        """The register of interests."""
        return Interests(self._connection)

    @cached_property
    def conflicts(self) -> Conflicts:
        """Interests in what lies before boards, the rulings on them, and who saw what."""
        return Conflicts(self._connection)

    @cached_property
    def funds(self) -> Funds:
        """What funds gave, and what was spent of it."""
        return Funds(self._connection)

    @cached_property
    def bids(self) -> Bids:
        """Rounds of bids."""
        return Bids(self._connection)

    @cached_property
    def people(self) -> People:
        """People, groups, workstreams, boards and accounts."""
        return People(self._connection, self._shared.directories)

    @cached_property
    def escalations(self) -> Escalations:
        """Which boards have which risks on their reports."""
        return Escalations(self._connection)

    @cached_property
    def alerts(self) -> Alerts:
        """Crossings that boards asked to hear of at once, and what people said of risks."""
        return Alerts(self._connection)

    @cached_property
    def acceptances(self) -> Acceptances:
        """Risks that boards have accepted above tolerance."""
        return Acceptances(self._connection)

    def registers(self, zone: ZoneInfo, names: Names) -> Registers:
        """Return the registers whole, with days told in `zone` and people named by `names`."""
        return Registers(self._connection, self.risks, zone, names)

    @cached_property
    def rounds(self) -> Rounds:
        """The monthly rounds of updates."""
        return Rounds(self._connection)

    @cached_property
    def finance(self) -> FinanceTracker:
        """The finance trackers, line by line."""
        return FinanceTracker(self._connection)

    @cached_property
    def nudges(self) -> Nudges:
        """Reminders and the messages they were said in."""
        return Nudges(self._connection)

    @cached_property
    def asked_days(self) -> AskedDays:
        """On which days people were asked, and are next."""
        return AskedDays(self._connection)

    @cached_property
    def chased_actions(self) -> ChasedActions:
        """Actions as they are to be chased."""
        return ChasedActions(self._connection)

    @cached_property
    def hearing(self) -> Hearing:
        """When people may be disturbed."""
        return Hearing(self._connection)

    @cached_property
    def follows(self) -> Follows:
        """What people follow."""
        return Follows(self._connection)

    @cached_property
    def homes(self) -> Homes:
        """Whose Home has been opened."""
        return Homes(self._connection)

    @cached_property
    def digests(self) -> Digests:
        """Weekly digests, and what they tell."""
        return Digests(self._connection)

    @cached_property
    def treatment(self) -> Treatments:
        """Target dates, controls and linked actions."""
        return Treatments(self._connection)

    @cached_property
    def ticks(self) -> Ticks:
        """When scheduled workflows last ran."""
        return Ticks(self._connection)

    @cached_property
    def jobs(self) -> Jobs:
        """Work that outlasts a request."""
        return Jobs(self._connection)

    @cached_property
    def received(self) -> ReceivedFiles:
        """Files that people dropped."""
        return ReceivedFiles(self._connection)

    @cached_property
    def papers(self) -> Papers:
        """Papers that were made for boards, and the reports they compare with."""
        return Papers(self._connection)
