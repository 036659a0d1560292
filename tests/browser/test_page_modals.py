from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.small_app import DIRECTOR, GENERAL, OFFICE, SRO, Clerk
from tests.support.browser import PHONE, Tabs
from tests.support.sandbox import SandboxClient, until

pytestmark = pytest.mark.browser


def open_form(page: Page) -> Locator:
    box = page.get_by_role("textbox", name="Message #general")
    box.fill("/clerk form")
    box.press("Enter")
    modal = page.get_by_role("dialog", name="Update PC11")
    expect(modal).to_be_visible()
    return modal


@pytest.fixture
def page(tabs: Tabs, clerk: Clerk) -> Page:
    return tabs.open(OFFICE, GENERAL)


@pytest.fixture
def modal(page: Page) -> Locator:
    return open_form(page)


def note_of(modal: Locator) -> Locator:
    return modal.get_by_role("textbox", name="What has changed")


def described(field: Locator) -> str:
    ids = (field.get_attribute("aria-describedby") or "").split()
    return " ".join(field.page.locator(f"#{name}").inner_text() for name in ids)


def test_the_first_field_has_focus_and_its_hint(modal: Locator):
    expect(note_of(modal)).to_be_focused()
    assert described(note_of(modal)) == "For the board"


def test_what_is_submitted_reaches_the_app_in_full(modal: Locator, page: Page, clerk: Clerk):
    note_of(modal).fill("Worse.")
    modal.get_by_role("textbox", name="Score").fill("20")
    stream = modal.get_by_role("combobox", name="Workstream")
    stream.click()
    expect(page.get_by_role("group", name="Enablers")).to_be_visible()
    stream.press_sequentially("digi")
    stream.press("Enter")
    leads = modal.get_by_role("combobox", name="Leads")
    leads.click()
    leads.press_sequentially("unplanned")
    leads.press("Enter")
    leads.press("Escape")
    modal.get_by_role("button", name="Remove Planned Care director").click()
    modal.get_by_role("radio", name="Rising").check()
    modal.get_by_role("button", name="Save").click()
    expect(modal).to_have_count(0)
    expect(page.get_by_role("textbox", name="Message #general")).to_be_focused()
    values = until(lambda: clerk.seen)[0]["view"]["state"]["values"]
    assert values["note"]["v"]["value"] == "Worse."
    assert values["score"]["v"]["value"] == "20"
    assert values["stream"]["v"]["selected_option"]["value"] == "digital"
    assert values["leads"]["v"]["selected_users"] == [SRO]
    assert values["way"]["v"]["selected_option"]["value"] == "rising"


def test_empty_required_fields_are_refused_without_asking_the_app(modal: Locator, clerk: Clerk):
    modal.get_by_role("textbox", name="Score").fill("20")
    modal.get_by_role("button", name="Save").click()
    expect(note_of(modal)).to_be_focused()
    expect(note_of(modal)).to_have_attribute("aria-invalid", "true")
    assert "required" in described(note_of(modal))
    expect(modal.get_by_role("textbox", name="Score")).not_to_have_attribute("aria-invalid", "true")
    assert clerk.seen == []


def test_the_apps_errors_stand_under_their_fields_and_what_was_typed_is_kept(modal: Locator):
    note_of(modal).fill("wrong")
    score = modal.get_by_role("textbox", name="Score")
    score.fill("20")
    modal.get_by_role("button", name="Save").click()
    expect(score).to_be_focused()
    assert "Residual (20) is above inherent (16)." in described(score)
    expect(note_of(modal)).to_have_value("wrong")
    expect(score).to_have_value("20")


def test_when_the_app_fails_the_modal_stays_with_what_was_typed(modal: Locator, sandbox: SandboxClient):
    sandbox.faults({"method": "interactive", "kind": "drop_before"})
    note_of(modal).fill("Worse.")
    modal.get_by_role("textbox", name="Score").fill("20")
    modal.get_by_role("button", name="Save").click()
    expect(modal.get_by_role("alert").filter(has_text="trouble")).to_be_visible()
    expect(note_of(modal)).to_have_value("Worse.")
    modal.get_by_role("button", name="Save").click()
    expect(modal).to_have_count(0)


def test_a_second_page_lies_on_the_first_and_back_finds_it_as_it_was(modal: Locator, page: Page):
    note_of(modal).fill("more")
    modal.get_by_role("textbox", name="Score").fill("12")
    modal.get_by_role("button", name="Save").click()
    second = page.get_by_role("dialog", name="Second page")
    expect(note_of(second)).to_be_focused()
    expect(note_of(second)).to_have_value("")
    second.get_by_role("button", name="Back").click()
    expect(note_of(modal)).to_have_value("more")
    expect(modal.get_by_role("textbox", name="Score")).to_have_value("12")
    modal.get_by_role("button", name="Save").click()
    second.get_by_role("button", name="Close all").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_escape_closes_and_the_app_hears_of_it(modal: Locator, page: Page, clerk: Clerk):
    page.keyboard.press("Escape")
    expect(modal).to_have_count(0)
    assert until(lambda: clerk.seen)[0]["type"] == "view_closed"


def test_escape_in_an_open_list_closes_only_the_list(modal: Locator, page: Page):
    modal.get_by_role("combobox", name="Workstream").click()
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(modal).to_be_visible()


def test_the_keyboard_stays_inside(modal: Locator, page: Page):
    outside = "!document.activeElement.closest('dialog') && document.activeElement !== document.body"
    seen = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        assert not page.evaluate(outside)
        seen.add(page.evaluate("document.activeElement.getAttribute('type')"))
    assert "submit" in seen


def test_an_open_modal_outlives_a_reload_and_is_nobody_elses(modal: Locator, page: Page, tabs: Tabs):
    page.reload()
    expect(modal).to_be_visible()
    other = tabs.open(DIRECTOR, GENERAL)
    expect(other.get_by_role("textbox", name="Message #general")).to_be_visible()
    expect(other.get_by_role("dialog")).to_have_count(0)


def test_on_a_phone_the_modal_fits_and_its_submit_button_is_in_sight(tabs: Tabs, clerk: Clerk):
    page = tabs.open(OFFICE, GENERAL, size=PHONE)
    modal = open_form(page)
    box = modal.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
    expect(modal.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
