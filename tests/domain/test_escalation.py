import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.escalation import EscalationRule, boards_told, boards_undecided
from bot.domain.scoring import Measure, Score, Scores

RULE = EscalationRule(Measure.INHERENT, 15, ("TB", "ICB-H"))
SCORE = st.builds(Score, st.integers(1, 5), st.integers(1, 5))
UNSURE = st.none() | SCORE
SCORES = st.builds(Scores, UNSURE, UNSURE, UNSURE)
RULES = st.lists(
    st.builds(
        EscalationRule,
        st.sampled_from(Measure),
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
            [RULE, EscalationRule(Measure.RESIDUAL, 20, ("ICB-C",))],
            {"TB", "ICB-H", "ICB-C"},
            id="several rules add up",
        ),
        pytest.param(
            scores((5, 5), (5, 5)), [EscalationRule(Measure.TARGET, 1, ("TB",))], set(), id="no target, no rule on it"
        ),
        pytest.param(scores(None, (5, 5)), [RULE], set(), id="an inherent score not known meets no threshold"),
        pytest.param(
            scores((5, 5), (5, 5), (3, 3)), [EscalationRule(Measure.TARGET, 9, ("TB",))], {"TB"}, id="a high target"
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
            [RULE, EscalationRule(Measure.RESIDUAL, 20, ("TB",))],
            {"ICB-H"},
            id="a board told by another rule waits for nothing",
        ),
        pytest.param(scores((1, 1)), [EscalationRule(Measure.TARGET, 1, ("TB",))], set(), id="a target may wait"),
    ],
)
def test_a_score_not_known_leaves_open_who_should_hear(given_scores, rules, boards):
    assert boards_undecided(given_scores, rules) == boards


@given(held=SCORES, filled=st.builds(Scores, SCORE, SCORE, st.none()), rules=RULES)
def test_once_scored_nothing_is_undecided_and_only_undecided_boards_can_be_told_more(held, filled, rules):
    rules = [rule for rule in rules if rule.measure is not Measure.TARGET]
    scored = Scores(held.inherent or filled.inherent, held.residual or filled.residual)
    assert boards_undecided(scored, rules) == set()
    assert boards_told(scored, rules) <= boards_told(held, rules) | boards_undecided(held, rules)
