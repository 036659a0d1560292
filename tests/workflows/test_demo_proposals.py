"""The demonstration's proposals: what their papers say of them, and nothing old that is told anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot.clock import ManualClock
from bot.domain.proposals.cost_faults import faults_of
from bot.domain.proposals.records import Outcome, StageState
from bot.settings import default_config_dir, load_config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.workflows.demo_proposals import load_demo_proposals
from bot.workflows.home.showing import home_view
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.proposals.cover.contents import CoverWish, cover_of
from bot.workflows.proposals.listing import what_waits
from bot.workflows.proposals.showing import show_proposal
from bot.workflows.services import Services
from tests.support.accounts import demo_accounts
from tests.support.databases import SqliteTemplate

FILES = default_config_dir() / "demo"
ENDORSED, OPEN = (StageState.CLOSED, Outcome.ENDORSED), (StageState.OPEN, Outcome.NONE)


@pytest.fixture(scope="module")
def services(demo_file: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    config = load_config(default_config_dir() / "convenor.toml")
    engines = open_engines(demo_file.copy_to(tmp_path_factory.mktemp("proposals")))
    clock = ManualClock(datetime(2018, 11, 1, 8, 50, tzinfo=UTC))
    loaded = Services(Store(engines, clock, config.rules, config.zone), config, clock, "T0DEMO")
    remember_accounts(loaded, demo_accounts())
    assert load_demo_proposals(loaded, FILES) == 2
    yield loaded
    engines.dispose()


@pytest.mark.parametrize(
    ("ref", "asked", "stages"),
    [
        (
            "P-1",
            104_000_00,
            {"DSG": ENDORSED, "BCFP": ENDORSED, "PCLG": ENDORSED, "ICB-H": OPEN, "ICB-C": OPEN},
        ),
        (
            "P-2",
            1_827_817_00,
            {"ITEB": ENDORSED, "TB": (StageState.CLOSED, Outcome.IN_PART), "ICB-H": OPEN, "ICB-C": OPEN},
        ),
    ],
)
def test_each_stands_where_its_papers_have_it(
    services: Services, ref: str, asked: int, stages: dict[str, object]
) -> None:
    with services.store.view() as view:
        proposal = view.proposals.find(ref)
        assert proposal is not None
        found = view.stages.of_proposal(proposal.id)
    assert proposal.asked_pence == asked
    assert {stage.board: (stage.state, stage.outcome) for stage in found} == stages
    assert {stage.meets_on for stage in found if stage.state is StageState.OPEN} == {date(2018, 11, 16)}


def test_the_sums_of_the_it_fund_are_questioned(services: Services) -> None:
    with services.store.view() as view:
        (_, fund) = view.proposals.all()
        version = view.proposals.submitted(fund.id, 1)
    assert version is not None
    said = " ".join(fault.words for fault in faults_of(version.content, envelope_pence=2_500_000_00))
    for words in ("95,000", "£90,000", "273,000", "297,700", "£18,000", "£25m: ten times the fund's envelope"):
        assert words in said


def test_the_cover_sheet_says_what_the_board_below_answered_in_its_own_words(services: Services) -> None:
    with services.store.view() as view:
        fund = view.proposals.find("P-2")
        assert fund is not None
        sheet = cover_of(view, services, view.people.directory(), fund, CoverWish("P-2", "ICB-H", 1))
    passed = next(row.lines for row in sheet.cover if row.label == "Committees passed")
    assert passed[1] == (
        "Transformation Board, Wed 31 Oct 2018 (TB-2018-1): "
        "AGREED TO RECOMMEND 2018/19 only, with a stocktake in February before the rest. "
        "That is at least £879,690. "
        "Stocktake of what 2018/19 has brought, before the later years are released: Wed 27 Feb 2019."
    )


def test_only_what_lies_before_boards_is_told(services: Services) -> None:
    with services.store.engines.read.connect() as connection:
        rows = connection.exec_driver_sql("select anchor from outbox where status = 'pending' order by id").scalars()
        waiting = list(rows)
    with services.store.view() as view:
        current = [stage.id for stage in view.stages.before_boards()]
    cards = [f"stage:{stage_id}{part}" for stage_id in current for part in ("", ":note")]
    asked = [anchor for anchor in waiting if anchor.startswith(f"interests:{current[0]}:")]
    assert len(asked) == 2
    assert sorted(waiting) == sorted([*cards, *asked])
    assert load_demo_proposals(services, FILES) == 0


def test_a_ruling_waits_for_the_chair_wherever_they_look(services: Services) -> None:
    chair = Identity("U0HACKNEYHEALTH", "T0DEMO")
    assert "your ruling on an interest" in str(what_waits(services, chair))
    assert "Rule on an interest" in str(show_proposal(services, chair, "P-1"))
    assert "Rule on it" in str(home_view(services, chair))
    assert "Rule on an interest" not in str(show_proposal(services, Identity("U0HACKNEYFIN", "T0DEMO"), "P-1"))
