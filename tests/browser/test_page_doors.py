"""Files, reactions, shortcuts, workflow steps and the inputs that ask the app."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.small_app import DIRECTOR, GENERAL, OFFICE, Clerk
from tests.support.browser import Tabs
from tests.support.sandbox import SandboxClient, until

pytestmark = pytest.mark.browser

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f8cf50"
    "0f0003860180 5a347d6a0000000049454e44ae426082".replace(" ", "")
)


def composer(page: Page):
    return page.get_by_role("textbox", name="Message #general")


def given(name: str, content: bytes, kind: str = "text/plain") -> dict:
    return {"name": name, "mimeType": kind, "buffer": content}


def test_files_go_with_a_message_and_others_see_and_fetch_them(tabs: Tabs):
    page, other = tabs.open(OFFICE, GENERAL), tabs.open(DIRECTOR, GENERAL)
    chooser = page.get_by_role("main").locator("input[type=file]")
    chooser.set_input_files([given("empty.txt", b"")])
    expect(page.get_by_role("alert").filter(has_text="empty.txt is empty")).to_be_visible()
    chooser.set_input_files([given("minutes.txt", b"All agreed."), given("map.png", PIXEL, "image/png")])
    waiting = page.get_by_role("list", name="Files to send").get_by_role("listitem")
    expect(waiting).to_have_count(2)
    expect(composer(page)).to_be_focused()
    composer(page).fill("The papers")
    composer(page).press("Enter")
    expect(waiting).to_have_count(0)
    expect(composer(page)).to_have_value("")
    first = other.get_by_role("main").get_by_role("listitem").filter(has_text="The papers")
    expect(first).to_contain_text("11 bytes")
    expect(first.get_by_role("img", name="Picture: map.png")).to_be_visible()
    with other.expect_download() as download:
        first.get_by_role("link", name="Download minutes.txt").click()
    assert download.value.path().read_bytes() == b"All agreed."
    expect(other.get_by_role("img", name="Picture: map.png")).to_have_js_property("naturalWidth", 1)


def test_files_are_pasted_and_dropped_and_a_failed_one_waits_to_be_sent_again(tabs: Tabs):
    page = tabs.open(OFFICE, GENERAL)
    give = """(box, [event, field]) => {
        const data = new DataTransfer();
        data.items.add(new File(["words"], `${event}.txt`, {type: "text/plain"}));
        const kind = field === "clipboardData" ? ClipboardEvent : DragEvent;
        box.dispatchEvent(new kind(event, {[field]: data, bubbles: true}));
    }"""
    composer(page).evaluate(give, ["paste", "clipboardData"])
    composer(page).evaluate(give, ["dragenter", "dataTransfer"])
    expect(page.get_by_text("Drop here to attach")).to_be_visible()
    composer(page).evaluate(give, ["drop", "dataTransfer"])
    waiting = page.get_by_role("list", name="Files to send").get_by_role("listitem")
    expect(waiting).to_have_count(2)
    page.get_by_role("button", name="Remove paste.txt").click()
    page.route("**/page/upload*", lambda route: route.fulfill(json={"ok": False, "error": "The disk is full."}))
    composer(page).press("Enter")
    expect(waiting.get_by_role("alert")).to_have_text("The disk is full.")
    page.unroute("**/page/upload*")
    composer(page).press("Enter")
    expect(waiting).to_have_count(0)
    expect(page.get_by_role("link", name="Download drop.txt")).to_be_visible()


def test_reactions_are_given_seen_joined_and_taken_back_from_the_keyboard(tabs: Tabs, sandbox: SandboxClient):
    sandbox.say(OFFICE, GENERAL, "Agreed?")
    page, other = tabs.open(OFFICE, GENERAL), tabs.open(DIRECTOR, GENERAL)
    tools = page.get_by_role("toolbar", name="Message of Governance office")
    tools.get_by_role("button", name="Reply in a thread").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Find an emoji")).to_be_focused()
    page.keyboard.type("white check")
    page.keyboard.press("Enter")
    mine = page.get_by_role("button", name="white check mark: you", exact=False)
    expect(mine).to_have_attribute("aria-pressed", "true")
    theirs = other.get_by_role("button", name="white check mark: Governance office")
    expect(theirs).to_have_attribute("aria-pressed", "false")
    theirs.click()
    expect(mine).to_contain_text("2")
    mine.click()
    expect(theirs).to_have_count(0)
    expect(other.get_by_role("button", name="white check mark: you")).to_be_visible()


def test_shortcuts_are_found_beside_the_composer_by_typing_and_on_a_message(
    tabs: Tabs, sandbox: SandboxClient, clerk: Clerk
):
    sandbox.say(OFFICE, GENERAL, "We agreed to meet again.")
    page = tabs.open(OFFICE, GENERAL)
    page.get_by_role("button", name="Shortcuts").press("Enter")
    expect(page.get_by_role("menuitem", name="Raise a matter")).to_be_focused()
    page.keyboard.press("Enter")
    assert until(lambda: clerk.seen)[0]["type"] == "shortcut"
    composer(page).press_sequentially("/raise")
    page.keyboard.press("Enter")
    until(lambda: len(clerk.seen) == 2)
    expect(composer(page)).to_have_value("")
    page.get_by_role("button", name="More on this message").press("Enter")
    page.get_by_role("menuitem", name="Note for the board").click()
    body = until(lambda: clerk.seen[2:])[0]
    assert (body["type"], body["message"]["text"]) == ("message_action", "We agreed to meet again.")


def test_a_form_of_every_input_reaches_the_app_as_slack_would_send_it(tabs: Tabs, clerk: Clerk):
    page = tabs.open(OFFICE, GENERAL)
    composer(page).fill("/clerk inputs")
    composer(page).press("Enter")
    modal = page.get_by_role("dialog", name="Every input")
    search = modal.get_by_role("combobox", name="Find a risk")
    search.press_sequentially("b")
    expect(page.get_by_role("option", name="Type one more letter to search.")).to_be_visible()
    search.press_sequentially("ad")
    expect(page.get_by_role("option").filter(has_text="Type one more")).to_have_count(0)
    expect(page.get_by_role("option").filter(has_text="Searching")).to_have_count(0)
    expect(page.get_by_role("option")).to_have_attribute("aria-disabled", "true")
    search.fill("PC1")
    expect(page.get_by_role("option", name="PC1 2")).to_be_visible()
    search.press("ArrowDown")
    search.press("Enter")
    expect(search).to_have_value("PC1 2")
    several = modal.get_by_role("combobox", name="Find several")
    several.click()
    page.get_by_role("option", name="First 1").click()
    several.press("Escape")
    modal.locator("input[type=file]").set_input_files([given("map.png", PIXEL, "image/png")])
    expect(modal.get_by_role("alert").filter(has_text="not of a kind")).to_be_visible()
    modal.locator("input[type=file]").set_input_files([given("minutes.txt", b"All agreed.")])
    expect(modal.get_by_role("button", name="Remove minutes.txt")).to_be_visible()
    words = modal.get_by_role("textbox", name="Minutes")
    words.click()
    page.keyboard.type("All ")
    page.keyboard.press("Control+b")
    page.keyboard.type("agreed")
    page.keyboard.press("Control+b")
    modal.get_by_role("button", name="Bulleted list").click()
    page.keyboard.type(" to meet")
    modal.get_by_label("Starts").fill("2018-12-03T09:00")
    modal.get_by_role("checkbox", name="Open").check()
    modal.get_by_role("button", name="Save").click()
    expect(modal).to_have_count(0)
    values = {name: block["v"] for name, block in until(lambda: clerk.seen)[0]["view"]["state"]["values"].items()}
    assert values["search"]["selected_option"]["value"] == "pc1 2"
    assert [chosen["value"] for chosen in values["several"]["selected_options"]] == ["first 1"]
    assert [file["name"] for file in values["files"]["files"]] == ["minutes.txt"]
    assert values["when"]["selected_date_time"] == 1543827600
    assert [chosen["value"] for chosen in values["boxes"]["selected_options"]] == ["open"]
    (bullets,) = values["words"]["rich_text_value"]["elements"]
    assert bullets["style"] == "bullet"
    assert bullets["elements"][0]["elements"] == [
        {"type": "text", "text": "All "},
        {"type": "text", "text": "agreed", "style": {"bold": True}},
        {"type": "text", "text": " to meet"},
    ]


def test_a_workflow_step_is_run_with_its_inputs_and_its_result_is_shown(tabs: Tabs, clerk: Clerk):
    page = tabs.open(OFFICE, GENERAL)
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Run a step…").click()
    window = page.get_by_role("dialog", name="Run a step")
    room = window.get_by_role("textbox", name="Room")
    window.get_by_role("button", name="Run the step").click()
    expect(room).to_have_attribute("aria-invalid", "true")
    room.fill("Hall")
    window.get_by_role("textbox", name="Seats").fill("12")
    window.get_by_role("button", name="Run the step").click()
    expect(window.get_by_role("listitem").filter(has_text="Completed")).to_contain_text("Hall for 12")
    room.fill("Attic")
    window.get_by_role("button", name="Run the step").click()
    expect(window.get_by_role("listitem").first).to_contain_text("The attic has no chairs.")
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)


def test_the_inspector_follows_shows_everything_and_stands_still_when_asked(
    tabs: Tabs, sandbox: SandboxClient, clerk: Clerk
):
    page = tabs.open(OFFICE, GENERAL, panel="inspector")
    panel = page.get_by_role("complementary", name="Inspector")
    rows = panel.get_by_role("region", name="Traffic").get_by_role("listitem")
    rows.first.wait_for()
    panel.get_by_role("button", name="Clear").click()
    sandbox.say(OFFICE, GENERAL, "/clerk post")
    panel.get_by_role("searchbox", name="Filter the traffic").fill("chat.post ballot")
    expect(rows.first).to_contain_text("chat.postMessage")
    rows.first.get_by_role("button").press("Enter")
    expect(panel.get_by_role("region", name="Request")).to_contain_text("A ballot")
    expect(panel.get_by_role("region", name="Response")).to_contain_text('"ok": true')
    page.keyboard.press("Escape")
    expect(rows.first.get_by_role("button")).to_be_focused()
    panel.get_by_role("button", name="Pause").click()
    expect(panel.get_by_role("button", name="Go on")).to_be_visible()
    count = rows.count()
    sandbox.say(OFFICE, GENERAL, "/clerk post")
    sandbox.wait_for_message(OFFICE, GENERAL, "A ballot")
    expect(rows).to_have_count(count)
    panel.get_by_role("button", name="Go on").click()
    expect(rows).not_to_have_count(count)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_faults_are_ordered_said_in_every_window_and_cleared(tabs: Tabs, sandbox: SandboxClient):
    page, other = tabs.open(OFFICE, GENERAL, panel="inspector"), tabs.open(DIRECTOR, GENERAL)
    page.get_by_role("tab", name="Faults").click()
    page.get_by_label("What it is for").select_option("interactive")
    page.get_by_label("What goes wrong").select_option("timeout_before")
    page.get_by_label("Times").fill("2")
    page.get_by_label("Seconds").fill("3")
    page.get_by_role("button", name="Order the fault").click()
    banner = other.get_by_role("status").filter(has_text="A fault is on order")
    expect(banner).to_contain_text("twice")
    assert sandbox.open_faults() == [
        {"method": "interactive", "kind": "timeout_before", "times": 2, "retry_after": 1, "seconds": 3}
    ]
    banner.get_by_role("button", name="Clear all").click()
    expect(page.get_by_text("Nothing is on order")).to_be_visible()
    assert sandbox.open_faults() == []


def test_only_faults_that_fit_are_offered_and_whom_they_hit_is_said(tabs: Tabs, sandbox: SandboxClient):
    page = tabs.open(OFFICE, GENERAL, panel="inspector")
    page.get_by_role("tab", name="Faults").click()
    kind, place = page.get_by_label("What goes wrong"), page.get_by_label("What it is for")
    server_error = kind.get_by_role("option", name="Server error")
    expect(server_error).to_have_count(1)
    for choice in ("Slash commands", "Whatever comes next"):
        place.select_option(choice)
        expect(server_error).to_have_count(0)
    place.select_option("The next call")
    kind.select_option("server_error")
    expect(page.get_by_text("not to a slash command or a click")).to_be_visible()
    page.get_by_role("button", name="Order the fault").click()
    expect(
        page.get_by_role("list").filter(has_text="The next call by the app: server error (500), once")
    ).to_be_visible()
    assert [(row["method"], row["kind"]) for row in sandbox.open_faults()] == [("*", "server_error")]


def test_two_windows_of_one_person_agree_on_what_is_read_and_written(tabs: Tabs, sandbox: SandboxClient):
    one, two = tabs.open(OFFICE, GENERAL), tabs.open(OFFICE, "home")
    link = two.get_by_role("link", name="general")
    one.get_by_role("link", name="Clerk home").click()
    expect(one.get_by_role("region", name="Clerk home")).to_be_visible()
    sandbox.say(DIRECTOR, GENERAL, "News.")
    expect(link).to_contain_text("1 unread")
    one.get_by_role("link", name="general").click()
    expect(link).not_to_contain_text("unread")
    composer(one).fill("Seen.")
    composer(one).press("Enter")
    link.click()
    expect(two.get_by_role("main").get_by_role("listitem").filter(has_text="Seen.")).to_have_count(1)
