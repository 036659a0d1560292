import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.direction import Direction, derive_direction
from bot.domain.scoring import Score

SCORES = st.builds(Score, st.integers(1, 5), st.integers(1, 5))
HIGH, LOW = Score(5, 4), Score(2, 3)


@pytest.mark.parametrize(
    ("present", "before", "was_reported", "reported", "direction"),
    [
        pytest.param(HIGH, LOW, True, None, Direction.RISING, id="risen since the report"),
        pytest.param(LOW, HIGH, True, None, Direction.FALLING, id="fallen since the report"),
        pytest.param(HIGH, HIGH, True, None, Direction.SAME, id="unchanged"),
        pytest.param(Score(4, 5), HIGH, True, None, Direction.SAME, id="other numbers, the same product"),
        pytest.param(HIGH, None, True, None, Direction.NEW, id="not on the last report"),
        pytest.param(HIGH, None, False, None, Direction.UNKNOWN, id="no report yet"),
        pytest.param(HIGH, None, False, "rising", Direction.RISING, id="as printed on an import"),
        pytest.param(HIGH, None, True, "falling", Direction.FALLING, id="printed, and later reports without it"),
        pytest.param(HIGH, None, True, "new", Direction.NEW, id="printed as new"),
        pytest.param(HIGH, None, True, "", Direction.UNKNOWN, id="printed blank is not known, not same"),
        pytest.param(HIGH, None, True, "sideways", Direction.UNKNOWN, id="printed nonsense is not known"),
        pytest.param(HIGH, LOW, True, "falling", Direction.RISING, id="history outweighs what was printed"),
    ],
)
def test_direction_is_derived_from_the_last_report(present, before, was_reported, reported, direction):
    assert derive_direction(present, before, was_reported=was_reported, reported=reported) is direction


@given(present=SCORES, before=SCORES)
def test_going_back_is_the_opposite_direction(present, before):
    opposite = {
        Direction.RISING: Direction.FALLING,
        Direction.FALLING: Direction.RISING,
        Direction.SAME: Direction.SAME,
    }
    there = derive_direction(present, before, was_reported=True)
    assert derive_direction(before, present, was_reported=True) is opposite[there]


@pytest.mark.parametrize(
    ("direction", "label"),
    [
        (Direction.RISING, "↑ rising"),
        (Direction.FALLING, "↓ falling"),
        (Direction.SAME, "→ same"),
        (Direction.NEW, "NEW"),
        (Direction.UNKNOWN, "? not known"),
    ],
)
def test_a_mark_never_stands_without_its_word(direction, label):
    assert direction.label == label
