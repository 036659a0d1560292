from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.small_app import CARE, DIRECTOR, GENERAL, GUEST, OFFICE, OFFICE_ONLY, SRO, Clerk
from tests.support.browser import PHONE, WIDE, Tabs
from tests.support.sandbox import SandboxClient, until

pytestmark = pytest.mark.browser


def composer(page: Page, label: str = "Message #general"):
    return page.get_by_role("textbox", name=label)


def message(page: Page, text: str):
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=text)


def test_a_channel_is_shown_with_its_places_and_the_business_time_of_its_messages(tabs: Tabs, sandbox: SandboxClient):
    sandbox.say(OFFICE, GENERAL, "Papers are out.")
    page = tabs.open(DIRECTOR, GENERAL)
    places = page.get_by_role("navigation", name="Workspace")
    expect(places.get_by_role("link", name="general")).to_have_attribute("aria-current", "page")
    expect(places.get_by_role("link", name="office-only")).to_have_count(0)
    expect(page.get_by_role("heading", name="Fri 2 Nov 2018")).to_be_visible()
    expect(message(page, "Papers are out.")).to_contain_text(re.compile(r"Governance office.*08:5\d", re.DOTALL))
    expect(page).to_have_title("#general · Town partnership")


def test_what_one_person_types_reaches_another_at_once_and_stays_text(tabs: Tabs):
    writer, reader = tabs.open(OFFICE, GENERAL), tabs.open(DIRECTOR, GENERAL)
    composer(writer).fill("<img src=x onerror=alert(1)> & *bold*")
    composer(writer).press("Shift+Enter")
    composer(writer).press_sequentially("second line")
    composer(writer).press("Enter")
    arrived = message(reader, "second line")
    expect(arrived).to_contain_text("<img src=x onerror=alert(1)> & bold")
    expect(arrived.locator("img")).to_have_count(0)
    expect(arrived.locator("strong")).to_have_text("bold")
    expect(composer(writer)).to_have_value("")
    expect(reader.locator("[aria-live][aria-atomic]")).to_contain_text("Governance office: <img")


TEXTS = {
    "marks": ("*b* _i_ ~s~ `c*c*`", "<strong>b</strong> <em>i</em> <s>s</s> <code>c*c*</code>"),
    "marks inside words stay": ("a*b*c snake_case_name 2*3*4", "a*b*c snake_case_name 2*3*4"),
    "nested marks": ("*b _i_*", "<strong>b <em>i</em></strong>"),
    "entities once": ("&amp;lt; &lt;b&gt; &amp;", "&amp;lt; &lt;b&gt; &amp;"),
    "unsafe link": ("<javascript:alert(1)|press>", "<span>press</span>"),
    "person": (f"<@{DIRECTOR}>", '<span class="mention">@Planned Care director</span>'),
    "yourself": (f"<@{OFFICE}>", '<span class="mention mention-me">@Governance office</span>'),
    "everybody": ("<!channel>", '<span class="mention mention-me">@channel</span>'),
    "unknown emoji": (":nothing_like_it:", ":nothing_like_it:"),
    "unclosed": ("*open _and `on", "*open _and `on"),
}


def test_mrkdwn_is_drawn_as_nodes(tabs: Tabs, sandbox: SandboxClient):
    for text, _ in TEXTS.values():
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}]
        assert sandbox.api("chat.postMessage", channel=GENERAL, text="x", blocks=blocks)["ok"]
    drawn = tabs.open(OFFICE, GENERAL).locator(".section-words .mrkdwn > div")
    expect(drawn).to_have_count(len(TEXTS))
    assert dict(zip(TEXTS, drawn.evaluate_all("nodes => nodes.map(node => node.innerHTML)"), strict=True)) == {
        name: html for name, (_, html) in TEXTS.items()
    }


def test_blocks_of_text_links_and_dates_are_drawn(tabs: Tabs, sandbox: SandboxClient):
    text = (
        "&gt; quoted\n&gt; on\n```a *b*\n  c```\n<https://example.org/?a=1&amp;b=2|the notes> "
        "<!date^1541408400^{date_short_pretty} at {time}|never>"
    )
    sandbox.api("chat.postMessage", channel=GENERAL, text=text)
    page = tabs.open(OFFICE, GENERAL)
    expect(page.locator("blockquote")).to_have_text("quotedon")
    expect(page.locator("pre")).to_have_text("a *b*\n  c")
    link = page.get_by_role("link", name="the notes")
    expect(link).to_have_attribute("href", "https://example.org/?a=1&b=2")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(page.locator(".message-body time")).to_have_text("5 Nov 2018 at 09:00")


def test_commands_are_completed_and_answered_privately(tabs: Tabs, clerk: Clerk):
    page, other = tabs.open(OFFICE, GENERAL), tabs.open(DIRECTOR, GENERAL)
    composer(page).press_sequentially("/cl")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.first).to_have_attribute("aria-selected", "true")
    composer(page).press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    composer(page).press("ArrowUp")
    composer(page).press("Escape")
    expect(options).to_have_count(0)
    expect(composer(page)).to_have_value("/cl")
    composer(page).press_sequentially("e")
    composer(page).press("Tab")
    expect(composer(page)).to_have_value("/clerk ")
    composer(page).press_sequentially("whisper")
    composer(page).press("Enter")
    whisper = message(page, "Only you hear the clerk.")
    expect(whisper).to_contain_text("Only visible to you")
    expect(message(other, "Only you hear the clerk.")).to_have_count(0)
    whisper.get_by_role("button", name="Dismiss").click()
    expect(whisper).to_have_count(0)
    page.reload()
    expect(composer(page)).to_be_visible()
    expect(whisper).to_have_count(0)
    composer(page).fill("/nobody knows")
    composer(page).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="/nobody")).to_be_visible()
    expect(composer(page)).to_have_value("/nobody knows")


def test_a_thread_opens_beside_and_commands_are_refused_there(tabs: Tabs, sandbox: SandboxClient):
    sandbox.say(OFFICE, GENERAL, "Who takes PC11?")
    root = sandbox.wait_for_message(OFFICE, GENERAL, "Who takes PC11?")
    page = tabs.open(OFFICE, GENERAL)
    sandbox.say(DIRECTOR, GENERAL, "I do.", thread_ts=root["ts"])
    page.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_role("listitem").filter(has_text="I do.")).to_be_visible()
    field = thread.get_by_role("textbox", name="Reply in the thread")
    expect(field).to_be_focused()
    field.fill("/clerk form")
    field.press("Enter")
    expect(thread.get_by_role("alert")).to_contain_text("not supported in threads")
    expect(field).to_have_value("/clerk form")
    field.fill("Thank you.")
    field.press("Enter")
    expect(page.get_by_role("button", name="2 replies")).to_be_visible()
    expect(message(page, "Thank you.")).to_have_count(0)
    field.press("Escape")
    expect(thread).to_have_count(0)


def test_unread_channels_are_marked_until_they_are_read(tabs: Tabs, sandbox: SandboxClient):
    page = tabs.open(DIRECTOR, GENERAL)
    sandbox.say(OFFICE, CARE, "First.")
    sandbox.say(OFFICE, CARE, "Second.")
    link = page.get_by_role("navigation", name="Workspace").get_by_role("link", name="planned-care")
    expect(link).to_contain_text("2 unread")
    expect(page).to_have_title("(2) #general · Town partnership")
    link.click()
    expect(message(page, "Second.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=re.compile(r"^New$"))).to_be_visible()
    expect(link).not_to_contain_text("unread")
    until(lambda: all(not channel["unread"] for channel in sandbox.state(DIRECTOR)["channels"]), what="all read")


def test_the_first_administrator_acts_until_told_otherwise_and_another_sees_other_places(tabs: Tabs):
    page = tabs.open("", OFFICE_ONLY)
    assert f"as={OFFICE}" in page.url
    expect(page.get_by_role("heading", name="#office-only")).to_be_visible()
    page.get_by_role("button", name="Acting as Governance office").click()
    panel = page.get_by_role("dialog", name="Act as another person")
    for group, name in (("Town partnership", "Planned Care director"), ("Guests", "Independent adviser"),
                        ("Other organisations", "Visiting councillor")):  # fmt: skip
        expect(panel.get_by_role("region", name=group).get_by_role("link", name=name)).to_be_visible()
    page.keyboard.type("advis")
    expect(panel.get_by_role("link")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Acting as Independent adviser")).to_be_visible()
    expect(page.get_by_role("navigation", name="Workspace").get_by_role("link", name="office-only")).to_have_count(0)
    assert f"as={GUEST}" in page.url
    page.go_back()
    expect(page.get_by_role("heading", name="#office-only")).to_be_visible()
    assert f"as={OFFICE}" in page.url


def test_a_reader_who_is_not_in_the_channel_is_told_why_it_is_closed(tabs: Tabs, sandbox: SandboxClient):
    page = tabs.open(SRO, CARE)
    expect(page.get_by_text("without being in it")).to_be_visible()
    expect(composer(page, "Message #planned-care")).to_have_count(0)
    try:
        page.get_by_role("button", name="Join #planned-care").click()
        expect(composer(page, "Message #planned-care")).to_be_visible()
    finally:
        sandbox.change_channel(CARE, members=[OFFICE, DIRECTOR])
    sandbox.change_channel(GENERAL, is_archived=True)
    try:
        page.get_by_role("navigation", name="Workspace").get_by_role("link", name="general").click()
        expect(page.get_by_text("This channel is archived.")).to_be_visible()
    finally:
        sandbox.change_channel(GENERAL, is_archived=False)
    expect(composer(page)).to_be_visible()


def table(*rows: tuple[str, ...]) -> dict:
    return {
        "type": "table",
        "column_settings": [{"align": "right"}, {}, {"is_wrapped": True}],
        "rows": [[{"type": "raw_text", "text": text} for text in row] for row in rows],
    }


def test_a_table_fits_its_message_and_on_a_phone_each_row_is_a_card(tabs: Tabs, sandbox: SandboxClient):
    words = "Inherent score: likelihood 4 x severity 4 = 16, written as four by four. " * 3
    sandbox.api(
        "chat.postMessage", channel=GENERAL, text="t", blocks=[table(("Row", "Ref", "What"), ("5", "PC11", words))]
    )
    page = tabs.open(OFFICE, GENERAL)
    cells = page.get_by_role("cell")
    row, ref, what = (cells.nth(index).bounding_box() for index in range(3))
    frame = page.get_by_role("region", name="Table")
    assert frame.evaluate("it => it.scrollWidth - it.clientWidth") == 0
    assert row["width"] < 80
    assert ref["width"] < 100
    assert what["width"] > 300
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    expect(page.get_by_role("columnheader", name="What")).to_have_count(1)
    row, ref, what = (cells.nth(index).bounding_box() for index in range(3))
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    assert row["x"] == ref["x"] == what["x"]
    assert row["y"] < ref["y"] < what["y"]
    assert what["x"] + what["width"] <= PHONE[0]


def test_the_time_of_a_follow_on_message_is_said_once(tabs: Tabs, sandbox: SandboxClient):
    for words in ("First.", "Second."):
        sandbox.say(OFFICE, GENERAL, words)
    snapshot = message(tabs.open(DIRECTOR, GENERAL), "Second.").aria_snapshot()
    assert len(re.findall(r"\b\d\d:\d\d\b", snapshot)) == 1


def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_places_are_a_drawer(tabs: Tabs, sandbox: SandboxClient):
    rows = [[{"type": "raw_text", "text": "a long heading" * 3} for _ in range(6)] for _ in range(3)]
    sandbox.api("chat.postMessage", channel=GENERAL, text="t", blocks=[{"type": "table", "rows": rows}])
    sandbox.say(OFFICE, GENERAL, "w" * 300)
    page = tabs.open(DIRECTOR, GENERAL, size=PHONE)
    expect(message(page, "www")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    places = page.get_by_role("navigation", name="Workspace")
    expect(places).to_be_hidden()
    page.get_by_role("button", name="Show the channels").click()
    expect(places.get_by_role("link", name="Clerk home")).to_be_focused()
    places.get_by_role("link", name="planned-care").click()
    expect(page.get_by_role("heading", name="#planned-care")).to_be_visible()
    expect(places).to_be_hidden()
