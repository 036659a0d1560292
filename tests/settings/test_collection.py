"""What contradicts itself in `[collection]` is refused, with a sentence that names the key."""

from __future__ import annotations

import pytest

from bot.errors import ConfigError
from bot.settings import load_config
from tests.support.bot import quick_config

NOTE = "# Working days before the board's papers are due: when leads are asked, and when their updates are due.\n"
BOARDS = f'boards = ["ICB-H", "ICB-C"]\n{NOTE}'
BEFORE = "before = [3]"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (BOARDS, f"{BOARDS}day = 5\n", "contradict each other"),
        (BOARDS, 'boards = ["ICB-X"]\n', "there is no board `ICB-X`"),
        (BOARDS, "day = 31\n", "collection.day"),
        ("due_working_days = 3", "due_working_days = 10", "make `due_working_days` smaller"),
        (BEFORE, "before = [7, 1]", "no later than the opening"),
        (BEFORE, "before = [3, 3]", "names a day twice"),
        ("after = [1]", "after = [0]", "collection.after"),
        ("after = [1]", "after = [1, 2]", "no sooner than the papers are due"),
        ("at = 09:00:00", 'at = "nine"', "collection.at"),
    ],
)
def test_a_contradiction_is_refused(tmp_path, old, new, said):
    with pytest.raises(ConfigError) as refused:
        load_config(quick_config(tmp_path, {old: new}))
    assert said in str(refused.value)


def test_a_day_of_the_month_stands_instead_of_boards_and_neither_opens_nothing(tmp_path):
    on_a_day = load_config(quick_config(tmp_path, {BOARDS: "day = 5\n"})).collection
    assert (on_a_day.is_on, on_a_day.schedule.day) == (True, 5)
    assert not load_config(quick_config(tmp_path, {BOARDS: ""})).collection.is_on
