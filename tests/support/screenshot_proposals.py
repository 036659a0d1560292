"""A proposal from its form to the record of its decision, in the order in which the days come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scenarios.people import MANAGER, words
from tests.support.route_cast import BEDS_AUTHOR, IT_AUTHOR, Cast, beds_costs, drafts, it_costs, it_totals, option
from tests.support.sandbox import Json, until
from tests.support.screenshot_studio import SHEET, Scene, Studio, pdf_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

AUTHOR, ADULTS, UC_DIRECTOR, HOSPITAL = "U0DISCHARGE", "U0ADULTDIRECTOR", "U0UCDIRECTOR", "U0HOSPITALOPS"
AUTHOR_OF_MANY = "U0PROGMANAGER"
CHAIR, FINANCE, LAY = "U0HACKNEYHEALTH", "U0HACKNEYFIN", "U0CCGLAY"
DSG, BOARD, OFFICE, GENERAL = "C0DSG", "C0ICBH", "C0OFFICE", "C0GENERAL"
FORM_SIZE = (1280, 1000)
BEDS = "Discharge to assess: five beds"
OTHERS = (
    ("U0HACKNEYDIR", "BCFP"),
    ("U0CCGCFO", "BCFP"),
    ("U0HACKNEYCFO", "BCFP"),
    (ADULTS, "BCFP"),
    (UC_DIRECTOR, "BCFP"),
    ("U0PCSRO", "PCLG"),
    ("U0PCDIRECTOR", "PCLG"),
    (ADULTS, "PCLG"),
    ("U0CANCERLEAD", "PCLG"),
)


def form(studio: Studio) -> bytes:
    """Begin a proposal: what stands in its first step is saved with it."""
    page = studio.tabs.open(AUTHOR, GENERAL, size=FORM_SIZE)
    _type(page, "/proposal new BCF")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    facts = studio.person(AUTHOR, GENERAL).form()
    dialog.get_by_label("Title").fill("Discharge to assess: five beds for the winter")
    dialog.get_by_label("Summary").fill(
        "Five beds in a nursing home for 26 weeks, so that people who are well enough to leave hospital can be "
        "assessed for their long-term care outside it."
    )
    picture = _whole(page)
    studio.sandbox.close(AUTHOR, facts)
    return picture


def vote_card(studio: Studio) -> bytes:
    """Write and submit it, and have two of three vote on it."""
    cast = Cast(studio.sandbox)
    drafts(BEDS_AUTHOR, 0, {"sponsor": "Unplanned Care SRO"})(cast)
    beds_costs(cast)
    author = studio.person(AUTHOR, GENERAL)
    author.saves(author.opens("/proposal submit P-1"), {"why": "Agreed with the hospital"})
    card = _card(studio, ADULTS, DSG, BEDS)
    studio.person(ADULTS, DSG).asks(card, "Endorse")
    studio.person(UC_DIRECTOR, DSG).types("/proposal vote P-1 endorse subject to weekly figures from the hospital")
    _card(studio, ADULTS, DSG, "2 of 3 have voted")
    return studio.message(ADULTS, DSG, BEDS)


def thread(studio: Studio) -> bytes:
    """Ask in the thread, and answer."""
    root = _card(studio, ADULTS, DSG, BEDS)["ts"]
    studio.sandbox.say(UC_DIRECTOR, DSG, "<@U0CONVENOR> Who pays when a bed stays empty?", root)
    studio.sandbox.wait_for_message(UC_DIRECTOR, DSG, "The author is asked", thread_ts=root)
    studio.sandbox.say(ADULTS, DSG, "The last contract had a clause for that.", root)
    author = studio.person(AUTHOR, GENERAL)
    author.saves(author.opens("/proposal answer P-1"), {"words": "We pay for the bed-week, used or not."})
    studio.sandbox.wait_for_message(UC_DIRECTOR, DSG, "used or not", thread_ts=root)
    page = studio.tabs.open(ADULTS, DSG, size=SHEET)
    page.get_by_role("main").locator("li.message", has_text=BEDS).last.locator("button.replies").click()
    replies = page.get_by_role("complementary").locator("li.message")
    replies.nth(4).wait_for()
    page.mouse.move(0, 0)
    first, last = replies.nth(1).bounding_box(), replies.last.bounding_box()
    assert first is not None
    assert last is not None
    height = last["y"] + last["height"] - first["y"]
    return page.screenshot(
        clip={"x": first["x"], "y": first["y"], "width": first["width"], "height": height},
        animations="disabled",
        caret="hide",
    )


def route(studio: Studio) -> bytes:
    """Send it on through the groups, and show where it is."""
    studio.person(HOSPITAL, DSG).types("/proposal vote P-1 endorse")
    for user, board in OTHERS:
        until(lambda b=board: _board_is_asked(studio, b), what=f"P-1 before {board}")  # type: ignore[misc]
        studio.person(user, GENERAL).types("/proposal vote P-1 endorse")
    studio.person(AUTHOR, GENERAL).types("/proposal route P-1")
    return studio.message(AUTHOR, GENERAL, "Route: Better Care Fund")


def _board_is_asked(studio: Studio, board: str) -> bool:
    """Return whether P-1 lies before a board."""
    channel = f"C0{board}"
    return any(BEDS in words(one) for one in studio.person(MANAGER, channel).reads(channel))


def meeting_card(studio: Studio) -> bytes:
    """Show what a board that decides at its meeting sees, with a question."""
    studio.person(FINANCE, BOARD).types("/proposal ask P-1 Who pays for the beds after March?")
    _card(studio, LAY, BOARD, "1 question")
    return studio.message(LAY, BOARD, BEDS)


def ruling(studio: Studio) -> bytes:
    """Show the chair the interest that was found, as the form of the ruling has it."""
    direct = f"D{CHAIR[1:]}"
    page = studio.tabs.open(CHAIR, direct, size=(1280, 900))
    page.get_by_role("button", name="Rule").last.click()
    page.get_by_role("dialog").wait_for()
    return _whole(page)


def stub(studio: Studio) -> bytes:
    """Rule that the member leaves: the channel's card goes blank."""
    chair = studio.person(CHAIR, GENERAL)
    chair.saves(
        chair.form(), {"ruling": "leave", "reason": "Of the same household as a patient of the wards concerned"}
    )
    _card(studio, LAY, BOARD, "takes no part")
    return studio.message(LAY, BOARD, "takes no part")


def cover(studio: Studio) -> bytes | None:
    """Make the paper for the board."""
    studio.person(MANAGER, OFFICE).types("/proposal paper P-1 ICB-H")
    content = studio.file(MANAGER, f"D{MANAGER[1:]}", "*.pdf")
    return pdf_page(content, BEDS)


def record(studio: Studio) -> bytes:
    """Record what the meeting decided, and show the record."""
    studio.goes_to("2018-11-16T17:00:00+00:00")
    manager = studio.person(MANAGER, OFFICE)
    asked = manager.opens("/proposal decide P-1 ICB-H")
    there = {block["block_id"]: block for block in asked["blocks"] if block["type"] == "input"}
    present = (
        "Hackney cabinet member for health",
        "Hackney cabinet member for finance",
        "CCG chair (a GP)",
        "CCG managing director",
        "CCG lay member",
    )
    manager.saves(
        asked,
        {
            "present": [option(there["present"], name) for name in present],
            "presided": option(there["presided"], present[0]),
            "proposer": option(there["proposer"], present[1]),
            "seconder": option(there["seconder"], present[2]),
            "count": "Hackney Council: 2 for, 0 against\nClinical commissioning group: 3 for, 0 against",
            "conditions": "The two chief finance officers find it worth the money; owner: CCG chief finance officer; "
            "by: 14 Dec 2018; before; falls",
            "milestones": "Open the five beds; owner: Integrated discharge manager; by: 26 Nov 2018",
            "words": "APPROVED, subject to scrutiny of value for money by the two chief finance officers",
        },
    )
    manager.types("/proposal decision ICB-H-2018-1")
    return studio.message(MANAGER, OFFICE, "ICB-H-2018-1")


def fund(studio: Studio) -> bytes:
    """Show how the fund stands."""
    studio.person(MANAGER, OFFICE).types("/proposal fund BCF")
    return studio.message(MANAGER, OFFICE, "Better Care Fund")


def sums(studio: Studio) -> bytes:
    """Write a proposal with many lines of costs and printed totals: its card says what does not add up."""
    cast = Cast(studio.sandbox)
    drafts(IT_AUTHOR, 1, {"sponsor": "Programme director"})(cast)
    it_costs(cast)
    it_totals(cast)
    author = studio.person(AUTHOR_OF_MANY, GENERAL)
    author.types("/proposal P-2")
    picture = studio.message(AUTHOR_OF_MANY, GENERAL, "in these sums to look at")
    author.saves(author.opens("/proposal submit P-2"))
    return picture


def fund_chart(studio: Studio) -> bytes:
    """Draw a fund of which much is asked."""
    manager = studio.person(MANAGER, OFFICE)
    manager.presses(manager.types("/proposal fund IT-3"), "See the chart")
    return studio.file(MANAGER, f"D{MANAGER[1:]}", "*.png")


def _card(studio: Studio, user: str, channel: str, holding: str) -> Json:
    def newest() -> Json | None:
        found = [one for one in studio.person(user, channel).reads(channel) if holding in words(one)]
        return found[-1] if found else None

    found = until(newest, what=f"a card with {holding!r}")
    assert found is not None
    return found


def _type(page: Page, text: str) -> None:
    composer = page.get_by_role("textbox", name="Message")
    composer.fill(text)
    composer.press("Enter")


def _whole(page: Page) -> bytes:
    page.mouse.move(0, 0)
    return page.screenshot(animations="disabled", caret="hide")


SCENES: dict[str, Scene] = {
    "proposal-form": form,
    "proposal-votes": vote_card,
    "proposal-thread": thread,
    "proposal-route": route,
    "proposal-meeting": meeting_card,
    "interest-ruling": ruling,
    "interest-stub": stub,
    "cover-sheet": cover,
    "decision-record": record,
    "fund": fund,
    "proposal-sums": sums,
    "fund-chart": fund_chart,
}
"""Name of each picture to its scene; the clock goes forward only, so their order matters."""
