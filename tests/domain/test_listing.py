from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.access import may_read
from bot.domain.listing import Filter, ListQuery, Sort, count_undecided, paginate, select_risks
from bot.domain.people import Role
from bot.domain.risks import Lead, RiskStatus, Visibility
from tests.support.register import ALWAYS, BANDS, INTERVALS, NOW, actor, directory, group, person, review, risk, role

LISTED = directory([person(1, role(Role.DIRECTOR, "PC")), person(2)], [group(1, (2, ALWAYS))])


def entry(ref, residual=(3, 3), days_ago=0, inherent=(5, 5), **facts):
    return risk(ref, review(residual=residual, inherent=inherent, at=NOW - timedelta(days=days_ago)), **facts)


REGISTER = [
    entry("UC4", (5, 4), 3),
    entry("PC11", (5, 4), 29, boards=frozenset({"TB"}), leads=(Lead("Group 1", group_id=1),)),
    entry("PC4", (3, 5), 30, leads=(Lead("Person 2", person_id=2),)),
    entry("PC7", (2, 3), 91),
    entry("CY2", (5, 5), 1, visibility=Visibility.NON_PUBLIC, leads=()),
    entry("PC1", (5, 5), 200, status=RiskStatus.CLOSED, boards=frozenset({"TB"}), leads=(Lead("2", person_id=2),)),
]


def listed(number=1, **query):
    who = actor(number, LISTED)
    found = select_risks(REGISTER, ListQuery(**query), who, BANDS, INTERVALS, lambda one: one.present.at.date())
    return [str(one.ref) for one in found]


@pytest.mark.parametrize(
    ("kind", "refs"),
    [
        pytest.param(Filter.OPEN, ["PC11", "UC4", "PC4", "PC7"], id="open leaves out the closed"),
        pytest.param(Filter.RED, ["PC11", "UC4", "PC4"], id="red is the top band of the residual score"),
        pytest.param(Filter.MINE, ["PC11", "PC4"], id="mine is led alone or in a group"),
        pytest.param(Filter.ESCALATED, ["PC11"], id="escalated is reported to a board"),
        pytest.param(Filter.STALE, ["PC4", "PC7"], id="stale is past its review's due day"),
        pytest.param(Filter.UNSCORED, [], id="unscored is without an inherent or a residual score"),
        pytest.param(Filter.CLOSED, ["PC1"], id="closed shows nothing open"),
    ],
)
def test_a_list_is_narrowed_to_what_was_asked_for(kind, refs):
    assert listed(2, filter=kind) == refs


@pytest.mark.parametrize(
    ("sort", "refs"),
    [
        pytest.param(Sort.SCORE, ["PC11", "UC4", "PC4", "PC7"], id="highest first, then by reference"),
        pytest.param(Sort.REF, ["PC4", "PC7", "PC11", "UC4"], id="numbers count as numbers"),
        pytest.param(Sort.OLDEST, ["PC7", "PC4", "PC11", "UC4"], id="longest without review first"),
        pytest.param(Sort.NEWEST, ["UC4", "PC11", "PC4", "PC7"], id="latest review first"),
    ],
)
def test_a_list_is_in_the_order_asked_for(sort, refs):
    assert listed(2, sort=sort) == refs


def test_among_equal_residual_scores_the_higher_inherent_comes_first():
    risks = [entry("PC1", inherent=(4, 4)), entry("PC2", inherent=(5, 5)), entry("PC3", inherent=(4, 5))]
    found = select_risks(risks, ListQuery(), actor(1, LISTED), BANDS, INTERVALS, lambda one: one.present.at.date())
    assert [str(one.ref) for one in found] == ["PC2", "PC3", "PC1"]


UNSCORED = [
    entry("PC1", (5, 5)),
    entry("PC2", (3, 5)),
    entry("PC3", None, inherent=(2, 2)),
    entry("PC4", None, inherent=None, undecided=frozenset({"TB"})),
    entry("PC5", (3, 4), inherent=None, undecided=frozenset({"TB"})),
    entry("PC6", (3, 4)),
    entry("PC7", (1, 1), status=RiskStatus.CLOSED, inherent=None, undecided=frozenset({"TB"})),
]


def refs_of(risks, **query):
    found = select_risks(
        risks, ListQuery(**query), actor(1, LISTED), BANDS, INTERVALS, lambda one: one.present.at.date()
    )
    return [str(one.ref) for one in found]


def test_risks_without_a_residual_score_stand_below_the_red_ones_and_above_all_others():
    assert refs_of(UNSCORED[::-1]) == ["PC1", "PC2", "PC4", "PC3", "PC5", "PC6"]


@pytest.mark.parametrize("sort", Sort)
def test_every_order_takes_risks_that_are_not_scored(sort):
    assert sorted(refs_of(UNSCORED, sort=sort)) == ["PC1", "PC2", "PC3", "PC4", "PC5", "PC6"]


def test_what_is_not_scored_is_found_by_its_word_and_is_not_red():
    assert refs_of(UNSCORED, filter=Filter.UNSCORED) == ["PC4", "PC3", "PC5"]
    assert refs_of(UNSCORED, filter=Filter.RED) == ["PC1", "PC2"]


def test_a_target_that_is_not_set_does_not_make_a_risk_unscored():
    assert refs_of([risk("PC1", review(target=None))], filter=Filter.UNSCORED) == []


def test_the_office_is_told_how_many_open_risks_no_rule_can_judge():
    assert count_undecided(UNSCORED) == 2


def test_what_may_not_be_read_is_not_listed_and_not_counted():
    assert "CY2" not in listed(1)
    assert "CY2" not in listed(2, filter=Filter.RED)


@given(
    number=st.sampled_from([1, 2, 9]),
    kind=st.sampled_from(Filter),
    sort=st.sampled_from(Sort),
    is_guest=st.booleans(),
)
def test_a_list_never_shows_what_its_reader_may_not_read(number, kind, sort, is_guest):
    who = actor(number, LISTED, is_guest=is_guest)
    if who is not None:
        query = ListQuery(filter=kind, sort=sort)
        found = select_risks(REGISTER, query, who, BANDS, INTERVALS, lambda one: one.present.at.date())
        assert all(may_read(who, one) for one in found)


@given(total=st.integers(0, 60), number=st.integers(-5, 50), size=st.integers(1, 12))
def test_every_risk_stands_on_exactly_one_page(total, number, size):
    risks = [entry(f"PC{count}") for count in range(1, total + 1)]
    page = paginate(risks, number, size)
    assert page.total == total
    assert 1 <= page.number <= page.pages
    every = [one for at in range(1, page.pages + 1) for one in paginate(risks, at, size).items]
    assert every == risks
    assert page.items == paginate(risks, page.number, size).items
    assert len(page.items) <= size


def test_a_page_beyond_the_last_is_the_last():
    page = paginate([entry("PC1"), entry("PC2"), entry("PC3")], 9, 2)
    assert (page.number, page.pages, [str(one.ref) for one in page.items]) == (2, 2, ["PC3"])


def test_an_empty_list_has_one_empty_page():
    page = paginate([], 1, 10)
    assert (page.items, page.total, page.number, page.pages) == ((), 0, 1, 1)


def test_turning_a_page_keeps_the_question():
    query = ListQuery("PC", Filter.RED, Sort.OLDEST, ("elective",))
    turned = query.on_page(3)
    assert (turned.workstream, turned.filter, turned.sort, turned.words, turned.page) == (
        "PC",
        Filter.RED,
        Sort.OLDEST,
        ("elective",),
        3,
    )
