"""Takes the documentation's pictures from the demonstration itself: `python -m tests.support.screenshots`.

A sandbox and a bot are started on the demonstration's register, a browser acts as the people do, and what it shows is
written to `docs/images`. Run it again when the page or the messages change.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page

from tests.support.bot import (
    BEGINS_AT,
    MANIFEST,
    WORKSPACE,
    bot_inside,
    demo_template,
    quick_config,
)
from tests.support.browser import Pool, Tabs, open_browser
from tests.support.databases import SqliteTemplate
from tests.support.sandbox import ROOT, SandboxClient
from tests.support.screenshot_month import MOVING, STANDING
from tests.support.screenshot_studio import Scene, Studio

IMAGES = ROOT / "docs" / "images"
SIZE = (1280, 780)
TALL = (1280, 1000)
MESSAGES_SIZE = (1280, 850)
PHONE = (390, 760)
OFFICE, DIRECTOR = "U0GOVMANAGER", "U0PCDIRECTOR"
PLANNED, GENERAL, MESSAGES = "C0PLANNED", "C0GENERAL", "D0GOVMANAGER"
REGISTER = """Programme risk register,,,,,,,
Reported November 2018,,,,,,,
Ref,Risk,SRO,Likelihood,Impact,Score,Raised,Update
PC11,Elective activity keeps running above plan and overspends the budget,Planned Care director,4,4,16,,Two lists moved
PC90,Fewer beds than planned in the winter,Planned Care SRO,3,4,15,11/10/2018,Talks with the hospital go on
PC,A row whose number is missing,Planned Care director,3,3,9,,
"""


def take_all(studio: Studio, into: Path) -> list[Path]:
    """Act out each scene and keep its picture; return the files written."""
    first = _scenes(studio.sandbox)
    scenes = {"risk-card": first.pop("risk-card"), **STANDING, **first, **MOVING}
    return [file for name, scene in scenes.items() if (file := _taken(studio, into / f"{name}.png", scene)) is not None]


def _scenes(sandbox: SandboxClient) -> dict[str, Scene]:
    def card(tabs: Tabs) -> Page:
        page = tabs.open(DIRECTOR, GENERAL, size=TALL)
        _type(page, "general", "/risk PC11")
        page.get_by_role("button", name="History").wait_for()
        return page

    def form(tabs: Tabs) -> Page:
        page = tabs.open(DIRECTOR, PLANNED, size=SIZE)
        _type(page, "planned-care", "/risk update PC11")
        page.get_by_role("dialog").wait_for()
        return page

    def channel(tabs: Tabs) -> Page:
        for line in ("PC7 4x4 Two more theatres open in December", "PC11 4x3 Activity fell in October"):
            sandbox.say(DIRECTOR, PLANNED, f"/risk update {line}")
        root = sandbox.wait_for_message(OFFICE, PLANNED, "PC11 · Planned Care")
        sandbox.wait_for_message(OFFICE, PLANNED, "Activity fell", thread_ts=root["ts"])
        page = tabs.open(OFFICE, PLANNED, size=SIZE)
        page.get_by_role("button", name="1 reply").last.click()
        page.get_by_role("complementary").get_by_text("Activity fell").wait_for()
        page.mouse.move(0, 0)
        return page

    def phone(tabs: Tabs) -> Page:
        page = tabs.open(OFFICE, PLANNED, size=PHONE, color_scheme="dark")
        page.get_by_role("main").get_by_text("PC11 · Planned Care").wait_for()
        return page

    def home(tabs: Tabs) -> Page:
        for view in sandbox.stack(DIRECTOR):
            sandbox.close(DIRECTOR, view)
        sandbox.wait_for_home(DIRECTOR, "You lead")
        page = tabs.open(DIRECTOR, "home", size=SIZE)
        page.get_by_role("main").get_by_text("You lead").wait_for()
        return page

    def dropped_file(tabs: Tabs) -> Page:
        sandbox.upload(OFFICE, REGISTER.encode(), "programme-risks.csv", channel=MESSAGES)
        page = tabs.open(OFFICE, MESSAGES, size=MESSAGES_SIZE)
        page.get_by_role("main").get_by_role("table").wait_for()
        return page

    def inspector(tabs: Tabs) -> Page:
        page = tabs.open(OFFICE, GENERAL, size=SIZE, panel="inspector")
        _type(page, "general", "/risk UC5")
        page.get_by_role("button", name="History").wait_for()
        page.get_by_role("complementary").get_by_text("/risk UC5").first.click()
        return page

    scenes: dict[str, Callable[[Tabs], Page]] = {
        "risk-card": card,
        "form": form,
        "channel": channel,
        "phone": phone,
        "home": home,
        "import": dropped_file,
        "inspector": inspector,
    }
    return {name: _of_page(scene) for name, scene in scenes.items()}


def _of_page(scene: Callable[[Tabs], Page]) -> Scene:
    return lambda studio: scene(studio.tabs).screenshot(animations="disabled", caret="hide")


def _type(page: Page, channel: str, text: str) -> None:
    composer = page.get_by_role("textbox", name=f"Message #{channel}")
    composer.fill(text)
    composer.press("Enter")


def _taken(studio: Studio, file: Path, scene: Scene) -> Path | None:
    picture = scene(studio)
    if picture is None:
        sys.stdout.write(f"{file.relative_to(ROOT)} is left as it is: this machine has no pdftoppm\n")
        return None
    file.write_bytes(studio.smaller(picture))
    return file


def main() -> int:
    """Take every picture; return the exit status."""
    folder = Path(tempfile.mkdtemp(prefix="convenor-pictures-"))
    try:
        with contextlib.ExitStack() as stack:
            sandbox = stack.enter_context(SandboxClient.started(folder, WORKSPACE, MANIFEST, now=BEGINS_AT.isoformat()))
            sandbox.rates(enforced=False)
            seeded = folder / "template"
            seeded.mkdir()
            url = demo_template(SqliteTemplate.build(folder), seeded).copy_to(folder)
            stack.enter_context(bot_inside(sandbox, url, quick_config(folder)))
            browser = stack.enter_context(open_browser())
            pool = Pool(browser)
            tabs = stack.enter_context(closing(Tabs(pool, sandbox.url)))
            IMAGES.mkdir(exist_ok=True)
            files = take_all(Studio(sandbox, tabs, pool.take()), IMAGES)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write("".join(f"{file.relative_to(ROOT)}\n" for file in files))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
