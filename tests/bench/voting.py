"""What a vote costs, from the command to the commit and the answer's words, beside an update of a risk in one line."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.clock import ManualClock
from bot.domain.people import Account, Capacity, DecidesIn
from bot.domain.proposals.content import Content, Recommendation
from bot.domain.proposals.records import Ask, Choice, ProposalState, StageState
from bot.domain.proposals.rules import Closing, Quorum, StageRules, rules_to_json
from bot.domain.scoring import Score
from bot.settings import Config, default_config_dir, load_config
from bot.settings.partnership import BoardMemberSetting, BoardSetting, PersonSetting
from bot.store.engines import open_engines
from bot.store.repositories.votes import NewVote
from bot.store.schema import migrate
from bot.store.unit_of_work import Store, Unit
from bot.workflows import risk_reviews
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.load_demo import load_demo
from bot.workflows.load_partnership import load_partnership
from bot.workflows.proposals.voting.casting import Ballot, cast_vote
from bot.workflows.risk_change import Request
from bot.workflows.services import Services
from tests.bench.chasing import Pair, in_turns

STAGES, MEMBERS = 200, 40
VOTES = STAGES * MEMBERS
_ROUNDS = 400
_NOW = datetime(2018, 11, 20, 9, tzinfo=UTC)
_TEAM, _BOARD, _CHANNEL = "T0DEMO", "ASSEMBLY", "C0TB"
_RISK, _DIRECTOR = "PC11", "U0PCDIRECTOR"
_CHOICES = (Choice.FOR, Choice.FOR, Choice.ABSTAIN, Choice.FOR)
_RULES = StageRules(Quorum(members=MEMBERS // 2), closing=Closing.DEADLINE, reasons_for=())


def measure_voting() -> dict[str, Any]:
    """Return what a vote costs beside an update, and among how many votes; takes a minute or so."""
    with tempfile.TemporaryDirectory() as directory:
        services = _open(Path(directory))
        try:
            members = _fill(services)
            return {"vote": _measure(services, members), "stages": STAGES, "votes": VOTES}
        finally:
            services.store.close()


def show_voting(figures: dict[str, Any], out: Console) -> None:
    """Print the figures as a table."""
    pair: Pair = figures["vote"]
    table = Table("", "measured", "yardstick", "ratio", title="Votes")
    label = f"a vote among {figures['votes']:,} on {figures['stages']:,} stages, ms (/risk update)"
    table.add_row(label, f"{pair.measured * 1000:,.2f}", f"{pair.beside * 1000:,.2f}", f"{pair.ratio:.2f}")
    out.print(table)


def _measure(services: Services, members: list[str]) -> Pair:
    """Take turns: a member changes their vote, the next on the next stage; a director updates a risk."""
    numbers, scores = count(), count()

    def vote() -> None:
        number = next(numbers)
        who = Identity(members[number % MEMBERS], _TEAM)
        request = Request(who, f"vote:{number}", f"P-{number % STAGES + 1}")
        cast_vote(services, request, Ballot({None: _CHOICES[number % len(_CHOICES)]}, board=_BOARD))

    def update() -> None:
        number = next(scores)
        request = Request(Identity(_DIRECTOR, _TEAM), f"update:{number}", _RISK)
        score = Score(3 + number % 2, 4)
        risk_reviews.update_in_one_line(services, request, score, f"Activity in week {number}", asks=False)

    kept = _votes(services)
    pair = in_turns(vote, update, _ROUNDS)
    if _votes(services) < kept + _ROUNDS:
        raise RuntimeError("not every vote that was timed was kept")
    return pair


def _votes(services: Services) -> int:
    with services.store.engines.read.connect() as connection:
        return int(connection.exec_driver_sql("select count(*) from vote").scalar_one())


def _open(folder: Path) -> Services:
    shipped = load_config(default_config_dir() / "convenor.toml")
    config = _with_assembly(shipped)
    engines = open_engines(f"sqlite:///{folder / 'voting.sqlite3'}")
    migrate(engines)
    clock = ManualClock(_NOW)
    services = Services(Store(engines, clock, config.rules), config, clock, _TEAM)
    load_partnership(services.store, config)
    load_demo(services.store, config, default_config_dir() / "demo")
    slack_ids = [_DIRECTOR, *(person.slack_id for person in config.people if person.slack_id)]
    emails = {person.slack_id: person.email for person in config.people if person.slack_id}
    emails[_DIRECTOR] = "planned.care.director@partnership.example"
    accounts = [
        Account(
            slack_id,
            _TEAM,
            slack_id,
            emails[slack_id],
            is_guest=False,
            is_stranger=False,
            is_bot=False,
            is_deleted=False,
        )
        for slack_id in slack_ids
    ]
    remember_accounts(services, accounts)
    return services


def _with_assembly(config: Config) -> Config:
    """Return a configuration with one more board of many members, each in Slack."""
    people = [
        PersonSetting(key=f"member-{number}", name=f"Member {number}", slack_id=f"U0MEMBER{number:02d}")
        for number in range(MEMBERS)
    ]
    seats = [
        BoardMemberSetting(person=one.key, capacity=Capacity.CHAIR if one is people[0] else Capacity.VOTING)
        for one in people
    ]
    board = BoardSetting(
        key=_BOARD,
        name="Assembly",
        level=2,
        channel=_CHANNEL,
        decides_in=DecidesIn.THREAD,
        members=tuple(seats),
    )
    return config.model_copy(update={"people": (*config.people, *people), "boards": (*config.boards, board)})


def _fill(services: Services) -> list[str]:
    """Put proposals before the board, each with a vote of each member; return the members' Slack ids."""

    def work(unit: Unit) -> list[str]:
        directory = unit.people.directory()
        members = [person for person in directory.people.values() if person.key.startswith("member-")]
        author = next(person.id for person in directory.people.values() if person.key == "programme-manager")
        for number in range(1, STAGES + 1):
            content = Content(
                title=f"Proposal {number}",
                recommendations=(Recommendation(1, "Endorse it"), Recommendation(2, "Review it in a year")),
            )
            proposal_id = unit.proposals.add(
                number,
                f"P-{number}",
                content,
                fund_key="",
                kind="scheme",
                workstream_key="",
                organisation_key="",
                author_id=author,
                visibility="public",
                made_at=_NOW,
            )
            unit.proposals.add_version(proposal_id, 1, content, at=_NOW, by_id=author, by="Programme manager", why="")
            proposal = unit.proposals.get(proposal_id)
            assert proposal is not None
            unit.proposals.change(
                proposal, state=ProposalState.UNDER_WAY.value, submitted=1, submitted_at=_NOW, draft=None
            )
            row = {"proposal_id": proposal_id, "step": 1, "position": 1, "board_key": _BOARD, "ask": Ask.ENDORSE.value}
            unit.stages.add([{**row, "decides_in": "thread", "rules": rules_to_json(_RULES)}])
            (stage,) = unit.stages.of_proposal(proposal_id)
            unit.stages.change(
                stage,
                state=StageState.OPEN.value,
                sitting=1,
                considers=1,
                opened_at=_NOW,
                due_on=_NOW.date() + timedelta(days=14),
            )
            (stage,) = unit.stages.of_proposal(proposal_id)
            for member in members:
                unit.votes.add(stage, NewVote((1, 2), member.id, member.id, Choice.FOR), _NOW)
        return [str(member.slack_id) for member in members]

    return services.store.write(work)
