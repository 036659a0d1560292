from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NOW
from tests.browser.small_app import DIRECTOR, GENERAL, MANIFEST, OFFICE, WORKSPACE, Clerk
from tests.support.browser import Tabs
from tests.support.sandbox import SandboxClient, SandboxProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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
def page(browser: Browser, own: SandboxClient) -> Iterator[Page]:
    tabs = Tabs(browser, own.url)
    try:
        yield tabs.open(OFFICE, GENERAL)
    finally:
        tabs.close()


def open_clock(page: Page) -> Locator:
    page.get_by_role("button", name="Time machine").click()
    return page.get_by_role("dialog", name="Time machine")


def test_a_working_day_after_friday_is_monday_at_the_same_time(page: Page, own: SandboxClient):
    panel = open_clock(page)
    expect(panel).to_contain_text("Fri 2 Nov 2018, 08:5")
    panel.get_by_role("button", name="+1 working day").click()
    expect(panel).to_contain_text("Mon 5 Nov 2018, 08:5")
    assert own.clock()["now"].startswith("2018-11-05T08:5")


def test_days_keep_london_time_over_the_end_of_summer_time(page: Page, own: SandboxClient):
    panel = open_clock(page)
    panel.get_by_label("Go to date and time").fill("2019-03-30T10:00")
    panel.get_by_role("button", name="Go", exact=True).click()
    expect(panel).to_contain_text("Sat 30 Mar 2019, 10:00")
    panel.get_by_role("button", name="+1 day").click()
    expect(panel).to_contain_text("Sun 31 Mar 2019, 10:00")
    assert own.clock()["now"].startswith("2019-03-31T09:00")


def test_time_does_not_go_back(page: Page):
    panel = open_clock(page)
    field = panel.get_by_label("Go to date and time")
    field.fill("2018-10-01T09:00")
    panel.get_by_role("button", name="Go", exact=True).click()
    expect(panel.get_by_role("alert")).to_contain_text("only goes forward")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("2018-10-01T09:00")


def test_a_jump_is_caught_up_with_and_reported(page: Page, own: SandboxClient):
    clerk = Clerk(own)
    try:
        panel = open_clock(page)
        panel.get_by_role("button", name="+1 hour").click()
        expect(panel).to_contain_text("Catching up…")
        report = [{"at": "2018-11-02T09:00:00+00:00", "tick": "remind", "summary": "Reminded three leads"}]
        own.settle(own.clock()["version"], report)
        expect(panel).to_contain_text("One thing happened in between")
        expect(panel.get_by_role("listitem")).to_contain_text("Reminded three leads")
        expect(panel).not_to_contain_text("Catching up…")
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Time machine")).to_be_focused()
    finally:
        clerk.close()


def test_a_message_carries_the_business_time_of_its_posting(page: Page, own: SandboxClient):
    own.set_clock("2018-12-06T14:05:00+00:00")
    own.say(DIRECTOR, GENERAL, "Later.")
    expect(page.get_by_role("heading", name="Today, Thu 6 Dec 2018")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Later.")).to_contain_text("14:05")


def test_the_reader_is_told_while_the_app_is_away(page: Page, own: SandboxClient):
    banner = page.get_by_role("status").filter(has_text="Clerk isn't connected")
    expect(banner).to_be_visible()
    clerk = Clerk(own)
    try:
        expect(banner).to_have_count(0)
    finally:
        clerk.close()
    expect(banner).to_be_visible()


def test_a_lost_sandbox_is_found_again_and_what_was_missed_is_shown(
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
    expect(box).to_have_value("Half a sentence")
    process.start(port)
    own.say(DIRECTOR, GENERAL, "Said while you were away.")
    expect(page.get_by_text("Said while you were away.")).to_be_visible()
    expect(banner).to_have_count(0)
    expect(box).to_have_value("Half a sentence")
