"""Headers, columns, mappings and rows: how a table is understood before its values are."""

from datetime import date
from decimal import Decimal
from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.imports.choosing import choose_sheet, guess_kind
from bot.domain.imports.drafts import FinanceSection, RegisterKind, YearAmount
from bot.domain.imports.fields import fields_of
from bot.domain.imports.grid import Cell, Sheet, Span, Workbook
from bot.domain.imports.interpreting import interpret
from bot.domain.imports.reading import Confidence, ImportRules, ScoreOrder
from bot.domain.risks import RiskStatus, Visibility
from bot.domain.scoring import Score
from bot.errors import InvalidInputError
from tests.domain.imports.grids import asked, read, sheet

RISKS, ACTIONS, PLAN = RegisterKind.RISKS, RegisterKind.ACTIONS, RegisterKind.PLAN
COSTS, FINANCE, INTERESTS = RegisterKind.COSTS, RegisterKind.FINANCE, RegisterKind.INTERESTS


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Risk ID", "ref"),
        ("Risk Description", "summary"),
        ("Gross impact", "inherent_severity"),
        ("Likelihood (residual)", "residual_likelihood"),
        ("Net consequence", "residual_severity"),
        ("Current risk rating", "residual_score"),
        ("Target score", "target_score"),
        ("Previous L", "previous_residual_likelihood"),
        ("Residual I", "residual_severity"),
        ("Likelihood before mitigation", "inherent_likelihood"),
        ("Score after mitigation", "residual_score"),
        ("Last month's score", "previous_residual_score"),
        ("Inherent risk score: likelihood", "inherent_likelihood"),
        ("Likelihood score (residual)", "residual_likelihood"),
        ("Mitigation plan (who, what, by when)", "mitigation"),
        ("Further actions", "mitigation"),
        ("Inherent LxI", "inherent_score"),
        ("Responsible officer", "leads"),
        ("Trend", "reported_direction"),
        ("Controls and mitigations", "mitigation"),
        ("Which organisation presents the risk", "organisation"),
        ("Where should the risk sit?", "sits_with"),
        ("Public / non-public", "visibility"),
        ("Date identified", "raised_on"),
        ("Last reviewed", "updated_on"),
        ("Target date", ""),
    ],
)
def test_usual_headings_of_a_risk_register(heading, field):
    read_as = read(RISKS, f"Event|Mitigation|{heading}", "A risk|A plan|", prefix="PC")
    assert read_as.suggestion[heading] == field


@pytest.mark.parametrize("kind", RegisterKind)
def test_every_field_is_certain_under_its_own_name(kind):
    names = fields_of(kind)
    headings = [name.replace("_", " ").capitalize() for name in names]
    columns = (
        read(kind, headings, [""] * len(names), prefix="X").columns
        if kind in (PLAN, COSTS, FINANCE, INTERESTS)
        else read(kind, headings, ["X1", *["word"] * (len(names) - 1)]).columns
    )
    assert [(column.field, column.confidence) for column in columns] == [(name, Confidence.CERTAIN) for name in names]


def test_columns_may_stand_in_any_order():
    read_as = read(RISKS, "Owner|Residual S|Inherent L|Risk|Inherent S|Residual L|Ref", "A B|2|5|Text|4|3|UC9")
    (risk,) = read_as.drafts
    assert (risk.inherent, risk.residual, risk.leads) == (Score(5, 4), Score(3, 2), ("A B",))


def test_merged_group_headings_cover_their_columns():
    read_as = read(
        RISKS,
        "Ref|Risk|Current||Previous|",
        "||L|I|L|I",
        "PC1|A risk|4|3|5|5",
        merged=[Span(0, 0, 1, 0), Span(0, 1, 1, 1), Span(0, 2, 0, 3), Span(0, 4, 0, 5)],
    )
    (risk,) = read_as.drafts
    assert (risk.residual, risk.previous_residual) == (Score(4, 3), Score(5, 5))


def test_three_sets_without_groups_are_told_apart_by_order_and_unsure():
    read_as = read(RISKS, "Ref|Risk|L|S|Score|L|S|Score|L|S|Score", "PC1|A risk|4|4|16|3|4|12|2|4|8")
    (risk,) = read_as.drafts
    assert (risk.inherent, risk.residual, risk.target) == (Score(4, 4), Score(3, 4), Score(2, 4))
    assert len(read_as.unsure) == 9
    assert "Score #2" in read_as.suggestion


def test_bare_scores_belong_to_the_score_named_to_their_right():
    rows = ("Ref|Risk|Impact|Likelihood|Inherent score|Residual score", "PC1|A risk|4|5|20|12")
    read_as = read(RISKS, *rows)
    assert read_as.drafts[0].inherent == Score(5, 4)
    assert {choice.field for choice in read_as.unsure} == {"inherent_severity", "inherent_likelihood"}


def test_a_second_column_of_words_is_joined_only_where_its_heading_is_plain():
    read_as = read(RISKS, "Ref|Risk|Risk description|What the risk means to us all|Leads", "PC1|One|Two|Three|A B")
    assert read_as.drafts[0].summary == "One\nTwo"


def test_an_impact_in_sentences_is_an_effect():
    read_as = read(RISKS, "Ref|Risk|Impact|Likelihood", "PC1|A risk|Patients wait longer than they should do|4")
    assert read_as.drafts[0].effect == "Patients wait longer than they should do"


def test_a_misspelt_heading_is_a_guess_that_is_said():
    read_as = read(RISKS, "Ref|Risk|Mitigaton|Inherent L", "PC1|A risk|Plan|4")
    assert [(choice.heading, choice.field) for choice in read_as.unsure] == [("Mitigaton", "mitigation")]


def test_a_mapping_settles_what_columns_are():
    rows = ("Ref|Risk|Heat|Inherent L|Inherent S", "PC1|A risk|words|4|3")
    read_as = read(RISKS, *rows, mapping={"Heat": "category", "inherent l": "inherent_severity", "Inherent S": ""})
    assert read_as.drafts[0].category == "words"
    assert read_as.suggestion["Inherent L"] == "inherent_severity"
    assert read_as.suggestion["Inherent S"] == ""
    again = read(RISKS, *rows, mapping=read_as.suggestion)
    assert again.drafts == read_as.drafts
    assert {choice.confidence for choice in again.columns} == {Confidence.GIVEN}


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"Weather": "category"}, "a column “Weather” that the sheet does not have"),
        ({"Risk": "weather"}, "the field “weather”"),
        ({"Ref": "category", "Risk": "category"}, "“category” to two columns"),
        ({"Risk": ""}, "no column for the summary"),
    ],
)
def test_an_impossible_mapping_says_what_is_wrong(mapping, sentence):
    with pytest.raises(InvalidInputError, match=sentence):
        read(RISKS, "Ref|Risk|Inherent L", "PC1|A risk|4", mapping=mapping)


def test_a_mapping_reads_a_register_whose_headings_say_nothing():
    mapping = {"Kennung": "ref", "Beschreibung": "summary", "Wer": "leads"}
    (risk,) = read(RISKS, "A title", "Kennung|Beschreibung|Wer", "PC1|A risk|A Jones", mapping=mapping).drafts
    assert (str(risk.ref), risk.summary, risk.leads) == ("PC1", "A risk", ("A Jones",))


def test_the_partnerships_own_synonyms():
    rules = ImportRules(synonyms={"mitigation": ("What we do",)})
    (risk,) = read(RISKS, "Ref|Risk|What we do", "UC1|A risk|Plan", rules=rules).drafts
    assert risk.mitigation == "Plan"


def test_references_under_no_heading_are_found_by_what_they_are():
    read_as = read(RISKS, "|Risk|Inherent L|Inherent S", "PC1|A risk|4|3", "PC 2|Another|4|3")
    assert [str(draft.ref) for draft in read_as.drafts] == ["PC1", "PC2"]


def test_bare_numbers_need_a_prefix():
    rows = ("No|Risk|Inherent L|Inherent S", "1|A risk|4|3", "3|Another|4|3")
    with pytest.raises(InvalidInputError, match="bare numbers"):
        read(RISKS, *rows)
    assert [str(draft.ref) for draft in read(RISKS, *rows, prefix="PC").drafts] == ["PC1", "PC3"]
    mixed = read(RISKS, *rows, "PC4|A third|1|1")
    assert [refused.reason for refused in mixed.refused] == [
        "“1” is a number without letters.",
        "“3” is a number without letters.",
    ]


def test_a_reference_that_a_spreadsheet_made_a_date_is_refused():
    turned = Cell("2018-10-18", day=date(2018, 10, 18))
    read_as = read(ACTIONS, "Ref|Action|Owner", [turned, "Do it", "A B"], ["TB1", "Do that", "A B"])
    assert "A date stands where its reference should be" in read_as.refused[0].reason


def test_a_reference_merged_downward_is_one_record():
    rows = ("Ref|Risk|Mitigation|Inherent L", "PC1|A risk|First|4", "||Second|", "||Third|", "PC2|Another|Only|3")
    merged = [Span(1, 0, 3, 0), Span(1, 1, 3, 1)]
    for read_as in (read(RISKS, *rows, merged=merged), read(RISKS, *rows)):
        assert [draft.mitigation for draft in read_as.drafts] == ["First\nSecond\nThird", "Only"]
        assert "Rows 3, 4 go on with the record above." in read_as.notes


def test_a_workstream_merged_over_several_risks_holds_for_each():
    rows = ("Workstream|Ref|Risk|Inherent L", "Planned|PC1|A|4", "|PC2|B|4", "|PC3|C|4")
    read_as = read(RISKS, *rows, merged=[Span(1, 0, 2, 0)])
    assert [draft.workstream for draft in read_as.drafts] == ["Planned", "Planned", ""]


@pytest.mark.parametrize(
    ("written", "score", "is_asked"),
    [
        ("L4 x I3", Score(4, 3), False),
        ("I4, L3", Score(3, 4), False),
        ("3 x 3 = 9", Score(3, 3), False),
        ("4 x 3", None, True),
        ("3 x 3 = 12", Score(3, 3), True),
        ("7 x 7", None, True),
        ("25", Score(5, 5), False),
        ("12", None, True),
        ("High", None, True),
        ("TBC", None, False),
        ("", None, False),
    ],
)
def test_a_score_in_one_cell(written, score, is_asked):
    (risk,) = read(RISKS, "Ref|Risk|Inherent score", f"PC1|A risk|{written}").drafts
    assert risk.inherent == score
    assert ("inherent" in asked(risk)) is is_asked


def test_the_order_of_a_score_in_one_cell():
    row = "PC1|A risk|4 x 3"
    first = read(RISKS, "Ref|Risk|Inherent score (I x L)", row).drafts[0]
    second = read(RISKS, "Ref|Risk|Inherent score (L x I)", row).drafts[0]
    rules = ImportRules(score_order=ScoreOrder.SEVERITY_FIRST)
    third = read(RISKS, "Ref|Risk|Inherent score", row, rules=rules).drafts[0]
    assert [risk.inherent for risk in (first, second, third)] == [Score(3, 4), Score(4, 3), Score(3, 4)]


@pytest.mark.parametrize("written", ["4 - Likely", "4 (likely)", "Likely (4)", "4.0", "Likely - 4", "4: likely"])
def test_a_number_with_its_word(written):
    (risk,) = read(RISKS, "Ref|Risk|Inherent L|Inherent S", f"PC1|A risk|{written}|3").drafts
    assert (risk.inherent, risk.questions) == (Score(4, 3), ())


def test_a_formula_without_a_result_is_a_question_except_for_a_product():
    empty = Cell("formula", is_unreckoned=True)
    read_as = read(RISKS, "Ref|Risk|Inherent L|Inherent S|Inherent score", ["PC1", "A", "4", empty, empty])
    assert read_as.drafts[0].inherent is None
    assert [question.field for question in read_as.drafts[0].questions] == ["inherent_severity", "inherent"]


def test_a_printed_score_that_no_product_can_be_is_questioned():
    (risk,) = read(RISKS, "Ref|Risk|Inherent L|Inherent S|Inherent score", "PC1|A risk|4|3|45").drafts
    assert asked(risk) == {"inherent": "The product is 12, not 45; likelihood and severity were taken."}


def test_cause_event_and_effect_make_a_summary():
    (risk,) = read(RISKS, "Ref|Cause|Event|Effect|Inherent L", "PC1|Few staff|Wards close|People wait|4").drafts
    assert risk.summary == "Few staff - Wards close - People wait"


def test_visibility_and_status():
    read_as = read(
        RISKS,
        "Ref|Risk|Public / non-public|Status",
        "PC1|A|Non-public|Open",
        "PC2|B|Public|Closed",
        "PC3|C||",
        "PC4|D|perhaps|perhaps",
    )
    states = [(risk.visibility, risk.status) for risk in read_as.drafts]
    assert states[:2] == [(Visibility.NON_PUBLIC, RiskStatus.OPEN), (Visibility.PUBLIC, RiskStatus.CLOSED)]
    assert states[2:] == [(None, None)] * 2
    assert set(asked(read_as.drafts[3])) == {"visibility", "status"}


def test_a_revised_date_keeps_the_original_beside_it():
    (action,) = read(ACTIONS, "Ref|Action|Due date|Revised due date", "TB1|Do it|30/10/2018|30/11/2018").drafts
    assert (action.due_on, action.original_due_on) == (date(2018, 11, 30), date(2018, 10, 30))


def test_the_ambiguous_one_of_two_contradicting_dates_is_left_unset():
    (action,) = read(ACTIONS, "Ref|Action|Assigned date|Due date", "TB1|Do it|10/11/2018|16/10/2018").drafts
    assert (action.assigned_on, action.due_on) == (None, date(2018, 10, 16))
    assert asked(action)["assigned_on"].endswith("probably 11 October 2018.")


def test_a_plan_and_a_fund_that_the_sheet_does_not_name():
    assert read(PLAN, "No|Task|Owner", "1|Do it|A B", title="Winter").drafts[0].plan == "Winter"
    assert read(PLAN, "Winter plan", "No|Task|Owner", "1|Do it|A B").drafts[0].plan == "Winter plan"
    assert read(COSTS, "Item|Total", "Post|10", title="IT-3").drafts[0].fund == "IT-3"


def test_years_with_columns_for_recurrent_money():
    rows = ("Item|2018/19||2019/20|", "|Recurrent|Non-recurrent|Recurrent|Non-recurrent", "Post|10|20|30|")
    (line,) = read(COSTS, *rows).drafts
    assert [(year.year, year.recurrence, year.pence) for year in line.years] == [
        (2018, "non_recurrent", 2000),
        (2018, "recurrent", 1000),
        (2019, "recurrent", 3000),
    ]


@pytest.mark.parametrize("heading", ["2018/19", "18/19", "FY18/19", "2018-19 (£)", "y2018_19", "Cost 2018/2019"])
def test_headings_of_a_financial_year(heading):
    (line,) = read(COSTS, f"Item|{heading}", "Post|10").drafts
    assert line.years == (YearAmount(2018, 1000),)


def test_quantity_times_rate_is_compared_with_the_printed_total():
    rows = ("Item|Quantity|Weeks|Unit cost|Total", "Beds|5|26|£800|£104,000", "Chairs|2||£50|£90")
    read_as = read(COSTS, *rows)
    assert [(total.row, total.printed, total.reckoned) for total in read_as.totals] == [(3, 9000, 10_000)]


def test_a_tracker_without_halves_splits_where_numbers_begin_again_below_zero():
    rows = ("No|Title|Full value|Probability", "1|A|100|50%", "2|B|100|50%", "1|C|-50|100%", "1|D|10|5%")
    read_as = read(FINANCE, *rows)
    assert [(draft.section, draft.number) for draft in read_as.drafts][2:] == [(FinanceSection.OPPORTUNITY, "1")]
    assert [refused.row for refused in read_as.refused] == [5]
    assert any("Numbers begin again on row 4" in note for note in read_as.notes)


def test_a_column_may_say_which_half_a_line_is_in():
    rows = ("No|Title|R/O|Full value|Probability", "1|A|R|10|0.5", "1|B|O|10|0.5", "2|C|Risk|10|0.5")
    assert [draft.section.value for draft in read(FINANCE, *rows).drafts] == ["risk", "opportunity", "risk"]


def test_mitigations_printed_as_positive_numbers_count_against_risks():
    rows = (
        "No|Title|Full value|Probability",
        "Risks|||",
        "1|A|100|50%",
        "Mitigations|||",
        "1|B|30|50%",
        "Net risk||70|",
        "Net position||60|",
    )
    assert [(total.label, total.reckoned) for total in read(FINANCE, *rows).totals] == [("Net position", 7000)]


def test_a_header_repeated_in_a_cost_breakdown_is_no_part_of_it():
    rows = ("Item|18/19|Total", "Beds||", "A|10|10", "Item|18/19|Total", "B|10|10")
    assert [(line.section, line.line) for line in read(COSTS, *rows).drafts] == [("Beds", "A"), ("Beds", "B")]


def test_partners_that_may_list_the_same_money_are_said():
    read_as = read(FINANCE, "No|Risk|Partner|Full value|Probability", "1|A|CCG|10|0.5", "1|A|Borough|10|0.5")
    assert [draft.partner for draft in read_as.drafts] == ["CCG", "Borough"]
    assert any("2 partners, who may list the same money" in note for note in read_as.notes)


def test_a_blank_probability_is_not_taken_for_certainty():
    read_as = read(FINANCE, "No|Risk|Full value|Probability|Adjusted value", "1|A|10||10")
    assert read_as.drafts[0].probability is None
    assert any("as if it were 100%" in note for note in read_as.notes)


def test_interests_may_be_ticked_by_type():
    rows = ("Name|Organisation|Type of interest|||", "||Pecuniary|Non-pecuniary|Indirect|Nature", "A B|Ltd||X|X|Owner")
    (interest,) = read(INTERESTS, *rows).drafts
    assert interest.type == "non-pecuniary, indirect"


def test_serial_numbers_and_date_cells_in_a_column_of_dates():
    rows = (["Ref", "Action", "Due date"], ["TB1", "A", Cell("43384", Decimal(43384))])
    assert read(ACTIONS, *rows).drafts[0].due_on == date(2018, 10, 11)
    american = ["TB2", "B", Cell("2018-11-10", day=date(2018, 11, 10))]
    mixed = read(ACTIONS, *rows, american, ["TB3", "C", "11/28/2018"])
    assert [action.due_on for action in mixed.drafts] == [None, None, None]


def test_the_best_of_several_sheets_is_taken_and_said():
    notes = sheet("Notes", "Nothing here", name="Notes")
    good = sheet("Ref|Risk|Inherent L|Inherent S", "PC1|A|4|3", name="Register")
    other = sheet("Ref|Action|Owner|Due date", "TB1|A|B C|11/10/2018", name="Actions")
    workbook = Workbook((notes, other, good))
    assert choose_sheet(RISKS, workbook) == (good, "Of 3 sheets, “Register” was taken.")
    assert choose_sheet(RISKS, workbook, "actions") == (other, "")
    assert choose_sheet(RISKS, Workbook((notes,))) == (notes, "")
    with pytest.raises(InvalidInputError, match="no sheet “Costs”"):
        choose_sheet(RISKS, workbook, "Costs")
    with pytest.raises(InvalidInputError, match="None of the 2 sheets"):
        choose_sheet(FINANCE, Workbook((notes, good)))
    with pytest.raises(InvalidInputError, match="no sheet"):
        choose_sheet(FINANCE, Workbook(()))


def test_what_a_workbook_holds_is_guessed_only_where_it_is_plain():
    good = sheet("Ref|Risk|Inherent L|Inherent S", "PC1|A|4|3", name="Register")
    assert guess_kind(Workbook((sheet("a|b", "c|d", name="x"), good))) == (RISKS, "Register")
    assert guess_kind(Workbook((sheet("Name|Date", "A|B"),))) is None
    assert guess_kind(Workbook(())) is None


HEADINGS = sorted(
    {"Ref", "Risk", "Action", "Task", "Item", "Name", "Nature", "Full value", "Probability", "Due date", "Score"}
    | {"Inherent risk", "Likelihood", "Impact", "18/19", "Total", "Number", "Owner", "Milestones", "Type", "Assigned"}
)
WORDS = ["", "PC1", "UC", "4", "TBC", "10/11/2018", "11/28/2018", "£1,200", "50%", "Total", "<p>a", "A / B and C", "\0"]
CELLS = st.one_of(
    st.sampled_from(HEADINGS),
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.builds(
        Cell,
        st.text(ascii_letters, max_size=4),
        st.none() | st.decimals(allow_nan=True, allow_infinity=True),
        st.none() | st.dates(),
        is_percent=st.booleans(),
        is_unreckoned=st.booleans(),
    ),
)
SPANS = st.builds(Span, st.integers(0, 4), st.integers(0, 4), st.integers(0, 9), st.integers(0, 9))


@st.composite
def grids(draw):
    width = draw(st.integers(1, 6))
    header = draw(st.lists(st.sampled_from(HEADINGS), min_size=width, max_size=width))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=7))
    return sheet(header, *rows, merged=draw(st.lists(SPANS, max_size=2)), counts_from_1904=draw(st.booleans()))


def interpreted(kind, grid, **options):
    """Interpret a grid; None where it is refused in words."""
    try:
        return interpret(kind, grid, **options)
    except InvalidInputError:
        return None


@given(grids(), st.sampled_from(RegisterKind), st.sampled_from([None, "PC", "x1"]))
def test_no_grid_raises_anything_else_and_no_row_is_read_twice(grid, kind, prefix):
    read_as = interpreted(kind, grid, prefix=prefix, names=("B and C",))
    if read_as:
        rows = [draft.row for draft in read_as.drafts] + [refused.row for refused in read_as.refused]
        assert len(rows) == len(set(rows))
        assert all(1 < row <= len(grid.rows) for row in rows)


@given(grids())
def test_guessing_never_raises(grid):
    guess = guess_kind(Workbook((grid, Sheet("", ()))))
    assert guess is None or guess[0] in RegisterKind


@given(st.permutations(["Ref", "Risk", "Inherent L", "Inherent S", "Residual L", "Residual S", "Owner", "Category"]))
def test_the_order_of_columns_never_matters(order):
    values = dict(zip(sorted(order), ["money", "5", "4", "A B", "UC3", "3", "2", "A risk"], strict=True))
    (risk,) = read(RISKS, order, [values[heading] for heading in order]).drafts
    assert (str(risk.ref), risk.inherent, risk.residual) == ("UC3", Score(5, 4), Score(3, 2))
