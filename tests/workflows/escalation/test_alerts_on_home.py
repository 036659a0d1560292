"""Alerts that wait for somebody stand on their Home, and one that is held comes to mind again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.workflows import risk_queries
from bot.workflows.escalation import answering, releasing, waiting
from bot.workflows.home.showing import home_view
from bot.workflows.identify import Identity, remember_accounts
from tests.support.sound import assert_sound_message, assert_sound_view

MANAGER, CHAIR = "U0GOVMANAGER", "U0CITYHEALTH"


def on_home(office, who):
    home = home_view(office.services, Identity(who, "T0DEMO"))
    assert_sound_view(home, "home")
    words = "\n".join(block["text"]["text"] for block in home["blocks"] if block.get("text"))
    buttons = [
        one["text"]["text"] for block in home["blocks"] for one in block.get("elements", ()) if one["type"] == "button"
    ]
    return words, buttons


def test_the_office_and_the_chair_find_an_alert_on_home_until_it_is_dealt_with(office):
    assert "Nothing waits for you here" in on_home(office, CHAIR)[0]
    office.scores("UC6", (4, 4))
    words, buttons = on_home(office, MANAGER)
    assert "An alert on UC6 waits*: Residual rose from amber 12 to red 16" in words
    assert {"Release now", "Hold", "Drop"} <= set(buttons)
    assert "UC6" not in on_home(office, CHAIR)[0]
    office.later(minutes=15)
    office.ticks()
    assert "UC6" not in on_home(office, MANAGER)[0]
    words, buttons = on_home(office, CHAIR)
    assert "Alert to acknowledge: UC6" in words
    assert "Nothing waits" not in words
    assert "Acknowledge" in buttons
    answering.acknowledge(office.services, office.asks(CHAIR), office.alerts("UC6")[-1].id, ["ICB-C"])
    assert "Alert to acknowledge" not in on_home(office, CHAIR)[0]


def test_a_held_alert_is_told_to_the_office_again_each_working_day(office):
    office.scores("UC6", (4, 4))
    releasing.hold(office.services, office.asks(MANAGER), office.alerts("UC6")[-1].id)
    office.news()
    for day, told in ((1, 0), (2, 1), (3, 0), (5, 1)):
        office.clock.move_to(datetime(2018, 11, day, 9, 30, tzinfo=UTC))
        for _ in range(2):
            waiting.remind_of_held(office.services, office.clock.now())
        notices = office.news()
        assert len(notices) == told
        for notice in notices:
            assert notice.channel == "C0OFFICE"
            assert "An alert on UC6 is held" in notice.content["text"]
            assert_sound_message(notice.content)


def test_what_became_of_alerts_stands_in_the_history(office):
    alert = office.red_alert()
    answering.acknowledge(office.services, office.asks(CHAIR), alert, ["ICB-C"])
    office.later(days=1)
    office.scores("UC6", (5, 5), (5, 5))
    releasing.drop(office.services, office.asks(MANAGER), office.alerts("UC6")[-1].id, "Known since May.")
    history = str(risk_queries.show_history(office.services, Identity(MANAGER, "T0DEMO"), "UC6"))
    for told in ("alert sent", "alert acknowledged", "alert not sent", "Known since May."):
        assert told in history


def test_a_chair_who_was_not_written_to_is_named_to_the_office(office):
    with office.services.store.view() as view:
        account = view.people.directory().accounts[CHAIR]
    remember_accounts(office.services, [replace(account, is_deleted=True)])
    office.scores("UC6", (4, 4))
    office.later(minutes=15)
    office.ticks()
    (notice,) = [row for row in office.news() if row.anchor.endswith(":office:C0OFFICE")][-1:]
    assert "who chairs it, was not written to: speak to the board yourself" in notice.content["text"]


def test_what_was_told_of_a_boards_silence_shows_that_it_acknowledged_after_all(office):
    alert = office.red_alert()
    office.later(days=2)
    office.ticks()
    (told,) = [row for row in office.news() if ":silent:" in row.anchor and row.channel == "C0OFFICE"]
    assert "have not acknowledged" in told.content["text"]
    answering.acknowledge(office.services, office.asks(MANAGER), alert, ["TB", "ICB-H", "ICB-C"])
    (now,) = [row for row in office.news() if ":silent:" in row.anchor and row.channel == "C0OFFICE"]
    assert now.anchor == told.anchor
    assert "is acknowledged now" in now.content["text"]
    assert "Acknowledge for" not in str(now.content)
