"""The check of actions: what the demonstration has apart, who may ask, and that nothing leaks that is not public."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.domain.actions.records import EntryKind
from bot.domain.imports.drafts import RegisterKind
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.repositories.actions import NewEntry
from bot.workflows.identify import Identity
from bot.workflows.imports import Importer, ImportOptions, ImportSource, Plan, apply, prepare
from bot.workflows.plans import comparing
from tests.support.partnership import HOME, Partnership
from tests.support.records import records_of

MANAGER, DIRECTOR, MEMBER, ANALYST = (
    Identity(name, HOME) for name in ("U0GOVMANAGER", "U0PCDIRECTOR", "U0PCONVENOR", "U0FINANALYST")
)
MINUTES = """Minutes of the boards in common held on 11 October 2018
Minute,Ref,Action,Owner,By when
4.3,ICBOct18-1,Recovery plan to come to the November meeting,Planned Care SRO,16/11/2018
6.1,,Move the risk register earlier on the agenda,Governance manager,16/11/2018
"""
FORWARD = """Item,Reporting lead,Action ref
Meeting of 16 November 2018,,
Recovery plan for elective care,Planned Care SRO,ICBOct18-1
Meeting of 6 December 2018,,
Workforce case,Programme manager,
Unscheduled,,
Regional feedback,Partnership convenor,ICBOct18-3
"""


def said(message: dict[str, Any]) -> str:
    return json.dumps(message["blocks"], ensure_ascii=False)


def words_of(message: dict[str, Any]) -> list[str]:
    return [block["text"]["text"] for block in message["blocks"] if block["type"] == "section"]


def brought(house: Partnership, kind: RegisterKind, text: str, **options: Any) -> Plan:
    options = {"board": "ICB", **options}
    source = ImportSource(kind, f"{kind.value}.csv", text.encode(), ImportOptions(**options))
    plan = prepare(house.services, source)
    apply(house.services, source, Importer(), plan.digest)
    return plan


def hide(house: Partnership, ref: str) -> None:
    def work(unit: Any) -> None:
        action = unit.actions.find(ref)
        entry = NewEntry(EntryKind.EDITED, unit.now, "Somebody", None, "")
        unit.actions.change(action, entry, visibility=Visibility.NON_PUBLIC.value)

    house.services.store.write(work)


def test_the_demonstration_has_one_of_each_kind_apart(house: Partnership) -> None:
    told = said(comparing.check_actions(house.services, MANAGER))
    for words in (
        "*7 things to mend*",
        "Ask both councils when they will settle",
        "*ICBOct18-6*\\nThe tracker has it as set on Thu 11 Oct",
        "paragraph 6.4, say it is due Thu 28 Feb 2019; the tracker has due Thu 14 Mar 2019",
        "Due at the meeting of Fri 16 Nov, whose forward plan does not have it: Move the risk register",
        "answers ICBMar18-3, which the tracker has due Thu 6 Dec",
        "No minutes of ICB on Wed 21 Mar",
        "Open without a due day, so no meeting can be compared: ICBOct18-3",
    ):
        assert words in told
    assert words_of(comparing.check_actions(house.services, MEMBER, "icb-h")) == words_of(
        comparing.check_actions(house.services, MANAGER, "ICB")
    ), "boards in common are one"


def test_what_the_tracker_lacks_is_added_from_the_minutes_by_who_may(house: Partnership) -> None:
    def added(who: Identity) -> list[str]:
        shown = comparing.check_actions(house.services, who, "ICB")["blocks"]
        buttons = [block["accessory"] for block in shown if "accessory" in block]
        return [button["value"] for button in buttons if button["action_id"] == "drift.add"]

    assert added(MEMBER) == []
    (value,) = added(MANAGER)
    form = comparing.minuted_form(house.services, MANAGER, value)
    assert "From the minutes of Thu 11 Oct 2018; due Thu 6 Dec 2018 there." in said(form)
    fields = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
    assert fields["summary"]["initial_value"].startswith("Ask both councils when they will settle")
    assert (fields["due"]["initial_date"], fields["assigned"]["initial_date"]) == ("2018-12-06", "2018-10-11")
    assert fields["board"]["initial_option"]["value"] == "ICB"
    assert fields["minute"]["initial_value"] == "7.2"
    with pytest.raises(NotAllowedError, match="You can't set actions for ICB"):
        comparing.minuted_form(house.services, DIRECTOR, value)
    with pytest.raises(InvalidInputError):
        comparing.minuted_form(house.services, MANAGER, "[1]")


def test_who_may_compare(house: Partnership) -> None:
    for who, board in ((ANALYST, ""), (ANALYST, "ICB"), (DIRECTOR, "ITEB")):
        with pytest.raises(NotAllowedError, match="Governance manager"):
            comparing.check_actions(house.services, who, board)
    with pytest.raises(InvalidInputError, match="There is no board “XYZ”"):
        comparing.check_actions(house.services, MANAGER, "XYZ")
    told = said(comparing.check_actions(house.services, DIRECTOR))
    assert "There are no minutes and no forward plan of the boards you sit with (" in told
    assert "convenor import" not in told


def test_an_action_that_may_not_be_read_is_named_nowhere(house: Partnership) -> None:
    minutes = "Paragraph,Ref,Action,Due\n9,ICBOct18-5,Settle the claim,1/12/2018\n8,TBOct18-2,Publish it,1/12/2018\n"
    forward = "Meeting,Item,Action\n28/11/2018,The claim,ICBOct18-5\n28/11/2018,The paper,TBOct18-2\n"
    brought(house, RegisterKind.MINUTES, minutes, board="TB", meeting=date(2018, 10, 31))
    brought(house, RegisterKind.FORWARD_PLAN, forward, board="TB")
    before = said(comparing.check_actions(house.services, DIRECTOR, "TB"))
    assert "the claim" in before.casefold()
    hide(house, "ICBOct18-5")
    after = said(comparing.check_actions(house.services, DIRECTOR, "TB"))
    assert "claim" not in after.casefold(), "the director sits with this board and not with the one that set it"
    assert "ICBOct18-5" not in after
    assert "TBOct18-2" in after
    assert "ICBOct18-5" in said(comparing.check_actions(house.services, MEMBER, "ICB")), "its own members may"


def test_minutes_are_those_of_the_title_and_replace_what_the_meeting_had(house: Partnership) -> None:
    plan = brought(house, RegisterKind.MINUTES, MINUTES)
    assert plan.counts == {"new": 1, "changed": 0, "unchanged": 1, "refused": 0, "questioned": 0}
    assert plan.removed == 5
    assert any(
        note.startswith("Taken out, as the file has them no more: ICB · 11 Oct 2018 · 4.3") for note in plan.notes
    )
    held = records_of(house.services, RegisterKind.MINUTES)
    assert sorted(one.paragraph for one in held) == ["4.3", "6.1"]
    assert {one.held_on for one in held} == {date(2018, 10, 11)}
    again = prepare(
        house.services,
        ImportSource(RegisterKind.MINUTES, "again.csv", MINUTES.encode(), ImportOptions(board="ICB")),
    )
    assert not again.changes_anything


def test_nothing_is_taken_out_while_a_row_is_refused(house: Partnership) -> None:
    plan = brought(house, RegisterKind.MINUTES, f"{MINUTES}7.1,ICBOct18-9,,,\n")
    assert (plan.counts["refused"], plan.removed) == (1, 0)
    assert len(records_of(house.services, RegisterKind.MINUTES)) == 7


def test_other_meetings_keep_their_minutes(house: Partnership) -> None:
    plan = brought(house, RegisterKind.MINUTES, MINUTES.replace("11 October", "16 November"))
    assert plan.removed == 0
    assert len(records_of(house.services, RegisterKind.MINUTES)) == 8


def test_a_forward_plan_under_headings_replaces_what_lies_ahead(house: Partnership) -> None:
    plan = brought(house, RegisterKind.FORWARD_PLAN, FORWARD)
    assert plan.counts["refused"] == 0
    held = records_of(house.services, RegisterKind.FORWARD_PLAN)
    assert {(one.held_on, one.title) for one in held} == {
        (date(2018, 11, 16), "Recovery plan for elective care"),
        (date(2018, 12, 6), "Workforce case"),
        (None, "Regional feedback"),
    }
    later = (
        FORWARD.partition("Meeting of 6")[0].partition("\n")[0]
        + "\nMeeting of 6"
        + FORWARD.partition("Meeting of 6")[2]
    )
    brought(house, RegisterKind.FORWARD_PLAN, later)
    assert len(records_of(house.services, RegisterKind.FORWARD_PLAN)) == 3, "the meeting before stays"


@pytest.mark.parametrize(
    ("options", "text", "why"),
    [
        ({"board": None}, MINUTES, "which board"),
        ({}, MINUTES.partition("\n")[2], "of which meeting"),
    ],
)
def test_minutes_of_nobody_knows_what_are_refused_row_by_row(
    house: Partnership, options: dict[str, Any], text: str, why: str
) -> None:
    plan = brought(house, RegisterKind.MINUTES, text, **options)
    assert plan.counts["refused"] == 2
    assert why in plan.rows[0].reason


def test_a_plan_brought_in_again_keeps_first_days_and_met_milestones(house: Partnership) -> None:
    text = (
        "Phase,No,Task,Milestone,Milestone date,Status,Completion due,Owner\n"
        "Design,1.2,Count the staff of each provider,Figures asked for,,On hold,30/11/2018,\n"
        ",,,Figures in from every provider,28/9/2018,,,\n"
        ",,,Checked,5/12/2018,,,\n"
    )
    plan = brought(house, RegisterKind.PLAN, text, plan="Neighbourhood care plan", board=None)
    assert plan.counts["changed"] == 1
    record = next(one for one in records_of(house.services, RegisterKind.PLAN) if one.number == "1.2")
    assert record.milestones == (
        "Figures asked for (due 1 Aug 2018, done 1 Aug 2018)",
        "Figures in from every provider (due 28 Sep 2018)",
        "Checked (due 5 Dec 2018)",
    )
    assert (record.original_due_on, record.due_on) == (date(2018, 10, 5), date(2018, 11, 30))
    assert (record.phase_lead, record.status) == ("Planned Care director", "On hold")
    assert [entry.due_on for entry in record.history] == [date(2018, 10, 19), date(2018, 11, 30)]
