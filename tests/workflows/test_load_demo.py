from contextlib import ExitStack
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.domain.direction import Direction
from bot.domain.references import Reference
from bot.domain.risks import ReviewKind
from bot.domain.scoring import Score
from bot.errors import InvalidInputError
from bot.settings import default_config_dir, load_config
from bot.store.engines import open_engines
from bot.store.tables import metadata
from bot.store.unit_of_work import Store
from bot.workflows.load_demo import load_demo
from bot.workflows.load_partnership import load_partnership

NOW = datetime(2018, 11, 1, 8, 50, tzinfo=UTC)
DEMO = default_config_dir() / "demo"


@pytest.fixture(scope="module")
def config():
    return load_config(default_config_dir() / "convenor.toml")


@pytest.fixture
def empty(partnership_url, config):
    store = Store(open_engines(partnership_url), ManualClock(NOW), config.rules)
    yield store
    store.close()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def loaded(request, tmp_path_factory, config):
    """The demonstration, loaded once for all that only look at it."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = request.getfixturevalue("sqlite_template").copy_to(tmp_path_factory.mktemp("loaded"))
        else:
            url = stack.enter_context(request.getfixturevalue("postgres").database())
        store = Store(open_engines(url), ManualClock(NOW), config.rules)
        stack.callback(store.close)
        load_partnership(store, config)
        load_demo(store, config, DEMO)
        yield store


def register_of(store):
    with store.view() as view:
        return {str(risk.ref): risk for risk in view.risks.all()}


def risk_of(store, prefix, number):
    with store.view() as view:
        return view.risks.find(Reference(prefix, number))


def history_of(store, prefix, number):
    with store.view() as view:
        return view.risks.history(view.risks.find(Reference(prefix, number)).id)


def rows_of(store, table):
    columns = metadata.tables[table]
    with store.engines.read.connect() as connection:
        return connection.execute(select(columns)).mappings().all()


def contents_of(store):
    return {name: [dict(row) for row in rows_of(store, name)] for name in metadata.tables}


def fund_lines_of(store):
    """Return the lines of the fund as (row, years by the year they begin in)."""
    years = {}
    for row in rows_of(store, "fund_line_year"):
        years.setdefault(row["line_id"], {})[row["year"]] = row["amount_pence"]
    return [(line, years.get(line["id"], {})) for line in rows_of(store, "fund_line")]


def test_the_register_holds_eighteen_risks_all_escalated_by_their_inherent_score(loaded, config):
    register = register_of(loaded)
    assert len(register) == 18
    assert all(risk.scores.inherent.value >= 15 for risk in register.values())
    assert all(risk.boards == {"TB", "ICB-H", "ICB-C"} for risk in register.values())


def test_five_risks_are_red_after_mitigation(loaded, config):
    red = {ref for ref, risk in register_of(loaded).items() if config.bands.is_red(risk.scores.residual)}
    assert red == {"UC1", "UC15", "PC7", "PC11", "CY8"}


def test_one_risk_is_new_and_one_is_falling(loaded):
    by_direction = {}
    for ref, risk in register_of(loaded).items():
        by_direction.setdefault(risk.direction, set()).add(ref)
    assert by_direction.pop(Direction.NEW) == {"PC11"}
    assert by_direction.pop(Direction.FALLING) == {"UC6"}
    assert set(by_direction) == {Direction.SAME}
    assert len(by_direction[Direction.SAME]) == 16


def test_the_falling_risk_says_why(loaded):
    now, before = history_of(loaded, "UC", 6)
    assert (before.scores.residual, now.scores.residual) == (Score(4, 4), Score(3, 4))
    assert (before.kind, now.kind) == (ReviewKind.ADDED, ReviewKind.REVIEWED)
    assert "16 to 12" in now.update
    assert before.at == datetime(2018, 10, 1, 8, 0, tzinfo=UTC)
    assert now.at == datetime(2018, 11, 1, 8, 0, tzinfo=UTC)


def test_the_new_risk_has_one_review_and_came_after_the_report(loaded):
    (only,) = history_of(loaded, "PC", 11)
    assert (only.kind, only.scores.residual.value, only.scores.target) == (ReviewKind.ADDED, 20, None)
    assert risk_of(loaded, "PC", 11).raised_on == date(2018, 11, 1)
    reports = rows_of(loaded, "register_report")
    assert {row["board_key"] for row in reports} == {"TB", "ICB-H", "ICB-C"}
    assert {(row["position_at"], row["made_on"]) for row in reports} == {
        (datetime(2018, 10, 1, 11, 0, tzinfo=UTC), None),
        (datetime(2018, 11, 1, 8, 30, tzinfo=UTC), date(2018, 11, 16)),
    }


def test_every_review_has_words_and_the_leads_name(loaded):
    for ref, risk in register_of(loaded).items():
        for review in history_of(loaded, risk.ref.prefix, risk.ref.number):
            assert review.update, ref
            assert review.mitigation, ref
            assert review.author == risk.leads[0].name, ref
        assert risk.category, ref


def test_leads_keep_the_registers_order_and_may_be_groups(loaded):
    names = {ref: [lead.name for lead in risk.leads] for ref, risk in register_of(loaded).items()}
    assert names["PC7"] == ["Planned Care director", "Cancer commissioning lead"]
    assert names["IC10"] == ["Partnership convenor", "Programme manager"]
    assert names["UC9"] == ["Adult services director", "Discharge Steering Group"]
    groups = {lead.name for risk in register_of(loaded).values() for lead in risk.leads if lead.group_id}
    assert groups == {"Urgent Care Reference Group", "Discharge Steering Group", "Programme sponsors"}


def test_a_review_by_a_group_has_no_personal_author(loaded):
    risk = register_of(loaded)["IC5"]
    authors = [row["author_id"] for row in rows_of(loaded, "risk_review") if row["risk_id"] == risk.id]
    assert authors == [None, None]


def test_actions_stand_as_before_the_november_meeting(loaded):
    actions = {row["ref"]: row for row in rows_of(loaded, "action")}
    assert len(actions) == 7
    assert {row["status"] for row in actions.values()} == {"open"}
    assert {ref for ref, row in actions.items() if row["update"]} == {"ICBMar18-3", "ICBOct18-3", "ICBOct18-5"}
    assert actions["ICBOct18-3"]["due_on"] is None
    assert actions["ICBOct18-5"]["due_on"] == date(2019, 3, 14)


def test_every_owner_of_an_action_is_a_person_of_the_directory(loaded):
    owners = rows_of(loaded, "action_owner")
    assert len(owners) == 8
    assert all(owner["person_id"] for owner in owners)
    co_owned = sorted((o["position"], o["name"]) for o in owners if o["action_id"] == 1)
    assert co_owned == [(0, "Healthwatch director"), (1, "Engagement lead")]


def test_the_fund_adds_up_as_its_paper_does(loaded):
    (fund,) = (row for row in rows_of(loaded, "fund") if row["key"] == "IT-3")
    assert fund["envelope_pence"] == 2_500_000_00
    lines = fund_lines_of(loaded)
    assert len(lines) == 36
    assert sum(years.get(2018, 0) for _, years in lines) == 879_690_00
    approved_earlier = [line for line, _ in lines if line["stated_total_pence"] == 283_000_00]
    assert [line["note"] for line in approved_earlier] == ["approved earlier"]


def test_each_workstream_asks_what_its_lines_say(loaded):
    stated = {}
    for line, _ in fund_lines_of(loaded):
        key = line["workstream_key"]
        stated[key] = stated.get(key, 0) + (line["stated_total_pence"] or 0)
    assert stated == {
        "PC": 412_550_00,
        "UC": 792_567_00,
        "CY": 227_000_00,
        "PV": 297_700_00,
        None: (93_000 + 283_000) * 100,
    }
    children = sum(years.get(2018, 0) for line, years in fund_lines_of(loaded) if line["workstream_key"] == "CY")
    assert children == 217_000_00


def test_one_line_prints_less_than_its_years_come_to(loaded):
    wrong = [
        (line["line"], sum(years.values()), line["stated_total_pence"])
        for line, years in fund_lines_of(loaded)
        if years and line["stated_total_pence"] != sum(years.values())
    ]
    assert wrong == [("Viewer for virtual referral review", 95_000_00, 90_000_00)]


def test_lines_without_figures_keep_their_note(loaded):
    unpriced = {line["note"] for line, years in fund_lines_of(loaded) if not years and not line["stated_total_pence"]}
    assert {"TBC", "TBC up to 100000"} < unpriced


def test_the_recovery_plan_is_linked_to_the_risk_it_answers(loaded):
    linked = [(record.kind, record.ref, record.status) for record in risk_of(loaded, "PC", 11).linked]
    assert ("action", "ICBOct18-1", "open") in linked
    actions = {row["ref"] for row in rows_of(loaded, "action")}
    funds = {row["key"] for row in rows_of(loaded, "fund")}
    tracker = {f"{row['partner']}/{row['section']}/{row['number']}" for row in rows_of(loaded, "finance_line")}
    assert {row["ref"] for row in rows_of(loaded, "record_link")} <= actions | funds | tracker


def test_each_record_leaves_one_event_and_the_chain_holds(loaded):
    verbs = {}
    for event in rows_of(loaded, "audit_event"):
        if event["actor"] == "import":
            verbs[event["verb"]] = verbs.get(event["verb"], 0) + 1
    assert verbs == {
        "risk.imported": 18,
        "risk.escalated_by_baseline": 18,
        "register_report.imported": 3,
        "round.imported": 1,
        "action.imported": 7,
        "fund.imported": 1,
        "fund_line.imported": 36,
        "finance_line.imported": 18,
        "risk.linked": 6,
        "plan_task.imported": 10,
        "minuted_action.imported": 6,
        "forward_item.imported": 7,
    }
    with loaded.view() as view:
        view.verify_audit()


def test_a_baseline_alerts_nobody(loaded):
    assert rows_of(loaded, "outbox") == []


def test_loading_again_says_so_and_changes_nothing(loaded, config):
    before = contents_of(loaded)
    again = load_demo(loaded, config, DEMO)
    assert again.was_empty is False
    assert again.risks == 0
    assert "already holds risks" in again.sentence
    assert contents_of(loaded) == before


def test_the_summary_counts_what_was_loaded(empty, config):
    summary = load_demo(empty, config, DEMO)
    assert (summary.risks, summary.reviews, summary.reports) == (18, 35, 6)
    assert (summary.actions, summary.funds, summary.fund_lines, summary.links) == (7, 1, 36, 6)
    assert summary.finance_lines == 18
    assert summary.sentence.startswith("Loaded 18 risks with 35 reviews")


def test_a_lead_whom_nobody_knows_stops_the_whole_load(empty, config, tmp_path):
    for file in DEMO.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    actions = tmp_path / "actions.csv"
    actions.write_text(actions.read_text(encoding="utf-8").replace("Engagement lead", "Nobody in particular"))
    with pytest.raises(InvalidInputError, match="ICBMar18-3 names “Nobody in particular”"):
        load_demo(empty, config, tmp_path)
    assert register_of(empty) == {}


def test_a_missing_file_is_named(empty, config, tmp_path):
    with pytest.raises(InvalidInputError, match=r"risk_texts\.csv cannot be read"):
        load_demo(empty, config, tmp_path)


def test_a_reference_without_a_number_is_refused(empty, config, tmp_path):
    for file in DEMO.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    risks = tmp_path / "risks.csv"
    risks.write_text(risks.read_text(encoding="utf-8").replace("UC16,UC", "UC,UC"))
    with pytest.raises(InvalidInputError, match="“UC” is not a reference"):
        load_demo(empty, config, tmp_path)
