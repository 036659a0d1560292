from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.small_app import DIRECTOR, GENERAL, OFFICE, SRO, Clerk
from tests.support.browser import Tabs
from tests.support.sandbox import SandboxClient, until

pytestmark = pytest.mark.browser


@pytest.fixture
def ballot(tabs: Tabs, sandbox: SandboxClient, clerk: Clerk) -> Page:
    sandbox.say(OFFICE, GENERAL, "/clerk post")
    sandbox.wait_for_message(OFFICE, GENERAL, "A ballot")
    page = tabs.open(OFFICE, GENERAL)
    expect(page.get_by_role("button", name="Vote")).to_be_visible()
    return page


def combobox(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name)


def the_action(clerk: Clerk) -> dict:
    until(clerk.actions, what="an action")
    assert len(clerk.actions()) == 1
    return clerk.actions()[0]


def test_a_button_edits_its_message_in_place(ballot: Page, tabs: Tabs):
    other = tabs.open(DIRECTOR, GENERAL)
    ballot.get_by_role("button", name="Vote").click()
    for page in (ballot, other):
        expect(page.locator(".section-words")).to_have_text("Votes: 1")
        expect(page.locator(".edited")).to_have_count(1)
    expect(ballot.get_by_role("button", name="Vote")).to_be_focused()


def test_a_button_waits_while_its_action_is_on_the_way(ballot: Page, sandbox: SandboxClient, clerk: Clerk):
    sandbox.faults({"method": "interactive", "kind": "timeout_before", "seconds": 1})
    before = max(row["n"] for row in sandbox.traffic())
    vote = ballot.get_by_role("button", name="Vote")
    vote.click()
    expect(vote).to_have_attribute("aria-busy", "true")
    vote.click(force=True)
    expect(ballot.get_by_role("status").filter(has_text="did not answer in time")).to_be_visible()
    expect(vote).not_to_have_attribute("aria-busy", "true")
    assert [row["name"] for row in sandbox.traffic(before) if "vote by office" in row["summary"]] == ["interactive"]


def test_what_cannot_be_undone_is_asked_first(ballot: Page, clerk: Clerk):
    withdraw = ballot.get_by_role("button", name="Withdraw")
    withdraw.click()
    question = ballot.get_by_role("alertdialog", name="Withdraw it?")
    expect(question).to_contain_text("The proposal is closed.")
    expect(question.get_by_role("button", name="Keep it")).to_be_focused()
    ballot.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(withdraw).to_be_focused()
    withdraw.click()
    question.get_by_role("button", name="Keep it").click()
    assert clerk.actions() == []
    withdraw.click()
    question.get_by_role("button", name="Withdraw").click()
    assert the_action(clerk)["action_id"] == "withdraw"


def test_an_overflow_menu_is_worked_from_the_keyboard(ballot: Page, clerk: Clerk):
    more = ballot.get_by_role("button", name="More actions")
    more.press("Enter")
    expect(ballot.get_by_role("menuitem", name="Later")).to_be_focused()
    ballot.keyboard.press("Escape")
    expect(more).to_be_focused()
    more.press("Enter")
    expect(ballot.get_by_role("menuitem", name="Later")).to_be_focused()
    ballot.keyboard.press("ArrowDown")
    ballot.keyboard.press("Enter")
    assert the_action(clerk)["selected_option"]["value"] == "never"


def test_selects_filter_and_send_their_choice(ballot: Page, clerk: Clerk):
    pick = combobox(ballot, "Pick")
    pick.click()
    expect(ballot.get_by_role("option")).to_have_text(["Apples", "Pears"])
    pick.press_sequentially("pea")
    expect(ballot.get_by_role("option")).to_have_count(1)
    pick.press("Enter")
    assert the_action(clerk)["selected_option"]["value"] == "pears"
    expect(pick).to_have_value("Pears")
    assert clerk.seen[0]["state"]["values"]["ballot"]["pick"]["selected_option"]["value"] == "pears"
    clerk.seen.clear()
    person = combobox(ballot, "Hand over to")
    person.click()
    person.press_sequentially("unplanned")
    ballot.get_by_role("option", name="Unplanned Care SRO").click()
    assert the_action(clerk)["selected_user"] == SRO


def test_a_typed_date_is_sent_once_it_is_whole(ballot: Page, clerk: Clerk):
    day = ballot.get_by_label("Date", exact=True)
    day.focus()
    ballot.keyboard.type("11112018")
    assert clerk.actions() == []
    ballot.keyboard.press("Enter")
    assert the_action(clerk)["selected_date"] == "2018-11-11"


def test_the_home_is_published_for_the_reader_and_changes_in_place(tabs: Tabs, clerk: Clerk):
    page = tabs.open(DIRECTOR, GENERAL)
    page.get_by_role("link", name="Clerk home").click()
    home = page.get_by_role("region", name="Clerk home")
    expect(home).to_contain_text("Nothing waits for you.")
    home.get_by_role("button", name="Ask again").click()
    expect(home).to_contain_text("Asked again.")
    page.get_by_role("button", name="Messages").click()
    expect(page.get_by_role("textbox", name="Message Clerk")).to_be_visible()
    page.go_back()
    expect(home).to_be_visible()


def test_what_the_sandbox_cannot_draw_is_named(tabs: Tabs, sandbox: SandboxClient):
    blocks = [{"type": "image", "image_url": "https://example.org/map.png", "alt_text": "Heat map: 3 red, 5 amber"}]
    assert sandbox.api("chat.postMessage", channel=GENERAL, text="map", blocks=blocks)["ok"]
    page = tabs.open(OFFICE, GENERAL)
    expect(page.get_by_text("Picture: Heat map: 3 red, 5 amber")).to_be_visible()


def test_a_long_channel_is_drawn_from_its_end_and_further_on_request_or_by_a_link(tabs: Tabs, sandbox: SandboxClient):
    sandbox.say(OFFICE, GENERAL, "The decision.")
    root = sandbox.wait_for_message(OFFICE, GENERAL, "The decision.")
    for number in range(70):
        sandbox.say(OFFICE, GENERAL, f"Chatter {number}")
    link = sandbox.api("chat.getPermalink", channel=GENERAL, message_ts=root["ts"])["permalink"]
    sandbox.api("chat.postMessage", channel=GENERAL, text=f"See <{link}|the record>")
    page = tabs.open(OFFICE, GENERAL)
    earlier = page.get_by_role("button", name="Show earlier messages")
    sought = page.locator(f'[data-ts="{root["ts"]}"]')
    expect(page.get_by_text("Chatter 69")).to_be_in_viewport()
    expect(sought).to_have_count(0)
    page.get_by_role("link", name="the record").click()
    expect(sought).to_be_in_viewport()
    assert page.url.startswith(sandbox.url)
    page.reload()
    first = page.locator("[data-ts]").first
    expect(earlier).to_be_visible()
    before = first.get_attribute("data-ts")
    earlier.click()
    expect(sought).to_have_count(1)
    expect(page.locator(f'[data-ts="{before}"]')).to_be_in_viewport()
    expect(earlier).to_have_count(0)
