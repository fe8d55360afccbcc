"""Real Chromium, on a name of its own and never on localhost: there a page may do more than it may
on a school's network.
"""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 60_000
"""Milliseconds; a machine may have other things to do."""


def executable() -> str:
    """Where a browser is; without one a test is skipped, and fails where all is checked."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is not None:
        return found
    if os.environ.get("CI"):
        pytest.fail("no Chromium; `.ci/run` installs chromium-headless-shell")
    pytest.skip("no Chromium here; apt-get install chromium-headless-shell")


@contextmanager
def chromium() -> Generator[Browser]:
    """A browser that finds room.test on this machine."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP room.test 127.0.0.1",
            ],
        )
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Browser, url: str, **more: Any) -> Page:
    """A page in a context of its own; what goes wrong in its script is kept in ``page.wrongs``."""
    more.setdefault("viewport", {"width": 390, "height": 844})
    page = browser.new_context(**more).new_page()
    page.set_default_timeout(PATIENCE)
    wrongs: list[str] = []
    page.on("pageerror", lambda error: wrongs.append(str(error)))
    page.wrongs = wrongs  # pyright: ignore[reportAttributeAccessIssue]
    page.goto(url)
    return page


def faults(page: Page) -> list[str]:
    """What axe finds on a page, a line each."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


def in_all_modes(page: Page) -> list[str]:
    """What is wrong in any of the ways in which people look at a page."""
    wrong: list[str] = []

    def look(mode: str) -> None:
        wrong.extend(f"{mode}: {one}" for one in faults(page))
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            wrong.append(f"{mode}: it has to be scrolled sideways, by {wide} px")

    def text(size: str) -> None:
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)

    for width, height in ((390, 844), (1280, 800), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        look(f"{width} px")
    page.set_viewport_size({"width": 390, "height": 844})
    text("200%")
    look("200 % text")
    text("")
    page.emulate_media(forced_colors="active")
    look("forced colours")
    page.emulate_media(forced_colors="none")
    return wrong


def join(browser: Browser, base: str, **more: Any) -> Page:
    """A student who comes in by the code."""
    page = opened(browser, base, **more)
    page.fill("#code", "abc def")
    page.click("text=Go on")
    page.click("text=Give me a seat")
    page.wait_for_selector("#me")
    return page
