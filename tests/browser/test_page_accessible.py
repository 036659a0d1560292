"""Every surface of the page, light and dark, looked at by axe-core; and none makes the page itself scroll."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.small_app import GENERAL, OFFICE, SRO, Clerk, ballot
from tests.support.browser import PHONE, WIDE, Tabs
from tests.support.sandbox import SandboxClient

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async (rules) => {
    const only = rules.length ? {runOnly: {type: "rule", values: rules}} : {};
    const {violations} = await axe.run(document, {resultTypes: ["violations"], ...only});
    return violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
}"""


def look(page: Page, surface: str) -> list[str]:
    """Return what is wrong with the page as it stands, in light and in dark colours."""
    found = page.evaluate(RUN, [])
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += page.evaluate(RUN, ["color-contrast"])
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    spare = page.evaluate("document.scrollingElement.scrollHeight - innerHeight")
    found += [f"the page is {spare} px too tall"] if spare > 0 else []
    return [f"{surface}: {problem}" for problem in found]


def fill(sandbox: SandboxClient) -> None:
    sandbox.api("chat.postMessage", channel=GENERAL, text="A ballot", blocks=ballot(0))
    rows = [[{"type": "raw_text", "text": text} for text in line] for line in (("Risk", "Score"), ("PC11", "20"))]
    sandbox.api("chat.postMessage", channel=GENERAL, text="t", blocks=[{"type": "table", "rows": rows}])
    sandbox.say(OFFICE, GENERAL, f"<@{SRO}> *must* read `PC11` at https://example.org")
    root = sandbox.messages(OFFICE, GENERAL)[-1]
    sandbox.say(SRO, GENERAL, "I have.", thread_ts=root["ts"])
    sandbox.api("chat.postEphemeral", channel=GENERAL, user=OFFICE, text="Only you see this.")


def in_the_conversation(page: Page) -> list[str]:
    main = page.get_by_role("main")
    main.locator("input[type=file]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    page.get_by_role("textbox", name="Message #general").press("Enter")
    expect(page.get_by_role("link", name="Download a.txt")).to_be_visible()
    tools = page.get_by_role("toolbar", name="Message of Governance office").last
    tools.get_by_role("button", name="Add a reaction").click()
    found = look(page, "emoji picker")
    page.keyboard.type("eyes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="eyes: you")).to_be_visible()
    tools.get_by_role("button", name="More on this message").click()
    found += look(page, "message menu")
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Message #general").fill("/")
    page.get_by_role("option").first.wait_for()
    found += look(page, "completion")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="1 reply").click()
    return found


def in_the_inspector(page: Page, sandbox: SandboxClient) -> list[str]:
    for _ in range(40):
        sandbox.api("auth.test")
    page.get_by_role("button", name="Inspector", exact=True).click()
    first = page.get_by_role("region", name="Traffic").get_by_role("button").first
    first.wait_for()
    sandbox.faults({"method": "views.open", "kind": "ratelimited"})
    page.get_by_text("A fault is on order").wait_for()
    found = look(page, "thread and traffic")
    first.click()
    page.get_by_role("region", name="Request").wait_for()
    found += look(page, "one exchange")
    page.get_by_role("tab", name="Faults").click()
    found += look(page, "faults")
    sandbox.faults()
    page.get_by_role("button", name="Close the inspector").click()
    page.get_by_role("button", name="Close the thread").click()
    return found


def in_dialogs(page: Page) -> list[str]:
    page.get_by_role("textbox", name="Message #general").fill("/clerk inputs")
    page.get_by_role("textbox", name="Message #general").press("Enter")
    modal = page.get_by_role("dialog", name="Every input")
    modal.get_by_role("button", name="Save").click()
    expect(modal.get_by_role("combobox", name="Find a risk")).to_have_attribute("aria-invalid", "true")
    found = look(page, "modal with errors")
    page.keyboard.press("Escape")
    expect(modal).to_have_count(0)
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Run a step…").click()
    page.get_by_role("dialog", name="Run a step").wait_for()
    found += look(page, "workflow steps")
    page.keyboard.press("Escape")
    return found


def test_axe_finds_nothing_on_any_surface(tabs: Tabs, sandbox: SandboxClient, clerk: Clerk):
    fill(sandbox)
    page = tabs.open(OFFICE, GENERAL)
    page.evaluate(AXE)
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<button id=bad></button>')")
    assert look(page, "a planted fault") == ['a planted fault: button-name: <button id="bad"></button>']
    page.evaluate("document.getElementById('bad').remove()")
    found = in_the_conversation(page) + in_the_inspector(page, sandbox) + in_dialogs(page)
    page.get_by_role("button", name="Acting as").click()
    found += look(page, "act as")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Clerk home").click()
    page.get_by_role("button", name="Time machine").click()
    found += look(page, "home and time machine")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.get_by_role("button", name="Show the channels").click()
    found += look(page, "drawer on a phone")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Inspector", exact=True).click()
    found += look(page, "inspector on a phone")
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    assert found == []
