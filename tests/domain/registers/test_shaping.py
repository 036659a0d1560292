"""Rows as records: what a file's words come to, and what is said of those that come to nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bot.domain.imports.drafts import Recurrence, RiskDraft
from bot.domain.references import Reference
from bot.domain.registers.comparing import Change, in_words
from bot.domain.registers.naming import Names
from bot.domain.registers.records import CostYear
from bot.domain.registers.shaping import Setting
from bot.domain.registers.shaping_risks import shape_risk
from tests.support import register
from tests.support.register import TODAY

YEAR = CostYear(2018, 100, is_up_to=False, is_tbc=False)
SETTING = Setting(Names(register.directory([register.person(1)]), {}, TODAY), TODAY, frozenset())


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("▼ reduced", "falling"),
        ("↑", "rising"),
        ("No change", "same"),
        ("New risk.", "new"),
        ("↑ reduced", ""),
        ("sideways", ""),
    ],
)
def test_a_direction_in_an_arrow_a_word_or_both(written, word):
    draft = RiskDraft(1, Reference("PC", 1), "PC", summary="A risk", reported_direction=written)
    shaped = shape_risk(draft, SETTING)
    assert shaped.record.reported_direction == word
    assert [question.field for question in shaped.questions] == ([] if word else ["reported_direction"])


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("probability", Fraction(1, 8), "12.5%"),
        ("probability", Fraction(1, 2), "50%"),
        ("probability", Fraction(1, 3), "1/3"),
        ("due_on", date(2018, 11, 2), "2 Nov 2018"),
        ("years", (YEAR,), "2018/19 £1"),
        (
            "years",
            (replace(YEAR, is_up_to=True, is_tbc=True, recurrence=Recurrence.NON_RECURRENT),),
            "2018/19 non-recurrent up to TBC £1",
        ),
    ],
)
def test_values_are_said_as_people_read_them(name, value, words):
    assert in_words(name, value) == words


def test_lines_stay_apart_where_a_change_is_said_on_one_line():
    change = Change("mitigation", "", "Beds run out\nStaff leave")
    assert change.words == "mitigation: (empty) → Beds run out / Staff leave"
