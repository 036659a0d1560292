"""Rules that contradict each other are refused with file, key and a sentence."""

import pytest

from bot.errors import ConfigError
from bot.settings import load_config
from tests.support.bot import SHIPPED, quick_config


def rule(measure, threshold, boards='["TB"]', when="at_once"):
    return f'[[escalation]]\nmeasure = "{measure}"\nthreshold = {threshold}\nboards = {boards}\nwhen = "{when}"\n\n'


def fault_of(folder, more="", **replaced):
    changes = {"[alerts]": f"{more}[alerts]"} if more else {}
    file = quick_config(folder, {**changes, **replaced})
    with pytest.raises(ConfigError) as refused:
        load_config(file)
    assert refused.value.file == file
    return refused.value


@pytest.mark.parametrize(
    ("more", "key", "says"),
    [
        pytest.param(
            rule("inherent", 15), "escalation.5", "contradicts rule 1: the same inherent of 15", id="both ways at once"
        ),
        pytest.param(
            rule("residual", 15), "escalation.5", "says the same of `TB` as rule 2", id="the same thing twice"
        ),
        pytest.param(
            rule("inherent", 12),
            "escalation.5",
            "would hear of inherent 12 at once, but of the graver 15 with the next report only",
            id="the lesser at once, the graver later",
        ),
        pytest.param(
            rule("residual", 25, when="next_report"), "escalation.5", "contradicts rule 2", id="and the other way round"
        ),
        pytest.param(rule("rise", 25), "escalation.5.threshold", "which is 24 at most", id="a rise no score can make"),
    ],
)
def test_rules_that_contradict_each_other_are_refused(tmp_path, more, key, says):
    fault = fault_of(tmp_path, more)
    assert (fault.key, says in fault.sentence) == (key, True), fault.sentence


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(rule("inherent", 20), id="the graver at once"),
        pytest.param(rule("inherent", 12, '["DSG"]'), id="another board"),
        pytest.param(rule("target", 15), id="another measure"),
        pytest.param(rule("rise", 24), id="the greatest rise there is"),
        pytest.param(rule("inherent", 20, when="next_report"), id="a higher threshold in the same way"),
    ],
)
def test_rules_that_agree_are_taken(tmp_path, more):
    assert len(load_config(quick_config(tmp_path, {"[alerts]": f"{more}[alerts]"})).rules) == 5


@pytest.mark.parametrize(
    ("was", "becomes", "key", "says"),
    [
        pytest.param(
            "highest = 14", "highest = 15", "tolerance.highest", "rule 2 of `escalation`", id="borne and sent"
        ),
        pytest.param(
            "categories = {}", "categories = { demand = 20 }", "tolerance.categories.demand", "give 14 or less", id="so"
        ),
        pytest.param(
            "categories = {}",
            'categories = { demand = 9, "Demand " = 12 }',
            "tolerance.categories.Demand ",
            "is the same category as `demand`",
            id="a category twice",
        ),
        pytest.param(
            "categories = {}", "categories = { demand = 26 }", "tolerance.categories.demand", "from 1 to 25", id="range"
        ),
        pytest.param("red = 29", "red = 61", "review.days.red", "less often than amber (60)", id="red less often"),
        pytest.param("wait_minutes = 15", "wait_minutes = -1", "alerts.wait_minutes", "at least 0", id="a wait"),
        pytest.param('when = "at_once"', 'when = "soon"', "escalation.2.when", "'at_once' or 'next_report'", id="when"),
    ],
)
def test_what_cannot_be_kept_is_refused(tmp_path, was, becomes, key, says):
    fault = fault_of(tmp_path, **{was: becomes})
    assert (fault.key, says in fault.sentence) == (key, True), f"{fault.key}: {fault.sentence}"


def test_without_a_table_all_below_red_is_borne(tmp_path):
    text = SHIPPED.read_text(encoding="utf-8")
    begins, ends = text.index("[tolerance]"), text.index("# ----", text.index("[tolerance]"))
    file = tmp_path / "convenor.toml"
    file.write_text(text[:begins] + text[ends:], encoding="utf-8")
    assert load_config(file).tolerances.highest == 14
