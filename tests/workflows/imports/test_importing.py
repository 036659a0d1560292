"""What an import does to what is held: new, changed, unchanged, refused; what it asks, and what it never takes away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from bot.domain.imports.drafts import RegisterKind
from bot.domain.risks import ReviewKind
from bot.domain.scoring import Score
from bot.errors import InvalidInputError, StaleRecordError
from bot.store.outbox import OutgoingMessage
from bot.store.tables import metadata
from bot.workflows.exports import ExportFormat, export
from bot.workflows.imports import Importer, ImportOptions, ImportSource, Outcome, apply, prepare
from bot.workflows.load_partnership import load_partnership
from tests.support.records import records_of

OFFICE = Importer("person:1", "Governance manager", 1)
RISKS = """Ref,Workstream,Project,Risk,Lead,Inherent L,Inherent S,Residual L,Residual S,Mitigation,Update,Direction
PC11,Planned Care,Elective,Elective activity runs above plan,Planned Care director,5,4,5,4,Demand plan,Activity rose,↑
UC 6,Unplanned Care,Urgent,Referrals from 111 are lost,UC SRO / Discharge Steering Group,4,4,3,4,Weekly,No change,↓
UC,Unplanned Care,Urgent care,A risk without its number,Unplanned Care director,5,4,3,2,,,
"""
ACTIONS = """Ref,Action,Owner,Board,Assigned,Due,Status,Update
ICBOct18-1,Bring the recovery plan,Planned Care SRO,ICB,11/10/2018,16/11/2018,Open,
ICBOct18-2,Circulate the feedback,Somebody Else,ICB,11/10/2018,,In progress,Not here yet
"""


def risks(text=RISKS, **options):
    return ImportSource(RegisterKind.RISKS, "register.csv", text.encode(), ImportOptions(**options))


def actions(text=ACTIONS):
    return ImportSource(RegisterKind.ACTIONS, "tracker.csv", text.encode())


def take_in(services, source, importer=OFFICE, **more):
    return apply(services, source, importer, prepare(services, source).digest, **more)


def rows_of(services, table):
    with services.store.engines.read.connect() as connection:
        return connection.execute(select(metadata.tables[table])).mappings().all()


def held(services, kind=RegisterKind.RISKS):
    return {record.label: record for record in records_of(services, kind)}


def outcomes(plan):
    return {row.label: row.outcome for row in plan.rows}


def words(services, table, column):
    return [row[column] for row in rows_of(services, table)]


def test_a_first_import_is_a_baseline_that_alerts_nobody(empty):
    plan = prepare(empty, risks())
    assert outcomes(plan) == {"PC11": Outcome.NEW, "UC6": Outcome.NEW, "UC": Outcome.REFUSED}
    assert plan.summary == "3 rows: 2 new, 0 changed, 0 unchanged, 1 refused; 0 questioned."
    assert plan.is_baseline
    assert rows_of(empty, "risk") == [], "a plan writes nothing"
    applied = take_in(empty, risks())
    assert applied.summary == plan.summary
    assert applied.is_baseline
    pc11 = held(empty)["PC11"]
    assert (pc11.workstream, pc11.leads, pc11.residual) == ("PC", ("Planned Care director",), Score(5, 4))
    assert (pc11.reported_direction, pc11.update, pc11.raised_on) == ("rising", "Activity rose", date(2018, 11, 1))
    (entry,) = pc11.history
    assert (entry.kind, entry.author, entry.author_key) == (
        ReviewKind.ADDED,
        "Governance manager",
        "governance-manager",
    )
    assert entry.is_imported
    assert held(empty)["UC6"].leads == ("Unplanned Care SRO", "Discharge Steering Group")
    (told,) = rows_of(empty, "outbox")
    assert (told["channel"], told["is_confidential"]) == ("C0OFFICE", True)
    assert told["content"]["text"] == (
        "Governance manager imported *register.csv*. 3 rows: 2 new, 0 changed, 0 unchanged, 1 refused; 0 questioned. "
        "It is the first import of this register, so it is a baseline: no board is alerted of what it holds."
    )
    of_risks = ["risk.imported", "risk.imported", "risk.escalated_by_baseline", "risk.escalated_by_baseline"]
    assert words(empty, "audit_event", "verb")[-5:] == [*of_risks, "register.imported"]
    assert rows_of(empty, "alert") == []
    with empty.store.view() as view:
        view.verify_audit()


def test_a_second_import_of_the_same_file_changes_nothing(empty):
    take_in(empty, risks())
    before = {name: rows_of(empty, name) for name in metadata.tables}
    plan = prepare(empty, risks())
    assert plan.summary == "3 rows: 0 new, 0 changed, 2 unchanged, 1 refused; 0 questioned."
    take_in(empty, risks())
    assert {name: rows_of(empty, name) for name in metadata.tables} == before


def test_a_changed_row_adds_a_review_and_says_what_changes(empty):
    take_in(empty, risks())
    later = RISKS.replace("4,4,3,4,Weekly,No change,↓", "4,4,2,4,Daily check,Fewer lost,↓")
    (row,) = [row for row in prepare(empty, risks(later)).rows if row.outcome is Outcome.CHANGED]
    assert {(change.field, change.before, change.after) for change in row.changes} == {
        ("residual", "3x4 = 12", "2x4 = 8"),
        ("mitigation", "Weekly", "Daily check"),
        ("update", "No change", "Fewer lost"),
    }
    take_in(empty, risks(later))
    first, second = held(empty)["UC6"].history
    assert (first.residual, first.update) == (Score(3, 4), "No change")
    assert (second.version, second.kind, second.residual, second.update) == (
        2,
        ReviewKind.REVIEWED,
        Score(2, 4),
        "Fewer lost",
    )
    assert [row["channel"] for row in rows_of(empty, "outbox")] == ["C0OFFICE"] * 2, "each import is told once"
    assert "baseline" not in rows_of(empty, "outbox")[1]["content"]["text"]
    assert prepare(empty, risks(later)).counts["changed"] == 0
    assert len(held(empty)["PC11"].history) == 1


def test_other_words_alone_are_an_edit_and_no_review(empty):
    take_in(empty, risks())
    take_in(empty, risks(RISKS.replace("Referrals from 111 are lost", "Referrals from 111 are lost or late")))
    risk = held(empty)["UC6"]
    assert [entry.kind for entry in risk.history] == [ReviewKind.ADDED, ReviewKind.EDITED]
    assert (risk.summary, risk.update) == ("Referrals from 111 are lost or late", "No change")
    assert risk.history[1].update == "Edited: summary."


def test_a_closure_that_comes_with_news_is_a_review_and_then_a_closure(empty):
    take_in(empty, risks())
    text = RISKS.replace("Direction", "Direction,Status").replace("rose,↑", "fell to plan,↑,Closed")
    take_in(empty, risks(text))
    risk = held(empty)["PC11"]
    assert [entry.kind for entry in risk.history] == [ReviewKind.ADDED, ReviewKind.REVIEWED, ReviewKind.CLOSED]
    assert (risk.status, risk.update) == ("closed", "Activity fell to plan")
    assert not prepare(empty, risks(text)).changes_anything


def test_what_a_file_no_longer_holds_stays_and_is_said(empty):
    take_in(empty, risks())
    shorter = "\n".join(line for line in RISKS.splitlines() if not line.startswith("UC 6"))
    plan = prepare(empty, risks(shorter))
    assert plan.notes == ("Not in the file, and left as it is: UC6.",)
    take_in(empty, risks(shorter))
    assert set(held(empty)) == {"PC11", "UC6"}


def test_a_question_never_takes_away_what_is_held(empty):
    take_in(empty, risks())
    doubtful = RISKS.replace(
        "Planned Care director,5,4,5,4,Demand plan,Activity rose,↑", "A Stranger,5,4,TBC,TBC,Demand plan,,?!"
    )
    plan = prepare(empty, risks(doubtful))
    (row,) = [row for row in plan.rows if row.label == "PC11"]
    assert row.outcome is Outcome.UNCHANGED
    assert {"leads", "residual", "reported_direction"} <= {question.field for question in row.questions}
    assert plan.counts["questioned"] == 1
    before = held(empty)
    take_in(empty, risks(doubtful))
    assert held(empty) == before


def test_a_lead_nobody_knows_is_asked_about_and_the_others_lead(empty):
    text = RISKS.replace("Planned Care director,5", "Planned Care director / A Stranger,5")
    plan = prepare(empty, risks(text))
    (row,) = [row for row in plan.rows if row.label == "PC11"]
    assert "A Stranger" in row.words
    take_in(empty, risks(text))
    assert held(empty)["PC11"].leads == ("Planned Care director",)
    assert not prepare(empty, risks(text)).changes_anything


def test_a_name_that_the_office_explains_is_found(empty):
    imports = empty.config.imports.model_copy(update={"names": {"the elective lead": "planned-care-director"}})
    told = replace(empty, config=empty.config.model_copy(update={"imports": imports}))
    take_in(told, risks(RISKS.replace("Planned Care director,5", "The Elective Lead,5")))
    assert held(told)["PC11"].leads == ("Planned Care director",)


def test_rows_without_references_are_numbered_under_a_prefix_and_found_again(empty):
    text = "\n".join(line.partition(",")[2] for line in RISKS.splitlines())
    with pytest.raises(InvalidInputError, match="prefix"):
        prepare(empty, risks(text))
    take_in(empty, risks(text, prefix="PC"))
    assert set(held(empty)) == {"PC1", "PC2", "PC3"}
    assert not prepare(empty, risks(text, prefix="PC")).changes_anything
    lines = text.splitlines()
    more = "\n".join([lines[0], lines[1].replace("Elective activity runs above plan", "Another risk"), *lines[1:]])
    plan = prepare(empty, risks(more, prefix="PC"))
    assert outcomes(plan) == {
        "PC4": Outcome.NEW,
        "PC1": Outcome.UNCHANGED,
        "PC2": Outcome.UNCHANGED,
        "PC3": Outcome.UNCHANGED,
    }


def test_the_same_reference_twice_is_refused_the_second_time(empty):
    plan = prepare(empty, risks(RISKS + RISKS.splitlines()[1].replace("PC11", "pc-11")))
    assert [row.outcome for row in plan.rows] == [Outcome.NEW, Outcome.NEW, Outcome.REFUSED, Outcome.REFUSED]


def test_a_plan_of_an_older_register_is_not_applied(empty):
    plan = prepare(empty, risks())
    take_in(empty, risks(RISKS.replace("Demand plan", "Another plan")))
    with pytest.raises(StaleRecordError, match="changed after this table was made"):
        apply(empty, risks(), OFFICE, plan.digest)
    assert held(empty)["PC11"].mitigation == "Another plan"


def test_a_second_confirmation_changes_nothing_and_gets_the_first_answer(empty):
    plan = prepare(empty, risks())
    first = apply(empty, risks(), OFFICE, plan.digest, key="import:F1:1")
    before = rows_of(empty, "audit_event")
    assert apply(empty, risks(), OFFICE, plan.digest, key="import:F1:1") == first
    assert rows_of(empty, "audit_event") == before


def test_all_or_nothing(empty, monkeypatch):
    from bot.store.repositories.registers.risks import RiskRegister

    added = RiskRegister.add

    def add(self, records, names):
        added(self, records, names)
        raise InvalidInputError("The disk is in a bad mood.")

    monkeypatch.setattr(RiskRegister, "add", add)
    with pytest.raises(InvalidInputError, match="bad mood"):
        take_in(empty, risks())
    assert rows_of(empty, "risk") == []
    assert "register.imported" not in words(empty, "audit_event", "verb")


def test_a_later_import_says_when_the_risk_was_reviewed(empty):
    dated = RISKS.replace("Direction", "Direction,Last reviewed").replace("rose,↑", "rose,↑,12/10/2018")
    take_in(empty, risks(dated))
    risk = held(empty)["PC11"]
    assert risk.updated_on == date(2018, 10, 12)
    assert risk.history[0].at == datetime(2018, 10, 12, 11, tzinfo=UTC)
    again = dated.replace("12/10/2018", "30/10/2018")
    take_in(empty, risks(again))
    assert [entry.kind for entry in held(empty)["PC11"].history] == [ReviewKind.ADDED, ReviewKind.REVIEWED]
    assert held(empty)["PC11"].updated_on == date(2018, 10, 30)
    assert not prepare(empty, risks(dated)).changes_anything, "an older file takes nothing back"


def test_a_risk_that_is_public_no_more_leaves_its_channel(empty):
    take_in(empty, risks())
    waiting = OutgoingMessage("risk:1:v1", "risk:PC11", "C0PLANNED", "risk:1:2018-11", {"text": "PC11"})
    empty.store.write(lambda unit: unit.outbox.put(waiting))
    hidden = RISKS.replace("Direction", "Direction,Public or non-public").replace("rose,↑", "rose,↑,Non-public")
    take_in(empty, risks(hidden))
    assert held(empty)["PC11"].visibility == "non_public"
    assert [(row["status"], row["fault"]) for row in rows_of(empty, "outbox") if row["channel"] == "C0PLANNED"] == [
        ("superseded", "the record is no longer public")
    ]


def test_an_action_keeps_its_history_and_its_first_date(empty):
    plan = prepare(empty, actions())
    assert plan.summary == "2 rows: 2 new, 0 changed, 0 unchanged, 0 refused; 1 questioned."
    take_in(empty, actions())
    tracker = held(empty, RegisterKind.ACTIONS)
    assert tracker["ICBOct18-2"].owners == ("Somebody Else",)
    assert (tracker["ICBOct18-2"].status, tracker["ICBOct18-2"].status_words) == ("open", "In progress")
    later = ACTIONS.replace("16/11/2018,Open,", "06/12/2018,Open,Needs another month")
    empty.clock.move_to(empty.clock.now() + timedelta(days=20))
    take_in(empty, actions(later))
    action = held(empty, RegisterKind.ACTIONS)["ICBOct18-1"]
    assert (action.due_on, action.original_due_on) == (date(2018, 12, 6), date(2018, 11, 16))
    assert [(entry.due_on, entry.update) for entry in action.history] == [
        (date(2018, 11, 16), ""),
        (date(2018, 12, 6), "Needs another month"),
    ]
    assert not prepare(empty, actions(later)).changes_anything
    closed = later.replace("06/12/2018,Open,Needs another month", "06/12/2018,Closed,On the agenda")
    take_in(empty, actions(closed))
    action = held(empty, RegisterKind.ACTIONS)["ICBOct18-1"]
    assert (action.status, action.closed_at) == ("closed", empty.clock.now())


def test_an_owner_who_is_listed_later_is_linked_by_the_next_import(empty):
    take_in(empty, actions())
    imports = empty.config.imports.model_copy(update={"names": {"Somebody Else": "governance-manager"}})
    told = replace(empty, config=empty.config.model_copy(update={"imports": imports}))
    (row,) = [row for row in prepare(told, actions()).rows if row.outcome is Outcome.CHANGED]
    assert row.words == "owners: Somebody Else (not linked) → Governance manager"
    take_in(told, actions())
    assert held(told, RegisterKind.ACTIONS)["ICBOct18-2"].owners == ("Governance manager",)


def test_interests_that_came_by_import_outlive_the_configuration(empty):
    text = """Name,Date declared,Position,Organisation,Nature of interest,Type of interest
Governance manager,12/04/2018,Trustee,A hospice,The hospice is paid by the council,Non-pecuniary
Nobody Known,12/04/2018,Trustee,A hospice,The same,Indirect
"""
    source = ImportSource(RegisterKind.INTERESTS, "interests.csv", text.encode())
    plan = prepare(empty, source)
    assert (plan.counts["new"], plan.counts["refused"]) == (1, 1)
    take_in(empty, source)
    mine = [r for r in records_of(empty, RegisterKind.INTERESTS) if r.organisation == "A hospice"]
    assert [(r.person, r.declared_on, r.type) for r in mine] == [
        ("Governance manager", date(2018, 4, 12), "non_pecuniary")
    ]
    kept = records_of(empty, RegisterKind.INTERESTS)
    load_partnership(empty.store, empty.config)
    assert records_of(empty, RegisterKind.INTERESTS) == kept
    changed = export(empty, RegisterKind.INTERESTS, ExportFormat.CSV).replace(b"holds contracts", b"held contracts")
    take_in(empty, ImportSource(RegisterKind.INTERESTS, "interests.csv", changed))
    load_partnership(empty.store, empty.config)
    assert any("held contracts" in record.nature for record in records_of(empty, RegisterKind.INTERESTS))
    assert "hospice is paid" not in str(rows_of(empty, "audit_event")), "the chain cannot forget"


def test_two_sections_with_the_same_numbers_are_told_apart(empty):
    text = """Section,No,Description,Full value,Probability
Risk,1,Growth above plan,1000,50%
Opportunity,1,Contract penalties,-400,25%
"""
    source = ImportSource(RegisterKind.FINANCE, "tracker.csv", text.encode())
    take_in(empty, source)
    assert set(held(empty, RegisterKind.FINANCE)) == {"risk 1", "opportunity 1"}
    assert not prepare(empty, source).changes_anything


def test_an_edited_export_is_read_like_any_other_register(demo, another):
    services = another()
    source = export(demo, RegisterKind.RISKS, ExportFormat.CSV)
    take_in(services, ImportSource(RegisterKind.RISKS, "risks.csv", source))
    edited = source.decode("utf-8-sig").replace('"2018-10-01","2018-11-01"', '"01/10/2018","01/11/2018"')
    plan = prepare(services, ImportSource(RegisterKind.RISKS, "risks.csv", edited.encode()))
    assert any("was edited" in note for note in plan.notes)
    assert plan.counts["new"] == 0
    assert plan.counts["refused"] == 0
    assert plan.counts["changed"] == 0, [row.words for row in plan.rows]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b'{"register": "actions", "records": []}',
            "is an action tracker, not a risk register. Import it as an action tracker",
        ),
        (b'{"a": [', "JSON, but not an export of Convenor"),
        (b'{"register": "risks"}', "JSON, but not an export of Convenor"),
        (b'\xef\xbb\xbf \n{"register": "risk", "records": []}', "JSON, but not an export of Convenor"),
        (b"%PDF-1.4 nothing", "PDF"),
        (b"", "no rows|empty"),
    ],
)
def test_what_is_no_register_is_refused_in_a_sentence(empty, content, said):
    with pytest.raises(InvalidInputError, match=said):
        prepare(empty, ImportSource(RegisterKind.RISKS, "file", content))


def test_a_json_row_that_was_tampered_with_is_refused_alone(demo, another):
    services = another()
    content = export(demo, RegisterKind.RISKS, ExportFormat.JSON).replace(b'"ref": "PC11"', b'"ref": 11')
    plan = prepare(services, ImportSource(RegisterKind.RISKS, "risks.json", content))
    assert (plan.counts["new"], plan.counts["refused"]) == (17, 1)


def test_two_who_confirm_the_same_file_at_once_write_it_once(empty):
    digest = prepare(empty, risks()).digest
    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(apply, empty, risks(), OFFICE, digest) for _ in range(2)]
        failed = [problem for done in tried if (problem := done.exception()) is not None]
    assert [type(problem) for problem in failed] == [StaleRecordError]
    assert len(rows_of(empty, "risk")) == 2
    assert words(empty, "audit_event", "verb").count("register.imported") == 1
    with empty.store.view() as view:
        view.verify_audit()


PLAN = """Joint action plan,,,,,,,,
No,Task,Milestones,Status,Status update,Owner,Date agreed,Completion due,Days
1,Pool the continuing healthcare budget,"• Agree the baseline
• Sign the variation",Agreed to progress,Drafted,Planned Care SRO / The Council,10/10/2018,16/11/2018,37
2,Report on outcomes,,In progress,,Programme director,10/10/2018,TBC,
"""
COSTS = """Initiative,Item,Workstream,2018/19,2019/20,Total,Notes
Outpatients,Viewer,PC,"£50,000","45,000","90,000",
Outpatients,Letters,PC,up to 40000,TBC,"40,000",later year TBC
Beds,Five beds,UC,"104,000",,"104,000",5 beds x 26 weeks x 800
"""
FINANCE = """Financial risk tracker (£000),,,,,
Section,No,Description,Full value,Probability,Adjusted recurrent
Risk,1,Growth above plan,"1,200",50%,600
Opportunity,1,Contract penalties,(400),12.5%,TBC
"""


@pytest.mark.parametrize(
    ("kind", "text", "new"),
    [(RegisterKind.PLAN, PLAN, 2), (RegisterKind.COSTS, COSTS, 3), (RegisterKind.FINANCE, FINANCE, 2)],
)
def test_what_offices_keep_comes_in_once_and_survives_an_export(another, kind, text, new):
    services, elsewhere = another(), another()
    source = ImportSource(kind, "kept.csv", text.encode(), ImportOptions(plan="Joint action plan"))
    assert prepare(services, source).counts["new"] == new
    take_in(services, source)
    assert not prepare(services, source).changes_anything
    records = records_of(services, kind)
    for file_format in ExportFormat:
        content = export(services, kind, file_format)
        assert not prepare(services, ImportSource(kind, "export", content)).changes_anything
    take_in(elsewhere, ImportSource(kind, "export", export(services, kind, ExportFormat.XLSX)))
    assert records_of(elsewhere, kind) == records


def test_a_task_keeps_its_milestones_owners_and_printed_days(empty):
    take_in(empty, ImportSource(RegisterKind.PLAN, "plan.csv", PLAN.encode()))
    first, second = records_of(empty, RegisterKind.PLAN)
    assert (first.plan, first.number) == ("Joint action plan", "1")
    assert first.milestones == ("Agree the baseline", "Sign the variation")
    assert first.owners == ("Planned Care SRO", "The Council")
    assert (first.status, first.stated_days, first.due_on) == ("Agreed to progress", 37, date(2018, 11, 16))
    assert second.due_on is None


def test_money_is_kept_as_stated_and_a_wrong_total_is_said(empty):
    source = ImportSource(RegisterKind.COSTS, "costs.csv", COSTS.encode(), ImportOptions(fund="Better Care Fund"))
    plan = prepare(empty, source)
    assert [(total.printed, total.reckoned) for total in plan.totals] == [(90_000_00, 95_000_00)]
    take_in(empty, source)
    viewer, letters, _ = records_of(empty, RegisterKind.COSTS)
    assert (viewer.stated_total_pence, sum(year.pence for year in viewer.years)) == (90_000_00, 95_000_00)
    assert (viewer.fund, viewer.envelope_pence) == ("Better Care Fund", None)
    assert [(year.year, year.pence, year.is_up_to, year.is_tbc) for year in letters.years] == [
        (2018, 40_000_00, True, False),
        (2019, None, False, True),
    ]


def test_thousands_become_pence_and_an_unknown_value_stays_unknown(empty):
    take_in(empty, ImportSource(RegisterKind.FINANCE, "tracker.csv", FINANCE.encode()))
    risk, opportunity = records_of(empty, RegisterKind.FINANCE)
    assert (risk.full_value_pence, risk.probability) == (1_200_000_00, Fraction(1, 2))
    assert (opportunity.full_value_pence, opportunity.probability) == (-400_000_00, Fraction(1, 8))
    assert opportunity.adjusted_recurrent_pence is None
    assert opportunity.to_be_confirmed
