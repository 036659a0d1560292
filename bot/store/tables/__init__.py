"""The tables. Importing this package registers all of them on one metadata."""

from bot.store.tables.actions import (
    ActionClaimRow,
    ActionDescentRow,
    ActionEntryRow,
    ActionHandoverRow,
    ActionOwnerRow,
    ActionRow,
    ForwardItemRow,
    MinutedActionRow,
)
from bot.store.tables.audit import AuditEventRow, AuditHeadRow
from bot.store.tables.base import metadata
from bot.store.tables.boards import BoardMemberRow, BoardRow, InterestRow, MeetingRow
from bot.store.tables.chasing import AbsenceRow, NudgeMessageRow, NudgeRow, PreferenceRow, SnoozeRow
from bot.store.tables.decisions import (
    ChairsActionRow,
    ComingItemRow,
    ConditionRow,
    DecisionActionRow,
    DecisionRow,
    DelegationRow,
)
from bot.store.tables.delivery import InboxRow, OutboxRow, PostedMessageRow
from bot.store.tables.digests import DigestRow, FollowRow
from bot.store.tables.directory import (
    AccountRow,
    DirectoryVersionRow,
    GroupMemberRow,
    GroupRow,
    OrganisationRow,
    PersonRow,
    RoleRow,
    WorkstreamRow,
)
from bot.store.tables.escalation import AcceptanceRow, AlertBoardRow, AlertRow, EscalationRow, RiskCommentRow
from bot.store.tables.finance import FinanceLineRow
from bot.store.tables.funding import (
    AwardLineRow,
    AwardRow,
    BidRoundRow,
    BidScoreRow,
    FundOverrideRow,
    FundSpendRow,
)
from bot.store.tables.funds import FundLineRow, FundLineYearRow, FundRow
from bot.store.tables.homes import HomeRow
from bot.store.tables.jobs import JobRow, ReceivedFileRow
from bot.store.tables.papers import PaperRow
from bot.store.tables.plans import (
    PlanMilestoneRow,
    PlanOwnerRow,
    PlanPhaseRow,
    PlanRow,
    PlanTaskEntryRow,
    PlanTaskRow,
)
from bot.store.tables.proposals import ProposalPaperRow, ProposalRow, ProposalVersionRow, StageRow
from bot.store.tables.risks import (
    RecordLinkRow,
    RegisterReportRow,
    RiskDetailRow,
    RiskLeadRow,
    RiskReaderRow,
    RiskReviewRow,
    RiskRow,
)
from bot.store.tables.rounds import RoundItemRow, RoundNamesRow, RoundRow
from bot.store.tables.ticks import TickRow
from bot.store.tables.treatment import ControlEntryRow, RiskControlRow, TrajectoryRow
from bot.store.tables.voting import (
    ConflictRow,
    RulingRow,
    SightRow,
    StageWordRow,
    VoteDelegateRow,
    VoteRow,
)

__all__ = [
    "AbsenceRow",
    "AcceptanceRow",
    "AccountRow",
    "ActionClaimRow",
    "ActionDescentRow",
    "ActionEntryRow",
    "ActionHandoverRow",
    "ActionOwnerRow",
    "ActionRow",
    "AlertBoardRow",
    "AlertRow",
    "AuditEventRow",
    "AuditHeadRow",
    "AwardLineRow",
    "AwardRow",
    "BidRoundRow",
    "BidScoreRow",
    "BoardMemberRow",
    "BoardRow",
    "ChairsActionRow",
    "ComingItemRow",
    "ConditionRow",
    "ConflictRow",
    "ControlEntryRow",
    "DecisionActionRow",
    "DecisionRow",
    "DelegationRow",
    "DigestRow",
    "DirectoryVersionRow",
    "EscalationRow",
    "FinanceLineRow",
    "FollowRow",
    "ForwardItemRow",
    "FundLineRow",
    "FundLineYearRow",
    "FundOverrideRow",
    "FundRow",
    "FundSpendRow",
    "GroupMemberRow",
    "GroupRow",
    "HomeRow",
    "InboxRow",
    "InterestRow",
    "JobRow",
    "MeetingRow",
    "MinutedActionRow",
    "NudgeMessageRow",
    "NudgeRow",
    "OrganisationRow",
    "OutboxRow",
    "PaperRow",
    "PersonRow",
    "PlanMilestoneRow",
    "PlanOwnerRow",
    "PlanPhaseRow",
    "PlanRow",
    "PlanTaskEntryRow",
    "PlanTaskRow",
    "PostedMessageRow",
    "PreferenceRow",
    "ProposalPaperRow",
    "ProposalRow",
    "ProposalVersionRow",
    "ReceivedFileRow",
    "RecordLinkRow",
    "RegisterReportRow",
    "RiskCommentRow",
    "RiskControlRow",
    "RiskDetailRow",
    "RiskLeadRow",
    "RiskReaderRow",
    "RiskReviewRow",
    "RiskRow",
    "RoleRow",
    "RoundItemRow",
    "RoundNamesRow",
    "RoundRow",
    "RulingRow",
    "SightRow",
    "SnoozeRow",
    "StageRow",
    "StageWordRow",
    "TickRow",
    "TrajectoryRow",
    "VoteDelegateRow",
    "VoteRow",
    "WorkstreamRow",
    "metadata",
]
