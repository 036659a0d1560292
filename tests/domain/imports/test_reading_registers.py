"""The office's own registers, as kept: every oddity in them is read, questioned or refused, and none is guessed."""

from datetime import date
from fractions import Fraction

import pytest

from bot.domain.imports.choosing import guess_kind
from bot.domain.imports.drafts import (
    KIND_WORDS,
    FinanceSection,
    MoneyUnit,
    Recurrence,
    Refused,
    RegisterKind,
    TotalBasis,
    TotalCheck,
    YearAmount,
)
from bot.domain.imports.interpreting import interpret
from bot.domain.imports.reading import ImportRules
from bot.domain.references import Reference
from bot.domain.scoring import Measure, Score
from bot.errors import InvalidInputError
from bot.papers.sheets import read_workbook
from tests.domain.imports.grids import asked
from tests.papers.sheet_files import REGISTERS

KIND_OF = {
    "risks_office": RegisterKind.RISKS,
    "actions_office": RegisterKind.ACTIONS,
    "actions_american": RegisterKind.ACTIONS,
    "plan_office": RegisterKind.PLAN,
    "costs_office": RegisterKind.COSTS,
    "finance_office": RegisterKind.FINANCE,
    "interests_office": RegisterKind.INTERESTS,
    "no_references": RegisterKind.RISKS,
}


def register(name, **options):
    workbook = read_workbook(REGISTERS / f"{name}.csv")
    return interpret(KIND_OF[name], workbook.sheets[0], names=("Health and Care Board",), **options)


def by_ref(read):
    return {str(draft.ref): draft for draft in read.drafts}


@pytest.fixture(scope="module")
def risks():
    return by_ref(register("risks_office"))


def test_a_header_of_two_rows_below_titles_names_each_score_by_its_group():
    read = register("risks_office")
    assert read.drafts[0].row == 7
    assert read.suggestion["Residual risk | Impact"] == "residual_severity"
    assert read.suggestion["Inherent risk | Likelihood"] == "inherent_likelihood"
    assert read.suggestion["Target | Score"] == "target_score"
    assert read.unsure == ()
    assert {"summary", "mitigation", "update", "leads", "reported_direction"} <= read.fields


def test_impact_may_stand_before_likelihood(risks):
    assert (risks["UC6"].inherent, risks["PC11"].inherent) == (Score(3, 4), Score(5, 4))


def test_references_are_read_however_written(risks):
    assert risks["PC7"].ref == Reference("PC", 7)
    assert list(risks) == ["PC7", "PC11", "UC1", "UC6", "UC7"]


def test_a_printed_direction_is_kept_as_reported_and_a_blank_one_is_unknown(risks):
    directions = {ref: risk.reported_direction for ref, risk in risks.items()}
    assert directions == {"PC7": "↔", "PC11": "NEW", "UC1": "", "UC6": "▼ reduced", "UC7": ""}


def test_tbc_is_no_score_and_no_question(risks):
    assert risks["PC11"].target is None
    assert [(printed.measure, printed.written) for printed in risks["PC11"].printed] == [(Measure.TARGET, "TBC")]
    assert risks["PC11"].questions == ()


def test_words_in_place_of_numbers_are_questioned_and_a_likelihood_alone_too(risks):
    assert risks["UC6"].residual is None
    assert risks["UC6"].target is None
    assert asked(risks["UC6"]) == {
        "residual": "No number is set for the word “Medium” as a likelihood.",
        "target": "Only the severity is given, so no score is set.",
    }
    assert [printed.written for printed in risks["UC6"].printed] == ["likelihood Medium, severity High", "severity 4"]


def test_words_become_numbers_where_the_partnership_says_which():
    rules = ImportRules(likelihood_words={"medium": 3}, severity_words={"high": 4}, rating_words={"4": (2, 4)})
    risk = by_ref(register("risks_office", rules=rules))["UC6"]
    assert (risk.residual, risk.target, risk.questions) == (Score(3, 4), Score(2, 4), ())


def test_a_wrong_product_is_questioned_and_likelihood_and_severity_count(risks):
    assert risks["UC1"].inherent == Score(4, 4)
    assert asked(risks["UC1"]) == {"inherent": "The product is 16, not 12; likelihood and severity were taken."}
    assert risks["UC1"].printed[0].written == "likelihood 4, severity 4, score 12"


def test_a_missing_product_is_noted():
    notes = register("risks_office").notes
    assert "No product is printed beside a likelihood and a severity on row 10, 11." in notes


def test_a_number_that_is_no_severity_leaves_the_score_unset(risks):
    assert risks["UC7"].residual is None
    assert asked(risks["UC7"]) == {"residual": "“7” is no severity from 1 to 5."}


def test_bullets_and_unclosed_markup_become_lines(risks):
    assert risks["PC7"].summary == "The 62-day cancer standard is missed\nand the rating suffers"
    assert risks["PC7"].mitigation == "Weekly list of waits\nExtra clinics"
    assert risks["PC7"].update == "Clinics began\nWaits fall"


def test_several_leads_and_groups_are_told_apart(risks):
    assert risks["PC7"].leads == ("Planned Care director", "Cancer commissioning lead")
    assert risks["UC1"].leads == ("Unplanned Care SRO", "Unplanned Care director")
    assert risks["UC6"].leads == ("Unplanned Care director", "Urgent Care Reference Group")
    assert risks["UC7"].leads == ("Health and Care Board", "Convenor")


def test_rows_without_a_good_reference_are_refused_with_the_reason():
    assert register("risks_office").refused == (
        Refused(12, "UC", "“UC” has no number, and none is guessed."),
        Refused(15, "PC7", "PC7 stands on row 7 already."),
        Refused(16, "A risk without a reference", "It has no reference."),
        Refused(17, "PC8", "It says nothing beside its reference."),
    )


def test_headings_notes_empty_rows_and_repeated_headers_are_skipped_with_a_note():
    notes = " ".join(register("risks_office").notes)
    assert "row 6 (“Planned Care”), 9 (“Unplanned Care”), 19 (“Note: scores were agreed" in notes
    assert "1 empty row was skipped." in notes
    assert "repeated 1 time further down" in notes


def test_a_register_without_references_asks_for_a_prefix_and_is_numbered_with_one():
    with pytest.raises(InvalidInputError, match=r"no references.*Give the letters .*\(a prefix such as PC\)"):
        register("no_references")
    read = register("no_references", prefix="es")
    assert [str(draft.ref) for draft in read.drafts] == ["ES1", "ES2"]
    assert any("numbered under ES" in note for note in read.notes)
    with pytest.raises(InvalidInputError, match=r"cannot begin with “E5!”\. Give one to six letters, such as PC"):
        register("no_references", prefix="E5!")


def test_scores_without_a_measure_are_a_guess_that_is_said():
    read = register("no_references", prefix="ES")
    assert {choice.field for choice in read.unsure} == {"residual_likelihood", "residual_severity", "residual_score"}
    assert read.drafts[0].residual == Score(3, 4)


def test_a_date_that_its_reference_contradicts_is_questioned_and_unset():
    actions = by_ref(register("actions_office"))
    assert actions["ICBOct18-1"].assigned_on == date(2018, 10, 11)
    assert actions["ICBOct18-2"].assigned_on is None
    assert asked(actions["ICBOct18-2"]) == {
        "assigned_on": "The reference ICBOct18-2 says otherwise: probably 11 October 2018."
    }
    assert actions["ICBOct18-2"].questions[0].written == "10/11/2018"


def test_a_date_assigned_after_it_is_due_leaves_both_unset():
    action = by_ref(register("actions_office"))["ICBSep18-4"]
    assert (action.assigned_on, action.due_on) == (None, None)
    assert set(asked(action)) == {"assigned_on", "due_on"}


def test_month_first_dates_elsewhere_in_the_column_leave_it_in_doubt():
    actions = by_ref(register("actions_american"))
    assert [action.due_on for action in actions.values()] == [None, None, date(2018, 12, 12)]
    assert asked(actions["TB-1"])["due_on"].endswith("month first it would be 28 November 2018.")
    assert "12 March 2018 or 3 December 2018" in asked(actions["TB-2"])["due_on"]
    assert [action.assigned_on for action in actions.values()] == [date(2018, 10, 9)] * 2 + [date(2018, 10, 20)]


def test_dates_that_are_none_are_questioned_and_open_ones_are_not():
    actions = by_ref(register("actions_office"))
    assert asked(actions["ICBSep18-7"]) == {"due_on": "There is no such day."}
    assert asked(actions["ICBSep18-8"]) == {"due_on": "It names a month but no day."}
    assert "due_on" not in asked(actions["ICBSep18-6"])


def test_the_status_of_actions():
    actions = by_ref(register("actions_office"))
    states = {ref: action.is_open for ref, action in actions.items()}
    assert (states["ICBOct18-1"], states["ICBOct18-3"], states["ICBSep18-5"]) == (False, True, True)
    assert states["ICBSep18-6"] is None
    assert asked(actions["ICBSep18-6"]) == {"status": "It says neither open nor closed."}


def test_action_references_without_a_number_are_refused():
    assert register("actions_office").refused == (
        Refused(11, "ICBSep18", "“ICBSep18” names a meeting but has no number, and none is guessed."),
        Refused(12, "ICB", "“ICB” has no number, and none is guessed."),
    )


def test_a_plan_has_several_milestones_a_task_phases_and_its_own_words():
    read = register("plan_office")
    first, second, third = read.drafts
    assert first.milestones == ("Draft", "Trial on two wards", "Used on every ward")
    assert (first.plan, first.phase, third.phase) == (
        "Joint action plan: delayed transfers of care",
        "Phase 1: set up",
        "Phase 2: widen",
    )
    assert (first.status, third.status) == ("Agreed to progress", "not begun")
    assert first.owners == ("Hospital", "Borough")
    assert (first.agreed_on, first.due_on, first.stated_days) == (date(2018, 10, 1), date(2018, 10, 31), 30)
    assert first.reporting_month == "Oct 2018"
    assert asked(second) == {"stated_days": "Between its two dates lie 46 days, not 45."}
    assert (third.due_on, third.questions) == (None, ())
    assert read.refused == (Refused(9, "3", "Number 3 stands on row 8 already."),)


def test_costs_by_year_with_a_wrong_total_and_open_amounts():
    read = register("costs_office")
    lines = {(draft.section, draft.line): draft for draft in read.drafts}
    beds, equipment = lines["Discharge beds", "Beds"], lines["Discharge beds", "Equipment"]
    assert beds.years == (YearAmount(2018, 10_400_000),)
    assert (beds.quantity, beds.unit, beds.periods, beds.period, beds.rate_pence) == (5, "beds", 26, "weeks", 80_000)
    assert beds.recurrence is Recurrence.NON_RECURRENT
    assert equipment.years == (YearAmount(2018, 1_200_000, is_up_to=True), YearAmount(2019, None, is_tbc=True))
    assert (equipment.is_up_to, equipment.is_tbc, equipment.stated_total_pence) == (True, True, None)
    assert lines["Discharge beds", "Credit"].years[0].pence == -120_000
    assert asked(lines["IT", "Viewer"]) == {"year_2019": "It is an estimate."}
    assert set(asked(lines["IT", "Beds"])) == {"year_2018", "recurrence"}
    assert read.totals == (TotalCheck(5, "Therapist", "Total", 9_000_000, 9_500_000, TotalBasis.YEARS),)


def test_a_tracker_tells_risks_and_opportunities_of_the_same_number_apart():
    read = register("finance_office")
    assert [(draft.section, draft.number) for draft in read.drafts] == [
        *((FinanceSection.RISK, str(number)) for number in range(1, 6)),
        *((FinanceSection.OPPORTUNITY, str(number)) for number in range(1, 3)),
    ]
    first, prescribing, care = read.drafts[:3]
    assert (first.full_value_pence, first.probability) == (150_000_000, Fraction(3, 4))
    assert (first.unit, first.adjusted_recurrent_pence) == (MoneyUnit.THOUSANDS, 112_500_000)
    assert prescribing.adjusted_non_recurrent_pence == 16_500_000
    assert care.to_be_confirmed == ("probability", "full_value", "adjusted_recurrent")
    assert read.drafts[-1].full_value_pence == -70_000_000


def test_printed_totals_and_stated_values_that_differ_are_listed():
    assert register("finance_office").totals == (
        TotalCheck(9, "5 Winter", "Adjusted value | Recurrent", 6_000_000, 5_000_000, TotalBasis.PROBABILITY),
        TotalCheck(14, "Total opportunities", "Adjusted value | Non recurrent", -70_100_000, -70_000_000),
    )


def test_interests_go_on_with_the_person_above():
    read = register("interests_office")
    assert [draft.person for draft in read.drafts] == ["Councillor A Member", "Councillor A Member", "Dr B Other"]
    assert read.drafts[1].nature == "Registered patient"
    assert [draft.is_sensitive for draft in read.drafts] == [False, None, True]
    assert read.drafts[0].declared_on is None
    assert "05/13/2018" in asked(read.drafts[0])["declared_on"]
    assert read.refused == (Refused(6, "C Nobody", "It declares nothing: no organisation and no nature."),)
    assert "No name on row 4: the one above was taken." in read.notes


@pytest.mark.parametrize("name", KIND_OF)
def test_each_register_is_known_for_what_it_is(name):
    assert guess_kind(read_workbook(REGISTERS / f"{name}.csv")) == (KIND_OF[name], "")


def test_a_letter_is_no_register():
    workbook = read_workbook(REGISTERS / "not_a_register.csv")
    assert guess_kind(workbook) is None
    for kind in RegisterKind:
        with pytest.raises(InvalidInputError, match=f"The file is not {KIND_WORDS[kind]}: "):
            interpret(kind, workbook.sheets[0])
