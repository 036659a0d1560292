"""A month of the register in pictures, in the order in which its days come."""

from __future__ import annotations

from tests.scenarios.people import (
    DIRECTOR,
    LEAD,
    MANAGER,
    OFFICER,
    OTHER_DIRECTOR,
    PLANNED,
    SRO,
    UNPLANNED,
    words,
)
from tests.support.sandbox import until
from tests.support.screenshot_studio import PHONE, Scene, Studio, pdf_page

OFFICE, BOARD, CHAIR = "C0OFFICE", "C0TB", "U0PCONVENOR"
MESSAGES, DIRECTORS, SROS = "D0GOVOFFICER", "D0PCDIRECTOR", "D0PCSRO"


def treated(studio: Studio) -> bytes:
    """Give PC7 a target by a day and controls, and show its card."""
    director = studio.person(DIRECTOR, PLANNED)
    director.saves(director.opens("/risk target PC7"), {"target": "2x4", "by": "2019-03-29"})
    for line, works in (("A tracker of each patient, read weekly", "effective"), ("Two more theatre lists", "partly")):
        form = director.chooses(director.types("/risk controls PC7"), "Add a control")
        director.saves(form, {"words": line, "effectiveness": works})
    director.types("/risk link PC7 ICBOct18-3")
    director.types("/risk PC7")
    return studio.message(DIRECTOR, PLANNED, "A tracker of each patient")


def heat_map(studio: Studio) -> bytes:
    """Draw the register."""
    studio.person(OFFICER, OFFICE).types("/risk heatmap")
    return studio.file(OFFICER, MESSAGES, "heatmap*.png")


def finance(studio: Studio) -> bytes:
    """Show the money."""
    studio.person(MANAGER, OFFICE).types("/risk finance")
    return studio.message(MANAGER, OFFICE, "Money at risk")


def paper(studio: Studio) -> bytes:
    """Make the November paper."""
    studio.person(MANAGER, OFFICE).types("/risk paper ICB-H 2018-11")
    studio.file(MANAGER, OFFICE, "*.html")
    return studio.message(MANAGER, OFFICE, "18 risks are on this report", thread=True)


def paper_page(text: str) -> Scene:
    """Return the scene that shows the first page of the November paper with the text on it."""
    return lambda studio: pdf_page(studio.file(MANAGER, OFFICE, "*.pdf"), text)


def preview(studio: Studio) -> bytes:
    """Look ahead over the opening of the next round."""
    studio.person(OFFICER, OFFICE).types("/convenor preview until 14 November")
    studio.sandbox.wait_for_message(OFFICER, MESSAGES, "if nobody answered")
    return studio.message(OFFICER, MESSAGES, "if nobody answered")


def alert_waits(studio: Studio) -> bytes:
    """Raise UC6 into red; the office looks it over."""
    studio.person(OTHER_DIRECTOR, UNPLANNED).types("/risk update UC6 4x4 Handovers have slowed")
    studio.sandbox.wait_for_message(MANAGER, OFFICE, "An alert on UC6")
    return studio.message(MANAGER, OFFICE, "An alert on UC6")


def alert_acknowledged(studio: Studio) -> bytes:
    """Let the wait pass; the chair acknowledges and comments."""
    studio.goes_to("2018-11-01T09:10:00+00:00")
    chair = studio.person(CHAIR, BOARD)
    alert = studio.sandbox.wait_for_message(CHAIR, BOARD, "Risk alert: UC6")
    chair.presses(alert, "Acknowledge")
    studio.sandbox.wait_for_message(CHAIR, BOARD, "*Acknowledged* for")
    return studio.message(CHAIR, BOARD, "Risk alert: UC6")


def lead_asked(studio: Studio) -> bytes:
    """Open the December round; a director is asked."""
    studio.goes_to("2018-11-13T09:06:00+00:00")
    studio.sandbox.wait_for_message(DIRECTOR, DIRECTORS, "things need you")
    return studio.message(DIRECTOR, DIRECTORS, "things need you")


def lead_asked_on_phone(studio: Studio) -> bytes:
    """The same on a phone."""
    page = studio.tabs.open(DIRECTOR, DIRECTORS, size=PHONE)
    page.get_by_role("main").get_by_text("things need you").last.scroll_into_view_if_needed()
    page.get_by_role("main").locator("li.message").last.get_by_role("button", name="No change").first.wait_for()
    return page.screenshot(animations="disabled", caret="hide")


def round_midway(studio: Studio) -> bytes:
    """Have some answer, and show the round to the office."""
    director = studio.person(DIRECTOR, PLANNED)
    asked = until(lambda: [m for m in director.reads(DIRECTORS) if "things need you" in words(m)])[-1]
    director.saves(director.chooses(asked, "No change"), {"update": "The budget was rebased, and holds"})
    studio.person(LEAD, PLANNED).types("/risk update PC7 3x4 Two theatres opened")
    studio.person(OTHER_DIRECTOR, UNPLANNED).types("/risk update UC4 4x3 Streaming holds; the rota is full")
    manager = studio.person(MANAGER, OFFICE)
    given = {"heard": "phone", "kind": "stands", "update": "The clinics are booked"}
    manager.saves(manager.opens("/risk heard CY8"), given)
    manager.types("/risk round")
    return studio.message(MANAGER, OFFICE, "still to answer")


def sro_told(studio: Studio) -> bytes:
    """Let the reminders run out; the SRO is told."""
    studio.goes_to("2018-11-26T09:06:00+00:00")
    studio.sandbox.wait_for_message(SRO, SROS, "owes the December 2018 round")
    return studio.message(SRO, SROS, "owes the December 2018 round")


def trend(studio: Studio) -> bytes:
    """Draw the course of a risk on its way to a target."""
    studio.goes_to("2018-12-10T09:06:00+00:00")
    studio.person(DIRECTOR, PLANNED).types("/risk trend PC7")
    return studio.file(DIRECTOR, DIRECTORS, "trend*.png")


def check(studio: Studio) -> bytes:
    """Check a workstream that has not reviewed its red risks, one of them with an action that is late."""
    studio.person(OTHER_DIRECTOR, UNPLANNED).types("/risk link UC1 ICBMar18-3")
    studio.person(MANAGER, OFFICE).types("/risk check UC")
    return studio.message(MANAGER, OFFICE, "to mend in")


STANDING: dict[str, Scene] = {
    "risk-over-time": treated,
    "heat-map": heat_map,
    "finance": finance,
    "paper-in-slack": paper,
    "paper-cover": paper_page("Summary"),
    "paper-changes": paper_page("Changes in score"),
    "paper-heat-map": paper_page("Appendix"),
    "paper-appendix": paper_page("Inherent"),
    "preview": preview,
}
"""Name of each picture of the register as it begins to its scene."""

MOVING: dict[str, Scene] = {
    "alert-office": alert_waits,
    "alert": alert_acknowledged,
    "lead-message": lead_asked,
    "lead-message-phone": lead_asked_on_phone,
    "round": round_midway,
    "sro-notice": sro_told,
    "trend": trend,
    "check": check,
}
"""The same for the days after; the clock goes forward only, so their order matters."""
