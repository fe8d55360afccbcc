"""A page that is loaded anew says what it said before: in each state of a lesson, to everybody."""

import re

from browsers import join, lets_out, opened, reads, typed
from crowd import Here
from playwright.sync_api import Browser, Page, expect

SEEN = "() => document.body.innerText.split(/\\n+/).map(one => one.trim()).filter(Boolean)"


def test_a_page_that_is_loaded_anew_is_as_it_was(browser: Browser, server: Here) -> None:
    base = f"http://room.test:{server.port}"
    desk = opened(browser, f"{base}/t?key=the-key", viewport={"width": 1280, "height": 800})
    wall = opened(browser, f"{base}/w/ABCDEF", viewport={"width": 1280, "height": 900})
    seat, watcher = join(browser, base), opened(browser, f"{base}/r/ABCDEF")
    differ: list[str] = []

    def again(state: str) -> None:
        for name, page in (("wall", wall), ("seat", seat), ("watcher", watcher), ("desk", desk)):
            page.wait_for_timeout(400)
            before = seen(page)
            page.reload()
            page.wait_for_timeout(400)
            if (after := seen(page)) != before:
                differ.append(f"{state}, {name}: {apart(before, after)}")

    again("lobby")
    typed(desk, "open before")
    seat.locator("#vote").wait_for()
    again("before")
    seat.check("input[name='position.first'][value='1']")
    seat.click("text=Send my vote")
    expect(seat.locator("#voted")).to_be_visible()
    again("voted")
    typed(desk, "close before")
    again("the vote is closed")
    typed(desk, "open debate")
    seat.fill("#question", "Who was asked?")
    seat.click("text=Send – Your question")
    seat.click("text=Ask for the seat of Ezra")
    reads(desk)
    again("a line is held")
    lets_out(desk)
    for order in ("questions", "break", "on", "freeze quiet", "thaw", "open before late"):
        typed(desk, order)
        again(order)
    typed(desk, "close before")
    desk.locator("text=Give the seat of Ezra").click()
    lets_out(desk)
    seat.locator("#speak").wait_for()
    again("a person speaks")
    typed(desk, "open after")
    seat.locator("#vote").wait_for()
    expect(seat.locator("#speak")).to_be_hidden()  # nobody is waited for once the debate is over
    again("after")
    typed(desk, "close after")
    again("the vote after is closed")
    typed(desk, "show results")
    seat.locator("#results").wait_for()
    again("results")
    assert not differ, "\n".join(differ)


def seen(page: Page) -> list[str]:
    """What stands on a page; not what was answered to a form, no clock, and not
    the time left, which is said once and is gone after some seconds."""
    said = page.locator("#said").text_content() if page.locator("#said").count() else ""
    lines = (one for one in page.evaluate(SEEN) if one != said and ":" not in one[:3])
    return [re.sub(r" \d:\d\d left\.$", "", one) for one in lines]


def apart(before: list[str], after: list[str]) -> str:
    gone = [one for one in before if one not in after]
    new = [one for one in after if one not in before]
    return f"gone {gone}, new {new}"
