"""The table of an import: within Slack's limits whatever a file says, the most pressing rows first to be shown."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.sandbox.checks.blocks import MODAL
from bot.views import register_options, register_plan
from bot.views.blocks import Choice
from bot.views.register_options import ReadingOptions, columns_text
from bot.views.register_plan import PlanLine, PlanShown, Ticket
from tests.support.sound import assert_sound_message, assert_sound_view

TICKET = Ticket("F012ABC", 3)
WORDS = st.text(max_size=60) | st.sampled_from(["<!channel>", "&&&&", "*bold*\n> quoted", "x" * 4000, "&" * 4000])
LINES = st.lists(st.builds(PlanLine, st.integers(1, 20_000), WORDS, st.sampled_from(["new", "refused"]), WORDS))


def shown(lines=(), file="register.csv", unchanged=0, writes=1, **more):
    facts = {"grave": (), "guesses": (), "remarks": (), **{name: tuple(value) for name, value in more.items()}}
    return PlanShown(file, "read as a risk register", "1 row: 1 new.", tuple(lines), unchanged, writes=writes, **facts)


def cells(message):
    tables = [block for block in message["blocks"] if block["type"] == "table"]
    return [[cell["text"] for cell in row] for table in tables for row in table["rows"]]


def button_labels(message):
    return [element["text"]["text"] for element in message["blocks"][-1]["elements"]]


@settings(max_examples=25)
@given(lines=LINES, many=st.integers(1, 40), remarks=st.lists(WORDS, max_size=30), file=WORDS.filter(bool))
def test_whatever_a_file_says_the_message_is_sound(lines, many, remarks, file):
    full = shown(lines * many, file, 3, remarks=remarks, guesses=remarks, grave=remarks)
    assert_sound_message(register_plan.plan_message(full, TICKET))
    assert_sound_message(register_plan.plan_message(full, TICKET, page=2))
    assert_sound_message(register_plan.plan_message(replace(full, is_done=True), TICKET))
    assert PlanShown.from_json(json.loads(json.dumps(full.to_json()))) == full
    assert_sound_message(register_plan.refused_message(file, "\n".join(remarks), TICKET))
    assert_sound_message(register_plan.outcome_message(file, "imported."))
    assert_sound_message(register_plan.reading_message(file))


def test_every_row_can_be_turned_to():
    lines = [PlanLine(number, f"PC{number}", "new", "words " * 20) for number in range(1, 201)]
    listed, page = [], 1
    while True:
        message = register_plan.plan_message(shown(lines, unchanged=12), TICKET, page)
        listed += [row[0] for row in cells(message)[1:]]
        assert "12 rows say what the register holds already." in message["blocks"][-2]["text"]["text"]
        turns = [label for label in button_labels(message) if "rows" in label]
        assert turns == ["Previous rows"] * (page > 1) + ["Next rows"] * ("Next rows" in turns)
        if "Next rows" not in turns:
            break
        page += 1
    assert page > 3
    assert listed == [str(number) for number in range(1, 201)]


def test_a_row_with_much_to_say_is_shown_alone():
    message = register_plan.plan_message(shown([PlanLine(1, "PC1", "changed", "x" * 9000)] * 8), TICKET)
    assert 1 <= len(cells(message)) - 1 < 8
    assert all(len(row[3]) <= 1000 for row in cells(message))


def test_a_cell_without_words_is_marked():
    message = register_plan.plan_message(shown([PlanLine(4, "", "new", "")]), TICKET)
    assert cells(message)[1] == ["4", "–", "new", "–"]


@pytest.mark.parametrize(
    ("writes", "labels"),
    [
        (0, ["Read it differently", "Leave it"]),
        (1, ["Import 1 record", "Read it differently", "Leave it"]),
        (1200, ["Import 1,200 records", "Read it differently", "Leave it"]),
    ],
)
def test_only_what_writes_can_be_imported(writes, labels):
    assert button_labels(register_plan.plan_message(shown(writes=writes), TICKET)) == labels


def test_what_was_guessed_and_what_is_grave_is_asked_about_before_the_import():
    guess, grave = "Column “L” was taken for residual likelihood: is it?", "1 become public: PC1."
    message = register_plan.plan_message(shown(guesses=[guess], grave=[grave]), TICKET)
    assert f"*{grave}*" in message["blocks"][0]["text"]["text"]
    assert guess in message["blocks"][-2]["text"]["text"]
    assert message["blocks"][-1]["elements"][0]["confirm"]["text"]["text"] == f"{grave} {guess}"
    assert "confirm" not in register_plan.plan_message(shown(), TICKET)["blocks"][-1]["elements"][0]


def test_after_the_import_what_wants_mending_stays_and_nothing_can_be_imported_again():
    done = replace(shown([PlanLine(4, "UC", "refused", "“UC” has no number.")]), is_done=True)
    message = register_plan.plan_message(done, TICKET)
    assert "Imported. 1 row: 1 new." in message["blocks"][0]["text"]["text"]
    assert [row[1] for row in cells(message)[1:]] == ["UC"]
    assert all(block["type"] != "actions" for block in message["blocks"])


def test_what_cannot_be_read_at_all_has_no_buttons():
    message = register_plan.refused_message("a.pdf", "It is no register.", None)
    assert [block["type"] for block in message["blocks"]] == ["section"]


def test_a_button_says_which_reading_it_belongs_to():
    assert Ticket.unpack(TICKET.pack()) == TICKET
    for broken in ("", "[]", "x", '["F1"]', '["F1", "x"]'):
        with pytest.raises(InvalidInputError, match="older message"):
            Ticket.unpack(broken)


def test_the_form_brings_back_what_was_chosen():
    kinds = [Choice("A risk register", "risks"), Choice("A table of costs", "costs")]
    columns = "Risk owner = leads\nRisk = No. = ref\nRemarks ="
    options = ReadingOptions("costs", "Sheet 2", "PC", "PC", "TB", "IT-3", "Winter", columns)
    workstreams, boards = [Choice("Planned Care", "PC")], [Choice("TB", "TB")]
    form = register_options.options_form(options, TICKET, kinds, workstreams, boards)
    assert_sound_view(form, MODAL)

    def typed(text):
        return {"value": {"value": text}}

    def chosen(value):
        return {"value": {"selected_option": {"value": value}}}

    values = {
        "kind": chosen("costs"),
        "sheet": typed(" Sheet 2 "),
        "prefix": typed("PC"),
        "workstream": chosen("PC"),
        "board": chosen("TB"),
        "fund": typed("IT-3"),
        "plan": typed("Winter"),
        "columns": typed(columns),
    }
    assert register_options.read_options(values) == options
    assert options.mapping == {"Risk owner": "leads", "Risk = No.": "ref", "Remarks": ""}
    assert columns_text(options.mapping) == columns
    with pytest.raises(InvalidInputError) as refused:
        register_options.read_options({"kind": {"value": {"selected_option": None}}})
    assert refused.value.fields == {"kind": "Choose one."}


def test_columns_that_say_nothing_are_refused_and_empty_ones_understood():
    assert ReadingOptions(columns=" \n ").mapping is None
    with pytest.raises(InvalidInputError) as refused:
        _ = ReadingOptions(columns="Risk owner leads").mapping
    assert "Write it as: heading = field." in refused.value.fields["columns"]


def test_columns_that_do_not_fit_the_form_are_left_out():
    assert columns_text({f"Heading {number}": "leads" for number in range(500)}) == ""
    assert columns_text({"Two\nlines": "ref", "Risk": "summary"}) == "Risk = summary"
