"""Where the documentation's pictures are taken: a sandbox with the bot in it, and a browser that looks on."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from playwright.sync_api import Locator, Page
from pypdf import PdfReader

from tests.scenarios.people import Person
from tests.support.browser import Tabs
from tests.support.sandbox import Json, SandboxClient, until
from tests.support.small_pictures import small

# Messages are cut out of a page that is high enough to show any of them whole.
SHEET = (1060, 2400)
PHONE = (390, 880)
PDF_DPI = 76


@dataclass(frozen=True)
class Studio:
    """A sandbox and a browser.

    Attributes:
        sandbox: The workspace.
        tabs: Its page, opened as anybody.
        light_table: An empty tab to work on pictures.
    """

    sandbox: SandboxClient
    tabs: Tabs
    light_table: Page

    def person(self, user: str, channel: str) -> Person:
        """Return somebody who types and presses without a browser."""
        return Person(self.sandbox, user, channel)

    def goes_to(self, instant: str) -> None:
        """Set the time machine to an instant in ISO 8601, and wait for what that brings about."""
        self.sandbox.wait_until_settled(self.sandbox.set_clock(instant)["version"])

    def message(self, user: str, channel: str, text: str, *, thread: bool = False) -> bytes:
        """Return a picture of the newest message with the text, as a person sees it.

        Args:
            user: Whose screen it is.
            channel: Where the message stands.
            text: Some of its words.
            thread: With the thread below it, beside it.
        """
        if thread:
            page = self._beside(user, channel, text)
            return _cut(page, page.get_by_role("complementary").locator("li.message"))
        page = self.tabs.open(user, channel, size=SHEET)
        found = page.get_by_role("main").locator("li.message", has_text=text).last
        found.wait_for()
        return _cut(page, found)

    def reply(self, user: str, channel: str, text: str) -> bytes:
        """Return a picture of the last reply to the newest message with the text, as a person sees it."""
        page = self._beside(user, channel, text)
        return _cut(page, page.get_by_role("complementary").locator("li.message").last)

    def _beside(self, user: str, channel: str, text: str) -> Page:
        """Return a page with the thread open of the newest message with the text."""
        page = self.tabs.open(user, channel, size=SHEET)
        found = page.get_by_role("main").locator("li.message", has_text=text).last
        found.locator("button.replies").click()
        page.get_by_role("complementary").locator("li.message").nth(1).wait_for()
        return page

    def file(self, user: str, channel: str, pattern: str) -> bytes:
        """Return the content of the newest file of such a name in a conversation or the threads there."""

        def newest() -> Json | None:
            roots = self.sandbox.messages(user, channel)
            threads = [self.sandbox.messages(user, channel, root["ts"]) for root in roots if root.get("reply_count")]
            messages = [*roots, *(message for thread in threads for message in thread)]
            files = [file for message in messages for file in message.get("files", ())]
            return next((file for file in reversed(files) if fnmatch(file["name"], pattern)), None)

        found = until(newest, what=f"a file {pattern} in {channel}")
        assert found is not None
        return self.sandbox.file(user, found["id"]).content

    def smaller(self, picture: bytes) -> bytes:
        """Return the picture in fewer bytes."""
        return small(self.light_table, picture)


Scene = Callable[[Studio], bytes | None]
"""Acts something out and returns its picture; None where this machine cannot draw it."""


def pdf_page(content: bytes, text: str) -> bytes | None:
    """Return the first page of a PDF with the text as a picture; None where poppler's `pdftoppm` is not installed."""
    program = shutil.which("pdftoppm")
    if program is None:
        return None
    pages = PdfReader(io.BytesIO(content)).pages
    number = next(number for number, page in enumerate(pages, 1) if text in page.extract_text())
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "paper.pdf"), Path(folder, "page")
        source.write_bytes(content)
        one = ["-f", str(number), "-l", str(number), "-singlefile"]
        command = [program, "-png", "-r", str(PDF_DPI), *one, str(source), str(target)]
        subprocess.run(command, check=True, capture_output=True)
        return target.with_suffix(".png").read_bytes()


def _cut(page: Page, found: Locator) -> bytes:
    page.mouse.move(0, 0)
    boxes = [box for one in found.all() if (box := one.bounding_box()) is not None]
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right = max(box["x"] + box["width"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    assert top >= 0, "the page is not high enough for the message"
    return page.screenshot(
        clip={"x": left, "y": top, "width": right - left, "height": bottom - top},
        animations="disabled",
        caret="hide",
    )
