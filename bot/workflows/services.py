"""What every use case is handed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.clock import Clock, today_in
from bot.domain.directory import Directory
from bot.domain.reply_links import ReplyLinks
from bot.settings import Config
from bot.store.unit_of_work import Store
from bot.views.presentation import Presentation


@dataclass(frozen=True, slots=True)
class Services:
    """The store, the configuration and the clock; `home_team` is the partnership's own Slack team.

    `links` makes and reads reply links, None where there are none.
    """

    store: Store
    config: Config
    clock: Clock
    home_team: str
    links: ReplyLinks | None = None

    def today(self, now: datetime) -> date:
        """Return the partnership's calendar day of `now`."""
        return today_in(self.config.zone, now)

    def presentation(self, directory: Directory, now: datetime) -> Presentation:
        """Return how records are said, as of `now`."""
        scoring = self.config.scoring
        return Presentation(
            bands=self.config.bands,
            intervals=self.config.intervals,
            zone=self.config.zone,
            today=self.today(now),
            workstreams={w.key: w.name for w in directory.workstreams.values()},
            boards={b.key: b.name for b in directory.boards.values()},
            likelihood_words=scoring.likelihood_words,
            severity_words=scoring.severity_words,
            slipping_margin=self.config.review.slipping_margin,
        )
