"""References of actions: made by a pattern, never given twice, found however they are written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions.refs import ReferencePattern, near_references, next_number, plain_reference

SHIPPED = ReferencePattern("{board}{Mon}{yy}-{n}")
OTHER = ReferencePattern("{board}/{yyyy}/{MM}.{n}")


def test_a_reference_holds_its_board_and_month():
    assert SHIPPED.beginning("ICB", date(2018, 10, 11)) == "ICBOct18-"
    assert OTHER.beginning("TB", date(2018, 10, 11)) == "TB/2018/10."


@pytest.mark.parametrize(
    ("known", "number"),
    [
        ((), 1),
        (("ICBOct18-1", "ICBOct18-10", "ICBOct18-2"), 11),
        (("ICBOct18-3a", "ICBOct18-x", "TBOct18-9"), 1),
        (("icboct18-9", "ICB Oct18 12", "ICBOct18-3"), 13),
    ],
)
def test_the_next_number_is_above_all_that_were_given(known, number):
    assert next_number("ICBOct18-", known) == number


@pytest.mark.parametrize(
    ("written", "ref", "words"),
    [
        ("ICBOct18-3 we met", "ICBOct18-3", "we met"),
        ("icb oct 18 - 3: we met", "icb oct 18 - 3", "we met"),
        ("ICB-H Oct18/3", "ICB-H Oct18/3", ""),
        ("icboct183 we met", "icboct183", "we met"),
        ("ICBOct18-3, 4 people met", "ICBOct18-3", "4 people met"),
        ("A12 is done", "A12", "is done"),
        ("Action 12 is done", "Action 12", "is done"),
    ],
)
def test_a_verb_is_followed_by_a_reference_and_words(written, ref, words):
    assert SHIPPED.leading(written) == (ref, words)


@pytest.mark.parametrize("written", ["we met", "<@U123> met", "", "@bob3 met"])
def test_other_words_are_no_reference(written):
    assert SHIPPED.leading(written) is None


def test_references_are_found_in_a_text_once_each():
    text = "See ICBOct18-3, icb oct 18-4 and ICBOct18-3; not PC11 or MICBOct18-3x."
    assert SHIPPED.found_in(text) == ("ICBOct18-3", "icb oct 18-4")


def test_near_misses_come_best_first():
    known = ["ICBOct18-1", "ICBOct18-3", "TBNov18-7"]
    assert near_references("icbocto18-3", known)[0] == "ICBOct18-3"
    assert near_references("zzz", known) == ()


@given(
    st.sampled_from([SHIPPED, OTHER]),
    st.sampled_from(["ICB", "TB", "ICB-H", "PC"]),
    st.dates(date(2010, 1, 1), date(2060, 1, 1)),
    st.integers(1, 99_999),
    st.sampled_from(["", " ", " - "]),
)
def test_what_the_pattern_makes_is_found_however_it_is_spaced(pattern, board, day, number, gap):
    ref = f"{pattern.beginning(board, day)}{number}"
    behind = ref.removeprefix(board)
    written = (board + behind.replace("-", gap or "-").replace("/", gap or "/")).lower()
    assert plain_reference(written) == plain_reference(ref)
    found = pattern.leading(f"{written} and more")
    assert found is not None
    assert plain_reference(found[0]) == plain_reference(ref)
