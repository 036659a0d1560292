"""A plan at work in Slack: read, updated, drawn and laid out, a task made an action; and the check of actions."""

from __future__ import annotations

from typing import Any

from tests.scenarios.people import GENERAL, MANAGER, MEMBER, UNLISTED, words
from tests.support.sandbox import Json, until


def shared_file(stage: Any, user: str, ending: str) -> Json:
    """The file of this ending that Convenor has sent somebody, once it is there."""

    def look() -> Json | None:
        sent = (file for message in stage.person(user).reads(f"D{user[1:]}") for file in message.get("files") or [])
        return next((file for file in sent if file["name"].endswith(ending)), None)

    found = until(look, what=f"a {ending} file")
    assert found is not None
    return found


def test_a_plan_from_the_list_to_its_chart(stage: Any) -> None:
    manager = stage.person(MANAGER, GENERAL)
    plan = manager.asks(manager.types("/action plan"), "Open")
    assert "1.2 Count the community staff" in words(plan).replace("*", "")
    second = manager.asks(plan, "Next")
    assert "3.3" in words(second)
    task = manager.types("/action plan neighbourhood 1.2")
    form = manager.chooses(task, "Update")
    assert "Say why the day is moved" in manager.is_refused(form, {"due_on": "2018-11-23"})["why"]
    manager.saves(form, {"why": "One provider was on leave"})
    history = manager.types("/action plan history neighbourhood 1.2")
    assert "Due day moved from Fri 19 Oct 2018 to Fri 23 Nov 2018: One provider was on leave." in words(history)

    manager.types("/action plan chart")
    chart = shared_file(stage, MANAGER, ".png")
    assert chart["alt_txt"].startswith("Chart of Neighbourhood care plan over time as of Thu 1 Nov 2018.")
    table = manager.types("/action plan table neighbourhood")
    assert [block["type"] for block in table["blocks"]] == ["section", "table", "actions"]
    manager.asks(table, "As a workbook")
    assert shared_file(stage, MANAGER, ".xlsx")["name"] == "plan-neighbourhood-care-plan-2018-11-01.xlsx"

    form = manager.chooses(manager.types("/action plan neighbourhood 2.2"), "Make this an action")
    manager.saves(form, {})
    assert "Actions out of it: UC" in words(manager.types("/action plan neighbourhood 2.2"))
    assert manager.opens("/action plan add task neighbourhood")["callback_id"] == "form.plan.task"


def test_the_check_and_who_may_not(stage: Any) -> None:
    manager = stage.person(MANAGER, GENERAL)
    told = manager.types("/action check icb")
    assert "7 things to mend" in words(told)
    assert "ICBOct18-6" in words(manager.asks(told, "Open ICBOct18-6"))
    reader = stage.person(UNLISTED, GENERAL)
    assert "compared by the governance office" in words(reader.types("/action check"))
    assert "You can't change task 1.2" in words(reader.types("/action plan update neighbourhood 1.2"))
    deputy = stage.person(MEMBER, GENERAL)
    assert "There is no plan “winter”" in words(deputy.types("/action plan winter"))
