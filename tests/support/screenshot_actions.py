"""Actions from the day they are set to a board's late list, in the order in which the days come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scenarios.people import (
    DIRECTOR,
    LEAD,
    MANAGER,
    OFFICER,
    OTHER_DIRECTOR,
    PLANNED,
    PROGRAMME,
    SRO,
    UNPLANNED,
    words,
)
from tests.support.sandbox import until
from tests.support.screenshot_studio import PHONE, Scene, Studio

if TYPE_CHECKING:
    from playwright.sync_api import Page

OFFICE, BOARD, MESSAGES, DIRECTORS = "C0OFFICE", "C0ICBH", "D0GOVOFFICER", "D0PCDIRECTOR"
FORM_SIZE, DESK = (1280, 1080), (1280, 1180)
RECOVERY = "ICB: @planned.care.director by 16 Nov bring the recovery plan for elective care"
WEEK = "week of Mon 3 Dec"
OTHERS = (
    "PC: @planned.care.director by 7 Nov agree with the hospital which theatre lists move",
    "PC: @cancer.lead by 5 Nov send the hospital the list of patients who wait longest",
    "ICB: @planned.care.sro by 7 Nov write to the practices about the new referral form",
    "PC: @planned.care.sro by 23 Nov show the board how referrals have changed",
    "PC: @planned.care.director by 10 Jan report on the first month of the new pathway",
)


def form(studio: Studio) -> bytes:
    """Add an action in one line: the form comes back filled in."""
    page = studio.tabs.open(MANAGER, OFFICE, size=FORM_SIZE)
    composer = page.get_by_role("textbox", name="Message")
    composer.fill(f"/action add {RECOVERY}")
    composer.press("Enter")
    page.get_by_role("dialog").wait_for()
    return _whole(page)


def plan(studio: Studio) -> bytes:
    """Open the plan."""
    studio.person(OFFICER, OFFICE).types("/action plan Neighbourhood care")
    return studio.message(OFFICER, OFFICE, "Neighbourhood care")


def plan_chart(studio: Studio) -> bytes:
    """Draw the plan."""
    studio.person(OFFICER, OFFICE).types("/action plan chart")
    return studio.file(OFFICER, MESSAGES, "plan-*.png")


def check(studio: Studio) -> bytes:
    """Compare minutes, tracker and forward plan."""
    studio.person(MANAGER, OFFICE).types("/action check ICB")
    return studio.message(MANAGER, OFFICE, "between minutes, tracker and forward plan")


def reminded(studio: Studio) -> bytes:
    """Save it, out of PC11, with others beside it, and let the first reminders go out."""
    manager = studio.person(MANAGER, OFFICE)
    manager.saves(manager.form(), {"source": "PC11"})
    for line in OTHERS:
        manager.saves(manager.opens(f"/action add {line}"), {"source": "PC7"})
    studio.sandbox.wait_for_message(DIRECTOR, DIRECTORS, "Report on the first month")
    studio.goes_to("2018-11-02T09:06:00+00:00")
    studio.sandbox.wait_for_message(DIRECTOR, DIRECTORS, "things need you")
    return studio.message(DIRECTOR, DIRECTORS, "things need you")


def reminded_on_phone(studio: Studio) -> bytes:
    """The same on a phone."""
    page = studio.tabs.open(DIRECTOR, DIRECTORS, size=PHONE)
    asked = page.get_by_role("main").locator("li.message", has_text="things need you").last
    asked.get_by_role("button", name="Done").first.wait_for()
    asked.evaluate("message => message.scrollIntoView({block: 'start'})")
    return _whole(page)


def answered(studio: Studio) -> bytes:
    """Answer in the thread, one thing by its number."""
    director = studio.person(DIRECTOR, DIRECTORS)
    asked = until(lambda: [one for one in director.reads(DIRECTORS) if "things need you" in words(one)])[-1]
    number = next(line for line in words(asked).splitlines() if "theatre lists" in line).partition(".")[0]
    said = f"{number}. The hospital offers two lists on Fridays; the dates follow on Monday."
    studio.sandbox.say(DIRECTOR, DIRECTORS, said, asked["ts"])
    studio.sandbox.wait_for_message(DIRECTOR, DIRECTORS, "Recorded as", thread_ts=asked["ts"])
    return studio.message(DIRECTOR, DIRECTORS, "things need you", thread=True)


def card(studio: Studio) -> bytes:
    """Move its day, and show its card."""
    director = studio.person(DIRECTOR, PLANNED)
    asked = director.opens("/action extend PCNov18-1 to 16 Nov")
    director.saves(asked, {"why": "The hospital confirms the dates that week."})
    director.types("/action PCNov18-1")
    return studio.message(DIRECTOR, PLANNED, "Action PCNov18-1")


def told_on(studio: Studio) -> bytes:
    """Let an action stay late; the director of its owner's workstream is told."""
    studio.goes_to("2018-11-06T09:06:00+00:00")
    studio.person(LEAD, PLANNED).types("/action update PCNov18-2 The list is drawn up; two consultants check it.")
    studio.goes_to("2018-11-08T09:06:00+00:00")
    studio.sandbox.wait_for_message(DIRECTOR, DIRECTORS, "PCNov18-2 is late")
    return studio.message(DIRECTOR, DIRECTORS, "PCNov18-2 is late")


def home(studio: Studio) -> bytes:
    """Show a desk on which an offer, actions and a round wait."""
    studio.goes_to("2018-11-14T09:06:00+00:00")
    sro = studio.person(SRO, PLANNED)
    asked = sro.opens("/action reassign PCNov18-3 @planned.care.director")
    sro.saves(asked, {"reason": "You know the practices better."})
    studio.person(DIRECTOR, PLANNED).types("/convenor follow UC6")
    for view in studio.sandbox.stack(DIRECTOR):
        studio.sandbox.close(DIRECTOR, view)
    studio.sandbox.wait_for_home(DIRECTOR, "Hand back")
    page = studio.tabs.open(DIRECTOR, "home", size=DESK)
    page.get_by_role("main").get_by_role("button", name="Hand back").wait_for()
    return _whole(page)


def home_on_phone(studio: Studio) -> bytes:
    """The same on a phone."""
    page = studio.tabs.open(DIRECTOR, "home", size=PHONE)
    page.get_by_role("main").get_by_role("button", name="Hand back").wait_for()
    return _whole(page)


def late_list(studio: Studio) -> bytes:
    """Have some done and some explained, and show what the board sees on the day its papers are due."""
    studio.goes_to("2018-11-20T09:06:00+00:00")
    sro = studio.person(SRO, PLANNED)
    sro.types("/action update ICBNov18-2 Two practices have not answered; letters go on Friday.")
    sro.types("/action update ICBOct18-1 The costs came late, so the plan goes to the December meeting.")
    studio.person(MANAGER, OFFICE).types("/action done ICBOct18-4 It is item 5 now.")
    studio.goes_to("2018-11-27T09:06:00+00:00")
    studio.sandbox.wait_for_message(MANAGER, BOARD, "late actions before")
    return studio.message(MANAGER, BOARD, "late actions before")


def digest(studio: Studio) -> bytes:
    """Have a risk move and an action be done, and make the programme's weekly digest."""
    studio.goes_to("2018-11-28T09:06:00+00:00")
    studio.person(OTHER_DIRECTOR, UNPLANNED).types("/risk update UC6 4x4 Handovers have slowed")
    studio.person(DIRECTOR, PLANNED).types("/action done ICBNov18-1 It is on the December agenda.")
    studio.goes_to("2018-12-03T08:31:00+00:00")
    studio.sandbox.wait_for_message(MANAGER, PROGRAMME, WEEK)
    return studio.message(MANAGER, PROGRAMME, WEEK)


def digest_thread(studio: Studio) -> bytes:
    """The rest of it."""
    return studio.reply(MANAGER, PROGRAMME, WEEK)


def _whole(page: Page) -> bytes:
    page.mouse.move(0, 0)
    return page.screenshot(animations="disabled", caret="hide")


SCENES: dict[str, Scene] = {
    "action-form": form,
    "plan": plan,
    "plan-chart": plan_chart,
    "action-check": check,
    "action-message": reminded,
    "action-message-phone": reminded_on_phone,
    "thread-answer": answered,
    "action-card": card,
    "action-told-on": told_on,
    "home": home,
    "home-phone": home_on_phone,
    "late-list": late_list,
    "digest": digest,
    "digest-thread": digest_thread,
}
"""Name of each picture to its scene; the clock goes forward only, so their order matters."""
