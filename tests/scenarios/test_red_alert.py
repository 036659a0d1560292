"""A risk turns red: the office sees it first, the board a quarter of an hour later, and its chair acknowledges."""

from __future__ import annotations

from tests.scenarios.conftest import Stage
from tests.scenarios.people import MANAGER, OTHER_DIRECTOR, UNPLANNED, labels, words

OFFICE, BOARD, CHAIR = "C0OFFICE", "C0TB", "U0PCONVENOR"


def test_a_red_risk_reaches_its_board_after_the_wait_and_the_chair_acknowledges(own_stage: Stage) -> None:
    sandbox = own_stage.sandbox
    director, chair = own_stage.person(OTHER_DIRECTOR, UNPLANNED), own_stage.person(CHAIR, BOARD)
    said = words(director.types("/risk update UC6 4x4 Handovers have slowed"))
    assert "An alert goes to" in said
    notice = sandbox.wait_for_message(MANAGER, OFFICE, "An alert on UC6 goes out")
    assert labels(notice) == ["Release now", "Hold", "Drop", "Open"]
    assert chair.reads(BOARD) == []

    sandbox.wait_until_settled(sandbox.set_clock("2018-11-01T09:10:00+00:00")["version"])
    alert = sandbox.wait_for_message(CHAIR, BOARD, "Risk alert: UC6")
    assert "Residual rose from amber 12 to red 16" in words(alert)
    chair.presses(alert, "Acknowledge")
    alert = sandbox.wait_for_message(
        CHAIR, BOARD, "*Acknowledged* for the Transformation Board by Partnership convenor"
    )
    assert labels(alert) == ["Comment", "Open"]
    sandbox.wait_for_message(MANAGER, OFFICE, "acknowledged by Partnership convenor")

    sent = chair.saves(chair.chooses(alert, "Comment"), {"words": "What would bring it down?"})
    assert "Unplanned Care director" in sent
    sandbox.wait_for_message(CHAIR, BOARD, "What would bring it down?", thread_ts=alert["ts"])
    own_stage.books.wait_until_sent()
    assert [row.fault for row in own_stage.books.outbox() if row.status == "parked"] == []

    manager = own_stage.person(MANAGER, OFFICE)
    form = manager.opens("/risk deescalate UC6")
    values = {"meeting": "TB:2018-10-31", "minute": "TBOct18-4", "reason": "The board is content."}
    assert "off the report of Transformation Board" in manager.saves(form, values)
    history = words(manager.types("/risk history UC6"))
    assert history.index("took it off its report") < history.index("What would bring it down?")
