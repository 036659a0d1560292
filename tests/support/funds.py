"""Funds without Slack: proposals ask them for money, and what is given and spent is looked into."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from bot.clock import ManualClock
from bot.domain.funds import AwardState, MoneyLine, money_lines
from bot.domain.proposals.content import Content, CostLine, YearAmount
from bot.domain.proposals.records import Proposal, ProposalState
from bot.domain.risks import Visibility
from bot.settings import Config, load_config
from bot.settings.funds import FundSetting
from bot.store.engines import Engines, open_engines
from bot.store.unit_of_work import Store, Unit
from bot.workflows.funds.awarding import award
from bot.workflows.funds.positions import asked_lines
from bot.workflows.identify import Identity
from bot.workflows.load_partnership import load_partnership
from bot.workflows.risk_change import Request
from bot.workflows.services import Services
from tests.support.actions import BEGINS, HOME, meet_people
from tests.support.bot import SHIPPED

_KEYS = count()
FUND = {
    "key": "X-9",
    "name": "Pooled fund",
    "envelope": "1,000,000",
    "organisations": ["CCG", "HACKNEY"],
    "years": [2018, 2019],
    "ends_on": date(2019, 3, 31),
    "contributions": [{"organisation": "CCG", "actual": 600_000}, {"organisation": "HACKNEY", "actual": 400_000}],
    "sharing": [
        {
            "from": date(2018, 4, 1),
            "proportions": {"CCG": 50, "HACKNEY": 41, "CITY": 9},
            "first": {"CCG": 100_000},
            "agreed": "ICBs, 14 March 2018",
        }
    ],
    "given": [{"title": "Project management", "amount": 283_000, "workstream": "IC", "organisation": "CCG"}],
}


def funded(*funds: dict[str, Any]) -> Config:
    """Return the demonstration's configuration with these funds in place of its own, or with `FUND`."""
    config = load_config(SHIPPED)
    return config.model_copy(update={"funds": tuple(FundSetting.model_validate(one) for one in funds or (FUND,))})


def load_funds(url: str, config: Config) -> None:
    """Have the accounts of the demonstration's workspace met, and the funds loaded."""
    meet_people(url, config)
    engines = open_engines(url)
    with closing(Store(engines, ManualClock(BEGINS), config.rules, config.zone)) as store:
        load_partnership(store, config)


def line(pounds: int, year: int | None = 2018, number: int = 1, workstream: str = "UC") -> CostLine:
    """Return a cost line of one year."""
    return CostLine(number, f"Line {number}", (YearAmount(year, pounds * 100),), workstream)


@dataclass
class Treasury:
    """A store with funds and proposals."""

    engines: Engines
    services: Services
    clock: ManualClock
    proposals: dict[str, Proposal] = field(default_factory=dict)

    @staticmethod
    def over(engines: Engines, config: Config) -> Treasury:
        """Return it over a database in which people are known and the funds were loaded."""
        clock = ManualClock(BEGINS)
        store = Store(engines, clock, config.rules, config.zone)
        return Treasury(engines, Services(store, config, clock, HOME), clock)

    def at(self, day: date) -> Treasury:
        """Let it be the morning of a day."""
        self.clock.move_to(datetime(day.year, day.month, day.day, 8, 30, tzinfo=UTC))
        return self

    def who(self, key: str) -> Identity:
        """Return who somebody acts as, by their key in the configuration."""
        with self.services.store.view() as view:
            people = view.people.directory().people.values()
        slack_id = next(person.slack_id for person in people if person.key == key)
        return Identity(str(slack_id), HOME)

    def id_of(self, key: str) -> int:
        """Return the id of somebody by their key."""
        with self.services.store.view() as view:
            return next(person.id for person in view.people.directory().people.values() if person.key == key)

    def asks(self, key: str, ref: str = "") -> Request:
        """Return a fresh request of somebody."""
        return Request(self.who(key), f"test:{next(_KEYS)}", ref)

    def proposes(
        self,
        costs: Iterable[CostLine],
        *,
        fund: str = "X-9",
        author: str = "unplanned-care-director",
        state: ProposalState = ProposalState.UNDER_WAY,
        visibility: Visibility = Visibility.PUBLIC,
        round_id: int | None = None,
        title: str = "Beds",
    ) -> Proposal:
        """Add a proposal that was submitted once, or a draft; return it."""
        content = Content(title, "A summary.", costs=tuple(costs), money_of=("HACKNEY",))
        author_id = self.id_of(author)

        def work(unit: Unit) -> int:
            number = unit.proposals.next_number()
            made = unit.proposals.add(
                number,
                f"P-{number}",
                content,
                fund_key=fund,
                kind="scheme",
                workstream_key="UC",
                organisation_key="",
                author_id=author_id,
                visibility=visibility.value,
                made_at=unit.now,
                round_id=round_id,
            )
            if state is not ProposalState.DRAFT:
                unit.proposals.add_version(made, 1, content, at=unit.now, by_id=author_id, by="Author", why="")
                proposal = unit.proposals.get(made)
                assert proposal is not None
                asked = sum(one.pence for one in money_lines(content)) or None
                unit.proposals.change(proposal, submitted=1, state=state.value, draft=None, asked_pence=asked)
            return made

        made = self.services.store.write(work)
        return self.now(made)

    def now(self, proposal_id: int) -> Proposal:
        """Return a proposal as it stands."""
        with self.services.store.view() as view:
            found = view.proposals.get(proposal_id)
        assert found is not None
        return found

    def gives(
        self, proposal: Proposal, lines: Iterable[MoneyLine], state: AwardState = AwardState.IN_FORCE, **more: Any
    ) -> int:
        """Award money as a decision does."""

        def work(unit: Unit) -> int:
            locked = unit.proposals.get(proposal.id)
            assert locked is not None
            return award(unit, self.services, locked, tuple(lines), decision_id=None, state=state, actor="test", **more)

        return self.services.store.write(work)

    def events(self, subject: str) -> list[str]:
        """Return the verbs recorded of a subject, the latest first."""
        with self.services.store.view() as view:
            return [event.verb for event in view.events_of(subject, 50)]


def lines_of(treasury: Treasury, proposal: Proposal) -> tuple[MoneyLine, ...]:
    """Return what a proposal asks and was not given."""
    with treasury.services.store.view() as view:
        return asked_lines(view, proposal)


def said(message: dict[str, Any]) -> str:
    """Return all words of a message."""
    return str(message)
