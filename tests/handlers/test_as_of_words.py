"""`as of DATE` as people write it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.listing import Filter, ListQuery
from bot.errors import InvalidInputError
from bot.handlers.as_of import split_as_of
from bot.handlers.risk_words import Verb, read_risk_command

TODAY = date(2018, 12, 5)
FIRST = date(2018, 11, 1)


@pytest.mark.parametrize(
    ("words", "rest", "day"),
    [
        ("PC red", "PC red", None),
        ("", "", None),
        ("as of 1 Nov 2018", "", FIRST),
        ("PC red as of 1 November 2018", "PC red", FIRST),
        ("PC11 AS  OF 2018-11-01", "PC11", FIRST),
        ("PC11 as at 1/11/2018", "PC11", FIRST),
        ("PC11 as of Thu 1 Nov 2018.", "PC11", FIRST),
        ("PC11 as of 1st November", "PC11", FIRST),
        ("PC11 as of 6 December", "PC11", date(2017, 12, 6)),
        ("PC11 as of 1 Nov 18", "PC11", FIRST),
        ("as of today", "", TODAY),
        ("as of yesterday", "", date(2018, 12, 4)),
        ("as of 5 Dec 2018", "", TODAY),
        # Neither is the marker: no word before it, and no space in it.
        ("gas of 1 Nov 2018", "gas of 1 Nov 2018", None),
        ("whereas of 1 Nov", "whereas of 1 Nov", None),
    ],
)
def test_the_day_is_split_off(words, rest, day):
    assert split_as_of(words, TODAY) == (rest, day)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "As of which day?"),
        ("nonsense", "I can't read “nonsense” as a day. It is not a date that can be read."),
        ("November 2018", "It names a month but no day."),
        ("31 November 2018", "There is no such day."),
        ("Fri 1 Nov 2018", "1 November 2018 was not a Friday."),
        ("11/28/2018", "Day first it is no date"),
        ("1 Nov 1066", "The year 1066 cannot be meant."),
        ("6 Dec 2018", "Thu 6 Dec is still to come"),
        ("1 Jan 2019", "Tue 1 Jan 2019 is still to come"),
    ],
)
def test_what_is_no_past_day_is_refused_with_a_reason(written, said):
    with pytest.raises(InvalidInputError) as refused:
        split_as_of(f"list as of {written}", TODAY)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["PC11 as of 1 Nov", "show pc 11 as of 2018-11-01"])
def test_a_risk_alone_may_be_asked_for_as_of_a_day(text):
    command = read_risk_command(text, TODAY)
    assert (command.verb, command.ref.upper(), command.as_of) == (Verb.SHOW, "PC11", FIRST)


def test_a_list_may_be_asked_for_as_of_a_day():
    query = read_risk_command("list PC red as of 1 Nov", TODAY).query
    assert query == ListQuery("PC", Filter.RED, as_of=FIRST)


@pytest.mark.parametrize(
    "text", ["update PC11 4x3 As of yet nothing has changed", "search as of", "close PC11 As of June it is gone"]
)
def test_elsewhere_as_of_is_just_words(text):
    command = read_risk_command(text, TODAY)
    assert command.as_of is None
    assert "s of" in f"{command.rest} {' '.join(command.query.words)}"
