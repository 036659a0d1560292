"""What reminders and rounds owe each other: who acts for a lead answers and no more; a snooze plans nothing anew."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.chasing import Away
from bot.errors import NotAllowedError
from bot.workflows import risk_queries
from bot.workflows.chasing.snoozing import snooze
from bot.workflows.identify import Identity
from bot.workflows.rounds import no_change
from bot.workflows.rounds.subjects import risk_subject
from tests.scenarios.people import DIRECTOR, OTHER_DIRECTOR
from tests.support.partnership import HOME, Partnership


def test_who_acts_for_a_lead_says_how_it_stands_and_edits_nothing(opened: Partnership) -> None:
    lead, deputy = (
        opened.rows(f"select id from person where slack_id = '{who}'")[0].id for who in (DIRECTOR, OTHER_DIRECTOR)
    )
    acting = Identity(OTHER_DIRECTOR, HOME)
    with pytest.raises(NotAllowedError):
        no_change.form(opened.services, acting, "PC11")
    away = Away(date(2018, 11, 13), date(2018, 11, 16), deputy)
    opened.services.store.write(lambda unit: unit.hearing.leave(lead, away, unit.now))
    assert no_change.form(opened.services, acting, "PC11")
    assert risk_queries.update_form(opened.services, acting, "PC11")
    with pytest.raises(NotAllowedError):
        risk_queries.edit_form(opened.services, acting, "PC11")


def test_a_second_snooze_plans_nothing_anew(opened: Partnership) -> None:
    lead = opened.rows(f"select id from person where slack_id = '{DIRECTOR}'")[0].id
    subject = risk_subject(opened.round().id, opened.risk("PC11").id)
    for days in (1, 3):
        snooze(opened.services, Identity(DIRECTOR, HOME), (subject, lead), days, f"click {days}")
    planned = opened.planned("PC11")
    opened.works_off()
    assert opened.planned("PC11") == planned
