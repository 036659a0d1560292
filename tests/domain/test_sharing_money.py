"""How partners share a deficit or a surplus: exactly, by what was agreed for the day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sharing_money import Arrangement, Result, in_force, share_outturn, split, weights_of

APRIL, LATER = date(2018, 4, 1), date(2019, 4, 1)
DAY = date(2019, 3, 31)
NAMES = ("CCG", "CITY", "HACKNEY")
PERCENT = {"CCG": Fraction(50), "CITY": Fraction(9), "HACKNEY": Fraction(41)}
MILLION = 100_000_000


def parts(arrangement: Arrangement, outturn: int, contributions: dict[str, int] | None = None) -> dict[str, int]:
    shared = share_outturn([arrangement], contributions or {}, outturn, DAY)
    assert shared is not None
    return {one.partner: one.total for one in shared.shares}


def test_a_deficit_is_shared_by_proportions():
    agreed = Arrangement(APRIL, MILLION, proportions=PERCENT)
    assert parts(agreed, MILLION + 25_000_000) == {"CCG": 12_500_000, "CITY": 2_250_000, "HACKNEY": 10_250_000}


def test_a_threshold_comes_first_and_the_rest_is_split():
    thresholds = {"CCG": 25_000_000, "HACKNEY": 25_000_000}
    agreed = Arrangement(
        APRIL, MILLION, proportions={"CCG": Fraction(30), "HACKNEY": Fraction(70)}, thresholds=thresholds
    )
    assert parts(agreed, MILLION + 60_000_000) == {"CCG": 28_000_000, "HACKNEY": 32_000_000}
    assert parts(agreed, MILLION + 30_000_000) == {"CCG": 15_000_000, "HACKNEY": 15_000_000}
    assert parts(agreed, MILLION + 50_000_000) == {"CCG": 25_000_000, "HACKNEY": 25_000_000}


def test_without_proportions_the_contributions_are_the_weights():
    agreed = Arrangement(APRIL, MILLION)
    contributions = {"CCG": 60_000_000, "CITY": 0, "HACKNEY": 40_000_000}
    assert parts(agreed, MILLION - 100, contributions) == {"CCG": 60, "CITY": 0, "HACKNEY": 40}


def test_odd_pennies_go_to_the_largest_fraction_and_then_to_whoever_is_named_first():
    assert split(100, dict.fromkeys(NAMES, Fraction(1))) == {"CCG": 34, "CITY": 33, "HACKNEY": 33}
    assert split(1, {"CCG": Fraction(1), "CITY": Fraction(2)}) == {"CCG": 0, "CITY": 1}
    assert split(0, dict.fromkeys(NAMES, Fraction(1))) == dict.fromkeys(NAMES, 0)


def test_what_holds_is_the_latest_that_had_begun_for_that_result():
    first = Arrangement(APRIL, MILLION, proportions=PERCENT)
    surplus = Arrangement(APRIL, MILLION, frozenset({Result.SURPLUS}), {"CCG": Fraction(100)})
    later = Arrangement(LATER, 2 * MILLION, frozenset({Result.DEFICIT}), {"HACKNEY": Fraction(100)})
    assert in_force([later, first], DAY, Result.DEFICIT) is first
    assert in_force([later, first], LATER, Result.DEFICIT) is later
    assert in_force([later, first], LATER, Result.SURPLUS) is first
    assert in_force([first], date(2018, 3, 31), Result.DEFICIT) is None
    assert share_outturn([surplus], {}, MILLION + 1, DAY) is None
    level = share_outturn([first], {}, MILLION, DAY)
    assert level is not None
    assert (level.result, level.shares) == (None, ())


AMOUNTS = st.integers(0, 10**14)
WEIGHTS = st.dictionaries(
    st.sampled_from(NAMES), st.fractions(0, 100, max_denominator=10_000), min_size=1, max_size=3
).filter(lambda weights: sum(weights.values()) > 0)


@given(AMOUNTS, WEIGHTS)
def test_parts_are_the_whole_and_within_a_penny_of_exact(amount, weights):
    shares = split(amount, weights)
    total = sum(weights.values())
    assert sum(shares.values()) == amount
    assert all(abs(shares[name] - amount * weight / total) < 1 for name, weight in weights.items())


@given(AMOUNTS, AMOUNTS, WEIGHTS, st.dictionaries(st.sampled_from(NAMES), st.integers(0, 10**12), max_size=3))
def test_partners_parts_always_sum_to_the_difference(outturn, baseline, weights, thresholds):
    agreed = Arrangement(APRIL, baseline, proportions=weights, thresholds=thresholds)
    shared = share_outturn([agreed], {}, outturn, DAY)
    assert shared is not None
    assert sum(one.total for one in shared.shares) == abs(outturn - baseline)
    assert sum(one.first for one in shared.shares) == shared.first
    assert sum(weights_of(agreed, {}).values()) == 1
    assert all(one.first <= thresholds.get(one.partner, 0) for one in shared.shares)
