"""Every limit from both sides: the most that passes, the least that does not, and where the fault is said to be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.conftest import OPEN

Json = dict[str, Any]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def section(**fields: Any) -> Json:
    return {"type": "section", **({} if "text" in fields or "fields" in fields else {"text": mrkdwn(1)}), **fields}


def button(**fields: Any) -> Json:
    return {"type": "button", "text": plain(1), **fields}


def buttons(count: int) -> list[Json]:
    return [button(action_id=f"a{number}") for number in range(count)]


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(number: int = 0, **fields: Any) -> Json:
    return {"text": plain(1), "value": f"v{number}", **fields}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def choice(kind: str, count: int, **fields: Any) -> Json:
    return {"type": kind, "options": options(count), **fields}


def groups(count: int, *, label: int = 1, inside: int = 1) -> list[Json]:
    return [{"label": plain(label), "options": options(inside)} for _ in range(count)]


def confirm(**fields: Any) -> Json:
    return {"title": plain(1), "text": mrkdwn(1), "confirm": plain(1), "deny": plain(1), **fields}


def entry(element: Json | None = None, **fields: Any) -> Json:
    return {"type": "input", "label": plain(1), "element": element or {"type": "plain_text_input"}, **fields}


def typed(**fields: Any) -> Json:
    return entry({"type": "plain_text_input", **fields})


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def image(**fields: Any) -> Json:
    return {"type": "image", "image_url": "https://example.org/p.png", "alt_text": "x", **fields}


def video(**fields: Any) -> Json:
    addresses = {name: url(30) for name in ("video_url", "thumbnail_url")}
    return {"type": "video", "alt_text": "x", "title": plain(1), **addresses, **fields}


def metadata(size: int) -> Json:
    """Return metadata of so many bytes."""
    empty = {"event_type": "seen", "event_payload": {"a": ""}}
    return {"event_type": "seen", "event_payload": {"a": "x" * (size - len(json.dumps(empty)))}}


def cell(length: int = 1) -> Json:
    return {"type": "raw_text", "text": "x" * length}


def table(rows: int, cells: int, length: int = 1, **fields: Any) -> Json:
    return {"type": "table", "rows": [[cell(length) for _ in range(cells)] for _ in range(rows)], **fields}


def url(length: int) -> str:
    return "https://example.org/".ljust(length, "x")


# Name, what passes, what does not, and the pointer at the fault.
BLOCKS: list[tuple[str, list[Json], list[Json], str]] = [
    ("section text", [section(text=mrkdwn(3000))], [section(text=mrkdwn(3001))], "/blocks/0/text/text"),
    ("section text not empty", [section(text=mrkdwn(1))], [section(text=mrkdwn(0))], "/blocks/0/text/text"),
    ("section fields", [section(fields=[plain(1)] * 10)], [section(fields=[plain(1)] * 11)], "/blocks/0/fields"),
    ("field text", [section(fields=[plain(2000)])], [section(fields=[plain(2001)])], "/blocks/0/fields/0/text"),
    ("section says something", [section(text=plain(1))], [{"type": "section"}], "/blocks/0"),
    (
        "header",
        [{"type": "header", "text": plain(150)}],
        [{"type": "header", "text": plain(151)}],
        "/blocks/0/text/text",
    ),
    (
        "header is plain",
        [{"type": "header", "text": plain(1)}],
        [{"type": "header", "text": mrkdwn(1)}],
        "/blocks/0/text/type",
    ),
    ("actions", [actions(*buttons(25))], [actions(*buttons(26))], "/blocks/0/elements"),
    ("actions not empty", [actions(button())], [actions()], "/blocks/0/elements"),
    ("context", [context(*[plain(1)] * 10)], [context(*[plain(1)] * 11)], "/blocks/0/elements"),
    ("block id", [section(block_id="b" * 255)], [section(block_id="b" * 256)], "/blocks/0/block_id"),
    (
        "block ids differ",
        [section(block_id="a"), section(block_id="b")],
        [section(block_id="a"), section(block_id="a")],
        "/blocks/1/block_id",
    ),
    ("action id", [actions(button(action_id="a" * 255))], [actions(button(action_id="a" * 256))], "/action_id"),
    (
        "action ids differ in a block",
        [actions(button(action_id="a")), actions(button(action_id="a"))],
        [actions(button(action_id="a"), button(action_id="a"))],
        "/blocks/0/elements/1/action_id",
    ),
    ("button text", [actions(button(text=plain(75)))], [actions(button(text=plain(76)))], "/elements/0/text/text"),
    ("button text plain", [actions(button(text=plain(1)))], [actions(button(text=mrkdwn(1)))], "/elements/0/text/type"),
    ("button value", [actions(button(value="v" * 2000))], [actions(button(value="v" * 2001))], "/elements/0/value"),
    ("button url", [actions(button(url=url(3000)))], [actions(button(url=url(3001)))], "/elements/0/url"),
    ("button url is one", [actions(button(url=url(30)))], [actions(button(url="example"))], "/elements/0/url"),
    ("button style", [actions(button(style="danger"))], [actions(button(style="loud"))], "/elements/0/style"),
    (
        "accessibility label",
        [actions(button(accessibility_label="x" * 75))],
        [actions(button(accessibility_label="x" * 76))],
        "/elements/0/accessibility_label",
    ),
    (
        "confirm title",
        [actions(button(confirm=confirm(title=plain(100))))],
        [actions(button(confirm=confirm(title=plain(101))))],
        "/confirm/title/text",
    ),
    (
        "confirm text",
        [actions(button(confirm=confirm(text=mrkdwn(300))))],
        [actions(button(confirm=confirm(text=mrkdwn(301))))],
        "/confirm/text/text",
    ),
    (
        "confirm button",
        [actions(button(confirm=confirm(confirm=plain(30))))],
        [actions(button(confirm=confirm(confirm=plain(31))))],
        "/confirm/confirm/text",
    ),
    (
        "confirm way out",
        [actions(button(confirm=confirm(deny=plain(30))))],
        [actions(button(confirm=confirm(deny=plain(31))))],
        "/confirm/deny/text",
    ),
    (
        "confirm whole",
        [actions(button(confirm=confirm()))],
        [actions(button(confirm={"title": plain(1), "text": plain(1), "confirm": plain(1)}))],
        "/elements/0/confirm",
    ),
    (
        "option text",
        [actions({"type": "static_select", "options": [option(text=plain(75))]})],
        [actions({"type": "static_select", "options": [option(text=plain(76))]})],
        "/options/0/text/text",
    ),
    (
        "option value",
        [actions({"type": "static_select", "options": [option(value="v" * 150)]})],
        [actions({"type": "static_select", "options": [option(value="v" * 151)]})],
        "/options/0/value",
    ),
    (
        "option of a menu is plain",
        [actions({"type": "radio_buttons", "options": [option(text=mrkdwn(1))]})],
        [actions({"type": "static_select", "options": [option(text=mrkdwn(1))]})],
        "/options/0/text/type",
    ),
    (
        "option url only in overflow",
        [actions({"type": "overflow", "options": [option(url=url(30))]})],
        [actions({"type": "static_select", "options": [option(url=url(30))]})],
        "/options/0",
    ),
    ("options", [actions(choice("static_select", 100))], [actions(choice("static_select", 101))], "/options"),
    ("options not empty", [actions(choice("static_select", 1))], [actions(choice("static_select", 0))], "/options"),
    (
        "option groups",
        [actions({"type": "static_select", "option_groups": groups(100)})],
        [actions({"type": "static_select", "option_groups": groups(101)})],
        "/option_groups",
    ),
    (
        "options of a group",
        [actions({"type": "static_select", "option_groups": groups(1, inside=100)})],
        [actions({"type": "static_select", "option_groups": groups(1, inside=101)})],
        "/option_groups/0/options",
    ),
    (
        "group label",
        [actions({"type": "static_select", "option_groups": groups(1, label=75)})],
        [actions({"type": "static_select", "option_groups": groups(1, label=76)})],
        "/option_groups/0/label/text",
    ),
    (
        "options or groups",
        [actions({"type": "static_select", "options": options(1)})],
        [actions({"type": "static_select", "options": options(1), "option_groups": groups(1)})],
        "/blocks/0/elements/0",
    ),
    ("overflow", [actions(choice("overflow", 5))], [actions(choice("overflow", 6))], "/elements/0/options"),
    ("radio buttons", [actions(choice("radio_buttons", 10))], [actions(choice("radio_buttons", 11))], "/options"),
    ("checkboxes", [actions(choice("checkboxes", 10))], [actions(choice("checkboxes", 11))], "/options"),
    (
        "initial option is offered",
        [actions(choice("static_select", 2, initial_option=option(1)))],
        [actions(choice("static_select", 2, initial_option=option(2)))],
        "/initial_option",
    ),
    (
        "initial options are offered",
        [actions(choice("checkboxes", 2, initial_options=[option(0), option(1)]))],
        [actions(choice("checkboxes", 2, initial_options=[option(0), option(7)]))],
        "/initial_options/1",
    ),
    (
        "placeholder",
        [actions(choice("static_select", 1, placeholder=plain(150)))],
        [actions(choice("static_select", 1, placeholder=plain(151)))],
        "/placeholder/text",
    ),
    (
        "date",
        [actions({"type": "datepicker", "initial_date": "2018-12-06"})],
        [actions({"type": "datepicker", "initial_date": "2018-13-06"})],
        "/initial_date",
    ),
    (
        "time",
        [actions({"type": "timepicker", "initial_time": "23:59"})],
        [actions({"type": "timepicker", "initial_time": "24:00"})],
        "/initial_time",
    ),
    (
        "element in its place",
        [entry({"type": "plain_text_input"})],
        [actions({"type": "plain_text_input"})],
        "/elements/0/type",
    ),
    ("accessory in its place", [section(accessory=button())], [section(accessory=plain(1))], "/accessory/type"),
    ("label", [entry(label=plain(2000))], [entry(label=plain(2001))], "/blocks/0/label/text"),
    ("label is plain", [entry(label=plain(1))], [entry(label=mrkdwn(1))], "/blocks/0/label/type"),
    ("hint", [entry(hint=plain(2000))], [entry(hint=plain(2001))], "/blocks/0/hint/text"),
    ("input has an element", [entry()], [{"type": "input", "label": plain(1)}], "/blocks/0"),
    ("initial value", [typed(initial_value="x" * 3000)], [typed(initial_value="x" * 3001)], "/element/initial_value"),
    (
        "initial value within its own bound",
        [typed(initial_value="xxx", max_length=3)],
        [typed(initial_value="xxxx", max_length=3)],
        "/element/initial_value",
    ),
    ("max length", [typed(max_length=3000)], [typed(max_length=3001)], "/element/max_length"),
    (
        "lengths in order",
        [typed(min_length=2, max_length=2)],
        [typed(min_length=3, max_length=2)],
        "/element/min_length",
    ),
    (
        "number",
        [entry({"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "initial_value": "1"})],
        [entry({"type": "number_input", "is_decimal_allowed": False, "min_value": "2", "initial_value": "1"})],
        "/element/initial_value",
    ),
    (
        "one focus",
        [typed(focus_on_load=True), typed()],
        [typed(focus_on_load=True), typed(focus_on_load=True)],
        "/blocks/1/element/focus_on_load",
    ),
    ("alt text", [image(alt_text="x" * 2000)], [image(alt_text="x" * 2001)], "/blocks/0/alt_text"),
    ("alt text there", [image()], [{"type": "image", "image_url": url(30)}], "/blocks/0"),
    ("image title", [image(title=plain(2000))], [image(title=plain(2001))], "/blocks/0/title/text"),
    ("context text", [context(mrkdwn(3000))], [context(mrkdwn(3001))], "/blocks/0/elements/0/text"),
    ("video title", [video(title=plain(200))], [video(title=plain(201))], "/blocks/0/title/text"),
    ("video author", [video(author_name="x" * 50)], [video(author_name="x" * 51)], "/blocks/0/author_name"),
    ("image url", [image(image_url=url(3000))], [image(image_url=url(3001))], "/blocks/0/image_url"),
    ("table rows", [table(100, 1)], [table(101, 1)], "/blocks/0/rows"),
    ("table cells", [table(1, 20)], [table(1, 21)], "/blocks/0/rows/0"),
    ("table text", [table(1, 10, 1000)], [table(1, 10, 1000) | {"rows": [[cell(1000)] * 10 + [cell(1)]]}], "/rows"),
    (
        "table columns",
        [table(1, 1, column_settings=[None, *[{"align": "right"}] * 19])],
        [table(1, 1, column_settings=[{"align": "right"}] * 21)],
        "/column_settings",
    ),
    (
        "markdown",
        [{"type": "markdown", "text": "x" * 12000}],
        [{"type": "markdown", "text": "x" * 12001}],
        "/blocks/0/text",
    ),
    (
        "rich text parts",
        [
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
            }
        ],
        [
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
            }
        ],
        "/blocks/0/elements/0/elements/0/text",
    ),
    ("blocks", [section()] * 50, [section()] * 51, "/blocks"),
    ("known type", [{"type": "divider"}], [{"type": "devider"}], "/blocks/0/type"),
    ("a type at all", [{"type": "divider"}], [{}], "/blocks/0"),
    ("known fields", [section()], [section(colour="red")], "/blocks/0"),
    (
        "known fields of texts",
        [section(text=plain(1) | {"emoji": True})],
        [section(text=mrkdwn(1) | {"emoji": True})],
        "/text",
    ),
    ("null is absent", [section(accessory=None)], [section(accessory=False)], "/blocks/0/accessory"),
    ("file input not here", [entry()], [entry({"type": "file_input"})], "/blocks/0/element/type"),
]


@pytest.mark.parametrize(("good", "bad", "pointer"), [row[1:] for row in BLOCKS], ids=[row[0] for row in BLOCKS])
def test_blocks_of_a_message(sandbox, good, bad, pointer):
    accepted = sandbox.api("chat.postMessage", channel=OPEN, text="x", blocks=good)
    assert accepted["ok"], accepted
    refused = sandbox.api("chat.postMessage", channel=OPEN, text="x", blocks=bad)
    assert refused["error"] == "invalid_blocks"
    assert any(problem.endswith(f"{pointer}]") for problem in refused["errors"]), refused["errors"]
    assert refused["response_metadata"]["messages"] == [f"[ERROR] {problem}" for problem in refused["errors"]]
    assert len(sandbox.messages("U0DIRECTOR", OPEN)) == 1


# Name, what passes, what does not, and the error.
MESSAGES: list[tuple[str, Json, Json, str]] = [
    ("something to say", {"text": "x"}, {"text": " "}, "no_text"),
    ("blocks are something", {"blocks": [section()]}, {"blocks": []}, "no_text"),
    ("blocks are JSON", {"blocks": "[]", "text": "x"}, {"blocks": "[", "text": "x"}, "invalid_blocks_format"),
    ("blocks are a list", {"blocks": [section()]}, {"blocks": section()}, "invalid_blocks_format"),
    (
        "all text of the blocks",
        {"blocks": [section(text=mrkdwn(3000))] * 4 + [section(text=mrkdwn(1000))]},
        {"blocks": [section(text=mrkdwn(3000))] * 4 + [section(text=mrkdwn(1001))]},
        "msg_blocks_too_long",
    ),
    ("one table", {"blocks": [table(1, 1)]}, {"blocks": [table(1, 1), table(1, 1)]}, "invalid_attachments"),
    (
        "attachments",
        {"attachments": [{"text": "x"}] * 100},
        {"attachments": [{"text": "x"}] * 101},
        "too_many_attachments",
    ),
    (
        "metadata shape",
        {"text": "x", "metadata": {"event_type": "seen", "event_payload": {"a": 1}}},
        {"text": "x", "metadata": {"event_type": "seen"}},
        "invalid_metadata_schema",
    ),
    ("metadata type", {"text": "x", "metadata": {}}, {"text": "x", "metadata": "["}, "invalid_metadata_format"),
    (
        "metadata size",
        {"text": "x", "metadata": metadata(16_000)},
        {"text": "x", "metadata": metadata(16_001)},
        "metadata_too_large",
    ),
    ("markdown text", {"markdown_text": "x" * 12_000}, {"markdown_text": "x" * 12_001}, "msg_too_long"),
    ("markdown alone", {"markdown_text": "x"}, {"markdown_text": "x", "text": "y"}, "markdown_text_conflict"),
]


@pytest.mark.parametrize(("good", "bad", "error"), [row[1:] for row in MESSAGES], ids=[row[0] for row in MESSAGES])
def test_messages(sandbox, good, bad, error):
    assert sandbox.api("chat.postMessage", channel=OPEN, **good)["ok"]
    assert sandbox.api("chat.postMessage", channel=OPEN, **bad)["error"] == error


def test_text_above_forty_thousand_characters_is_cut(sandbox):
    answer = sandbox.api("chat.postMessage", channel=OPEN, text="x" * 40_001)
    assert len(answer["message"]["text"]) == 40_000


def test_an_update_takes_four_thousand_characters(sandbox):
    ts = sandbox.api("chat.postMessage", channel=OPEN, text="x")["ts"]
    assert sandbox.api("chat.update", channel=OPEN, ts=ts, text="x" * 4000)["ok"]
    assert sandbox.api("chat.update", channel=OPEN, ts=ts, text="x" * 4001)["error"] == "msg_too_long"


def files(count: int) -> Json:
    return {"type": "file_input", "max_files": count}


def modal(**fields: Any) -> Json:
    return {"type": "modal", "title": plain(1), "blocks": [section()], **fields}


def home(**fields: Any) -> Json:
    return {"type": "home", "blocks": [section()], **fields}


# Name, what passes, what does not, and the pointer at the fault.
MODALS: list[tuple[str, Json, Json, str]] = [
    ("title", modal(title=plain(24)), modal(title=plain(25)), "/view/title/text"),
    ("title is plain", modal(title=plain(1)), modal(title=mrkdwn(1)), "/view/title/type"),
    ("title there", modal(), {"type": "modal", "blocks": []}, "/view"),
    ("submit", modal(submit=plain(24)), modal(submit=plain(25)), "/view/submit/text"),
    ("close", modal(close=plain(24)), modal(close=plain(25)), "/view/close/text"),
    ("blocks", modal(blocks=[section()] * 100), modal(blocks=[section()] * 101), "/view/blocks"),
    ("private metadata", modal(private_metadata="x" * 3000), modal(private_metadata="x" * 3001), "/private_metadata"),
    ("callback id", modal(callback_id="x" * 255), modal(callback_id="x" * 256), "/view/callback_id"),
    ("input needs submit", modal(blocks=[entry()], submit=plain(1)), modal(blocks=[entry()]), "/view/blocks/0/input"),
    ("kind", modal(), home(title=plain(1)), "/view/type"),
    ("known fields", modal(), modal(submit_disabled=True), "/view"),
    ("tables only in messages", modal(), modal(blocks=[table(1, 1)]), "/view/blocks/0/type"),
    (
        "files",
        modal(blocks=[entry(files(10))], submit=plain(1)),
        modal(blocks=[entry(files(11))], submit=plain(1)),
        "/max_files",
    ),
    (
        "answers to the channel only from a modal's inputs",
        modal(blocks=[entry({"type": "channels_select", "response_url_enabled": True})], submit=plain(1)),
        modal(blocks=[actions({"type": "channels_select", "response_url_enabled": True})]),
        "/response_url_enabled",
    ),
    (
        "block ids differ",
        modal(blocks=[section(block_id="a"), section(block_id="b")]),
        modal(blocks=[section(block_id="a"), section(block_id="a")]),
        "/view/blocks/1/block_id",
    ),
]


@pytest.mark.parametrize(("good", "bad", "pointer"), [row[1:] for row in MODALS], ids=[row[0] for row in MODALS])
def test_modals(sandbox, good, bad, pointer):
    """A modal that passes its checks fails on the trigger id that was made up."""
    assert sandbox.api("views.open", trigger_id="1.2.3", view=good)["error"] == "invalid_trigger_id"
    refused = sandbox.api("views.open", trigger_id="1.2.3", view=bad)
    assert refused["error"] == "invalid_arguments"
    problems = refused["response_metadata"]["messages"]
    assert any(problem.endswith(f"{pointer}]") for problem in problems), problems


# Name, what passes, what does not, and the pointer at the fault.
HOMES: list[tuple[str, Json, Json, str]] = [
    ("blocks", home(blocks=[section()] * 100), home(blocks=[section()] * 101), "/view/blocks"),
    ("inputs without submit", home(blocks=[entry()]), home(blocks=[entry()], submit=plain(1)), "/view"),
    ("no title", home(), home(title=plain(1)), "/view"),
    ("kind", home(), modal(), "/view/type"),
]


@pytest.mark.parametrize(("good", "bad", "pointer"), [row[1:] for row in HOMES], ids=[row[0] for row in HOMES])
def test_homes(sandbox, good, bad, pointer):
    assert sandbox.api("views.publish", user_id="U0DIRECTOR", view=good)["ok"]
    refused = sandbox.api("views.publish", user_id="U0DIRECTOR", view=bad)
    assert refused["error"] == "invalid_arguments"
    problems = refused["response_metadata"]["messages"]
    assert any(problem.endswith(f"{pointer}]") for problem in problems), problems


def test_a_view_has_at_most_250_kilobytes(sandbox):
    def of_size(size: int) -> Json:
        view = home(blocks=[section(text=mrkdwn(3000)) for _ in range(81)] + [section(text=mrkdwn(0))])
        view["blocks"][-1]["text"]["text"] = "x" * (size - len(json.dumps(view)))
        return view

    assert sandbox.api("views.publish", user_id="U0DIRECTOR", view=of_size(250_000))["ok"]
    assert sandbox.api("views.publish", user_id="U0DIRECTOR", view=of_size(250_001))["error"] == "view_too_large"


def test_what_was_left_out_is_filled_in_as_slack_does(sandbox):
    sent = [actions(button(), button()), section(text=mrkdwn(1)), entry()]
    stored = sandbox.api("chat.postMessage", channel=OPEN, text="x", blocks=sent)["message"]["blocks"]
    assert len({block["block_id"] for block in stored}) == 3
    assert stored[0]["elements"][0]["action_id"] != stored[0]["elements"][1]["action_id"]
    assert stored[0]["elements"][0]["text"]["emoji"] is True
    assert stored[1]["text"]["verbatim"] is False
    assert (stored[2]["optional"], stored[2]["dispatch_action"]) == (False, False)
