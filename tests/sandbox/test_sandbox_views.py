"""Modals and Home: triggers, stacks, hashes, submissions and dismissals, as a person's client would carry them."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.conftest import DIRECTOR, OFFICE, OPEN
from tests.support.sandbox import SandboxRefusedError, until


def plain(text):
    return {"type": "plain_text", "text": text}


def entry(block_id, element=None, **fields):
    element = {"action_id": "in", **(element or {"type": "plain_text_input"})}
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **fields}


def modal(callback_id="first", *blocks, **fields):
    body = {"type": "modal", "callback_id": callback_id, "title": plain("Title"), "submit": plain("Save")}
    return body | {"blocks": list(blocks) or [entry("a", optional=True)]} | fields


def command(sandbox, recorder, text="x"):
    sandbox.say(DIRECTOR, OPEN, f"/help {text}")
    return recorder.next("slash_commands")


def opened(sandbox, recorder, view=None):
    trigger = command(sandbox, recorder)["trigger_id"]
    return recorder.web.views_open(trigger_id=trigger, view=view or modal())["view"]


def test_a_trigger_id_opens_one_modal(sandbox, recorder):
    trigger = command(sandbox, recorder)["trigger_id"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        recorder.web.views_open(trigger_id=trigger, view={"type": "modal"})
    view = recorder.web.views_open(trigger_id=trigger, view=modal())["view"]
    assert sandbox.stack(DIRECTOR) == [view]
    assert sandbox.stack(OFFICE) == []
    assert view["root_view_id"] == view["id"]
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        recorder.web.views_open(trigger_id=trigger, view=modal())


def test_a_modal_belongs_to_the_window_that_asked_for_it(sandbox, recorder):
    def stack(window):
        return [view["id"] for view in sandbox.get("/page/views", {"as": DIRECTOR, "window": window})["stack"]]

    def opened_in(window):
        sandbox.act("message", {"as": DIRECTOR, "channel": OPEN, "text": "/help x", "window": window})
        trigger = recorder.next("slash_commands")["trigger_id"]
        return recorder.web.views_open(trigger_id=trigger, view=modal())["view"]

    one, two = opened_in("one"), opened_in("two")
    assert (stack("one"), stack("two"), stack("")) == ([one["id"]], [two["id"]], [])
    assert [view["id"] for view in sandbox.stack(DIRECTOR)] == [two["id"]]
    again = opened_in("one")
    assert (stack("one"), stack("two")) == ([again["id"]], [two["id"]])
    sandbox.close(DIRECTOR, two)
    assert (stack("one"), stack("two")) == ([again["id"]], [])


def test_modals_are_pushed_from_within_and_at_most_three_deep(sandbox, recorder):
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        recorder.web.views_push(trigger_id=command(sandbox, recorder)["trigger_id"], view=modal())
    button = {"type": "actions", "elements": [{"type": "button", "action_id": "more", "text": plain("More")}]}
    view = opened(sandbox, recorder, modal("one", button))
    for name in ("two", "three"):
        sandbox.press(DIRECTOR, view, "more")
        trigger = recorder.next("block_actions")["trigger_id"]
        view = recorder.web.views_push(trigger_id=trigger, view=modal(name, button))["view"]
    assert [row["callback_id"] for row in sandbox.stack(DIRECTOR)] == ["one", "two", "three"]
    assert view["previous_view_id"] == sandbox.stack(DIRECTOR)[1]["id"]
    sandbox.press(DIRECTOR, view, "more")
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        recorder.web.views_push(trigger_id=recorder.next("block_actions")["trigger_id"], view=modal())


def test_an_update_needs_the_hash_of_what_it_changes(sandbox, recorder):
    view = opened(sandbox, recorder)
    changed = recorder.web.views_update(view_id=view["id"], hash=view["hash"], view=modal("second"))["view"]
    assert (changed["id"], sandbox.stack(DIRECTOR)) == (view["id"], [changed])
    with pytest.raises(SlackApiError, match="hash_conflict"):
        recorder.web.views_update(view_id=view["id"], hash=view["hash"], view=modal("third"))
    sandbox.close(DIRECTOR, view)
    with pytest.raises(SlackApiError, match="not_found"):
        recorder.web.views_update(view_id=view["id"], view=modal("third"))


def test_an_external_id_names_one_view(sandbox, recorder):
    opened(sandbox, recorder, modal("first", external_id="mine"))
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        opened(sandbox, recorder, modal("second", external_id="mine"))
    recorder.web.views_update(external_id="mine", view=modal("third", external_id="mine"))
    assert sandbox.stack(DIRECTOR)[0]["callback_id"] == "third"


def test_a_submission_carries_everything_chosen_and_typed(sandbox, recorder):
    choices = [{"text": plain(word), "value": word} for word in ("red", "amber")]
    view = opened(
        sandbox,
        recorder,
        modal(
            "all",
            entry("text", {"type": "plain_text_input", "initial_value": "was there"}),
            entry("date", {"type": "datepicker"}),
            entry("pick", {"type": "static_select", "options": choices}),
            entry("many", {"type": "multi_static_select", "options": choices}, optional=True),
            entry("boxes", {"type": "checkboxes", "options": choices, "initial_options": choices[:1]}),
            entry("lead", {"type": "users_select"}),
            entry("empty", optional=True),
            private_metadata="kept",
        ),
    )
    answer = sandbox.submit(DIRECTOR, view, {"date": "2018-12-06", "pick": "amber", "lead": OFFICE})
    assert answer == {"ok": True, "response_action": None}
    payload = recorder.next("view_submission")
    assert payload["view"]["private_metadata"] == "kept"
    assert payload["user"] == {"id": DIRECTOR, "username": "pc.director", "name": "pc.director", "team_id": "T0HOME"}
    values = {block: fields["in"] for block, fields in payload["view"]["state"]["values"].items()}
    stored = [option | {"text": option["text"] | {"emoji": True}} for option in choices]
    assert values == {
        "text": {"type": "plain_text_input", "value": "was there"},
        "date": {"type": "datepicker", "selected_date": "2018-12-06"},
        "pick": {"type": "static_select", "selected_option": stored[1]},
        "many": {"type": "multi_static_select", "selected_options": []},
        "boxes": {"type": "checkboxes", "selected_options": stored[:1]},
        "lead": {"type": "users_select", "selected_user": OFFICE},
        "empty": {"type": "plain_text_input", "value": None},
    }
    assert sandbox.stack(DIRECTOR) == []


# Element, what is typed, and whether a person's own client lets it through.
CLIENT_CHECKS = [
    ({"type": "plain_text_input"}, "x", True),
    ({"type": "plain_text_input"}, " ", False),
    ({"type": "plain_text_input", "min_length": 3}, "abc", True),
    ({"type": "plain_text_input", "min_length": 3}, "ab", False),
    ({"type": "plain_text_input", "max_length": 3}, "abc", True),
    ({"type": "plain_text_input", "max_length": 3}, "abcd", False),
    ({"type": "number_input", "is_decimal_allowed": False, "max_value": "5"}, "5", True),
    ({"type": "number_input", "is_decimal_allowed": False, "max_value": "5"}, "6", False),
    ({"type": "number_input", "is_decimal_allowed": False, "min_value": "5"}, "4", False),
    ({"type": "number_input", "is_decimal_allowed": True}, "4.5", True),
    ({"type": "number_input", "is_decimal_allowed": False}, "4.5", False),
    ({"type": "email_text_input"}, "a@example.org", True),
    ({"type": "email_text_input"}, "example.org", False),
    ({"type": "url_text_input"}, "https://example.org", True),
    ({"type": "url_text_input"}, "example.org", False),
    ({"type": "datepicker"}, None, False),
    ({"type": "multi_users_select", "max_selected_items": 1}, [DIRECTOR], True),
    ({"type": "multi_users_select", "max_selected_items": 1}, [DIRECTOR, OFFICE], False),
]


@pytest.mark.parametrize(("element", "value", "passes"), CLIENT_CHECKS)
def test_what_a_client_refuses_itself(sandbox, recorder, element, value, passes):
    view = opened(sandbox, recorder, modal("check", entry("a", element)))
    answer = sandbox.submit(DIRECTOR, view, {"a": value})
    assert (answer["response_action"] is None) is passes
    assert list(answer.get("errors", {})) == ([] if passes else ["a"])
    assert [view["id"] for view in sandbox.stack(DIRECTOR)] == ([] if passes else [view["id"]])


def test_the_app_answers_a_submission_with_errors(sandbox, recorder):
    view = opened(sandbox, recorder)
    recorder.answers["view_submission"] = {"response_action": "errors", "errors": {"a": "Too vague."}}
    answer = sandbox.submit(DIRECTOR, view)
    assert answer == {"ok": True, "response_action": "errors", "errors": {"a": "Too vague."}}
    assert sandbox.stack(DIRECTOR) == [view]


def test_the_app_answers_a_submission_with_another_view(sandbox, recorder):
    view = opened(sandbox, recorder)
    recorder.answers["view_submission"] = {"response_action": "push", "view": modal("above")}
    pushed = sandbox.submit(DIRECTOR, view)["view"]
    assert [row["callback_id"] for row in sandbox.stack(DIRECTOR)] == ["first", "above"]
    recorder.answers["view_submission"] = {"response_action": "update", "view": modal("instead")}
    assert sandbox.submit(DIRECTOR, pushed)["view"]["id"] == pushed["id"]
    assert [row["callback_id"] for row in sandbox.stack(DIRECTOR)] == ["first", "instead"]
    with pytest.raises(SandboxRefusedError, match="not open"):
        sandbox.submit(DIRECTOR, view)
    recorder.answers["view_submission"] = {"response_action": "clear"}
    sandbox.submit(DIRECTOR, pushed)
    assert sandbox.stack(DIRECTOR) == []


def test_the_app_cannot_push_a_fourth_modal_with_its_answer(sandbox, recorder):
    view = opened(sandbox, recorder)
    recorder.answers["view_submission"] = {"response_action": "push", "view": modal("above")}
    for _ in range(2):
        view = sandbox.submit(DIRECTOR, view)["view"]
    with pytest.raises(SandboxRefusedError, match="trouble connecting"):
        sandbox.submit(DIRECTOR, view)
    assert len(sandbox.stack(DIRECTOR)) == 3


# What an app may not answer.
NONSENSE = [
    {"response_action": "errors", "errors": {"no_such_block": "x"}},
    {"response_action": "errors", "errors": {}},
    {"response_action": "update", "view": {"type": "modal"}},
    {"response_action": "push"},
    {"response_action": "explode"},
]


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_trouble_connecting_and_the_modal_stays(sandbox, recorder, answer):
    view = opened(sandbox, recorder)
    recorder.answers["view_submission"] = answer
    with pytest.raises(SandboxRefusedError, match="trouble connecting"):
        sandbox.submit(DIRECTOR, view)
    assert sandbox.stack(DIRECTOR) == [view]


def test_the_app_hears_of_a_dismissal_where_it_asked(sandbox, recorder):
    quiet = opened(sandbox, recorder)
    sandbox.close(DIRECTOR, quiet)
    loud = opened(sandbox, recorder, modal("loud", notify_on_close=True))
    recorder.answers["view_submission"] = {"response_action": "push", "view": modal("top", notify_on_close=True)}
    sandbox.submit(DIRECTOR, loud)
    sandbox.close(DIRECTOR, loud)
    heard = [recorder.next("view_closed") for _ in range(2)]
    assert [(row["view"]["callback_id"], row["is_cleared"]) for row in heard] == [("top", False), ("loud", False)]
    assert sandbox.stack(DIRECTOR) == []


def test_a_view_that_clears_on_close_takes_the_stack_with_it(sandbox, recorder):
    first = opened(sandbox, recorder, modal("root", notify_on_close=True))
    recorder.answers["view_submission"] = {"response_action": "push", "view": modal("top", clear_on_close=True)}
    top = sandbox.submit(DIRECTOR, first)["view"]
    sandbox.close(DIRECTOR, top)
    assert sandbox.stack(DIRECTOR) == []
    closed = recorder.next("view_closed")
    assert (closed["view"]["callback_id"], closed["is_cleared"]) == ("root", True)


def home(text):
    return {"type": "home", "blocks": [{"type": "section", "text": plain(text)}]}


def test_home_is_published_and_opened(sandbox, recorder):
    assert sandbox.home(DIRECTOR) is None
    event = recorder.next("app_home_opened")["event"]
    assert (event["user"], event["tab"], event["channel"]) == (DIRECTOR, "home", "D0DIRECTOR")
    first = recorder.web.views_publish(user_id=DIRECTOR, view=home("one"))["view"]
    second = recorder.web.views_publish(user_id=DIRECTOR, view=home("two"), hash=first["hash"])["view"]
    assert second["id"] == first["id"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        recorder.web.views_publish(user_id=DIRECTOR, view=home("three"), hash=first["hash"])
    assert sandbox.wait_for_home(DIRECTOR, "two")["id"] == first["id"]
    assert until(lambda: recorder.next("app_home_opened")["event"])["view"]["id"] == first["id"]


def test_a_button_in_home_opens_modals_but_pushes_none(sandbox, recorder):
    button = {"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": plain("Go")}]}
    view = recorder.web.views_publish(user_id=DIRECTOR, view={"type": "home", "blocks": [button]})["view"]
    sandbox.press(DIRECTOR, view, "go")
    payload = recorder.next("block_actions")
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    with pytest.raises(SandboxRefusedError, match="not open"):
        sandbox.press(OFFICE, view, "go")
    with pytest.raises(SlackApiError, match="root view whose stack"):
        recorder.web.views_push(trigger_id=payload["trigger_id"], view=modal())
    recorder.web.views_open(trigger_id=payload["trigger_id"], view=modal())
    assert len(sandbox.stack(DIRECTOR)) == 1
