"""What makes a review acceptable, and how a change is said in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.risks import MITIGATION_MAX, UPDATE_MAX, ReviewDraft, changes_between, check_review, draft_from
from bot.domain.scoring import Measure, Score, Scores
from tests.support.register import BANDS, review

SCORE = st.builds(Score, st.integers(1, 5), st.integers(1, 5))
UNSURE = st.none() | SCORE
HELD = st.builds(Scores, UNSURE, UNSURE, UNSURE)
DRAFTS = st.builds(
    ReviewDraft,
    inherent=UNSURE,
    residual=UNSURE,
    target=UNSURE,
    mitigation=st.just(""),
    update=st.sampled_from(["", " ", "Activity fell."]),
)
BEFORE = Scores(Score(5, 4), Score(4, 4), Score(2, 3))
UNKNOWN = Scores(None, None, None)


def draft(inherent=(5, 4), residual=(4, 4), target=(2, 3), update="", mitigation=""):
    return ReviewDraft(
        *(Score(*steps) if steps else None for steps in (inherent, residual, target)), mitigation, update
    )


@pytest.mark.parametrize(
    ("drafted", "before", "marked"),
    [
        pytest.param(draft(), BEFORE, set(), id="nothing moves"),
        pytest.param(draft(inherent=(4, 4), residual=(5, 4)), None, {"residual"}, id="residual above inherent"),
        pytest.param(draft(inherent=(4, 4), residual=(4, 4)), None, set(), id="residual equal to inherent"),
        pytest.param(draft(target=(5, 4)), BEFORE, {"target"}, id="target above residual"),
        pytest.param(draft(target=(4, 4)), BEFORE, set(), id="target equal to residual"),
        pytest.param(draft(target=None), BEFORE, {"update"}, id="target given up without a word"),
        pytest.param(draft(target=None, update="The board asked."), BEFORE, set(), id="target given up with a reason"),
        pytest.param(draft(residual=None), BEFORE, {"update"}, id="residual given up without a word"),
        pytest.param(draft(residual=None, update="New data."), BEFORE, set(), id="residual given up with a reason"),
        pytest.param(draft(inherent=None), BEFORE, {"update"}, id="inherent given up without a word"),
        pytest.param(draft(inherent=None, update="New data."), BEFORE, set(), id="inherent given up with a reason"),
        pytest.param(draft(), UNKNOWN, set(), id="scores becoming known need no word"),
        pytest.param(draft(None, None, None), UNKNOWN, set(), id="what was unknown may stay so"),
        pytest.param(draft(None, None, None), None, set(), id="a new risk may be without scores"),
        pytest.param(draft(inherent=None, residual=(5, 5)), None, set(), id="residual beside an unknown inherent"),
        pytest.param(draft(residual=None, target=(5, 4)), None, set(), id="target equal to inherent, no residual"),
        pytest.param(draft(residual=None, target=(5, 5)), None, {"target"}, id="target above inherent, no residual"),
        pytest.param(draft(None, None, (5, 5)), None, set(), id="target alone"),
        pytest.param(draft(None, (4, 4), (5, 5)), None, {"target"}, id="target above residual, no inherent"),
        pytest.param(draft(residual=(3, 3)), BEFORE, {"update"}, id="residual lowered without a word"),
        pytest.param(draft(residual=(3, 3), update=" \n "), BEFORE, {"update"}, id="residual lowered with spaces"),
        pytest.param(draft(residual=(3, 3), update="Fell."), BEFORE, set(), id="residual lowered with a reason"),
        pytest.param(draft(inherent=(4, 4)), BEFORE, {"update"}, id="inherent lowered without a word"),
        pytest.param(draft(residual=(4, 5)), BEFORE, set(), id="a score raised needs no word"),
        pytest.param(draft(residual=(2, 4)), None, set(), id="a new risk lowers nothing"),
        pytest.param(draft(update="x" * UPDATE_MAX), BEFORE, set(), id="an update as long as may be"),
        pytest.param(draft(update="x" * (UPDATE_MAX + 1)), BEFORE, {"update"}, id="an update too long"),
        pytest.param(draft(mitigation="x" * (MITIGATION_MAX + 1)), BEFORE, {"mitigation"}, id="a plan too long"),
        pytest.param(
            draft(inherent=(1, 1), residual=(2, 2), target=(3, 3)),
            BEFORE,
            {"residual", "target", "update"},
            id="everything at once",
        ),
    ],
)
def test_each_problem_is_marked_on_its_field(drafted, before, marked):
    assert check_review(drafted, before, BANDS).keys() == marked


def test_a_problem_says_the_numbers_and_what_to_do():
    problems = check_review(draft(inherent=(4, 4), residual=(5, 4), target=(5, 5)), None, BANDS)
    assert problems["residual"] == (
        "Residual (20) is above inherent (16). A residual score is what is left after mitigation. Lower it, or raise "
        "inherent if the risk itself has grown."
    )
    assert problems["target"].startswith("Target (25) is above residual (20).")
    assert problems["target"].endswith("or leave it to be confirmed.")


def test_a_lowered_score_is_asked_about_with_both_numbers_and_the_band():
    problems = check_review(draft(residual=(3, 3)), BEFORE, BANDS)
    assert problems["update"] == ("Residual goes down from 16 to 9 (green). Say in a sentence what has changed.")


def test_a_score_given_up_is_asked_about_with_its_number_and_band():
    problems = check_review(draft(residual=None, target=None), BEFORE, BANDS)
    assert problems["update"] == (
        "Residual was 16 (red) and becomes to be confirmed. Say in a sentence why it is not known any more."
    )


def test_a_target_is_measured_against_inherent_while_residual_is_not_known():
    problems = check_review(draft(residual=None, target=(5, 5)), None, BANDS)
    assert problems["target"].startswith("Target (25) is above inherent (20).")


def test_a_plan_that_an_import_brought_may_stay_as_long_as_it_is():
    long = "x" * (MITIGATION_MAX + 1)
    assert check_review(draft(mitigation=long), BEFORE, BANDS, long) == {}
    assert check_review(draft(mitigation=f"{long}y"), BEFORE, BANDS, long).keys() == {"mitigation"}


def test_a_long_text_is_told_its_length_and_the_most():
    problems = check_review(draft(update="x" * 10_000), BEFORE, BANDS)
    assert problems["update"].startswith("That is 10,000 characters; a board paper takes 2,000.")


@given(drafted=DRAFTS, before=st.none() | HELD)
def test_what_may_be_saved_keeps_every_rule(drafted, before):
    if check_review(drafted, before, BANDS):
        return
    known = [one.value for one in (drafted.target, drafted.residual, drafted.inherent) if one is not None]
    assert known == sorted(known)
    if before and not drafted.update.strip():
        for measure in Measure:
            old, new = before.of(measure), drafted.scores.of(measure)
            assert old is None or new is not None
            assert measure is Measure.TARGET or old is None or new.value >= old.value


@given(held=HELD)
def test_saying_that_nothing_moved_is_never_questioned_for_lowering(held):
    same = ReviewDraft(held.inherent, held.residual, held.target, "", "")
    assert "update" not in check_review(same, held, BANDS)


def test_a_draft_repeats_the_present_but_for_what_is_given():
    present = review(residual=(4, 3))
    made = draft_from(present, residual=Score(3, 3), update="Fell.")
    assert (made.inherent, made.residual, made.target) == (Score(5, 4), Score(3, 3), Score(2, 3))
    assert (made.mitigation, made.update) == (present.mitigation, "Fell.")
    assert draft_from(present).update == ""


@pytest.mark.parametrize(
    ("after", "words"),
    [
        pytest.param(review(2), (), id="nothing but the date"),
        pytest.param(review(2, update="Other words."), (), id="other words are not a change of score"),
        pytest.param(review(2, residual=(5, 4)), ("residual 4x3 = 12 to 5x4 = 20",), id="residual"),
        pytest.param(review(2, residual=(3, 4)), ("residual 4x3 = 12 to 3x4 = 12",), id="the same product"),
        pytest.param(review(2, target=None), ("target 2x3 = 6 to not set",), id="target given up"),
        pytest.param(review(2, residual=None), ("residual 4x3 = 12 to not scored",), id="residual given up"),
        pytest.param(review(2, mitigation="New plan."), ("mitigation rewritten",), id="mitigation"),
        pytest.param(
            review(2, residual=(3, 3), inherent=(4, 4), target=(1, 1), mitigation=""),
            (
                "residual 4x3 = 12 to 3x3 = 9",
                "inherent 5x4 = 20 to 4x4 = 16",
                "target 2x3 = 6 to 1x1 = 1",
                "mitigation rewritten",
            ),
            id="all of them, most important first",
        ),
    ],
)
def test_a_change_is_said_in_words(after, words):
    assert changes_between(review(1), after) == words


def test_a_score_that_becomes_known_is_said_in_words():
    assert changes_between(review(1, inherent=None, target=None), review(2)) == (
        "inherent not scored to 5x4 = 20",
        "target not set to 2x3 = 6",
    )
