"""The shape of the partnership in `convenor.toml`: organisations, people, groups, workstreams, boards."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.domain.people import WORKSTREAM_ROLES, Capacity, DecidesIn, Role
from bot.domain.proposals.rules import Closing, Majority, OnNewVersion, WhenTimeRunsOut
from bot.domain.registers.records import InterestType


class Frozen(BaseModel):
    """Base of all settings: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def written_as(pattern: str, rule: str) -> AfterValidator:
    """Return a check that a text has the form of `pattern`; where it has not, `rule` says how it is written."""
    form = re.compile(pattern)

    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise ValueError(rule)
        return value

    return AfterValidator(check)


_USER = r"[UW][A-Z0-9]{2,}"
_ADDRESS = r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+"

Key = Annotated[
    str, written_as(r"[A-Za-z][A-Za-z0-9_-]{0,39}", "must begin with a letter; up to 40 letters, digits, - and _")
]
WorkstreamKey = Annotated[str, written_as(r"[A-Z]{1,6}", "must be one to six capital letters")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Channel = Annotated[str, written_as(r"[CG][A-Z0-9]{2,}", "must be a Slack channel id such as C012AB3CD")]
SlackUser = Annotated[str, written_as(_USER, "must be a Slack user id such as U012AB3CD")]
SlackTeam = Annotated[str, written_as(r"T[A-Z0-9]+", "must be a Slack workspace id such as T012AB3CD")]
Email = Annotated[str, written_as(_ADDRESS, "must be an e-mail address"), StringConstraints(max_length=200)]
AdminName = Annotated[
    str, written_as(f"{_USER}|{_ADDRESS}", "must be an e-mail address or a Slack user id such as U012AB3CD")
]


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ValueError("must be a time zone such as Europe/London") from problem
    return value


Zone = Annotated[str, AfterValidator(_zone)]


class Dated(Frozen):
    """Something that holds from a day until a day, both included; an open end is left out."""

    from_on: date | None = Field(default=None, alias="from")
    until_on: date | None = Field(default=None, alias="until")

    @model_validator(mode="after")
    def _in_order(self) -> Dated:
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise ValueError("`until` is before `from`")
        return self


class OrganisationSetting(Frozen):
    """A statutory partner or another employer."""

    key: Key
    name: Name
    kind: Literal["nhs", "council", "other"]


class RoleSetting(Dated):
    """A role of a person; workstream roles name their workstream."""

    role: Role
    workstream: WorkstreamKey | None = None
    interim: bool = False

    @model_validator(mode="after")
    def _scope(self) -> RoleSetting:
        if (self.role in WORKSTREAM_ROLES) != (self.workstream is not None):
            needs = "needs" if self.role in WORKSTREAM_ROLES else "takes no"
            raise ValueError(f"the role `{self.role}` {needs} workstream")
        return self


class PersonSetting(Dated):
    """A person, found in Slack by id or e-mail; neither means they have no Slack."""

    key: Key
    name: Name
    email: Email | None = None
    slack_id: SlackUser | None = None
    organisation: Key | None = None
    roles: tuple[RoleSetting, ...] = ()


class GroupMemberSetting(Dated):
    """A contact of a group."""

    person: Key


class GroupSetting(Frozen):
    """A group of contacts that can lead a risk together."""

    key: Key
    name: Name
    members: tuple[GroupMemberSetting, ...] = Field(min_length=1)


class WorkstreamSetting(Frozen):
    """A workstream; its key begins the references of its risks."""

    key: WorkstreamKey
    name: Name
    channel: Channel | None = None
    private_channel: Channel | None = None


class BoardMemberSetting(Dated):
    """A seat with a board."""

    person: Key
    organisation: Key | None = None
    capacity: Capacity = Capacity.VOTING


def _days_once(value: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(value)) != len(value):
        raise ValueError("names a day twice")
    return value


ChaseDays = Annotated[tuple[Annotated[int, Field(ge=1, le=60)], ...], AfterValidator(_days_once)]


class BoardChaseSetting(Frozen):
    """How a board has its actions chased, in working days; what it leaves out is the partnership's."""

    before: ChaseDays | None = None
    on_the_day: bool | None = None
    after: ChaseDays | None = None
    director_after: int | None = Field(default=None, ge=1, le=60)
    office_after: int | None = Field(default=None, ge=1, le=60)


class QuorumSetting(Frozen):
    """Who must take part for a board to decide: see `bot.domain.proposals.rules.Quorum`."""

    members: int = Field(default=1, ge=1, le=100)
    of_organisation: dict[Key, Annotated[int, Field(ge=1, le=100)]] = Field(default_factory=dict)
    people: tuple[Key, ...] = ()
    roles: tuple[Role, ...] = ()
    chair: bool = False
    deputies_count: bool = True


class VotingSetting(Frozen):
    """How a board takes part in routes; what it leaves out is as `StageRules` has it, or a step as its board has it."""

    quorum: QuorumSetting | None = None
    majority: Majority | None = None
    casting: bool | None = None
    author_votes: bool | None = None
    reasons_for: tuple[Literal["for", "with_conditions", "against", "abstain"], ...] | None = None
    closing: Closing | None = None
    working_days: int | None = Field(default=None, ge=1, le=250)
    runs_out: WhenTimeRunsOut | None = None
    on_new_version: OnNewVersion | None = None
    notice_days: int | None = Field(default=None, ge=0, le=366)
    call_in_days: int | None = Field(default=None, ge=0, le=60)


class BoardSetting(Frozen):
    """A board with its seats and meeting dates. Level 1 is the lowest.

    Boards that meet in common set actions under one name, `actions_as`; others under their own key. `money_of` are the
    organisations on whose money it decides, empty for all; `decides_for` those on whose aligned money it decides.
    """

    key: Key
    name: Name
    level: int = Field(ge=1, le=9)
    channel: Channel | None = None
    actions_as: Key | None = None
    decides_in: DecidesIn = DecidesIn.MEETING
    papers_due_working_days: int = Field(default=7, ge=0, le=60)
    chase: BoardChaseSetting = BoardChaseSetting()
    money_of: tuple[Key, ...] = ()
    decides_for: tuple[Key, ...] = ()
    voting: VotingSetting = VotingSetting()
    members: tuple[BoardMemberSetting, ...] = ()
    meetings: tuple[date, ...] = ()


class InterestSetting(Frozen):
    """An entry of the register of interests."""

    person: Key
    declared_on: date
    position: Name
    organisation: Name
    nature: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    type: InterestType
    sensitive: bool = False


class PartnershipSetting(Frozen):
    """Who governs together, and the first administrator (an e-mail address or Slack id)."""

    name: Name
    timezone: Zone = "Europe/London"
    first_admin: AdminName
    home_team: SlackTeam | None = None
    office_channel: Channel | None = None
    workspace_reads_public: bool = True
