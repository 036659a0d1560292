from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.small_app import DIRECTOR, GENERAL, OFFICE, SRO, Clerk
from tests.support.browser import PHONE, WIDE, Tabs
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


ASKED_BEFORE_ANYTHING_SHOWS = 2


def test_a_list_of_forms_that_was_slow_to_come_does_not_close_one_opened_since(page: Page):
    asked, held = [], []

    def hold(route: Route) -> None:
        asked.append(route)
        if len(asked) <= ASKED_BEFORE_ANYTHING_SHOWS:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route("**/page/views*", hold)
    page.reload()
    expect(page.get_by_role("textbox", name="Message #general")).to_be_visible()
    modal = open_form(page)
    [(route, answer)] = held
    with page.expect_response("**/page/views*"):
        route.fulfill(response=answer)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(modal).to_be_visible()
    page.unroute("**/page/views*")


def test_what_is_submitted_reaches_the_app_in_full(modal: Locator, page: Page, clerk: Clerk):
    expect(note_of(modal)).to_be_focused()
    assert described(note_of(modal)) == "For the board"
    note_of(modal).fill("Worse.")
    modal.get_by_role("textbox", name="Score").fill("20")
    stream = modal.get_by_role("combobox", name="Workstream")
    stream.click()
    expect(page.get_by_role("group", name="Enablers")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
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


def test_what_is_wrong_stands_under_its_field_and_what_was_typed_is_kept(
    modal: Locator, clerk: Clerk, sandbox: SandboxClient
):
    note, score = note_of(modal), modal.get_by_role("textbox", name="Score")
    score.fill("20")
    modal.get_by_role("button", name="Save").click()
    expect(note).to_be_focused()
    expect(note).to_have_attribute("aria-invalid", "true")
    assert "required" in described(note)
    expect(score).not_to_have_attribute("aria-invalid", "true")
    assert clerk.seen == []
    note.fill("wrong")
    modal.get_by_role("button", name="Save").click()
    expect(score).to_be_focused()
    assert "Residual (20) is above inherent (16)." in described(score)
    expect(note).to_have_value("wrong")
    expect(score).to_have_value("20")
    note.fill("Worse.")
    sandbox.faults({"method": "interactive", "kind": "drop_before"})
    modal.get_by_role("button", name="Save").click()
    expect(modal.get_by_role("alert").filter(has_text="trouble")).to_be_visible()
    expect(note).to_have_value("Worse.")
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
    question = page.get_by_role("alertdialog", name="Discard what you typed?")
    question.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_keyboard_stays_inside_and_escape_closes_with_a_word_to_the_app(modal: Locator, page: Page, clerk: Clerk):
    outside = "!document.activeElement.closest('dialog') && document.activeElement !== document.body"
    seen = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        assert not page.evaluate(outside)
        seen.add(page.evaluate("document.activeElement.getAttribute('type')"))
    assert "submit" in seen
    page.keyboard.press("Escape")
    expect(modal).to_have_count(0)
    assert until(lambda: clerk.seen)[0]["type"] == "view_closed"


def test_what_was_typed_is_not_discarded_unasked(modal: Locator, page: Page):
    expect(modal.get_by_role("button", name="Close")).to_have_accessible_name("Close this form")
    note_of(modal).fill("Worse.")
    question = page.get_by_role("alertdialog", name="Discard what you typed?")
    for leave in (lambda: page.keyboard.press("Escape"), modal.get_by_role("button", name="Close this form").click):
        leave()
        expect(question.get_by_role("button", name="Go on with the form")).to_be_focused()
        page.keyboard.press("Escape")
        expect(question).to_have_count(0)
        expect(note_of(modal)).to_have_value("Worse.")
    note_of(modal).fill("")
    page.keyboard.press("Escape")
    expect(modal).to_have_count(0)


def test_a_form_belongs_to_the_window_that_opened_it(modal: Locator, page: Page, tabs: Tabs):
    note_of(modal).fill("Worse.")
    other = tabs.open(OFFICE, GENERAL)
    expect(other.get_by_role("dialog")).to_have_count(0)
    theirs = open_form(other)
    expect(note_of(theirs)).to_have_value("")
    other.keyboard.press("Escape")
    expect(theirs).to_have_count(0)
    expect(note_of(modal)).to_have_value("Worse.")
    note_of(modal).fill("say so")
    modal.get_by_role("textbox", name="Score").fill("12")
    modal.get_by_role("button", name="Save").click()
    saved = page.get_by_role("dialog", name="Saved")
    expect(saved).to_be_visible()
    expect(other.get_by_role("dialog")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("textbox", name="Message #general")).to_be_visible()
    expect(saved).to_have_count(0)


def test_an_open_modal_outlives_a_reload_is_nobody_elses_and_fits_a_phone(modal: Locator, page: Page, tabs: Tabs):
    page.reload()
    expect(modal).to_be_visible()
    other = tabs.open(DIRECTOR, GENERAL)
    expect(other.get_by_role("textbox", name="Message #general")).to_be_visible()
    expect(other.get_by_role("dialog")).to_have_count(0)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    box = modal.bounding_box()
    expect(modal.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
