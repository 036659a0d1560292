"""Questions of proposals in `convenor.toml` that could not be asked or answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.proposals.questions import QuestionKind
from bot.errors import ConfigError
from bot.settings import load_config
from tests.support.bot import SHIPPED

WHOLE = SHIPPED.read_text(encoding="utf-8")
FIRST = 'key = "case_for_change"\nlabel = "Case for change"\ntype = "long_text"\n'


@pytest.mark.parametrize(
    ("instead", "key", "said"),
    [
        (FIRST.replace("case_for_change", "impact"), "proposals.questions.impact", "asked twice"),
        (FIRST.replace("case_for_change", "metric"), "funds.BCF.questions.metric", "asked twice"),
        (FIRST.replace("long_text", "choice"), "proposals.questions", "give `options` to a question of type `choice`"),
        (f"{FIRST}options = {{ yes = 'Yes' }}\n", "proposals.questions", "and to no other"),
        (FIRST.replace("long_text", "colour"), "proposals.questions", "text"),
        (FIRST.replace("case_for_change", "Case for"), "proposals.questions", "key"),
    ],
    ids=["twice", "twice with a fund", "choice of nothing", "options of a text", "strange type", "strange key"],
)
def test_a_question_that_cannot_be_asked_is_refused(instead: str, key: str, said: str, tmp_path: Path) -> None:
    assert FIRST in WHOLE
    file = tmp_path / "convenor.toml"
    file.write_text(WHOLE.replace(FIRST, instead), encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_config(file)
    assert key in refused.value.key
    assert said in str(refused.value)


def test_a_fund_asks_more() -> None:
    fund = next(one for one in load_config(SHIPPED).funds if one.key == "IT-3")
    asked = [one.question() for one in fund.questions]
    assert [one.kind for one in asked][:1] == [QuestionKind.CHOICE]
    assert all(one.options for one in asked if one.kind is QuestionKind.CHOICE)
