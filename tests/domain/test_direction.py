import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.direction import Direction, derive_direction
from bot.domain.scoring import Score

SCORES = st.builds(Score, st.integers(1, 5), st.integers(1, 5))
HIGH, LOW = Score(5, 4), Score(2, 3)


@pytest.mark.parametrize(
    ("present", "before", "was_reported", "was_there", "reported", "direction"),
    [
        pytest.param(HIGH, LOW, True, True, None, Direction.RISING, id="risen since the report"),
        pytest.param(LOW, HIGH, True, True, None, Direction.FALLING, id="fallen since the report"),
        pytest.param(HIGH, HIGH, True, True, None, Direction.SAME, id="unchanged"),
        pytest.param(Score(4, 5), HIGH, True, True, None, Direction.SAME, id="other numbers, the same product"),
        pytest.param(HIGH, None, True, False, None, Direction.NEW, id="not on the last report"),
        pytest.param(HIGH, None, False, False, None, Direction.UNKNOWN, id="no report yet"),
        pytest.param(HIGH, None, False, False, "rising", Direction.RISING, id="as printed on an import"),
        pytest.param(HIGH, None, True, False, "falling", Direction.FALLING, id="printed, and later reports without it"),
        pytest.param(HIGH, None, True, False, "new", Direction.NEW, id="printed as new"),
        pytest.param(HIGH, None, True, False, "", Direction.UNKNOWN, id="printed blank is not known, not same"),
        pytest.param(HIGH, None, True, False, "sideways", Direction.UNKNOWN, id="printed nonsense is not known"),
        pytest.param(HIGH, LOW, True, True, "falling", Direction.RISING, id="history outweighs what was printed"),
        pytest.param(None, HIGH, True, True, None, Direction.UNKNOWN, id="not scored now"),
        pytest.param(HIGH, None, True, True, None, Direction.UNKNOWN, id="not scored at the report"),
        pytest.param(None, None, True, True, None, Direction.UNKNOWN, id="never scored is not the same"),
        pytest.param(
            HIGH, None, True, True, "rising", Direction.UNKNOWN, id="there, so what was printed holds no more"
        ),
        pytest.param(None, None, True, False, None, Direction.NEW, id="new and not scored"),
        pytest.param(None, None, True, False, "rising", Direction.RISING, id="printed beside no score"),
    ],
)
def test_direction_is_derived_from_the_last_report(present, before, was_reported, was_there, reported, direction):
    facts = {"was_reported": was_reported, "was_there": was_there, "reported": reported}
    assert derive_direction(present, before, **facts) is direction


@given(present=SCORES, before=SCORES)
def test_going_back_is_the_opposite_direction(present, before):
    opposite = {
        Direction.RISING: Direction.FALLING,
        Direction.FALLING: Direction.RISING,
        Direction.SAME: Direction.SAME,
    }
    there = derive_direction(present, before, was_reported=True, was_there=True)
    assert derive_direction(before, present, was_reported=True, was_there=True) is opposite[there]


LABELS = [
    (Direction.RISING, "↑ rising"),
    (Direction.FALLING, "↓ falling"),
    (Direction.SAME, "→ same"),
    (Direction.NEW, "NEW"),
    (Direction.UNKNOWN, "? not known"),
]


@pytest.mark.parametrize(("direction", "label"), LABELS)
def test_after_a_score_only_an_unknown_direction_needs_its_noun(direction, label):
    assert direction.spoken == ("direction not known" if direction is Direction.UNKNOWN else direction.word)
    assert not set("↑↓→?") & set(direction.spoken)


@pytest.mark.parametrize(("direction", "label"), LABELS)
def test_a_mark_never_stands_without_its_word(direction, label):
    assert direction.label == label
