"""Takes the documentation's pictures from the demonstration itself: `python -m tests.support.screenshots`.

A sandbox and a bot are started on the demonstration's records, a browser acts as the people do, and what it shows is
written to `docs/images`. Run it again when the page or the messages change; `register`, `actions` or `proposals`
takes the pictures of one story.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
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
from tests.support.screenshot_actions import SCENES
from tests.support.screenshot_month import MOVING, STANDING
from tests.support.screenshot_proposals import SCENES as PROPOSALS
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


def of_register(studio: Studio) -> Mapping[str, Scene]:
    """Return the scenes of a month of the register, in their order."""
    first = _scenes(studio.sandbox)
    return {"risk-card": first.pop("risk-card"), **STANDING, **first, **MOVING}


STORIES: Mapping[str, Callable[[Studio], Mapping[str, Scene]]] = {
    "register": of_register,
    "actions": lambda _: SCENES,
    "proposals": lambda _: PROPOSALS,
}
"""Name of each story, told in a demonstration of its own, to its scenes."""


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
        for view in sandbox.stack(DIRECTOR):
            sandbox.close(DIRECTOR, view)
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


@contextlib.contextmanager
def _studio() -> Iterator[Studio]:
    """Open the demonstration as it begins, and a browser, for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="convenor-pictures-"))
    try:
        with contextlib.ExitStack() as stack:
            sandbox = stack.enter_context(SandboxClient.started(folder, WORKSPACE, MANIFEST, now=BEGINS_AT.isoformat()))
            sandbox.rates(enforced=False)
            seeded = folder / "template"
            seeded.mkdir()
            url = demo_template(SqliteTemplate.build(folder), seeded).copy_to(folder)
            stack.enter_context(bot_inside(sandbox, url, quick_config(folder)))
            pool = Pool(stack.enter_context(open_browser()))
            tabs = stack.enter_context(closing(Tabs(pool, sandbox.url)))
            yield Studio(sandbox, tabs, pool.take())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _take(studio: Studio, file: Path, scene: Scene) -> None:
    picture = scene(studio)
    if picture is None:
        sys.stdout.write(f"{file.relative_to(ROOT)} is left as it is: this machine has no pdftoppm\n")
        return
    file.write_bytes(studio.smaller(picture))
    sys.stdout.write(f"{file.relative_to(ROOT)}\n")


def main(names: list[str]) -> int:
    """Act out each scene of the stories named, else of all, and keep its picture; return the exit status."""
    if unknown := set(names) - set(STORIES):
        sys.stderr.write(f"There is no {', '.join(sorted(unknown))}; the stories are {', '.join(STORIES)}.\n")
        return 2
    IMAGES.mkdir(exist_ok=True)
    for name in names or STORIES:
        with _studio() as studio:
            for picture, scene in STORIES[name](studio).items():
                _take(studio, IMAGES / f"{picture}.png", scene)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
