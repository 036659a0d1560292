"""A real browser for tests of the sandbox's page: finding Chromium, opening it, and watching what goes wrong in it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 10_000
WIDE = (1280, 800)
PHONE = (320, 640)


def find_chromium() -> str | None:
    """Return the path of a Chromium: what `CHROMIUM` names, else the first known name on the path, else None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def chromium_or_skip() -> str:
    """Return the path of a Chromium; without one skip the test, or fail it where `CONVENOR_REQUIRE_BROWSER` is 1."""
    found = find_chromium()
    if found is None:
        missing = "no Chromium on this machine: install one or name it in CHROMIUM"
        if os.environ.get("CONVENOR_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    """Start a Chromium for as long as the block lasts."""
    path = chromium_or_skip()
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Tabs:
    """The open tabs of one test, each a person's own browser, and everything the page complained of.

    Attributes:
        browser: The browser.
        url: The sandbox's address.
        complaints: Script errors and console errors, such as breaches of the content policy.
    """

    browser: Browser
    url: str
    complaints: list[str] = field(default_factory=list)
    _contexts: list[Any] = field(default_factory=list)

    def open(self, user: str = "", channel: str = "", *, size: tuple[int, int] = WIDE, **options: Any) -> Page:
        """Open the page as a person.

        Args:
            user: The acting person's id; empty for the page's own choice.
            channel: Where to begin, or empty for the page's own choice.
            size: Width and height in CSS pixels.
            **options: Further options of the browser context, such as `color_scheme`.
        """
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="en-GB", reduced_motion="reduce", **options
        )
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", self._on_console)
        query = {name: value for name, value in (("as", user), ("channel", channel)) if value}
        page.goto(f"{self.url}/?{urlencode(query)}")
        page.get_by_role("main").wait_for()
        return page

    def close(self) -> None:
        """Close every tab."""
        for context in self._contexts:
            context.close()

    def _on_console(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")
