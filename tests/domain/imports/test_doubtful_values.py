"""Values that only look plain: none is invented or chosen, and what is in doubt is left unset and asked about."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook as Book

from bot.domain.imports.dates import read_day
from bot.domain.imports.drafts import (
    ActionDraft,
    CostLineDraft,
    InterestDraft,
    PlanTaskDraft,
    Question,
    RegisterKind,
    RiskDraft,
)
from bot.domain.imports.grid import Cell
from bot.domain.imports.reading import ImportRules
from bot.domain.references import Reference
from bot.domain.registers.naming import Names
from bot.domain.registers.overlaying import overlaid
from bot.domain.registers.records import ActionStatus
from bot.domain.registers.shaping import Setting
from bot.domain.registers.shaping_others import shape_action, shape_cost, shape_interest
from bot.domain.registers.shaping_plans import shape_task
from bot.domain.registers.shaping_risks import shape_risk
from bot.domain.risks import RiskStatus, Visibility
from bot.domain.scoring import Score
from bot.papers.sheets import read_workbook
from tests.domain.imports.grids import asked, read
from tests.support import register
from tests.support.register import TODAY

RISKS, ACTIONS, COSTS, FINANCE = RegisterKind.RISKS, RegisterKind.ACTIONS, RegisterKind.COSTS, RegisterKind.FINANCE
PERSON = register.person(1)
SETTING = Setting(Names(register.directory([PERSON]), {}, TODAY), TODAY, frozenset())


def risk_of(heading, *cells, **options):
    (risk,) = read(RISKS, ["Ref", "Risk", *heading.split("|")], ["PC1", "A risk", *cells], **options).drafts
    return risk


def risk_draft(**said):
    return RiskDraft(1, Reference("PC", 1), "PC", summary="A risk", **said)


def with_columns(*names):
    return replace(SETTING, columns=frozenset(names))


@pytest.mark.parametrize(
    "written",
    [
        *("down from 4", "was 4", "not 4", "previously 4", "target 2", "almost 4", "up to 4", "approx 3"),
        *("4%", "4½", "4?", "--4", "-4", "4+", "<4", "4 (was 3)", "4 or 5", "3/5", "4/25", "Level 3 of 5"),
        Cell("400%", Decimal(4), is_percent=True),
    ],
)
def test_a_number_that_is_not_plainly_the_likelihood_sets_no_score(written):
    risk = risk_of("Inherent L|Inherent S", written, "4")
    assert risk.inherent is None
    assert "is no likelihood from 1 to 5" in asked(risk)["inherent"]


@pytest.mark.parametrize("written", ["Level 4", "4 (likely)", "4 - likely", "Likely: 4", "Almost certain (4)", "(4)"])
def test_a_level_or_a_word_of_the_scale_may_stand_beside_its_number(written):
    risk = risk_of("Inherent L|Inherent S", written, "4")
    assert (risk.inherent, risk.questions) == (Score(4, 4), ())


def test_the_partnerships_own_words_stand_beside_their_own_number_only():
    rules = ImportRules(likelihood_words={"often": 4})
    assert risk_of("Inherent L|Inherent S", "4 (often)", "4", rules=rules).inherent == Score(4, 4)
    assert risk_of("Inherent L|Inherent S", "3 (often)", "4", rules=rules).inherent is None
    assert risk_of("Inherent L|Inherent S", "4 (often)", "4").inherent is None


@pytest.mark.parametrize(
    "written",
    ["L4 I4 (was L5 I4)", "L4 I4 L5", "L4 L5", "was L4 I4", "not L4 I3", "was 25", "25½", "target 1", "16 (was 20)"],
)
def test_a_score_in_one_cell_that_says_more_than_one_sets_none(written):
    risk = risk_of("Inherent score", written)
    assert risk.inherent is None
    assert "inherent" in asked(risk)


def test_a_labelled_score_is_compared_with_its_printed_product():
    assert asked(risk_of("Inherent score", "L4 I4 = 16")) == {}
    assert "The product is 16, not 12" in asked(risk_of("Inherent score", "L4 I4 = 12"))["inherent"]


HALF_SAID = [
    *("Close monitoring", "To be closed", "Do not close", "Nearly complete", "Open (was closed)", "80% complete"),
    *("To be completed", "Completed in part", "Done?", "Closed - reopened", "Complete by March", "Partly done"),
    *("Closed?", "Not open", "No longer live", "Closed if the board agrees", "Mitigation completed; risk open"),
    *("Recommended to close", "Never closed", "Complete market testing"),
]


@pytest.mark.parametrize("written", HALF_SAID)
def test_a_status_that_is_half_said_closes_nothing(written):
    risk = risk_of("Status", written)
    (action,) = read(ACTIONS, "Ref|Action|Status", ["TB1", "Do it", written]).drafts
    assert (risk.status, action.is_open, action.status) == (None, None, written)
    assert asked(risk) == asked(action) == {"status": "It says neither open nor closed."}


@pytest.mark.parametrize(
    ("written", "is_open"),
    [
        *(
            (words, False)
            for words in (
                "Closed",
                "Close",
                "Complete",
                "Closed May 2018",
                "Closed 12 Oct",
                "Complete 12/10/2018",
                "Done",
            )
        ),
        *((words, False) for words in ("Completed - papers circulated", "De-escalated and closed", "Action complete")),
        *(
            (words, True)
            for words in ("Open", "Not complete", "Not closed", "Not yet started", "Re-opened", "In progress")
        ),
        *((words, True) for words in ("Ongoing - close monitoring", "Live")),
    ],
)
def test_a_plain_status(written, is_open):
    (action,) = read(ACTIONS, "Ref|Action|Status", ["TB1", "Do it", written]).drafts
    assert (action.is_open, action.questions) == (is_open, ())
    assert risk_of("Status", written).status is (RiskStatus.OPEN if is_open else RiskStatus.CLOSED)


@pytest.mark.parametrize(
    ("written", "doubt"),
    [
        ("Fri 10 Nov 2018", "10 November 2018 was not a Friday."),
        ("Monday, November 10, 2018", "10 November 2018 was not a Monday."),
        ("10-11/2018", "It is not a date that can be read."),
        ("10/11-2018", "It is not a date that can be read."),
        ("²²²²²", "It is not a date that can be read."),
        ("④③③⑧④", "It is not a date that can be read."),
    ],
)
def test_a_date_that_contradicts_itself_is_unset(written, doubt):
    read_as = read_day(Cell(written))
    assert (read_as.day, read_as.doubt) == (None, doubt)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        *(("31/12/99", None), ("1 Feb 98", None), ("Nov 12 50", None), ("31/12/39 10:00", None)),
        *(("31/12/18", date(2018, 12, 31)), ("31/12/38", date(2038, 12, 31)), ("31/12/2099", date(2099, 12, 31))),
        *(("2099-12-31", date(2099, 12, 31)), (Cell("2051-01-02", day=date(2051, 1, 2)), date(2051, 1, 2))),
    ],
)
def test_a_year_of_two_figures_far_from_today_is_asked_about(written, day):
    (action,) = read(ACTIONS, ["Ref", "Action", "Due date"], ["TB1", "Do it", written], today=TODAY).drafts
    assert action.due_on == day
    assert ("due_on" in asked(action)) is (day is None)


def test_a_number_of_days_that_is_none_is_asked_about():
    for written in ("--5", "²", "5-"):
        (task,) = read(RegisterKind.PLAN, "No|Task|Owner|Days", ["1", "Do it", "A B", written]).drafts
        assert (task.stated_days, asked(task)) == (None, {"stated_days": "It is not a number of days."})


@pytest.mark.parametrize(
    ("number_format", "is_set"),
    [
        *(("mmm-yy", False), ("mmmm yyyy", False), (r"[$-809]mmm\-yy;@", False), ('"day "mmm yyyy', False)),
        *(("dd/mm/yyyy", True), ("yyyy-mm-dd", True), ("d-mmm", True), ("[$-F800]dddd, mmmm dd, yyyy", True)),
    ],
)
def test_a_date_cell_that_shows_no_day_has_none(number_format, is_set):
    book = Book()
    page = book.active
    for row in (["Ref", "Action", "Owner", "Due date"], ["TB1", "Do it", "A B", date(2018, 10, 1)]):
        page.append(row)
    page["D2"].number_format = number_format
    data = BytesIO()
    book.save(data)
    (cell,) = (row[3] for row in read_workbook(data.getvalue(), "a.xlsx").sheets[0].rows[1:])
    read_as = read_day(cell)
    assert (read_as.day, read_as.doubt) == (
        (date(2018, 10, 1), "") if is_set else (None, "It names a month but no day.")
    )


NON_PUBLIC, PUBLIC = Visibility.NON_PUBLIC, Visibility.PUBLIC


@pytest.mark.parametrize(
    ("heading", "written", "visibility"),
    [
        *(("Visibility", words, NON_PUBLIC) for words in ("Not for public release", "Not yet public", "Never public")),
        *(("Visibility", words, NON_PUBLIC) for words in ("not to be made public", "No public papers", "Part 2")),
        *(("Visibility", words, PUBLIC) for words in ("Public", "Public (part 1)", "Open to the public", "Open")),
        *(("Visibility", words, None) for words in ("TBC", "Board only", "Public?", "To be public", "Yes", "No")),
        *(("Confidentiality", *pair) for pair in (("Yes", NON_PUBLIC), ("No", PUBLIC), ("Not confidential", None))),
        *(("Confidential?", *pair) for pair in (("Yes", NON_PUBLIC), ("N", PUBLIC), ("Public", PUBLIC))),
        *(("Public?", *pair) for pair in (("Yes", PUBLIC), ("No", NON_PUBLIC))),
        *(("Public / non-public", words, None) for words in ("Yes", "No")),
        ("Private", "Yes", NON_PUBLIC),
    ],
)
def test_only_plain_words_make_a_risk_public(heading, written, visibility):
    risk = risk_of(heading, written)
    assert risk.visibility is visibility
    assert ("visibility" in asked(risk)) is (visibility is None)


def test_a_new_risk_whose_visibility_is_asked_about_is_not_public_and_a_held_one_stays():
    doubt = Question("visibility", "Board only", "It does not say whether the risk is public.")
    shaped = shape_risk(risk_draft(questions=(doubt,)), with_columns("visibility"))
    assert shaped.record.visibility is Visibility.NON_PUBLIC
    held = shape_risk(risk_draft(visibility=PUBLIC), with_columns("visibility")).record
    assert overlaid(held, shaped.record, shaped)[0].visibility is PUBLIC
    assert shape_risk(risk_draft(), SETTING).record.visibility is PUBLIC


def test_an_unlisted_owner_takes_nobody_out_of_what_is_held():
    held = shape_action(ActionDraft(1, "TB1", "Do it", owners=(PERSON.name,)), SETTING).record
    shaped = shape_action(ActionDraft(1, "TB1", "Do it", owners=("A Stranger",)), with_columns("owners"))
    assert shaped.record.owners == ("A Stranger",)
    after, questions = overlaid(held, shaped.record, shaped)
    assert (after.owners, questions) == ((PERSON.name,), (Question("owners", PERSON.name, "what is held stays."),))
    task = PlanTaskDraft(1, "1", "Plan", task="Do it", owners=(PERSON.name,))
    shaped = shape_task(replace(task, owners=("A Stranger", PERSON.name)), with_columns("owners"))
    assert overlaid(shape_task(task, SETTING).record, shaped.record, shaped)[0].owners == (PERSON.name,)


def test_a_status_that_is_asked_about_keeps_the_words_that_are_held():
    draft = ActionDraft(1, "TB1", "Do it", status="In progress", is_open=True)
    held = shape_action(draft, SETTING).record
    doubtful = replace(draft, status="perhaps", is_open=None, questions=(Question("status", "perhaps", "It may."),))
    shaped = shape_action(doubtful, with_columns("status"))
    after, _ = overlaid(held, shaped.record, shaped)
    assert (after.status, after.status_words) == (ActionStatus.OPEN, "In progress")


def test_tbc_answers_for_no_text_that_is_held():
    held = shape_risk(risk_draft(mitigation="Extra clinics"), SETTING).record
    shaped = shape_risk(risk_draft(mitigation="TBC"), with_columns("mitigation"))
    after, questions = overlaid(held, shaped.record, shaped)
    assert after.mitigation == "Extra clinics"
    assert questions == (Question("mitigation", "TBC", "it says nothing yet; what is held stays."),)
    assert overlaid(shaped.record, shaped.record, shaped) == (shaped.record, ())


def test_a_blank_nature_erases_no_interest():
    draft = InterestDraft(1, PERSON.name, organisation="A hospice", nature="Trustee")
    held = shape_interest(draft, SETTING).record
    shaped = shape_interest(replace(draft, nature=""), with_columns("nature", "organisation"))
    assert overlaid(held, shaped.record, shaped)[0].nature == "Trustee"


def test_an_amount_that_cannot_be_read_erases_none():
    rows = ("Item|2018/19|2019/20|Total", "Post|10|20|30", "Post|ten|20|thirty")
    held, doubtful = (read(COSTS, rows[0], row).drafts[0] for row in rows[1:])
    setting = with_columns("line", "year_2018", "year_2019", "stated_total")
    shaped = shape_cost(doubtful, setting)
    before = shape_cost(held, setting).record
    assert set(asked(doubtful)) == {"year_2018", "stated_total"}
    assert overlaid(before, shaped.record, shaped)[0] == before


@pytest.mark.parametrize(
    ("row", "is_asked"),
    [("Post|52|104", True), ("Post|52|52", True), ("Post|104,000|104", False), ("Post|104,300|104", False)],
)
def test_money_of_which_one_column_is_in_thousands_is_asked_about_where_it_does_not_agree(row, is_asked):
    (line,) = read(COSTS, "Item|2018/19|Total (£000)", row).drafts
    assert (set(asked(line)) == {"year_2018", "stated_total"}) is is_asked
    assert (line.years == (), line.stated_total_pence is None) == (is_asked, is_asked)
    assert isinstance(line, CostLineDraft)


def test_a_tracker_of_which_one_column_is_in_thousands_is_asked_about():
    headings = "No|Risk|Full value (£000)|Probability|Adjusted value"
    (line,) = read(FINANCE, headings, "1|Beds|104|50%|52").drafts
    assert (line.full_value_pence, line.adjusted_pence) == (None, None)
    assert set(asked(line)) == {"full_value", "adjusted"}
    (line,) = read(FINANCE, headings, "1|Beds|104|50%|52,000").drafts
    assert (line.full_value_pence, line.adjusted_pence, line.questions) == (10_400_000, 5_200_000, ())


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("3", "4", "4", "4", "2", "2"), "The residual score is above the inherent one."),
        (("5", "4", "3", "3", "4", "4"), "The target score is above the residual one."),
        (("3", "3", "", "", "4", "4"), "The target score is above the inherent one."),
        (("5", "4", "4", "4", "4", "4"), ""),
    ],
)
def test_a_score_that_rises_where_it_should_fall_is_asked_about_and_stays(cells, reason):
    risk = risk_of("Inherent L|Inherent S|Residual L|Residual S|Target L|Target S", *cells)
    assert asked(risk).get("scores", "") == reason
    shaped = shape_risk(risk, with_columns("residual_likelihood"))
    assert (shaped.record.inherent, shaped.record.target) == (risk.inherent, risk.target)
    assert {"inherent", "target"} <= shaped.taken


def test_a_row_reviewed_before_what_is_held_changes_nothing_of_the_position():
    late, early = date(2018, 10, 30), date(2018, 10, 12)
    held = shape_risk(risk_draft(updated_on=late, residual=Score(4, 4), mitigation="Now", update="New"), SETTING).record
    columns = with_columns("updated_on", "residual_likelihood", "mitigation", "update", "category")
    draft = risk_draft(updated_on=early, residual=Score(1, 1), mitigation="Then", update="Old", category="Money")
    shaped = shape_risk(draft, columns)
    after, (question,) = overlaid(held, shaped.record, shaped)
    assert after == replace(held, category="Money")
    assert (question.field, question.written) == ("updated_on", "12 Oct 2018")
    assert "since" in question.reason
    same = shape_risk(replace(draft, residual=Score(4, 4), mitigation="Now", update="New"), columns)
    assert overlaid(held, same.record, same)[1] == ()


def test_a_risk_that_does_not_say_when_it_was_raised_was_there_when_it_was_reviewed():
    reviewed = date(2018, 10, 12)
    assert shape_risk(risk_draft(updated_on=reviewed), SETTING).record.raised_on == reviewed
    assert shape_risk(risk_draft(), SETTING).record.raised_on == TODAY
    assert shape_risk(risk_draft(updated_on=reviewed, raised_on=date(2018, 9, 1)), SETTING).record.raised_on < reviewed
