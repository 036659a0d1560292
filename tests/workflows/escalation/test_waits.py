"""How long an alert waits, what lets it wait anew or keeps it back, and what is no crossing at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.alerts import AlertStatus
from bot.domain.scoring import Score
from bot.errors import UnavailableError
from bot.settings.escalation import EscalationSetting
from bot.store.repositories.alerts import Alerts
from bot.workflows.escalation import releasing
from bot.workflows.treatment.targets import Target, set_target

MANAGER = "U0GOVMANAGER"


def words(row):
    return row.content["text"]


def test_a_further_rise_within_the_wait_joins_the_alert_and_lets_it_wait_anew(office):
    office.scores("UC6", (4, 4))
    (notice,) = office.news()
    assert "wait began anew" not in words(notice)
    office.later(minutes=14, seconds=30)
    assert "An alert goes to " in (said := office.scores("UC6", (4, 5), (4, 5)))
    assert "at 09:20, unless the office holds it" in said
    (notice,) = office.news()
    for told in ("12 to 20 (15 or more)", "12 to 20 (20 or more)", "12 to 20 (by 5 or more)", "wait began anew"):
        assert told in words(notice)
    office.later(minutes=14)
    office.ticks()
    assert office.news() == []
    office.later(minutes=2)
    office.ticks()
    assert len(office.boards_hear()) == 6
    assert len(office.alerts("UC6")) == 1


def test_rises_put_an_alert_off_for_three_waits_at_most(office):
    office.clock.move_to(office.clock.now().replace(second=0, microsecond=0))
    began = office.clock.now()
    for residual in ((3, 5), (4, 4), (4, 5), (5, 5)):
        office.scores("UC6", residual, (5, 5))
        office.later(minutes=14)
    (alert,) = office.alerts("UC6")
    assert (alert.release_at - began).total_seconds() == 45 * 60
    office.ticks()
    assert len(office.boards_hear()) == 6


def test_a_fall_that_is_set_right_within_the_wait_is_no_fall(office):
    office.red_alert()
    office.later(days=3)
    for residual, alerts in (((2, 2), 1), ((4, 4), 1), ((5, 5), 2)):
        office.scores("UC6", residual, (5, 5))
        assert len(office.alerts("UC6")) == alerts
        office.later(minutes=5)
    assert [crossing.before for crossing in office.alerts("UC6")[-1].crossings] == [16, 16]


def test_what_the_office_holds_no_score_lets_go(office):
    office.scores("UC6", (4, 4))
    (alert,) = office.alerts("UC6")
    releasing.hold(office.services, office.asks(MANAGER), alert.id)
    for residual in (None, (4, 4), (5, 5)):
        office.later(minutes=5)
        office.scores("UC6", residual, (5, 5))
    office.later(hours=1)
    office.ticks()
    (alert,) = office.alerts("UC6")
    assert (alert.status, alert.settled_by) == (AlertStatus.HELD, "Governance manager")


def test_a_second_hold_is_shown_like_the_first(office):
    office.scores("UC6", (4, 4))
    (alert,) = office.alerts("UC6")
    office.scores("UC6", None)
    office.scores("UC6", (4, 4))
    office.news()
    for _ in range(2):
        releasing.hold(office.services, office.asks(MANAGER), alert.id)
        assert "is held* by Governance manager" in words(office.news()[-1])
        # As a score that was to be confirmed lets one wait again that it held.
        office.services.store.write(
            lambda unit: unit.alerts.resume(alert, unit.now, office.clock.now() + timedelta(minutes=15))
        )


def test_one_alert_that_cannot_be_sent_keeps_no_other_back_and_goes_to_people_before_long(office):
    office.hides("UC6")
    office.scores("UC6", (4, 4))
    ref = office.adds_low_risk()
    office.scores(ref, (5, 5), (5, 5))
    office.later(minutes=15)

    def says_nothing(_channel):
        raise UnavailableError("missing_scope", "Grant it.")

    def runs():
        releasing.release_alerts(office.services, says_nothing, office.clock.now())
        return [office.alerts(one)[-1].status for one in ("UC6", ref)]

    assert runs() == [AlertStatus.WAITING, AlertStatus.SENT]
    office.later(minutes=29)
    assert runs() == [AlertStatus.WAITING, AlertStatus.SENT]
    office.news()
    office.later(minutes=1)
    assert runs() == [AlertStatus.SENT, AlertStatus.SENT]
    sent = office.news()
    assert {row.channel for row in sent if row.channel.startswith("C")} == {"C0OFFICE"}
    assert any("went to people alone" in words(row) for row in sent)
    assert any(row.channel == "U0PCONVENOR" for row in sent)


def test_an_alert_put_off_while_it_was_looked_at_is_not_sent_yet(office, monkeypatch):
    office.scores("UC6", (4, 4))
    (alert,) = office.alerts("UC6")
    at = office.later(minutes=15)
    monkeypatch.setattr(Alerts, "due", lambda _self, _now: ((alert.id, alert.release_at),))
    office.services.store.write(lambda unit: unit.alerts.put_off(alert, at + timedelta(minutes=5)))
    office.ticks()
    assert office.boards_hear() == []
    office.later(minutes=5)
    office.ticks()
    assert len(office.boards_hear()) == 6


def test_a_target_that_crosses_a_rule_of_its_own_is_told_at_once(office):
    ref = office.adds_low_risk()
    rule = EscalationSetting(measure="target", threshold=3, boards=("TB",), when="at_once")
    config = office.services.config.model_copy(update={"escalation": (rule,)})
    office.services = replace(office.services, config=config)
    set_target(office.services, office.asks(MANAGER, ref), Target(Score(2, 2), None))
    assert office.risk(ref).boards == {"TB"}
    assert len(office.alerts(ref)) == 1
