"""Months as people write them; everything else is none."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.months import month_name, month_number, split_month

TODAY = date(2018, 11, 20)


@pytest.mark.parametrize(
    ("written", "before", "month"),
    [
        ("2018-12", "", "2018-12"),
        ("12/2018", "", "2018-12"),
        ("December 2018", "", "2018-12"),
        ("dec.", "", "2018-12"),
        ("Sept 18", "", "2018-09"),
        ("march", "", "2019-03"),
        ("December, 2018", "", "2018-12"),
        ("ICB-H june", "ICB-H", "2018-06"),
    ],
)
def test_a_month_is_read(written, before, month):
    assert split_month(written, TODAY) == (before, month)


@pytest.mark.parametrize(
    "written",
    ["", "decline", "marvellous", "junk", "mayor", "2018-13", "0000-05", "may 0000", "3018-01", "12", "dec 201"],
)
def test_what_only_begins_like_a_month_is_none(written):
    assert split_month(written, TODAY)[1] is None


def test_a_month_is_said_and_its_name_numbered():
    assert month_name("2018-09") == "September 2018"
    assert [month_number(name) for name in ("Sept.", "september", "septem")] == [9, 9, None]
