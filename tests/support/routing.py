"""Proposals on their routes without Slack: submitted, answered and looked after by hand, and what people are sent."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from bot.clock import ManualClock
from bot.dispatcher import Dispatcher
from bot.domain.proposals.content import Content, CostLine, YearAmount
from bot.domain.proposals.costs import asked_pence
from bot.domain.proposals.records import Outcome, Proposal, ProposalState, Stage, StageState
from bot.domain.risks import Visibility
from bot.settings import Config
from bot.settings.routes import RouteSetting
from bot.slack.facts import ChannelFacts
from bot.slack.outcomes import Posted
from bot.store.delivery import Deliveries
from bot.store.engines import Engines
from bot.store.unit_of_work import Store, Unit
from bot.workflows import deferred
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals import route_answer, routing, running_out
from bot.workflows.risk_change import Request
from bot.workflows.services import Services

HOME = "T0DEMO"
OFFICE = "U0GOVMANAGER"
_KEYS = count()


def beds(pounds: int = 104_000, of: str = "HACKNEY", **more: Any) -> Content:
    """Return what a proposal for beds says."""
    line = CostLine(1, "Beds", years=(YearAmount(2018, pounds * 100),), organisation=of)
    return replace(Content("Discharge to assess beds", "Five beds", date(2018, 11, 19), (of,), costs=(line,)), **more)


def with_routes(config: Config, *routes: dict[str, Any], boards: dict[str, dict[str, Any]] | None = None) -> Config:
    """Return a configuration with these routes alone, and with other values for some boards."""
    changed = [one.model_copy(update=(boards or {}).get(one.key, {})) for one in config.boards]
    values = [RouteSetting.model_validate({"key": f"r{n}", "name": "Beds", **one}) for n, one in enumerate(routes)]
    return config.model_copy(update={"routes": tuple(values), "boards": tuple(changed)})


@dataclass
class Routed:
    """A store with proposals on routes, its clock, and what was sent."""

    services: Services
    clock: ManualClock
    sent: list[tuple[str, str]] = field(default_factory=list)

    @staticmethod
    def over(engines: Engines, config: Config, at: datetime) -> Routed:
        """Return it over a database in which the demonstration's people were met."""
        clock = ManualClock(at)
        return Routed(Services(Store(engines, clock, config.rules, config.zone), config, clock, HOME), clock)

    def under(self, config: Config) -> Routed:
        """Return it after a restart under another configuration."""
        store = Store(self.engines, self.clock, config.rules, config.zone)
        return replace(self, services=Services(store, config, self.clock, HOME))

    @property
    def engines(self) -> Engines:
        return self.services.store.engines

    def person(self, key: str) -> int:
        with self.services.store.view() as view:
            return next(one.id for one in view.people.directory().people.values() if one.key == key)

    def draft(self, content: Content, **values: Any) -> Proposal:
        """Add a draft of the Unplanned Care director's."""

        def work(unit: Unit) -> Proposal:
            number = unit.proposals.next_number()
            known = {"fund_key": "", "kind": "scheme", "workstream_key": "UC", "organisation_key": "HACKNEY"}
            known |= {"author_id": self.person("unplanned-care-director"), "made_at": unit.now}
            known |= {"visibility": Visibility.PUBLIC.value}
            proposal = unit.proposals.get(unit.proposals.add(number, f"P-{number}", content, **{**known, **values}))
            assert proposal is not None
            return proposal

        return self.services.store.write(work)

    def submits(self, content: Content, ref: str = "", **values: Any) -> str:
        """Submit a new proposal, or a further version of one; return its reference."""
        proposal = self.proposal(ref) if ref else self.draft(content, **values)

        def work(unit: Unit) -> None:
            locked = unit.proposals.get(proposal.id)
            assert locked is not None
            number = locked.submitted + 1
            unit.proposals.add_version(locked.id, number, content, at=unit.now, by_id=None, by="Author", why="New")
            known = {"state": ProposalState.UNDER_WAY.value, "submitted": number, "starts_on": content.starts_on}
            known |= {"asked_pence": asked_pence(content)}
            unit.proposals.change(locked, ended_at=None, **known)
            now = unit.proposals.get(locked.id)
            assert now is not None
            take = routing.resubmit if locked.state is ProposalState.UNDER_WAY else routing.begin_route
            take(unit, self.services, self.desk(unit), now, number)

        self.services.store.write(work)
        return proposal.ref

    def desk(self, unit: Unit) -> Desk:
        return open_desk(unit, self.services, Identity(OFFICE, HOME))

    def answers(self, ref: str, board: str, outcome: Outcome, words: str = "", **more: Any) -> routing.Closed:
        """Have a board answer what lies before it."""

        def work(unit: Unit) -> routing.Closed:
            stage = self._stage_of(unit, ref, board)
            return routing.close_stage(unit, self.services, self.desk(unit), stage, outcome, words=words, **more)

        return self.services.store.write(work)

    def refers_back(self, ref: str, board: str, *questions: str) -> Stage:
        def work(unit: Unit) -> Stage:
            return routing.refer_back(unit, self.services, self.desk(unit), self._stage_of(unit, ref, board), questions)

        return self.services.store.write(work)

    def defers(self, ref: str, board: str, until: date | None) -> Stage:
        def work(unit: Unit) -> Stage:
            stage = self._stage_of(unit, ref, board)
            return routing.defer(unit, self.services, self.desk(unit), stage, until, "Too late today")

        return self.services.store.write(work)

    def withdraws(self, ref: str) -> None:
        def work(unit: Unit) -> None:
            proposal = unit.proposals.find(ref)
            assert proposal is not None
            unit.proposals.change(proposal, state=ProposalState.WITHDRAWN.value)
            routing.withdraw_route(unit, self.services, self.desk(unit), proposal, "Not wanted")

        self.services.store.write(work)

    def proposal(self, ref: str) -> Proposal:
        with self.services.store.view() as view:
            found = view.proposals.find(ref)
        assert found is not None
        return found

    def stages(self, ref: str) -> dict[str, Stage]:
        """Return the stages of a proposal by their boards, of its last route."""
        with self.services.store.view() as view:
            return {one.board: one for one in view.stages.of_proposal(self.proposal(ref).id)}

    def states(self, ref: str) -> dict[str, str]:
        return {board: stage.state.value for board, stage in self.stages(ref).items()}

    def asks(self, who: str, ref: str) -> Request:
        return Request(Identity(who, HOME), f"routing:{next(_KEYS)}", ref)

    def says(self, ref: str, who: str = OFFICE) -> str:
        """Return the words of what somebody is shown of a route."""
        return str(route_answer.show_route(self.services, Identity(who, HOME), ref)["text"])

    def goes_to(self, day: date, hour: int = 9) -> str:
        """Move on to a day of London's winter and look after routes; return what the tick says."""
        self.clock.move_to(self.clock.now().replace(year=day.year, month=day.month, day=day.day, hour=hour, minute=0))
        return running_out.tend_routes(self.services, self.clock.now())

    def posts(self) -> list[tuple[str, str]]:
        """Send what waits; return where it went and its text."""
        self.sent.clear()
        deliveries = Deliveries(self.engines, timedelta(minutes=5), timedelta(0))
        dispatcher = Dispatcher(
            deliveries,
            self,
            threading.Event(),
            print,
            compose=lambda kept, channel, stands, waited: deferred.compose_deferred(
                self.services, kept, channel=channel, stands=stands, waited=waited
            ),
        )
        while dispatcher.run_once():
            pass
        return list(self.sent)

    def post(self, channel: str, content: Any, thread_ts: Any = None, metadata: Any = None) -> Posted:
        self.sent.append((channel, content["text"]))
        return Posted(f"{next(_KEYS)}.000000", channel)

    def update(self, channel: str, ts: str, content: Any) -> Posted:
        self.sent.append((channel, content["text"]))
        return Posted(ts, channel)

    def open_dm(self, user_id: str) -> str:
        return user_id

    def channel(self, channel_id: str) -> ChannelFacts:
        return ChannelFacts(channel_id, "", is_private=True, is_im=False, is_ext_shared=False, is_archived=False)

    def _stage_of(self, unit: Unit, ref: str, board: str) -> Stage:
        proposal = unit.proposals.find(ref)
        assert proposal is not None
        lying: Sequence[Stage] = [one for one in unit.stages.of_proposal(proposal.id) if one.board == board]
        now = [one for one in lying if one.state not in (StageState.COMING, StageState.CALLED_OFF)] or lying
        found = unit.stages.get(now[-1].id)
        assert found is not None
        return found
