"""The tables. Importing this package registers all of them on one metadata."""

from bot.store.tables.actions import ActionEntryRow, ActionOwnerRow, ActionRow
from bot.store.tables.audit import AuditEventRow, AuditHeadRow
from bot.store.tables.base import metadata
from bot.store.tables.boards import BoardMemberRow, BoardRow, InterestRow, MeetingRow
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
from bot.store.tables.finance import FinanceLineRow
from bot.store.tables.funds import FundLineRow, FundLineYearRow, FundRow
from bot.store.tables.jobs import JobRow, ReceivedFileRow
from bot.store.tables.plans import PlanMilestoneRow, PlanOwnerRow, PlanRow, PlanTaskRow
from bot.store.tables.risks import RecordLinkRow, RegisterReportRow, RiskLeadRow, RiskReaderRow, RiskReviewRow, RiskRow
from bot.store.tables.ticks import TickRow

__all__ = [
    "AccountRow",
    "ActionEntryRow",
    "ActionOwnerRow",
    "ActionRow",
    "AuditEventRow",
    "AuditHeadRow",
    "BoardMemberRow",
    "BoardRow",
    "DirectoryVersionRow",
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
    "OrganisationRow",
    "OutboxRow",
    "PersonRow",
    "PlanMilestoneRow",
    "PlanOwnerRow",
    "PlanRow",
    "PlanTaskRow",
    "PostedMessageRow",
    "ReceivedFileRow",
    "RecordLinkRow",
    "RegisterReportRow",
    "RiskLeadRow",
    "RiskReaderRow",
    "RiskReviewRow",
    "RiskRow",
    "RoleRow",
    "TickRow",
    "WorkstreamRow",
    "metadata",
]
