"""Days gone by that words still promise; what only looks so is left in peace."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from bot.domain.gone_by import gone_by
from bot.settings.load import default_config_dir

OCTOBER = date(2018, 10, 16)


def found(text, written_on=OCTOBER, today=OCTOBER, grace_days=0):
    return [(one.words, one.day) for one in gone_by(text, written_on, today, grace_days)]


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("The dashboard will be available from June.", "will be available from June", date(2018, 6, 30)),
        (
            "It will be presented to the board in September.",
            "will be presented to the board in September",
            date(2018, 9, 30),
        ),
        ("A report is due by the end of August", "due by the end of August", date(2018, 8, 31)),
        ("The post is expected to be filled by mid-July.", "expected to be filled by mid-July", date(2018, 7, 31)),
        ("The service will start on 1 October 2018.", "will start on 1 October 2018", date(2018, 10, 1)),
        ("The pilot will go live in early September", "will go live in early September", date(2018, 9, 30)),
        ("Beds will open from Mon 3 Sept", "will open from Mon 3 Sept", date(2018, 9, 3)),
        (
            "We will bring the business case to TB by 30/09/2018.",
            "will bring the business case to TB by 30/09/2018",
            date(2018, 9, 30),
        ),
        ("The workshop is scheduled for 12 October.", "scheduled for 12 October", date(2018, 10, 12)),
        ("On track. The audit should be complete by July.", "should be complete by July", date(2018, 7, 31)),
        ("Will be presented on 3 October to the board.", "Will be presented on 3 October", date(2018, 10, 3)),
        ("Due 30 September.", "Due 30 September", date(2018, 9, 30)),
        ("Target date: 30/09/2018.", "Target date: 30/09/2018", date(2018, 9, 30)),
        ("Awaiting outcome, expected September 2018", "expected September 2018", date(2018, 9, 30)),
        ("We aim to finish by 30 September.", "aim to finish by 30 September", date(2018, 9, 30)),
        ("Contract to be signed on 1/10/2018.", "to be signed on 1/10/2018", date(2018, 10, 1)),
        ("Agreed. Due by June.", "Due by June", date(2018, 6, 30)),
        ("Expected in June.", "Expected in June", date(2018, 6, 30)),
        ("To be completed by end of June.", "To be completed by end of June", date(2018, 6, 30)),
        ("Contract to be signed by the provider by June", "to be signed by the provider by June", date(2018, 6, 30)),
        (
            "The contract is to be signed before the end of March 2018",
            "is to be signed before the end of March 2018",
            date(2018, 3, 31),
        ),
    ],
)
def test_a_promise_of_a_day_gone_by_is_found(text, words, day):
    assert found(text) == [(words, day)]


@pytest.mark.parametrize(
    "text",
    [
        "The dashboard will be available from November.",
        "It will be available from October.",
        "It will be available from April.",
        "It will be available from May.",
        "It may be that it is due: may it be so by may.",
        "It will be available from June 2019.",
        "The service will start on 17 October.",
        # Told as past, or done.
        "It was due by June and came in July.",
        "The plan was to be agreed in August.",
        "The contract needed to be signed in August.",
        "Two wards were found to be closed in August.",
        "It had been expected in September.",
        "It would start in September.",
        "The dashboard has been available from June.",
        "The team met on 4 September and will meet again.",
        "The gap was reported in September; staff will be trained.",
        # What leads to the day is something else than the promise.
        "We will build on the work presented in September.",
        "The group will review the figures from August.",
        "The group will report on activity in September.",
        "It will be discussed as agreed at the meeting held on 11 October.",
        "Costs will be lower than in September.",
        # Owned up to.
        "It will be available from June; this has slipped to December.",
        "The audit, due by June, is delayed.",
        "It was due 30 September and came then.",
        "Nobody expected September to be so busy.",
        "To be completed by June; this has slipped to December.",
        # No date.
        "It may be that it will be late.",
        "It will be March before the May report.",
        "It will be presented on 31 September.",
        "It is due in 20/13/2018.",
        "",
    ],
)
def test_what_only_looks_so_is_left_in_peace(text):
    assert found(text) == []


def test_a_day_just_gone_waits_for_the_next_update():
    text = "It will be presented on 2 October."
    assert found(text, grace_days=14) == []
    assert found(text, grace_days=13) == [("will be presented on 2 October", date(2018, 10, 2))]


def test_a_day_follows_from_the_day_it_was_written_whenever_it_is_read():
    text = "It will be available from June."
    assert found(text, written_on=date(2018, 5, 1), today=date(2018, 7, 1)) == [
        ("will be available from June", date(2018, 6, 30))
    ]
    assert found(text, written_on=date(2018, 12, 31), today=date(2019, 1, 1)) == []


def test_the_demonstration_raises_no_false_alarm():
    with (default_config_dir() / "demo" / "risk_texts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    texts = [row[name] for row in rows for name in ("mitigation", "november_update")]
    assert [found(text, date(2018, 11, 1), date(2018, 11, 1)) for text in texts] == [[]] * len(texts)
