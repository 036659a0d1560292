"""Templates: what people typed is escaped, what is missing is an error, and dates and marks are said in words."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

import bot.views
from bot.domain.scoring import Score, Scores
from bot.views.wording import Mrkdwn, counted, day, escape, quoted, say, unescape
from tests.support.register import presentation

TEMPLATES = Path(bot.views.__file__).parent / "templates"


@given(written=st.text())
def test_what_slack_escapes_comes_back_as_it_was_typed(written):
    assert unescape(escape(written)) == written
    assert not set("<>") & set(escape(written))


def test_nothing_is_escaped_twice():
    once = escape("R&D <now>")
    assert once == "R&amp;D &lt;now&gt;"
    assert escape(once) is once
    assert say("errors/problem", message=once, mend="") == once


def test_a_missing_value_is_an_error():
    with pytest.raises(UndefinedError):
        say("errors/problem", message="What?")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param(date(2018, 12, 6), "Thu 6 Dec", id="this year"),
        pytest.param(date(2019, 1, 31), "Thu 31 Jan 2019", id="another year"),
        pytest.param(date(2017, 11, 1), "Wed 1 Nov 2017", id="an earlier year"),
    ],
)
def test_a_day_is_said_with_its_year_when_it_is_not_this_one(value, words):
    assert day(value, date(2018, 11, 1)) == words


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        pytest.param(datetime(2018, 7, 31, 22, 59, tzinfo=UTC), "Tue 31 Jul", id="before midnight of the summer"),
        pytest.param(datetime(2018, 7, 31, 23, 0, tzinfo=UTC), "Wed 1 Aug", id="midnight of the summer"),
        pytest.param(datetime(2018, 11, 30, 23, 59, tzinfo=UTC), "Fri 30 Nov", id="before midnight of the winter"),
    ],
)
def test_an_instant_falls_on_the_partnerships_day(instant, words):
    assert presentation().day(instant) == words


@pytest.mark.parametrize(
    ("score", "mark"),
    [(Score(5, 4), "■ Red 20"), (Score(5, 2), "▲ Amber 10"), (Score(1, 1), "● Green 1")],
    ids=["red", "amber", "green"],
)
def test_a_band_is_a_shape_a_word_and_a_number(score, mark):
    assert presentation().mark(score) == mark


def test_a_score_is_heard_by_its_band_and_number():
    assert presentation().heard(Score(5, 4)) == "red 20"
    assert presentation().heard(None) == "not scored"


def test_each_score_not_known_says_so_in_its_own_words():
    assert presentation().marks(Scores(None, None)) == {
        "inherent": "○ Not scored",
        "residual": "○ Not scored",
        "target": "○ Not set",
    }


def test_a_score_not_set_has_a_neutral_shape_and_a_word():
    shape, *words = presentation().mark(None).split()
    assert shape == "○"
    assert words


@pytest.mark.parametrize(("number", "words"), [(0, "0 risks"), (1, "1 risk"), (2, "2 risks"), (12_345, "12,345 risks")])
def test_things_are_counted_in_words(number, words):
    assert counted(number, "risk") == words


def test_every_line_of_a_quotation_is_marked():
    assert quoted("one\n<two>\n\nfour") == Mrkdwn("> one\n> &lt;two&gt;\n> \n> four")


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.j2")), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_template_speaks_plainly(file):
    source = file.read_text(encoding="utf-8")
    wording = re.sub(r"\{[{%].*?[%}]\}|<!doctype html>", "", source, flags=re.DOTALL)
    assert not re.search(r"!|please|Please|\bwe\b|TODO|\|\s*safe", wording)
    assert not re.search("[\U0001f300-\U0001faff]", wording), "no emoji carries meaning"


def test_every_template_is_used():
    source = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.parents[1].rglob("*.py"))
    source += "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.j2"))
    # Pages and letters are named without their form; a page that others extend is named in full.
    names = [file.relative_to(TEMPLATES).as_posix() for file in TEMPLATES.rglob("*.j2")]
    assert [name for name in names if f'"{name.partition(".")[0]}"' not in source and f'"{name}"' not in source] == []
