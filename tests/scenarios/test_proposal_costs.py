"""What a proposal costs, in Slack: by form, as text, from a table, and on the paper for its board."""

from __future__ import annotations

from tests.scenarios.people import DIRECTOR, OTHER_DIRECTOR, labels, words
from tests.support.costs import LINES
from tests.support.sandbox import until


def begins(stage):
    """Return the director, who has begun P-1."""
    director = stage.person(DIRECTOR, f"D{DIRECTOR[1:]}")
    form = director.opens("/proposal new")
    director.submits(form, {"title": "Discharge to Assess beds", "summary": "Five beds this winter"})
    stage.sandbox.close(DIRECTOR, director.form())
    return director


def menu(place, placeholder):
    """Return the block's id and the element of a menu."""
    return next(
        (block["block_id"], element)
        for block in place["blocks"]
        for element in block.get("elements", ())
        if element.get("placeholder", {}).get("text") == placeholder
    )


def test_lines_are_added_by_form_refused_under_their_fields_and_recomputed(stage):
    director = begins(stage)
    empty = director.types("/proposal costs p1")
    assert "It has no line of costs yet." in words(empty)
    form = director.chooses(empty, "Add a line")
    bad = {"what": "Beds", "year_2018": "ten thousand", "year_2019": "-1", "year_2020": "1e12", "total": "0"}
    assert set(director.is_refused(form, bad)) == {"year_2018", "year_2019", "year_2020", "total"}
    good = {"year_2018": "104,000", "year_2019": "", "year_2020": "", "total": ""}
    good |= {"reckoning": "5 beds x 26 weeks x 800"}
    answer = director.submits(form, good)
    assert "line 1, “Beds”, comes to £104,000" in words(answer["view"])
    director.submits(director.form())
    again = director.submits(director.form(), {"what": "Nursing", "year_2018": "TBC", "reckoning": ""})
    assert "come to *at least £104,000*" in words(again["view"])
    stage.sandbox.close(DIRECTOR, director.form())
    shown = director.types("/proposal costs P-1")
    assert "Beds · 5 beds x 26 weeks x £800" in str(shown["blocks"])
    assert labels(shown)[:3] == ["Add a line", "Write all lines", "Read a table"]
    text = director.chooses(shown, "Write all lines")
    saved = director.saves(text, {"lines": "Viewer; 2018/19 50,000; 2019/20 45,000; total 90,000"})
    assert "its years come to £95,000, and its total says £90,000, £5,000 less" in saved
    shown = director.types("/proposal costs P-1")
    block, element = menu(shown, "Change a line")
    stage.sandbox.press(DIRECTOR, shown, element["action_id"], block_id=block, selected_option=element["options"][0])
    assert "comes to £95,000" in director.saves(director.form(), {"total": "95,000"})
    assert "is taken out" in director.saves(_opened(stage, director, "/proposal costs P-1"), {"drop": ["yes"]})
    other = stage.person(OTHER_DIRECTOR)
    assert "There is no proposal “P-1” that you may read." in words(other.types("/proposal costs P-1"))
    stage.books.verify()


def _opened(stage, director, command):
    shown = director.types(command)
    block, element = menu(shown, "Change a line")
    stage.sandbox.press(DIRECTOR, shown, element["action_id"], block_id=block, selected_option=element["options"][0])
    return director.form()


def test_a_table_is_read_shown_and_taken_and_the_paper_names_its_faults(stage):
    director = begins(stage)
    form = director.chooses(director.types("/proposal costs P-1"), "Read a table")
    file = stage.sandbox.upload(DIRECTOR, LINES.read_bytes(), "fund_lines.csv")["file"]
    assert "nothing changes before you confirm it" in director.saves(form, {"file": [file]})
    read = until(lambda: _said(director, "Nothing is saved yet"), what="the table as it was read")
    assert "its years come to £95,000, and its total says £90,000, £5,000 less" in words(read)
    assert "£18,000 names no financial year" in words(read)
    director.presses(read, "Take these lines")
    until(lambda: _said(director, "“fund_lines.csv” is taken."), what="the table taken")
    assert "36 lines" in words(director.types("/proposal costs P-1"))
    assert "cover sheet of P-1" in words(director.types("/proposal paper P-1"))
    made = until(lambda: _said(director, "*Cover sheet of P-1*"), what="the paper")
    assert "It has not been submitted." in words(made)
    assert "£95,000" in words(made)
    director.asks(director.types("/proposal costs P-1"), "As a spreadsheet")
    until(lambda: _said(director, "The costs of P-1, a line a row"), what="the spreadsheet")


def _said(director, text):
    return next((one for one in director.reads(director.channel) if text in words(one)), None)
