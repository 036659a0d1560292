from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NOW
from tests.browser.small_app import DIRECTOR, GENERAL, MANIFEST, OFFICE, WORKSPACE, Clerk
from tests.support.browser import Pool, Tabs
from tests.support.sandbox import SandboxClient, SandboxProcess

pytestmark = pytest.mark.browser


@pytest.fixture
def process(tmp_path: Path) -> Iterator[SandboxProcess]:
    started = SandboxProcess(tmp_path, WORKSPACE, MANIFEST, now=NOW)
    started.start()
    try:
        yield started
    finally:
        started.stop()


@pytest.fixture
def own(process: SandboxProcess) -> Iterator[SandboxClient]:
    client = SandboxClient(process.url)
    try:
        yield client
    finally:
        client.close_client()


@pytest.fixture
def page(pool: Pool, own: SandboxClient) -> Iterator[Page]:
    tabs = Tabs(pool, own.url)
    try:
        yield tabs.open(OFFICE, GENERAL)
    finally:
        tabs.close()


def test_the_time_machine_moves_forward_by_working_days_and_over_clock_changes(page: Page, own: SandboxClient):
    page.get_by_role("button", name="Time machine").click()
    panel = page.get_by_role("dialog", name="Time machine")
    field = panel.get_by_label("Go to date and time")
    expect(panel).to_contain_text("Fri 2 Nov 2018, 08:5")
    panel.get_by_role("button", name="+1 working day").click()
    expect(panel).to_contain_text("Mon 5 Nov 2018, 08:5")
    assert own.clock()["now"].startswith("2018-11-05T08:5")
    field.fill("2018-10-01T09:00")
    panel.get_by_role("button", name="Go", exact=True).click()
    expect(panel.get_by_role("alert")).to_contain_text("only goes forward")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("2018-10-01T09:00")
    field.fill("2019-03-30T10:00")
    panel.get_by_role("button", name="Go", exact=True).click()
    expect(panel).to_contain_text("Sat 30 Mar 2019, 10:00")
    panel.get_by_role("button", name="+1 day").click()
    expect(panel).to_contain_text("Sun 31 Mar 2019, 10:00")
    assert own.clock()["now"].startswith("2019-03-31T09:00")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Time machine")).to_be_focused()
    own.say(DIRECTOR, GENERAL, "Later.")
    expect(page.get_by_role("heading", name="Today, Sun 31 Mar 2019")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Later.")).to_contain_text("10:0")


def test_an_app_that_comes_and_goes_is_told_of_and_its_catching_up_is_reported(page: Page, own: SandboxClient):
    banner = page.get_by_role("status").filter(has_text="Clerk isn't connected")
    expect(banner).to_be_visible()
    clerk = Clerk(own)
    try:
        expect(banner).to_have_count(0)
        page.get_by_role("button", name="Time machine").click()
        panel = page.get_by_role("dialog", name="Time machine")
        panel.get_by_role("button", name="+1 hour").click()
        expect(panel).to_contain_text("Catching up…")
        report = [{"at": "2018-11-02T09:00:00+00:00", "tick": "remind", "summary": "Reminded three leads"}]
        own.settle(own.clock()["version"], report)
        expect(panel).to_contain_text("One thing happened in between")
        expect(panel.get_by_role("listitem")).to_contain_text("Reminded three leads")
        expect(panel).not_to_contain_text("Catching up…")
        panel.get_by_role("button", name="+1 day").click()
        expect(panel).to_contain_text("Catching up…")
        chores = [
            {"at": f"2018-11-02T{hour}:00:00+00:00", "tick": tick, "summary": f"{tick} done"}
            for hour in range(10, 20)
            for tick in ("audit", "tidy")
        ]
        own.settle(own.clock()["version"], [*chores, *report])
        expect(panel).to_contain_text("21 things happened in between")
        lines = panel.get_by_role("listitem")
        expect(lines).to_have_count(3)
        expect(lines.first).to_contain_text(re.compile(r"10:00.*audit done · 10 times, last at 19:00", re.DOTALL))
    finally:
        clerk.close()
    expect(banner).to_be_visible()


def open_form(page: Page, note: str) -> Locator:
    page.get_by_role("textbox", name="Message #general").fill("/clerk form")
    page.get_by_role("textbox", name="Message #general").press("Enter")
    form = page.get_by_role("dialog", name="Update PC11")
    form.get_by_role("textbox", name="What has changed").fill(note)
    form.get_by_role("textbox", name="Score").fill("12")
    return form


def test_words_are_offered_back_when_a_restart_closed_their_form_and_only_then(
    page: Page, process: SandboxProcess, own: SandboxClient
):
    port = urlsplit(process.url).port
    other = page.context.new_page()
    other.goto(page.url)
    clerk = Clerk(own)
    open_form(page, "Worse.")
    open_form(other, "say so").get_by_role("button", name="Save").click()
    expect(other.get_by_role("dialog", name="Saved")).to_be_visible()
    clerk.close()
    process.stop()
    process.start(port)
    for tab in (page, other):
        tab.evaluate("window.dispatchEvent(new Event('online'))")
    expect(other.get_by_role("status").filter(has_text="Back in touch")).to_be_visible()
    expect(other.get_by_role("dialog")).to_have_count(0)
    expect(other.get_by_role("button", name="Copy what you had written")).to_have_count(0)
    other.close()
    offer = page.get_by_role("button", name="Copy what you had written")
    expect(offer).to_be_visible()
    clerk = Clerk(own)
    open_form(page, "")
    expect(offer).to_have_count(0)
    clerk.close()


def test_a_restarted_sandbox_is_found_again_and_nothing_typed_is_lost(
    page: Page, process: SandboxProcess, own: SandboxClient
):
    banner = page.get_by_role("status").filter(has_text="lost touch with the sandbox")
    port = urlsplit(process.url).port
    box = page.get_by_role("textbox", name="Message #general")
    box.fill("Half a sentence")
    process.stop()
    expect(banner).to_be_visible()
    box.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="didn't answer")).to_be_visible()
    process.start(port)
    own.say(DIRECTOR, GENERAL, "Said while you were away.")
    expect(page.get_by_text("Said while you were away.", exact=True)).to_be_visible()
    expect(banner).to_have_count(0)
    expect(page.get_by_role("alert").filter(has_text="didn't answer")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Back in touch")).to_be_visible()
    expect(box).to_have_value("Half a sentence")
    page.reload()
    expect(box).to_have_value("Half a sentence")
