"""Elements that load, upload or write: each of their limits from both sides, in the blocks where they may stand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import DIRECTOR, OPEN
from tests.sandbox.test_sandbox_limits import entry, option, options, plain

Json = dict[str, Any]

LINK = {"trigger": {"url": "https://slack.com/shortcuts/Ft0123/abc"}}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def written(text: str = "x", **style: Any) -> Json:
    part: Json = {"type": "text", "text": text}
    return {"type": "rich_text_section", "elements": [{**part, "style": style} if style else part]}


def run(**fields: Any) -> Json:
    return {"type": "workflow_button", "text": plain(1), "action_id": "run", "workflow": LINK, **fields}


# Name, an element that passes in a modal's input, one that does not, and the pointer below the element.
INPUTS: list[tuple[str, Json, Json, str]] = [
    (
        "least query",
        {"type": "external_select", "min_query_length": 0},
        {"type": "external_select", "min_query_length": -1},
        "/min_query_length",
    ),
    (
        "least query is a number",
        {"type": "external_select", "min_query_length": 3},
        {"type": "external_select", "min_query_length": "3"},
        "/min_query_length",
    ),
    (
        "least query of several",
        {"type": "multi_external_select", "min_query_length": 1},
        {"type": "multi_external_select", "min_query_length": 1.5},
        "/min_query_length",
    ),
    (
        "loaded options are not given",
        {"type": "external_select"},
        {"type": "external_select", "options": options(1)},
        "",
    ),
    (
        "loaded choice at first",
        {"type": "external_select", "initial_option": option()},
        {"type": "external_select", "initial_option": {"text": plain(76), "value": "v"}},
        "/initial_option/text/text",
    ),
    (
        "loaded choices at first",
        {"type": "multi_external_select", "initial_options": options(100)},
        {"type": "multi_external_select", "initial_options": options(101)},
        "/initial_options",
    ),
    (
        "no loaded choices at first",
        {"type": "multi_external_select"},
        {"type": "multi_external_select", "initial_options": []},
        "/initial_options",
    ),
    (
        "several at most",
        {"type": "multi_external_select", "max_selected_items": 1},
        {"type": "multi_external_select", "max_selected_items": 0},
        "/max_selected_items",
    ),
    ("files at most", {"type": "file_input", "max_files": 10}, {"type": "file_input", "max_files": 11}, "/max_files"),
    ("files at least", {"type": "file_input", "max_files": 1}, {"type": "file_input", "max_files": 0}, "/max_files"),
    (
        "kinds of files",
        {"type": "file_input", "filetypes": ["csv", "xlsx"]},
        {"type": "file_input", "filetypes": "csv"},
        "/filetypes",
    ),
    (
        "a file input says nothing in its field",
        {"type": "file_input"},
        {"type": "file_input", "placeholder": plain(1)},
        "",
    ),
    (
        "rich text at first",
        {"type": "rich_text_input", "initial_value": rich(written("x", bold=True))},
        {"type": "rich_text_input", "initial_value": "x"},
        "/initial_value",
    ),
    (
        "style in rich text",
        {"type": "rich_text_input", "initial_value": rich(written("x", italic=True))},
        {"type": "rich_text_input", "initial_value": rich(written("x", large=True))},
        "/initial_value/elements/0/elements/0/style",
    ),
    (
        "words in an empty rich text",
        {"type": "rich_text_input", "placeholder": plain(150)},
        {"type": "rich_text_input", "placeholder": plain(151)},
        "/placeholder/text",
    ),
    (
        "moment",
        {"type": "datetimepicker", "initial_date_time": 1_000_000_000},
        {"type": "datetimepicker", "initial_date_time": 999_999_999},
        "/initial_date_time",
    ),
    (
        "last moment",
        {"type": "datetimepicker", "initial_date_time": 9_999_999_999},
        {"type": "datetimepicker", "initial_date_time": 10_000_000_000},
        "/initial_date_time",
    ),
    ("moments have no words", {"type": "datetimepicker"}, {"type": "datetimepicker", "placeholder": plain(1)}, ""),
    (
        "number says whether it has decimals",
        {"type": "number_input", "is_decimal_allowed": True},
        {"type": "number_input"},
        "",
    ),
    (
        "number is text",
        {"type": "number_input", "is_decimal_allowed": True, "initial_value": "1.5"},
        {"type": "number_input", "is_decimal_allowed": True, "initial_value": 1.5},
        "/initial_value",
    ),
    (
        "least number",
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "1"},
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "2", "max_value": "1"},
        "/min_value",
    ),
    (
        "address at first",
        {"type": "url_text_input", "initial_value": "https://example.org"},
        {"type": "url_text_input", "initial_value": ["https://example.org"]},
        "/initial_value",
    ),
    (
        "words in an empty address",
        {"type": "url_text_input", "placeholder": plain(150)},
        {"type": "url_text_input", "placeholder": plain(151)},
        "/placeholder/text",
    ),
    (
        "words in an empty mail address",
        {"type": "email_text_input", "placeholder": plain(150)},
        {"type": "email_text_input", "placeholder": plain(151)},
        "/placeholder/text",
    ),
    (
        "when it is sent",
        {"type": "email_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}},
        {"type": "email_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_leave"]}},
        "/dispatch_action_config/trigger_actions_on/0",
    ),
]


def faults(answer: Json) -> list[str]:
    return [
        text.partition("[json-pointer:")[2].rstrip("]")
        for text in answer.get("response_metadata", {}).get("messages", [])
    ]


def in_modal(sandbox: Any, block: Json) -> Json:
    """Try a block in a modal without opening it: a trigger id that nobody gave is looked at after the view."""
    view = {"type": "modal", "title": plain(1), "submit": plain(1), "blocks": [block]}
    return dict(sandbox.api("views.open", trigger_id="1.2.x", view=view))


@pytest.mark.parametrize(("name", "fits", "fails", "pointer"), INPUTS, ids=[row[0] for row in INPUTS])
def test_inputs_of_a_modal(sandbox, name, fits, fails, pointer):
    assert in_modal(sandbox, entry(fits))["error"] == "invalid_trigger_id"
    refused = in_modal(sandbox, entry(fails))
    assert refused["error"] == "invalid_arguments"
    assert faults(refused) == [f"/view/blocks/0/element{pointer}"]


# Name, a block that passes in a message, one that does not, and the pointer.
BLOCKS: list[tuple[str, Json, Json, str]] = [
    (
        "a workflow's button says which",
        {"type": "actions", "elements": [run()]},
        {"type": "actions", "elements": [run(workflow={})]},
        "/blocks/0/elements/0/workflow",
    ),
    (
        "a workflow's button links",
        {"type": "actions", "elements": [run()]},
        {"type": "actions", "elements": [run(workflow={"trigger": {"url": "Ft0123"}})]},
        "/blocks/0/elements/0/workflow/trigger/url",
    ),
    (
        "a workflow's button has a name of its own",
        {"type": "actions", "elements": [run()]},
        {"type": "actions", "elements": [run(action_id=None)]},
        "/blocks/0/elements/0",
    ),
    (
        "a workflow's button hands values over",
        {
            "type": "actions",
            "elements": [
                run(
                    workflow={
                        "trigger": {**LINK["trigger"], "customizable_input_parameters": [{"name": "a", "value": 1}]}
                    }
                )
            ],
        },
        {
            "type": "actions",
            "elements": [
                run(workflow={"trigger": {**LINK["trigger"], "customizable_input_parameters": [{"value": 1}]}})
            ],
        },
        "/blocks/0/elements/0/workflow/trigger/customizable_input_parameters/0",
    ),
    (
        "a workflow's button text",
        {"type": "actions", "elements": [run(text=plain(75))]},
        {"type": "actions", "elements": [run(text=plain(76))]},
        "/blocks/0/elements/0/text/text",
    ),
    (
        "a loaded menu among buttons",
        {"type": "actions", "elements": [{"type": "external_select", "min_query_length": 1}]},
        {"type": "actions", "elements": [{"type": "rich_text_input"}]},
        "/blocks/0/elements/0/type",
    ),
    (
        "a moment among buttons and not beside a text",
        {"type": "actions", "elements": [{"type": "datetimepicker"}]},
        {"type": "section", "text": plain(1), "accessory": {"type": "datetimepicker"}},
        "/blocks/0/accessory/type",
    ),
    (
        "a picture by id or address, not both",
        {"type": "image", "alt_text": "x", "image_url": "https://example.org/p.png"},
        {"type": "image", "alt_text": "x", "image_url": "https://example.org/p.png", "slack_file": {"id": "F0"}},
        "/blocks/0",
    ),
]


@pytest.mark.parametrize(("name", "fits", "fails", "pointer"), BLOCKS, ids=[row[0] for row in BLOCKS])
def test_blocks_of_a_message(sandbox, name, fits, fails, pointer):
    assert sandbox.api("chat.postMessage", channel=OPEN, text="x", blocks=[fits])["ok"]
    refused = sandbox.api("chat.postMessage", channel=OPEN, text="x", blocks=[fails])
    assert refused["error"] == "invalid_blocks"
    assert pointer in faults(refused)


@pytest.mark.parametrize("kind", ["file", "call", "plan", "unheard_of"])
def test_blocks_there_are_not(sandbox, kind):
    refused = sandbox.api("chat.postMessage", channel=OPEN, text="x", blocks=[{"type": kind}])
    assert refused["errors"] == [f"unsupported type: {kind} [json-pointer:/blocks/0/type]"]


def test_files_are_asked_for_in_modals_only(sandbox):
    home = {"type": "home", "blocks": [entry({"type": "file_input"})]}
    refused = sandbox.api("views.publish", user_id=DIRECTOR, view=home)
    assert faults(refused) == ["/view/blocks/0/element/type"]
    assert in_modal(sandbox, entry({"type": "file_input"}))["error"] == "invalid_trigger_id"
    dispatched = in_modal(sandbox, entry({"type": "file_input"}, dispatch_action=True))
    assert faults(dispatched) == ["/view/blocks/0/element/type"]
