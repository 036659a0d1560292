"""What the options give to rows that do not say: new ones only, and only where nothing else tells."""

from __future__ import annotations

import pytest

from bot.domain.imports.drafts import RegisterKind
from bot.errors import InvalidInputError
from bot.workflows.imports import Importer, ImportOptions, ImportSource, Outcome, apply, prepare, register_of
from tests.support.records import records_of

RISKS = "Ref,Workstream,Risk,Inherent L,Inherent S\n"
ACTIONS = "Ref,Action,Board,Due\n"


def source(kind, text, **options):
    return ImportSource(kind, "register.csv", text.encode(), ImportOptions(**options))


def take_in(services, brought):
    return apply(services, brought, Importer(), prepare(services, brought).digest)


def with_default(services, workstream):
    imports = services.config.imports.model_copy(update={"default_workstream": workstream})
    return type(services)(
        services.store,
        services.config.model_copy(update={"imports": imports}),
        services.clock,
        services.home_team,
    )


@pytest.mark.parametrize("is_configured", [False, True])
def test_a_workstream_for_rows_that_name_none_moves_no_held_risk_and_overrides_no_reference(another, is_configured):
    services = another()
    take_in(services, source(RegisterKind.RISKS, RISKS + "UC6,UC,Calls are lost,4,4\nZZ1,UC,A stray risk,3,3\n"))
    text = (
        "Ref,Risk,Inherent L,Inherent S\nUC6,Calls are lost,4,4\nZZ1,A stray risk,3,3\nUC7,New,1,1\nZZ2,New too,1,2\n"
    )
    brought = source(RegisterKind.RISKS, text, workstream=None if is_configured else "PC")
    services = with_default(services, "PC") if is_configured else services
    plan = prepare(services, brought)
    assert [(row.label, row.outcome, row.questions) for row in plan.rows] == [
        ("UC6", Outcome.UNCHANGED, ()),
        ("ZZ1", Outcome.UNCHANGED, ()),
        ("UC7", Outcome.NEW, ()),
        ("ZZ2", Outcome.NEW, ()),
    ]
    take_in(services, brought)
    kept = {risk.ref: risk.workstream for risk in records_of(services, RegisterKind.RISKS)}
    assert kept == {"UC6": "UC", "ZZ1": "UC", "UC7": "UC", "ZZ2": "PC"}


def test_without_any_workstream_the_row_is_refused_in_words_for_either_door(another):
    (row,) = prepare(another(), source(RegisterKind.RISKS, RISKS + "ZZ1,,A stray risk,3,3\n")).rows
    assert row.reason == "No workstream is known for ZZ1. Name one in a column, or say which such rows get."


def test_a_workstream_moves_no_held_task_and_replaces_no_named_one(another):
    services = another()
    take_in(services, source(RegisterKind.PLAN, "Plan,No,Task,Workstream,Due\nA,1,Agree,UC,\nA,2,Train,The ward,\n"))
    brought = source(RegisterKind.PLAN, "Plan,No,Task,Due\nA,1,Agree,\nA,2,Train,\nA,3,Extend,\n", workstream="PC")
    assert [row.outcome for row in prepare(services, brought).rows] == ["unchanged", "unchanged", "new"]
    take_in(services, brought)
    assert [task.workstream for task in records_of(services, RegisterKind.PLAN)] == ["UC", "The ward", "PC"]


def test_a_workstream_makes_no_second_line_of_a_held_one(another):
    services = another()
    take_in(services, source(RegisterKind.COSTS, "Item,2018/19\nViewer,100\n"))
    brought = source(RegisterKind.COSTS, "Item,2018/19\nViewer,100\nLetters,200\n", workstream="PC")
    assert [row.outcome for row in prepare(services, brought).rows] == ["unchanged", "new"]
    take_in(services, brought)
    kept = [(line.line, line.workstream) for line in records_of(services, RegisterKind.COSTS)]
    assert kept == [("Viewer", ""), ("Letters", "PC")]


def test_a_board_moves_no_held_action(another):
    services = another()
    take_in(services, source(RegisterKind.ACTIONS, ACTIONS + "A-1,Bring it,TB,16/11/2018\n"))
    brought = source(RegisterKind.ACTIONS, "Ref,Action,Due\nA-1,Bring it,16/11/2018\nA-2,Send it,\n", board="DSG")
    assert [row.outcome for row in prepare(services, brought).rows] == ["unchanged", "new"]
    take_in(services, brought)
    assert [action.board for action in records_of(services, RegisterKind.ACTIONS)] == ["TB", "DSG"]


def test_a_plan_is_called_by_its_column_else_as_told_else_by_the_title_above(another):
    services = another()
    titled = "Progress in October,,\nNo,Task,Due\n1,Agree,\n"
    (row,) = prepare(services, source(RegisterKind.PLAN, titled)).rows
    assert row.label == "Progress in October · 1"
    (row,) = prepare(services, source(RegisterKind.PLAN, titled, plan="Discharge")).rows
    assert row.label == "Discharge · 1"
    named = "Plan,No,Task,Due\nBeds,1,Agree,\n,2,Train,\n"
    rows = prepare(services, source(RegisterKind.PLAN, named, plan="Discharge")).rows
    assert [row.label for row in rows] == ["Beds · 1", "Discharge · 2"]


def test_an_unknown_board_or_workstream_is_refused_with_the_known_ones(another):
    services = another()
    for option, known in (({"board": "XX"}, "BCFP, DSG, ICB-C, ICB-H"), ({"workstream": "XX"}, "CY, IC, PC, PV, UC")):
        with pytest.raises(InvalidInputError, match=r"There is no .* “XX”") as refused:
            prepare(services, source(RegisterKind.ACTIONS, ACTIONS, **option))
        assert known in refused.value.mend


def test_lines_of_a_year_in_recurrent_and_non_recurrent_money_keep_the_two_apart(another):
    services = another()
    text = "Item,2018/19 recurrent,2018/19 non-recurrent,2019/20 recurrent,Total\nBeds,100,40,100,240\nViewer,,50,,60\n"
    brought = source(RegisterKind.COSTS, text)
    plan = prepare(services, brought)
    assert [(row.label, row.outcome, row.what) for row in plan.rows] == [
        ("Beds", Outcome.NEW, "2018/19 non-recurrent £40, 2018/19 recurrent £100, 2019/20 recurrent £100"),
        ("Viewer", Outcome.NEW, "2018/19 non-recurrent £50"),
    ]
    take_in(services, brought)
    assert not prepare(services, brought).changes_anything
    (row, _) = prepare(services, source(RegisterKind.COSTS, text.replace("100,40,", "90,40,"))).rows
    assert "2018/19 recurrent £90" in row.changes[0].after


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'\xef\xbb\xbf\r\n {"register": "plan", "records": []}', RegisterKind.PLAN),
        (b'{"register": "risks", "records": []}', RegisterKind.RISKS),
        (b"Ref,Risk\n", None),
        (b"", None),
    ],
)
def test_an_export_in_json_says_which_register_it_is(data, kind):
    assert register_of(data) is kind


@pytest.mark.parametrize(
    "data", [b"{", b'{"register": "riks", "records": []}', b'{"register": "risks"}', b'{"\xff": 1}']
)
def test_other_json_is_no_register(data):
    with pytest.raises(InvalidInputError, match="JSON, but not an export of Convenor"):
        register_of(data)
