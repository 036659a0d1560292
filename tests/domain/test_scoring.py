from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scoring import HIGHEST, Band, BandScale, Score, Shape
from bot.errors import InvalidInputError

STEPS = range(1, 6)
SCORES = st.builds(Score, st.integers(1, 5), st.integers(1, 5))


def scale(*starts):
    return BandScale(tuple(Band(f"band {start}", Shape.CIRCLE, start) for start in starts))


SCALES = st.sets(st.integers(2, 25), max_size=4).map(lambda starts: scale(1, *sorted(starts)))


def test_every_score_is_the_product_of_its_two_numbers():
    for likelihood, severity in product(STEPS, STEPS):
        score = Score(likelihood, severity)
        assert score.value == likelihood * severity
        assert str(score) == f"{likelihood}x{severity} = {likelihood * severity}"


@pytest.mark.parametrize(
    ("likelihood", "severity", "named"),
    [
        pytest.param(0, 3, "Likelihood 0", id="likelihood below"),
        pytest.param(6, 3, "Likelihood 6", id="likelihood above"),
        pytest.param(3, 0, "Severity 0", id="severity below"),
        pytest.param(3, 6, "Severity 6", id="severity above"),
        pytest.param(-1, -1, "Likelihood -1", id="both negative"),
        pytest.param(99, 99, "Likelihood 99", id="both huge"),
    ],
)
def test_a_number_outside_one_to_five_is_refused_by_name(likelihood, severity, named):
    with pytest.raises(InvalidInputError) as refused:
        Score(likelihood, severity)
    assert refused.value.message == f"{named} is outside 1 to 5."
    assert "4x3" in refused.value.mend


@given(likelihood=st.integers(-1000, 1000), severity=st.integers(-1000, 1000))
def test_only_one_to_five_makes_a_score(likelihood, severity):
    if likelihood in STEPS and severity in STEPS:
        assert 1 <= Score(likelihood, severity).value <= HIGHEST * HIGHEST
    else:
        with pytest.raises(InvalidInputError):
            Score(likelihood, severity)


@pytest.mark.parametrize(
    ("starts", "value", "band"),
    [
        pytest.param((1, 10, 15), 1, "band 1", id="the lowest score"),
        pytest.param((1, 10, 15), 9, "band 1", id="just below amber"),
        pytest.param((1, 10, 15), 10, "band 10", id="amber begins"),
        pytest.param((1, 10, 15), 12, "band 10", id="inside amber"),
        pytest.param((1, 10, 15), 15, "band 15", id="red begins"),
        pytest.param((1, 10, 15), 25, "band 15", id="the highest score"),
        pytest.param((1, 10, 15, 20), 16, "band 15", id="four bands, high"),
        pytest.param((1, 10, 15, 20), 20, "band 20", id="four bands, higher"),
        pytest.param((1,), 25, "band 1", id="one band holds all"),
    ],
)
def test_a_score_falls_in_the_band_that_begins_last_at_or_below_it(starts, value, band):
    score = next(s for a, b in product(STEPS, STEPS) if (s := Score(a, b)).value == value)
    assert scale(*starts).band_of(score).name == band


@given(bands=SCALES, score=SCORES)
def test_each_score_has_one_band_and_red_is_the_last(bands, score):
    band = bands.band_of(score)
    assert band.lowest <= score.value
    above = bands.bands[bands.bands.index(band) + 1 :]
    assert all(score.value < other.lowest for other in above)
    assert bands.is_red(score) == (band == bands.red)


@given(bands=SCALES, scores=st.lists(SCORES, min_size=2, max_size=8))
def test_a_higher_score_never_falls_in_a_lower_band(bands, scores):
    ordered = sorted(scores, key=lambda score: score.value)
    assert all(bands.band_of(low).lowest <= bands.band_of(high).lowest for low, high in pairwise(ordered))


@pytest.mark.parametrize(
    ("starts", "reason"),
    [
        pytest.param((), "must begin at 1", id="no band"),
        pytest.param((2, 10), "must begin at 1", id="the lowest scores have none"),
        pytest.param((0, 10), "must begin at 1", id="below the lowest score"),
        pytest.param((1, 15, 10), "lowest first", id="falling"),
        pytest.param((1, 10, 10), "different scores", id="two begin together"),
        pytest.param((1, 26), "between 1 and 25", id="a band no score reaches"),
    ],
)
def test_impossible_bands_are_refused(starts, reason):
    with pytest.raises(ValueError, match=reason):
        scale(*starts)


def test_two_bands_of_one_name_are_refused():
    with pytest.raises(ValueError, match="same name"):
        BandScale((Band("red", Shape.SQUARE, 1), Band("red", Shape.CIRCLE, 15)))


def test_band_names_are_given_lowest_first():
    assert scale(1, 10, 15).names == ["band 1", "band 10", "band 15"]
