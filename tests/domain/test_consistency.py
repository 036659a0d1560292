"""Checks on the register: each finds its fault, leaves what is sound alone, and says what mends it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.consistency import Check, CheckRules, Subject, findings
from bot.domain.risks import Lead, RiskStatus
from bot.domain.scoring import Score, Scores
from bot.domain.staleness import StaleRules
from bot.domain.treatment import Control, ControlEntry, Effectiveness, LinkedAction
from tests.support.register import BANDS, INTERVALS, NOW, TODAY, review, risk

RULES = CheckRules(BANDS, StaleRules(BANDS, INTERVALS, ZoneInfo("Europe/London"), 3, 14), TODAY, str)
SOUND = {"cause": "Demand", "event": "Overspend", "effect": "Cuts"}
CONTROL = Control(1, 1, 1, (ControlEntry(NOW, "Anna", "A panel", "", Effectiveness.PARTLY),))
LATE = LinkedAction("ICBOct18-1", "Bring the plan", is_open=True, due_on=date(2018, 10, 31))
DUE = LinkedAction("ICBOct18-2", "Bring the plan", is_open=True, due_on=TODAY)
DONE = LinkedAction("ICBOct18-3", "Bring the plan", is_open=False, due_on=date(2018, 10, 1))
DATELESS = LinkedAction("ICBOct18-4", "Bring the plan", is_open=True, due_on=None)
UNKNOWN_THEN = Scores(Score(5, 4), Score(4, 3), None)
KNOWN_THEN = Scores(Score(5, 4), Score(4, 3), Score(2, 2))


def subject(present=None, *, controls=(), actions=(), left=(), at_rounds=(), ref="PC11", **facts):
    one = risk(ref, present or review(), **(SOUND | facts))
    return Subject(one, [one.present], controls, actions, left, at_rounds)


def found(*subjects):
    return [finding.check for finding in findings(subjects, RULES)]


BARE = review(mitigation=" ")
RED = review(residual=(5, 4))
NO_TARGET = review(target=None)
OLD = review(at=datetime(2018, 6, 1, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("one", "checks"),
    [
        pytest.param(subject(), [], id="a sound risk"),
        pytest.param(subject(leads=()), [Check.NO_LEAD], id="no lead"),
        pytest.param(subject(left=["Anna"]), [Check.NO_LEAD], id="the lead has left"),
        pytest.param(subject(RED, actions=[LATE]), [Check.ACTION_OVERDUE], id="action overdue on a red risk"),
        pytest.param(subject(RED, actions=[LATE, LATE]), [Check.ACTION_OVERDUE] * 2, id="two of them"),
        pytest.param(subject(RED, actions=[DUE, DONE, DATELESS]), [], id="due today, closed, without a day"),
        pytest.param(subject(actions=[LATE]), [], id="action overdue on an amber risk"),
        pytest.param(subject(review(residual=None), actions=[LATE]), [], id="overdue on one that is not scored"),
        pytest.param(subject(review(target=(5, 3))), [Check.TARGET_ABOVE], id="target above residual"),
        pytest.param(subject(review(target=(4, 3))), [], id="target at residual"),
        pytest.param(subject(review(residual=None, target=(5, 5))), [], id="target above what is not known"),
        pytest.param(subject(BARE), [Check.UNEXPLAINED], id="lower without a reason"),
        pytest.param(subject(BARE, controls=[CONTROL]), [], id="lower by a control"),
        pytest.param(subject(BARE, actions=[DUE]), [], id="lower by an action"),
        pytest.param(subject(BARE, actions=[DONE]), [Check.UNEXPLAINED], id="lower by an action that is over"),
        pytest.param(subject(review(residual=(5, 4), mitigation="")), [], id="not lower"),
        pytest.param(subject(NO_TARGET, at_rounds=[UNKNOWN_THEN] * 2), [Check.OLD_TBC], id="TBC for two rounds"),
        pytest.param(subject(NO_TARGET, at_rounds=[UNKNOWN_THEN]), [], id="TBC for one round"),
        pytest.param(subject(NO_TARGET, at_rounds=[KNOWN_THEN, UNKNOWN_THEN]), [], id="known in between"),
        pytest.param(subject(at_rounds=[UNKNOWN_THEN] * 2), [], id="known now"),
        pytest.param(
            subject(NO_TARGET, at_rounds=[UNKNOWN_THEN, UNKNOWN_THEN, KNOWN_THEN]), [Check.OLD_TBC], id="known long ago"
        ),
        pytest.param(subject(OLD), [Check.STALE], id="stale"),
        pytest.param(subject(event=" "), [Check.WORDING], id="no event"),
        pytest.param(subject(cause="", event="", effect=""), [Check.WORDING], id="no parts"),
        pytest.param(
            subject(cause="", summary="Because demand grows, the budget may be overspent, so that services are cut"),
            [],
            id="told in one sentence",
        ),
        pytest.param(subject(status=RiskStatus.CLOSED, leads=(), effect=""), [], id="closed"),
    ],
)
def test_each_check_finds_its_fault_and_no_other(one, checks):
    assert found(one) == checks


def test_findings_are_grouped_by_concern_then_by_reference():
    faulty = [subject(ref=ref, leads=(), effect="") for ref in ("UC6", "PC11", "PC7")]
    told = [(finding.check, str(finding.risk.ref)) for finding in findings(faulty, RULES)]
    assert told == [(check, ref) for check in (Check.NO_LEAD, Check.WORDING) for ref in ("PC7", "PC11", "UC6")]


def test_each_finding_names_what_is_wrong_and_what_mends_it():
    one = subject(
        review(target=(5, 4), mitigation="", at=OLD.at),
        left=["Anna", "Ben"],
        leads=(Lead("Anna", person_id=1),),
        cause="",
        effect="",
    )
    assert [(finding.words, finding.mend) for finding in findings([one], RULES)] == [
        ("Anna, Ben are not in post any more and still named as lead.", "Name who leads it with `/risk edit PC11`."),
        (
            "Target (20) is above residual (12).",
            "Set a lower one with `/risk target PC11`, or consider whether the risk can be closed.",
        ),
        (
            "Residual (12) is lower than inherent (20), but no mitigation, control or open action says why.",
            "Write what is done with `/risk update PC11`, or record what is in place with `/risk controls PC11`.",
        ),
        ("Review overdue.", "Review it with `/risk update PC11`."),
        (
            "It does not say its cause and effect.",
            "Write them with `/risk edit PC11`: because of …, … may happen, so that …",
        ),
    ]
