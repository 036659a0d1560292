"""What newcomers' registers do: columns nobody reads, other kinds, names nearly right, rows without numbers."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from bot.domain.imports.drafts import RegisterKind
from bot.errors import InvalidInputError, StaleRecordError
from bot.store.unit_of_work import Unit, View
from bot.workflows.imports import Importer, ImportOptions, ImportSource, Outcome, apply, applying, planning, prepare
from bot.workflows.imports.planning import prepare_in
from tests.support.records import records_of

OFFICE = Importer("person:1", "Governance manager", 1)
HEADINGS = "Ref,Risk,Lead,Inherent L,Inherent S,Residual L,Residual S"


def source(text, kind=RegisterKind.RISKS, **options):
    return ImportSource(kind, "register.csv", text.encode(), ImportOptions(**options))


def risk(ref="PC1", words="Beds are lost", lead="Planned Care director"):
    return f"{ref},{words},{lead},4,4,3,4"


def take_in(services, given):
    plan = prepare(services, given)
    apply(services, given, OFFICE, plan.digest)
    return plan


def held(services, kind=RegisterKind.RISKS):
    return {record.label: record for record in records_of(services, kind)}


def said(plan):
    return " ".join(plan.notes)


@pytest.fixture
def services(another):
    return another()


def test_a_column_that_is_not_read_is_always_named(services):
    rows = "\n".join(f"{risk(f'PC{n}')},{'yes' if n == 1 else ''}" for n in range(1, 5))
    plan = prepare(services, source(f"{HEADINGS},Seen by PMO\n{rows}\n"))
    assert "Not read: column “Seen by PMO”." in plan.notes
    assert plan.unsure == ()


@pytest.mark.parametrize("cell", ["500", "The ward manager looks at this each Monday"])
def test_a_full_column_that_is_not_read_must_be_looked_at(services, cell):
    text = f"{HEADINGS},Zebra crossing,Notes for PMO\n{risk()},{cell},{cell}\n{risk('PC2', 'Staff leave')},{cell},\n"
    plan = prepare(services, source(text))
    assert [(choice.heading, choice.field) for choice in plan.unsure][:1] == [("Zebra crossing", "")]
    mapped = prepare(services, source(text, mapping={"Zebra crossing": ""}))
    assert mapped.unsure == ()
    assert "“Zebra crossing”" in said(mapped)


@pytest.mark.parametrize(
    "heading",
    ["What are we doing", "What we are doing about it", "Mitigating actions", "Controls", "Controls in place"],
)
def test_usual_words_for_what_is_done_are_the_mitigation(services, heading):
    take_in(services, source(f"{HEADINGS},{heading}\n{risk()},A panel meets weekly\n"))
    assert held(services)["PC1"].mitigation == "A panel meets weekly"


@pytest.mark.parametrize("heading", ["Actions taken", "Progress", "Progress this month", "This month's update"])
def test_usual_words_for_what_happened_are_the_update(services, heading):
    take_in(services, source(f"{HEADINGS},{heading}\n{risk()},The panel met\n"))
    assert held(services)["PC1"].update == "The panel met"


def test_a_register_of_another_kind_is_refused_by_its_name(services):
    text = f"{HEADINGS},Mitigation\n{risk()},x\n"
    with pytest.raises(InvalidInputError, match=r"This looks like a risk register: import it as risks\."):
        prepare(services, source(text, RegisterKind.ACTIONS))
    plan = prepare(services, source(text, RegisterKind.ACTIONS, mapping={"Risk": "action", "Ref": "ref"}))
    assert plan.counts["new"] == 1


def test_a_tracker_may_be_taken_for_a_plan_and_the_other_way_round(services):
    text = "Action No,Action,Owner,Due,Status\nICBOct18-1,Bring the plan,Planned Care SRO,16/11/2018,Open\n"
    for kind in (RegisterKind.ACTIONS, RegisterKind.PLAN):
        assert prepare(services, source(text, kind)).counts["new"] == 1


def test_the_before_a_post_is_no_part_of_it(services):
    take_in(services, source(f"{HEADINGS}\n{risk(lead='Planned Care SRO and the Unplanned Care director')}\n"))
    assert held(services)["PC1"].leads == ("Planned Care SRO", "Unplanned Care director")


def test_a_name_nearly_right_is_suggested_and_not_chosen(services):
    plan = prepare(services, source(f"{HEADINGS}\n{risk(lead='Childrens director')}\n"))
    (row,) = plan.rows
    assert "Is it “Children's director”?" in row.questions[0].reason
    take_in(services, source(f"{HEADINGS}\n{risk(lead='Childrens director')}\n"))
    assert held(services)["PC1"].leads == ()
    stranger = prepare(services, source(f"{HEADINGS}\n{risk(lead='Joe Bloggs')}\n"))
    assert "Is it" not in stranger.rows[0].questions[0].reason


NO_REFERENCES = "Risk,Inherent L,Inherent S,Residual L,Residual S\n"


def test_rows_with_the_same_words_and_no_references_are_not_paired(services):
    text = f"{NO_REFERENCES}Beds are lost,3,4,3,4\nStaff leave,5,5,5,5\nBeds  are lost,2,4,2,4\n"
    plan = prepare(services, source(text, prefix="PC"))
    assert [row.outcome for row in plan.rows] == [Outcome.REFUSED, Outcome.NEW, Outcome.REFUSED]
    assert plan.rows[0].reason.startswith("Row 4 has the same words")
    assert plan.rows[2].reason.startswith("Row 2 has the same words")


def test_a_row_inserted_later_keeps_the_numbers_of_the_others_and_is_told_its_own(services):
    first = source(f"{NO_REFERENCES}Beds are lost,3,4,3,4\nStaff leave,5,5,5,5\n", prefix="PC")
    assert "Numbered anew: PC1, PC2." in take_in(services, first).notes
    later = source(f"{NO_REFERENCES}A new one,1,1,1,1\nStaff leave,5,5,5,5\nBeds are lost,3,4,3,4\n", prefix="PC")
    plan = take_in(services, later)
    assert [(row.label, row.outcome) for row in plan.rows] == [
        ("PC3", Outcome.NEW),
        ("PC2", Outcome.UNCHANGED),
        ("PC1", Outcome.UNCHANGED),
    ]
    assert "Numbered anew: PC3." in plan.notes
    assert prepare(services, later).counts["unchanged"] == 3


def test_actions_without_references_are_found_by_their_words_too(services):
    first = source("Action,Owner,Due,Status\nBring it,,1/12/2018,Open\n", RegisterKind.ACTIONS, prefix="ICBOct18-")
    take_in(services, first)
    text = "Action,Owner,Due,Status\nSend it,,1/12/2018,Open\nBring it,,1/12/2018,Open\n"
    plan = prepare(services, source(text, RegisterKind.ACTIONS, prefix="ICBOct18-"))
    assert [(row.label, row.outcome) for row in plan.rows] == [
        ("ICBOct18-2", Outcome.NEW),
        ("ICBOct18-1", Outcome.UNCHANGED),
    ]


def test_a_refused_row_whose_record_is_held_is_in_the_file(services):
    take_in(services, source(f"{HEADINGS}\n{risk()}\n{risk('PC2', 'Staff leave')}\n{risk('PC3', 'Gone')}\n"))
    plan = prepare(services, source(f"{HEADINGS}\n{risk()}\nPC 2,,,4,4,3,4\n"))
    assert plan.counts["refused"] == 1
    assert "PC3" in said(plan)
    assert "PC2" not in said(plan)


def test_leads_in_another_order_are_no_change(services):
    take_in(services, source(f"{HEADINGS}\n{risk(lead='Planned Care director / Planned Care SRO')}\n"))
    turned = source(f"{HEADINGS}\n{risk(lead='Planned Care SRO / Planned Care director')}\n")
    assert prepare(services, turned).rows[0].outcome is Outcome.UNCHANGED
    fewer = source(f"{HEADINGS}\n{risk(lead='Planned Care SRO')}\n")
    assert prepare(services, fewer).rows[0].outcome is Outcome.CHANGED


PLAN = "Plan\nNo,Task,Owner,Due,Status\n1,Agree the pathway,,30/06/2018,Open\n"


def test_a_task_with_nothing_but_its_words_is_not_skipped(services):
    plan = prepare(
        services, source(f"{PLAN},Recruit a nurse,,,\n2,Open the ward,,30/07/2018,Open\n", RegisterKind.PLAN)
    )
    assert [(row.label, row.reason) for row in plan.rows if row.outcome is Outcome.REFUSED] == [
        ("Recruit a nurse", "It has no number.")
    ]
    bare = "Plan\nTask,Owner,Due,Status\nAgree the pathway,,30/06/2018,Open\nRecruit a nurse,,,\n"
    (_, asked) = prepare(services, source(bare, RegisterKind.PLAN)).rows
    assert asked.outcome is Outcome.NEW
    assert asked.questions[0].reason.startswith("Nothing else stands in its row")


def test_the_heading_of_a_phase_stays_a_heading(services):
    text = f"{PLAN},Phase 2: open,,,\n2,Open the ward,,30/07/2018,Open\n"
    take_in(services, source(text, RegisterKind.PLAN))
    assert [task.phase for task in records_of(services, RegisterKind.PLAN)] == ["", "Phase 2: open"]


def many(update):
    rows = "\n".join(f"{risk(f'PC{n}', f'Risk {n}')},{update}" for n in range(1, 40))
    return source(f"{HEADINGS},Update\n{rows}\n")


def test_many_rows_take_few_statements(services):
    take_in(services, many("first"))
    statements = []
    event.listen(services.store.engines.write, "before_cursor_execute", lambda *given: statements.append(given[2]))
    plan = take_in(services, many("second"))
    assert plan.counts["changed"] == 39
    assert 0 < len(statements) < 39, "what is written in bulk takes no statement for each row"
    assert {record.update for record in held(services).values()} == {"second"}


def test_others_write_while_a_file_is_compared_and_it_is_compared_again(services, monkeypatch):
    take_in(services, many("first"))
    seen = []

    def compare_slowly(view, *given):
        prepared = prepare_in(view, *given)
        seen.append(isinstance(view, Unit))
        if len(seen) == 1:
            # It would wait for the lock until it gives up, were the comparing done within the unit.
            other = source(f"{HEADINGS},Update\n{risk('PC1', 'Risk 1')},meanwhile\n")
            monkeypatch.undo()
            take_in(services, other)
            monkeypatch.setattr(applying, "prepare_in", compare_slowly)
        return prepared

    digest = prepare(services, many("second")).digest
    monkeypatch.setattr(applying, "prepare_in", compare_slowly)
    with pytest.raises(StaleRecordError):
        apply(services, many("second"), OFFICE, digest)
    assert seen == [False, False]
    assert held(services)["PC1"].update == "meanwhile"


def test_a_write_between_the_comparing_and_the_lock_is_seen_within_the_unit(services, monkeypatch):
    take_in(services, many("first"))
    given = many("second")
    digest = prepare(services, given).digest
    write = services.store.write

    def write_late(work, *more):
        monkeypatch.undo()
        take_in(services, source(f"{HEADINGS},Update\n{risk('PC1', 'Risk 1')},meanwhile\n"))
        return write(work, *more)

    monkeypatch.setattr(services.store, "write", write_late)
    with pytest.raises(StaleRecordError):
        apply(services, given, OFFICE, digest)
    assert {record.update for record in held(services).values()} == {"first", "meanwhile"}


def test_looking_keeps_nobody_waiting_once_the_configuration_is_loaded(services, monkeypatch):
    looked = []

    def compare(view, *given):
        looked.append(type(view))
        return prepare_in(view, *given)

    monkeypatch.setattr(planning, "prepare_in", compare)
    assert prepare(services, many("first"), as_loaded=True).counts["new"] == 39
    assert looked == [View]
