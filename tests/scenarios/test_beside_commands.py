"""Shortcuts, mentions and steps of workflows, from Slack and back."""

from __future__ import annotations

from tests.scenarios.conftest import Stage
from tests.scenarios.people import DIRECTOR, LEAD, MANAGER, PLANNED, REGION, STRANGER, filled, words
from tests.support.sandbox import Json, until

BOT = "<@U0CONVENOR>"


def last_in_thread(stage: Stage, user: str, channel: str, ts: str, number: int = 1) -> str:
    def answers() -> list[str]:
        return [words(one) for one in stage.person(user).reads(channel, ts) if one["ts"] != ts]

    return until(lambda: found[-1] if len(found := answers()) >= number else None, what="an answer in the thread")


def options_of(form: Json, block_id: str) -> list[tuple[str, str]]:
    (element,) = [block["element"] for block in form["blocks"] if block["block_id"] == block_id]
    groups = element.get("option_groups") or [{"options": element["options"]}]
    return [(option["text"]["text"], option["value"]) for group in groups for option in group["options"]]


def says(stage: Stage, user: str, channel: str, text: str, thread: str | None = None) -> str:
    """Say something in a channel; return what names the message there, whatever is posted meanwhile."""
    before = {one["ts"] for one in stage.person(user).reads(channel, thread)}
    stage.sandbox.say(user, channel, text, thread)
    said = [one for one in stage.person(user).reads(channel, thread) if one["ts"] not in before]
    return str(next(one["ts"] for one in said if one["user"] == user))


def test_shortcuts_open_the_forms_of_commands_and_refuse_whom_they_refuse(reading: Stage) -> None:
    stage = reading
    for shortcut, title in (("shortcut.risk.add", "Add a risk"), ("shortcut.action.add", "Add an action")):
        stage.sandbox.shortcut(MANAGER, shortcut)
        form = stage.person(MANAGER).form()
        assert form["title"]["text"] == title
        stage.sandbox.close(MANAGER, form)
    stage.sandbox.shortcut(LEAD, "shortcut.action.add")
    refusal = stage.person(LEAD).form()
    assert "You can't add an action." in words(refusal)


def test_a_message_becomes_an_action_and_its_thread_says_so_when_asked(stage: Stage) -> None:
    manager = stage.person(MANAGER, PLANNED)
    ts = says(stage, DIRECTOR, PLANNED, f"Can <@{LEAD}> bring the recovery plan & its costs?")
    message = next(one for one in manager.reads(PLANNED) if one["ts"] == ts)
    stage.sandbox.shortcut(MANAGER, "shortcut.action.from_message", message)
    form = manager.form()
    assert filled(form)["summary"] == "Can Cancer commissioning lead bring the recovery plan & its costs?"
    (owner,) = [value for text, value in options_of(form, "owners") if text.startswith("Cancer")]
    said = manager.saves(form, {"owners": [owner], "board": "PC", "tell": "yes"})
    assert "PCNov18-1" in said
    answer = last_in_thread(stage, LEAD, PLANNED, ts)
    assert answer.startswith("Governance manager made this an action:")
    assert "PCNov18-1" in answer
    card = manager.types("/action PCNov18-1")
    assert f"/archives/{PLANNED}/p{ts.replace('.', '')}" in words(card)


def test_what_is_named_beside_the_bot_is_answered_in_the_thread(stage: Stage) -> None:
    ts = says(stage, DIRECTOR, PLANNED, f"{BOT} PC11 please, and PC999")
    answer = last_in_thread(stage, DIRECTOR, PLANNED, ts)
    assert "*PC11*" in answer
    assert "I can say nothing here of PC999." in answer
    below = says(stage, DIRECTOR, PLANNED, f"{BOT} and PC7?", ts)
    assert below != ts
    assert "*PC7*" in last_in_thread(stage, DIRECTOR, PLANNED, ts, 3)
    shared = says(stage, STRANGER, REGION, f"{BOT} PC11?")
    assert "stay among its own people" in last_in_thread(stage, DIRECTOR, REGION, shared)


def test_a_workflow_adds_an_action_as_whoever_runs_it(stage: Stage) -> None:
    inputs = {"summary": "Bring the plan", "owner": DIRECTOR, "board": "ICB", "due_on": "2018-12-06"}

    stage.sandbox.step(MANAGER, "add_action", **inputs)
    stage.sandbox.step(LEAD, "add_action", **inputs)
    stage.sandbox.step(LEAD, "ask_for_risk_update", reference="PC11")

    def outcome(user: str, number: int) -> list[tuple[str, str]]:
        rows = stage.sandbox.steps(user)[:number]
        return [(row["status"], row["error"] or row["outputs"].get("reference", "")) for row in rows]

    until(lambda: all(status != "running" for status, _ in outcome(MANAGER, 1) + outcome(LEAD, 2)), what="steps done")
    assert outcome(MANAGER, 1) == [("completed", "ICBNov18-1")]
    (refused, why), asked = outcome(LEAD, 2)
    assert (refused, "You can't set actions for" in why) == ("failed", True)
    assert asked == ("completed", "PC11")
