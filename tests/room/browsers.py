"""Real Chromium, on a name of its own and never on localhost: there a page may do more than it may
on a school's network.
"""

import os
import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright

from smile_commons.room.held import READ_WITHIN

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_THE_LAYOUT = ["color-contrast", "target-size", "scrollable-region-focusable",
                 "link-in-text-block"]  # fmt: skip
"""Rules of axe whose answer hangs on a window's size, on that of the text or on colours."""
LOOK = """
    options => axe.run(document, {...options, resultTypes: ["violations"]}).then(found =>
        found.violations.flatMap(one => one.nodes.map(node =>
            `${one.id}: ${node.html.slice(0, 160)}`)))
"""
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
    page.on("dialog", Dialog.accept)
    page.goto(url)
    return page


def faults(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What is wrong on a page as it is, a line each: what axe finds, and whether it is too wide.

    Args:
        page: which.
        rules: only these of axe's; none: all of them.
    """
    if page.evaluate("typeof axe == 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found: list[str] = page.evaluate(LOOK, {"runOnly": only})
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, *([f"it has to be scrolled sideways, by {wide} px"] if wide > 0 else [])]


def in_all_modes(page: Page) -> list[str]:
    """What is wrong in any of the ways in which people look at a page: as it is all that axe knows,
    in the others what can differ there.
    """
    wrong = [f"as it is: {one}" for one in faults(page)]
    size = page.viewport_size

    def look(mode: str) -> None:
        wrong.extend(f"{mode}: {one}" for one in faults(page, OF_THE_LAYOUT))

    def text(size: str) -> None:
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)

    for width, height in ((390, 844), (1280, 800), (320, 640)):
        if size != {"width": width, "height": height}:
            page.set_viewport_size({"width": width, "height": height})
            look(f"{width} px")
    page.set_viewport_size({"width": 390, "height": 844})
    text("200%")
    look("200 % text")
    text("")
    page.emulate_media(forced_colors="active")
    look("forced colours")
    page.emulate_media(forced_colors="none")
    if size is not None:
        page.set_viewport_size(size)
    return wrong


def typed(teacher: Page, order: str) -> None:
    """Types an order at the desk and waits until it is done."""
    if order in ("", "go"):
        reads(teacher)
    teacher.focus("#order")
    with teacher.expect_response("**/t/do") as answer:
        teacher.keyboard.type(order)
        teacher.keyboard.press("Enter")
    assert answer.value.status == 200, f"{order}: {answer.value.text()}"
    expect(teacher.locator("#order")).to_have_value("")


def reads(teacher: Page) -> str:
    """Waits for the line that is held, and reads it as fast as anybody can."""
    text = teacher.locator("#held .text").first
    text.wait_for()
    line = text.text_content() or ""
    teacher.wait_for_timeout(1000 * READ_WITHIN + 50)
    return line


def lets_out(teacher: Page) -> str:
    """Lets the held line out; gives it back."""
    line = reads(teacher)
    before = teacher.locator("#lines .speech").count()
    teacher.click("#release")
    expect(teacher.locator("#lines .speech")).to_have_count(before + 1)
    return line


def join(browser: Browser, base: str, **more: Any) -> Page:
    """A student who comes in by the code."""
    page = opened(browser, base, **more)
    page.fill("#code", "abc def")
    page.click("text=Go on")
    page.click("text=Give me a seat")
    page.wait_for_selector("#me")
    return page
