"""Which entries of the register touch a proposal, and who takes no part for what was ruled."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.proposals.conflicts import Entry, Subject, find_matches
from bot.domain.proposals.records import Ruling
from bot.domain.proposals.recusals import Conflict, Ruled, Source, Weighed, recusals_from

NOW = datetime(2018, 11, 1, 9, tzinfo=UTC)


def entry(organisation: str, position: str = "Trustee", nature: str = "") -> Entry:
    return Entry(1, 7, None, None, position, organisation, nature, "pecuniary", is_sensitive=False)


def matched(
    organisation: str, *, names: tuple[str, ...] = (), text: str = "", people: tuple[str, ...] = (), **more: str
):
    found = find_matches([entry(organisation, **more)], Subject(names, people, text))
    return (found[0].is_same, found[0].why) if found else None


@pytest.mark.parametrize(
    ("registered", "named"),
    [
        ("Acorn Homes", "ACORN  homes Ltd."),
        ("The Acorn & Oak Company", "Acorn and Oak"),
        ("Café Société", "Cafe Societe plc"),
    ],
)
def test_the_same_name_is_the_same_however_it_is_written(registered, named):
    assert matched(registered, names=("Elsewhere", named)) == (True, f"The proposal names “{named}”.")


@pytest.mark.parametrize(
    ("registered", "named", "why"),
    [
        ("Homerton Hospital", "Homerton University Hospital NHS Foundation Trust", "every word of the shorter name"),
        ("HUHFT", "Homerton University Hospital Foundation Trust", "initials"),
        ("Silverthorn Residential Care", "Silverthorne Residential Care", "spelt nearly alike"),
    ],
)
def test_a_likeness_is_found_and_says_why_but_is_not_the_same(registered, named, why):
    for one, other in ((registered, named), (named, registered)):
        is_same, said = matched(one, names=(other,)) or (True, "")
        assert not is_same
        assert why in said


@pytest.mark.parametrize(
    ("registered", "named"),
    [
        ("Health Care Trust", "Homerton Health Care Trust"),
        ("The hospital trust", "Barts Health NHS Trust"),
        ("Acorn Homes", "Oak Homes"),
        ("", "Acorn Homes"),
        ("Acorn Homes", "..."),
    ],
)
def test_words_that_many_share_match_nothing(registered, named):
    assert matched(registered, names=(named,)) is None


def test_the_text_and_the_people_are_compared_too():
    assert matched("Acorn Homes", text="Beds at Acorn Homes, paid weekly") == (
        False,
        "The proposal's text speaks of “Acorn Homes”.",
    )
    assert matched("Acorn Homes", text="Acornhomes and more homes of acorn") is None
    said = matched("A school", people=("Ann Other",), position="Spouse of Ann Other")
    assert said == (False, "The proposal concerns Ann Other, whom the register's entry names.")
    assert matched("A school", people=("Ann",), position="Spouse of Ann Other") is None


RULINGS = st.none() | st.sampled_from(Ruling)
WEIGHED = st.builds(
    lambda person, is_bar, ruling, dispensation: Weighed(
        Conflict(
            1,
            1,
            person,
            None,
            Source.DECLARED,
            "pecuniary",
            "",
            is_sensitive=False,
            is_bar=is_bar,
            raised_by="",
            raised_at=NOW,
        ),
        Ruled(ruling, "", dispensation, None, "", NOW) if ruling else None,
    ),
    st.integers(1, 4),
    st.booleans(),
    RULINGS,
    st.sampled_from(["", "Standards committee"]),
)


@given(st.lists(WEIGHED, max_size=8))
def test_of_several_interests_the_strictest_holds_and_the_bar_yields_to_a_dispensation_alone(weighed):
    recusals = recusals_from(weighed)
    assert not recusals.left & recusals.silent
    assert recusals.no_vote == recusals.left | recusals.silent
    for person in range(1, 5):
        mine = [one for one in weighed if one.conflict.person_id == person]
        barred = any(one.conflict.is_bar and not (one.ruled and one.ruled.dispensation) for one in mine)
        ruled = {one.ruled.ruling for one in mine if one.ruled}
        assert (person in recusals.left) is (barred or Ruling.LEAVE in ruled)
        assert (person in recusals.silent) is (not barred and Ruling.LEAVE not in ruled and Ruling.SPEAK in ruled)


@given(st.lists(WEIGHED, max_size=8), WEIGHED)
def test_one_more_interest_brings_nobody_back(weighed, more):
    before, after = recusals_from(weighed), recusals_from([*weighed, more])
    assert before.left <= after.left
    assert before.no_vote <= after.no_vote
