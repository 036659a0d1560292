"""The settings as the rest of the house sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator

from bot.domain.access import HomeRules
from bot.domain.actions.bodies import Bodies
from bot.domain.actions.chasing import ChaseRules
from bot.domain.calendar import WorkingCalendar
from bot.domain.escalation import EscalationRule
from bot.domain.funds import Fund
from bot.domain.proposals.routes import Powers, Route
from bot.domain.reply_links import KEY_MIN
from bot.domain.scoring import Band, BandScale, Shape
from bot.domain.staleness import ReviewIntervals, StaleRules
from bot.domain.tolerance import Tolerance
from bot.settings.actions import ActionsSetting
from bot.settings.calendar import CalendarSetting
from bot.settings.chasing import ChasingSetting
from bot.settings.collection import CollectionSetting
from bot.settings.digest import DigestSetting
from bot.settings.escalation import AlertsSetting, EscalationSetting, ToleranceSetting
from bot.settings.funds import FundSetting
from bot.settings.imports import ImportsSetting
from bot.settings.interests import ConflictsSetting
from bot.settings.mail import LOOPBACK, MailSetting, ReplyAddress
from bot.settings.papers import PapersSetting
from bot.settings.partnership import (
    BoardSetting,
    Frozen,
    GroupSetting,
    InterestSetting,
    Name,
    OrganisationSetting,
    PartnershipSetting,
    PersonSetting,
    WorkstreamSetting,
)
from bot.settings.proposals import ProposalsSetting
from bot.settings.routes import RouteSetting, RoutingSetting, powers_of, routes_of
from bot.settings.webhooks import WebhookSetting
from bot.settings.wording import WordingSetting

_DATABASE_PORT = re.compile(r"postgresql\+psycopg://(?:[^:/]*(?::[^@]*)?@)?(?:\[[^/?]+\]|[^/:?]+)?(?::([^/?]*))?")
_PORT_MAX = 65535


class BandSetting(Frozen):
    """One band: its name, its shape and the score it begins at."""

    name: Name
    shape: str
    lowest: int = Field(ge=1, le=25, alias="from")

    @field_validator("shape")
    @classmethod
    def _known_shape(cls, value: str) -> str:
        if value.upper() not in Shape.__members__:
            raise ValueError(f"use one of {', '.join(name.lower() for name in Shape.__members__)}")
        return value.upper()


class ScoringSetting(Frozen):
    """How a score is written, the words of its steps, and its bands."""

    order: Literal["likelihood_first", "severity_first"] = "likelihood_first"
    likelihood_words: tuple[Name, Name, Name, Name, Name]
    severity_words: tuple[Name, Name, Name, Name, Name]
    bands: tuple[BandSetting, ...]

    @field_validator("bands")
    @classmethod
    def _bands_in_order(cls, value: tuple[BandSetting, ...]) -> tuple[BandSetting, ...]:
        _scale(value)
        return value

    def scale(self) -> BandScale:
        """Return the bands as the domain's value."""
        return _scale(self.bands)


def _scale(bands: Iterable[BandSetting]) -> BandScale:
    return BandScale(tuple(Band(band.name, Shape[band.shape], band.lowest) for band in bands))


class ReviewSetting(Frozen):
    """When the register has gone stale: days within which a risk must be reviewed, by the name of its band, and more.

    `slipping_margin` is in points of a score, above the line to a target.
    """

    days: dict[str, int]
    no_change_months: int = Field(default=3, ge=2, le=24)
    gone_by_days: int = Field(default=14, ge=0, le=366)
    slipping_margin: int = Field(default=2, ge=1, le=24)

    @field_validator("days")
    @classmethod
    def _positive(cls, value: dict[str, int]) -> dict[str, int]:
        if any(days < 1 for days in value.values()):
            raise ValueError("give at least 1 day for each band")
        return value


class DeliverySetting(Frozen):
    """How patiently messages are delivered; seconds of real time."""

    reconcile_wait_seconds: float = Field(default=50, gt=0, le=600)
    lease_seconds: float = Field(default=30, ge=2, le=600)
    search_attempts: int = Field(default=5, ge=1, le=50)
    poll_seconds: float = Field(default=1, gt=0, le=60)
    keep_inbox_days: int = Field(default=30, ge=1)


class Config(Frozen):
    """Everything in `convenor.toml`."""

    partnership: PartnershipSetting
    scoring: ScoringSetting
    review: ReviewSetting
    escalation: tuple[EscalationSetting, ...] = ()
    alerts: AlertsSetting = AlertsSetting()
    tolerance: ToleranceSetting = ToleranceSetting()
    actions: ActionsSetting = ActionsSetting()
    calendar: CalendarSetting = CalendarSetting()
    collection: CollectionSetting = CollectionSetting()
    chasing: ChasingSetting = ChasingSetting()
    delivery: DeliverySetting = DeliverySetting()
    digest: DigestSetting = DigestSetting()
    funds: tuple[FundSetting, ...] = ()
    imports: ImportsSetting = ImportsSetting()
    mail: MailSetting = MailSetting()
    papers: PapersSetting = PapersSetting()
    proposals: ProposalsSetting = ProposalsSetting()
    routes: tuple[RouteSetting, ...] = ()
    routing: RoutingSetting = RoutingSetting()
    webhooks: tuple[WebhookSetting, ...] = ()
    wording: WordingSetting = WordingSetting()
    organisations: tuple[OrganisationSetting, ...] = ()
    people: tuple[PersonSetting, ...] = ()
    groups: tuple[GroupSetting, ...] = ()
    workstreams: tuple[WorkstreamSetting, ...] = Field(min_length=1)
    boards: tuple[BoardSetting, ...] = ()
    interests: tuple[InterestSetting, ...] = ()
    conflicts: ConflictsSetting = ConflictsSetting()

    @property
    def zone(self) -> ZoneInfo:
        """The partnership's time zone."""
        return ZoneInfo(self.partnership.timezone)

    @property
    def working(self) -> WorkingCalendar:
        """The days that are worked."""
        return self.calendar.working()

    @property
    def bands(self) -> BandScale:
        """The partnership's bands."""
        return self.scoring.scale()

    @property
    def intervals(self) -> ReviewIntervals:
        """How often each band is reviewed."""
        return ReviewIntervals(self.review.days)

    @property
    def staleness(self) -> StaleRules:
        """When what the register says has gone stale."""
        review = self.review
        return StaleRules(self.bands, self.intervals, self.zone, review.no_change_months, review.gone_by_days)

    @property
    def rules(self) -> tuple[EscalationRule, ...]:
        """The escalation rules in order."""
        return tuple(rule.rule() for rule in self.escalation)

    @property
    def tolerances(self) -> Tolerance:
        """The highest residual scores that are borne without asking a board."""
        return self.tolerance.scale(self.bands)

    def fund(self, key: str) -> Fund | None:
        """Return the fund of a key, None where there is none."""
        return next((one.fund() for one in self.funds if one.key == key), None)

    @property
    def proposal_routes(self) -> tuple[Route, ...]:
        """The routes of proposals, in their order: the first that fits is taken."""
        return routes_of(self.routes, self.boards)

    @property
    def powers(self) -> Mapping[str, Powers]:
        """What each board decides on, by its key."""
        return powers_of(self.boards)

    @property
    def bodies(self) -> Bodies:
        """The boards by the names under which they set actions."""
        named: dict[str, tuple[str, ...]] = {}
        for board in self.boards:
            name = board.actions_as or board.key
            named[name] = (*named.get(name, ()), board.key)
        return Bodies(named)

    def chase_rules(self, board: str) -> ChaseRules:
        """Return how actions are chased that were set under a board's name, or a workstream's key."""
        keys = self.bodies.boards(board)
        return self.actions.rules(next((one.chase for one in self.boards if one.key in keys), None))

    @property
    def home_rules(self) -> HomeRules:
        """What an unlisted member of the workspace may do."""
        return HomeRules(self.partnership.workspace_reads_public)


class Environment(Frozen):
    """What differs between machines and must not stand in a file: secrets, addresses, places."""

    database_url: str
    data_dir: Path
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    clock_url: str | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    smtp_password: SecretStr | None = None
    link_key: SecretStr | None = None
    old_link_key: SecretStr | None = None
    reply_url: ReplyAddress | None = None
    webhook_secrets: dict[str, SecretStr] = Field(default_factory=dict)
    webhook_urls: dict[str, SecretStr] = Field(default_factory=dict)

    @field_validator("link_key", "old_link_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < KEY_MIN:
            raise ValueError(f"must be at least {KEY_MIN} characters, made by chance; docs/mail.md says how")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("use sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")
        port = _DATABASE_PORT.match(value)
        if port is not None and port[1] is not None and not (port[1].isdecimal() and 0 < int(port[1]) <= _PORT_MAX):
            raise ValueError(
                "has a port that is no number from 1 to 65535; in a password write @ as %40, : as %3A and / as %2F"
            )
        return value

    @field_validator("clock_url")
    @classmethod
    def _clock_on_loopback(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).hostname not in LOOPBACK:
            raise ValueError("business time is taken from this machine only; use an address on 127.0.0.1")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _api_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise ValueError("use https, or an address on 127.0.0.1")
        return value.rstrip("/") + "/"


class Settings(Frozen):
    """The configuration and the environment together, with where the configuration came from."""

    config: Config
    environment: Environment
    config_file: Path
