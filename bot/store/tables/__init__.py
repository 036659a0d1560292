"""The tables. Importing this package registers all of them on one metadata."""

from bot.store.tables.actions import ActionEntryRow, ActionOwnerRow, ActionRow
from bot.store.tables.audit import AuditEventRow, AuditHeadRow
from bot.store.tables.base import metadata
from bot.store.tables.boards import BoardMemberRow, BoardRow, InterestRow, MeetingRow
from bot.store.tables.chasing import AbsenceRow, NudgeMessageRow, NudgeRow, PreferenceRow, SnoozeRow
from bot.store.tables.delivery import InboxRow, OutboxRow, PostedMessageRow
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
from bot.store.tables.funds import FundLineRow, FundLineYearRow, FundRow
from bot.store.tables.jobs import JobRow, ReceivedFileRow
from bot.store.tables.papers import PaperRow
from bot.store.tables.plans import PlanMilestoneRow, PlanOwnerRow, PlanRow, PlanTaskRow
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

__all__ = [
    "AbsenceRow",
    "AcceptanceRow",
    "AccountRow",
    "ActionEntryRow",
    "ActionOwnerRow",
    "ActionRow",
    "AlertBoardRow",
    "AlertRow",
    "AuditEventRow",
    "AuditHeadRow",
    "BoardMemberRow",
    "BoardRow",
    "ControlEntryRow",
    "DirectoryVersionRow",
    "EscalationRow",
    "FinanceLineRow",
    "FundLineRow",
    "FundLineYearRow",
    "FundRow",
    "GroupMemberRow",
    "GroupRow",
    "InboxRow",
    "InterestRow",
    "JobRow",
    "MeetingRow",
    "NudgeMessageRow",
    "NudgeRow",
    "OrganisationRow",
    "OutboxRow",
    "PaperRow",
    "PersonRow",
    "PlanMilestoneRow",
    "PlanOwnerRow",
    "PlanRow",
    "PlanTaskRow",
    "PostedMessageRow",
    "PreferenceRow",
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
    "SnoozeRow",
    "TickRow",
    "TrajectoryRow",
    "WorkstreamRow",
    "metadata",
]
