"""What is borne without a board, and what a board has accepted above that."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.people import Board, DecidesIn
from bot.domain.scoring import Score
from bot.domain.tolerance import Acceptance, Appetite, Tolerance, deciding_boards
from tests.support.register import review, risk

LEVELS = {"PCLG": 1, "TB": 2, "ICB-H": 3, "ICB-C": 3}
BOARDS = {key: Board(key, key, level, None, DecidesIn.MEETING, (), ()) for key, level in LEVELS.items()}
END = date(2018, 12, 31)


def acceptance(board="ICB-H", residual=16, ended_at=None):
    at = datetime(2018, 11, 1, tzinfo=UTC)
    return Acceptance(1, 1, board, at, "Office", at.date(), "6", "Winter", residual, END, ended_at)


@pytest.mark.parametrize(
    ("residual", "category", "exceeded"),
    [
        pytest.param((3, 5), "", True, id="above"),
        pytest.param((3, 4), "", False, id="within"),
        pytest.param((3, 4), "Demand", True, id="above its category's own"),
        pytest.param((3, 4), " demand ", True, id="however it is written"),
        pytest.param(None, "demand", False, id="not known"),
    ],
)
def test_tolerance_is_exceeded_by_more_than_its_highest_score(residual, category, exceeded):
    tolerance = Tolerance(14, {"demand": 11})
    assert tolerance.is_exceeded(Score(*residual) if residual else None, category) is exceeded


@pytest.mark.parametrize(
    ("standing", "ruled", "deciding"),
    [
        pytest.param(["TB", "ICB-H", "ICB-C"], [], ("ICB-C", "ICB-H"), id="both that meet in common"),
        pytest.param(["TB", "PCLG"], ["ICB-H"], ("TB",), id="the highest it is reported to"),
        pytest.param([], ["TB", "PCLG"], ("TB",), id="on no report: the highest of the rules"),
        pytest.param(["GONE"], ["TB"], ("TB",), id="a board that is listed no more"),
        pytest.param([], [], (), id="nobody"),
    ],
)
def test_the_highest_boards_decide(standing, ruled, deciding):
    assert deciding_boards(standing, ruled, BOARDS) == deciding


@pytest.mark.parametrize(
    ("found", "residual", "day", "accepted"),
    [
        pytest.param([acceptance("ICB-H"), acceptance("ICB-C")], (4, 4), END, True, id="both, on the last day"),
        pytest.param([acceptance("ICB-H")], (4, 4), END, False, id="one of two"),
        pytest.param([acceptance("ICB-H"), acceptance("ICB-C")], (4, 4), date(2019, 1, 1), False, id="a day too late"),
        pytest.param([acceptance("ICB-H"), acceptance("ICB-C", 15)], (4, 4), END, False, id="grown since"),
        pytest.param(
            [acceptance("ICB-H"), acceptance("ICB-C", ended_at=datetime(2018, 11, 2, tzinfo=UTC))],
            (4, 4),
            END,
            False,
            id="ended early",
        ),
        pytest.param([acceptance("ICB-H"), acceptance("ICB-C")], None, END, False, id="not known any more"),
    ],
)
def test_a_risk_is_accepted_while_every_deciding_boards_acceptance_holds(found, residual, day, accepted):
    one = risk(present=review(residual=residual), boards=frozenset({"TB", "ICB-H", "ICB-C"}))
    standing = Appetite(Tolerance(14, {}), (), BOARDS).standing(one, found, day)
    assert standing.is_accepted is accepted
    assert standing.counts_as_above is (residual is not None and not accepted)


def test_nobody_to_decide_accepts_nothing():
    one = risk(present=review(residual=(4, 4)))
    standing = Appetite(Tolerance(14, {}), (), {}).standing(one, [acceptance()], END)
    assert (standing.is_accepted, standing.waits_for) == (False, ())


def test_what_is_within_tolerance_is_neither_above_nor_accepted():
    one = risk(present=review(residual=(2, 2)), boards=frozenset({"TB"}))
    standing = Appetite(Tolerance(14, {}), (), BOARDS).standing(one, [acceptance("TB")], END)
    assert (standing.is_above, standing.is_accepted, standing.accepted) == (False, False, ())
