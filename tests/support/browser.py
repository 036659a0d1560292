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
PATIENCE_MS = 30_000
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


class Pool:
    """Open tabs that wait for the next test: opening one anew costs more than most tests do.

    Args:
        browser: The browser.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[Page]] = {}

    def take(self, **options: Any) -> Page:
        """Return an empty tab of a browser of its own; the options are the browser context's."""
        waiting = self._free.setdefault(repr(sorted(options.items())), [])
        if waiting:
            return waiting.pop()
        context = self._browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()

    def give_back(self, page: Page, **options: Any) -> None:
        """Empty a tab and keep it for the next test."""
        page.evaluate("sessionStorage.clear()")
        page.goto("about:blank")
        self._free[repr(sorted(options.items()))].append(page)


@dataclass
class Tabs:
    """The open tabs of one test, each a person's own browser, and everything the page complained of.

    Attributes:
        pool: Where tabs come from.
        url: The sandbox's address.
        complaints: Script errors and console errors, such as breaches of the content policy.
    """

    pool: Pool
    url: str
    complaints: list[str] = field(default_factory=list)
    _opened: list[tuple[Page, dict[str, Any]]] = field(default_factory=list)

    def open(
        self, user: str = "", channel: str = "", *, size: tuple[int, int] = WIDE, panel: str = "", **options: Any
    ) -> Page:
        """Open the page as a person.

        Args:
            user: The acting person's id; empty for the page's own choice.
            channel: Where to begin, or empty for the page's own choice.
            size: Width and height in CSS pixels.
            panel: "inspector" to open that too.
            **options: Further options of the browser context, such as `color_scheme`.
        """
        options["viewport"] = {"width": size[0], "height": size[1]}
        page = self.pool.take(**options)
        self._opened.append((page, options))
        page.on("pageerror", self._on_error)
        page.on("console", self._on_console)
        query = {name: value for name, value in (("as", user), ("channel", channel), ("panel", panel)) if value}
        page.goto(f"{self.url}/?{urlencode(query)}")
        page.get_by_role("main").wait_for()
        return page

    def close(self) -> None:
        """Give every tab back."""
        for page, options in self._opened:
            page.remove_listener("pageerror", self._on_error)
            page.remove_listener("console", self._on_console)
            self.pool.give_back(page, **options)

    def _on_error(self, error: Any) -> None:
        self.complaints.append(f"script: {error}")

    def _on_console(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")
