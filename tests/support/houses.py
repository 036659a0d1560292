"""A house in which proposals lie before boards of the demonstration, and people act by themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from bot.domain.proposals.content import Content, CostLine, YearAmount
from bot.domain.proposals.records import Choice, ProposalState, Stage
from bot.domain.proposals.refs import reference_of
from bot.settings import Config, default_config_dir, load_config
from bot.settings.routes import RouteSetting
from bot.store.unit_of_work import Unit
from bot.workflows.funds.positions import position
from bot.workflows.identify import LinkHolder
from bot.workflows.proposals import submitting
from bot.workflows.proposals.voting.casting import Ballot, cast_vote
from bot.workflows.risk_change import Request
from bot.workflows.services import Services

NOW = datetime(2018, 11, 1, 9, tzinfo=UTC)
AUTHOR = "programme-manager"
_KEYS = count()


def config() -> Config:
    """Return the demonstration's configuration, in which the Discharge Steering Group gives Better Care money."""
    shipped = load_config(default_config_dir() / "convenor.toml")
    route = RouteSetting.model_validate(
        {"key": "one", "name": "One board", "steps": [{"boards": ["DSG"], "ask": "approve"}]}
    )
    return shipped.model_copy(update={"routes": (route,)})


@dataclass
class House:
    """Proposals before the Discharge Steering Group, and people who act by themselves."""

    services: Services
    ids: dict[str, int] = field(default_factory=dict)

    def asks(self, key: str, ref: str) -> Request:
        return Request(LinkHolder(self.ids[key]), f"delivery {next(_KEYS)}", ref)

    def lays(self, pounds: int) -> str:
        """Submit a proposal that asks for Better Care money; return its reference."""
        lines = (CostLine(1, "Beds", (YearAmount(2018, pounds * 100),)),) if pounds else ()
        answers = {"case_for_change": "Beds are short.", "impact": "More.", "inequalities": "Less.", "metric": "dtoc"}

        def work(unit: Unit) -> str:
            number = unit.proposals.next_number()
            unit.proposals.add(
                number,
                reference_of(number),
                Content("Beds", "Five beds.", money_of=("HACKNEY",), answers=answers, costs=lines),
                fund_key="BCF",
                kind="scheme",
                workstream_key="UC",
                organisation_key="HACKNEY",
                author_id=self.ids[AUTHOR],
                visibility="public",
                made_at=unit.now,
            )
            return reference_of(number)

        ref = self.services.store.write(work)
        submitting.submit(self.services, self.asks(AUTHOR, ref), "")
        return ref

    def votes(self, key: str, ref: str, choice: Choice = Choice.FOR) -> None:
        reason = "It costs too much." if choice is Choice.AGAINST else ""
        cast_vote(self.services, self.asks(key, ref), Ballot({None: choice}, reason))

    def stage(self, ref: str) -> Stage:
        with self.services.store.view() as view:
            proposal = view.proposals.find(ref)
            assert proposal is not None
            (stage,) = view.stages.of_proposal(proposal.id)
        return stage

    def state(self, ref: str) -> ProposalState:
        with self.services.store.view() as view:
            proposal = view.proposals.find(ref)
        assert proposal is not None
        return proposal.state

    def decisions(self, ref: str) -> int:
        stage = self.stage(ref)
        with self.services.store.view() as view:
            return len(view.decisions.of_proposal(stage.proposal_id))

    def awarded(self) -> int:
        """Return the pence that the fund has given."""
        with self.services.store.view() as view:
            found = position(view, self.services.config, "BCF")
        assert found is not None
        return int(found.approved + found.conditional)
