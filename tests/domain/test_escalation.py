import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.escalation import (
    EscalationRule,
    When,
    Yardstick,
    boards_told,
    boards_undecided,
    crossings,
    last_known,
    newly_reported,
)
from bot.domain.scoring import Score, Scores

RULE = EscalationRule(Yardstick.INHERENT, 15, ("TB", "ICB-H"))
SCORE = st.builds(Score, st.integers(1, 5), st.integers(1, 5))
UNSURE = st.none() | SCORE
SCORES = st.builds(Scores, UNSURE, UNSURE, UNSURE)
RULES = st.lists(
    st.builds(
        EscalationRule,
        st.sampled_from([one for one in Yardstick if one is not Yardstick.RISE]),
        st.integers(1, 25),
        st.lists(st.sampled_from(["TB", "ICB-H", "ICB-C", "DSG"]), min_size=1).map(tuple),
    ),
    max_size=4,
)


def scores(inherent, residual=(1, 1), target=None):
    return Scores(*(Score(*steps) if steps else None for steps in (inherent, residual, target)))


@pytest.mark.parametrize(
    ("given_scores", "rules", "boards"),
    [
        pytest.param(scores((5, 3)), [RULE], {"TB", "ICB-H"}, id="inherent at the threshold"),
        pytest.param(scores((3, 4)), [RULE], set(), id="inherent below it"),
        pytest.param(scores((5, 5), (1, 1)), [RULE], {"TB", "ICB-H"}, id="whatever the residual score"),
        pytest.param(scores((5, 5)), [], set(), id="no rule tells nobody"),
        pytest.param(
            scores((5, 5), (5, 4)),
            [RULE, EscalationRule(Yardstick.RESIDUAL, 20, ("ICB-C",))],
            {"TB", "ICB-H", "ICB-C"},
            id="several rules add up",
        ),
        pytest.param(
            scores((5, 5), (5, 5)), [EscalationRule(Yardstick.TARGET, 1, ("TB",))], set(), id="no target, no rule on it"
        ),
        pytest.param(scores(None, (5, 5)), [RULE], set(), id="an inherent score not known meets no threshold"),
        pytest.param(
            scores((5, 5), (5, 5), (3, 3)), [EscalationRule(Yardstick.TARGET, 9, ("TB",))], {"TB"}, id="a high target"
        ),
    ],
)
def test_boards_hear_of_a_risk_by_the_rules(given_scores, rules, boards):
    assert boards_told(given_scores, rules) == boards


@given(held=SCORES, rules=RULES)
def test_a_board_is_told_if_and_only_if_a_rule_of_its_own_is_met(held, rules):
    met = {
        board
        for rule in rules
        for board in rule.boards
        if (score := getattr(held, rule.measure.value)) is not None and score.value >= rule.threshold
    }
    assert boards_told(held, rules) == met


@given(held=SCORES, rules=RULES)
def test_the_order_of_rules_does_not_matter(held, rules):
    assert boards_told(held, rules) == boards_told(held, rules[::-1])


@pytest.mark.parametrize(
    ("given_scores", "rules", "boards"),
    [
        pytest.param(scores(None), [RULE], {"TB", "ICB-H"}, id="inherent not known"),
        pytest.param(scores((1, 1)), [RULE], set(), id="inherent known and low"),
        pytest.param(scores((5, 5)), [RULE], set(), id="inherent known and high"),
        pytest.param(scores(None), [], set(), id="no rule waits for it"),
        pytest.param(scores((5, 5), None), [RULE], set(), id="residual not known, no rule asks for it"),
        pytest.param(
            scores(None, (5, 5)),
            [RULE, EscalationRule(Yardstick.RESIDUAL, 20, ("TB",))],
            {"ICB-H"},
            id="a board told by another rule waits for nothing",
        ),
        pytest.param(scores((1, 1)), [EscalationRule(Yardstick.TARGET, 1, ("TB",))], set(), id="a target may wait"),
    ],
)
def test_a_score_not_known_leaves_open_who_should_hear(given_scores, rules, boards):
    assert boards_undecided(given_scores, rules) == boards


@given(held=SCORES, filled=st.builds(Scores, SCORE, SCORE, st.none()), rules=RULES)
def test_once_scored_nothing_is_undecided_and_only_undecided_boards_can_be_told_more(held, filled, rules):
    rules = [rule for rule in rules if rule.measure is not Yardstick.TARGET]
    scored = Scores(held.inherent or filled.inherent, held.residual or filled.residual)
    assert boards_undecided(scored, rules) == set()
    assert boards_told(scored, rules) <= boards_told(held, rules) | boards_undecided(held, rules)


AT_ONCE = [
    EscalationRule(Yardstick.RESIDUAL, 15, ("TB",), When.AT_ONCE),
    EscalationRule(Yardstick.RESIDUAL, 20, ("TB",), When.AT_ONCE),
    EscalationRule(Yardstick.RISE, 5, ("TB",), When.AT_ONCE),
]


def at(residual, inherent=(5, 5)):
    return scores(inherent, residual)


@pytest.mark.parametrize(
    ("before", "after", "crossed"),
    [
        pytest.param(None, (4, 4), [15], id="a new risk that is red"),
        pytest.param(None, (5, 5), [15, 20], id="a new risk has not risen"),
        pytest.param(None, (2, 2), [], id="a new risk that is not"),
        pytest.param((3, 4), (3, 5), [15], id="into red"),
        pytest.param((3, 4), (4, 4), [15], id="by four"),
        pytest.param((3, 4), (4, 5), [15, 20, 5], id="into red, to twenty, by eight"),
        pytest.param((4, 4), (4, 5), [20], id="red before"),
        pytest.param((4, 4), (4, 4), [], id="as it was"),
        pytest.param((4, 5), (3, 5), [], id="down"),
        pytest.param((2, 2), (3, 3), [5], id="by five, far from red"),
        pytest.param((2, 2), None, [], id="not known any more"),
        pytest.param((4, 5), (5, 5), [5], id="by five above all thresholds"),
    ],
)
def test_a_rule_is_crossed_when_it_is_met_and_was_not(before, after, crossed):
    found = crossings(at(before) if before else None, at(after), AT_ONCE)
    assert [crossing.rule.threshold for crossing in found] == crossed


def test_a_crossing_says_what_happened():
    (into_red, by_eight) = crossings(at((2, 4)), at((4, 4)), AT_ONCE)
    assert into_red.words == "Residual rose from 8 to 16 (15 or more)"
    assert by_eight.words == "Residual rose from 8 to 16 (by 5 or more)"
    (new,) = crossings(None, at((3, 5)), AT_ONCE)
    assert new.words == "Residual is 15 (15 or more)"
    assert [rule.words for rule in AT_ONCE[1:]] == ["residual score of 20 or more", "residual score up by 5 or more"]


def test_a_score_that_is_not_known_for_a_while_has_not_fallen():
    history = [Scores(None, None), Scores(None, Score(4, 4), Score(1, 1)), at((2, 2), (5, 4))]
    assert last_known(history) == Scores(Score(5, 4), Score(4, 4), Score(1, 1))
    assert crossings(last_known(history), at((4, 4)), AT_ONCE) == ()
    assert last_known([]) is None


@given(st.lists(UNSURE, max_size=8))
def test_whatever_scores_follow_each_threshold_is_crossed_once_for_each_rise_over_it(residuals):
    told: dict[int, list[int]] = {15: [], 20: []}
    for place, residual in enumerate(residuals):
        before = last_known(Scores(None, earlier) for earlier in residuals[:place][::-1])
        for crossing in crossings(before, Scores(None, residual), AT_ONCE):
            if crossing.rule.measure is Yardstick.RESIDUAL:
                told[crossing.rule.threshold].append(place)
    for threshold, places in told.items():
        is_over, rises = False, []
        for place, residual in enumerate(residuals):
            if residual is not None and (residual.value >= threshold) != is_over:
                is_over = not is_over
                rises += [place] * is_over
        assert places == rises


@pytest.mark.parametrize(
    ("before", "after", "standing", "known", "boards"),
    [
        pytest.param((1, 1), (4, 4), set(), set(), {"TB", "ICB-H"}, id="onto every board's report"),
        pytest.param((1, 1), (4, 4), {"TB"}, {"TB"}, {"ICB-H"}, id="where it does not stand"),
        pytest.param((4, 4), (4, 4), set(), {"TB"}, {"ICB-H"}, id="never had it, and the rule holds"),
        pytest.param((4, 4), (4, 4), set(), {"TB", "ICB-H"}, set(), id="both took it off, and nothing crossed"),
        pytest.param((1, 1), (4, 4), set(), {"TB", "ICB-H"}, {"TB", "ICB-H"}, id="both took it off, and it rose again"),
    ],
)
def test_a_risk_comes_onto_the_reports_of_boards_that_have_to_hear(before, after, standing, known, boards):
    was, now = scores(before), scores(after)
    told = newly_reported(crossings(was, now, [RULE]), now, [RULE], standing, known)
    assert told == dict.fromkeys(boards, RULE)
