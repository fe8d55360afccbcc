"""The pages in a real browser: a lesson, by keyboard alone, for every eye, on a bad network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import join, lets_out, opened, reads, typed
from crowd import Here, Server
from playwright.sync_api import Browser, Dialog, Page, expect

CUT = """
    () => {
        const all = document.querySelector(".stage").getBoundingClientRect();
        const shown = [...document.querySelectorAll(".line")].filter(one => one.checkVisibility());
        return shown.filter(one => {
            const at = one.getBoundingClientRect();
            return at.top < all.top - 1 || at.bottom > all.bottom + 1;
        }).map(one => one.textContent.trim());
    }
"""
"""The lines that are seen in part."""


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Server]:
    """A server in a process of its own, that can be killed."""
    found = Server(tmp_path)
    yield found
    found.process.kill()
    found.process.communicate()


def at(server: Here | Server) -> str:
    return f"http://room.test:{server.port}"


def test_a_lesson_with_three_seats_a_teacher_and_a_wall_on_a_bad_network(
    browser: Browser, mortal: Server
) -> None:
    server, base = mortal, at(mortal)
    teacher = opened(browser, f"{base}/t?key=the-key", viewport={"width": 1280, "height": 800})
    wall = opened(browser, f"{base}/w/ABCDEF", viewport={"width": 1280, "height": 720})
    seats = [join(browser, base) for _ in range(3)]
    assert not seats[0].evaluate("isSecureContext"), "as on a school's network"
    expect(teacher.locator("#joined")).to_have_text("3")
    teacher.click("text=Open the vote before")
    for number, seat in enumerate(seats):
        seat.locator("#vote").wait_for()
        for article in ("first", "second"):
            seat.check(f"input[name='position.{article}'][value='{(-1, 0, 1)[number]}']")
        seat.click("text=Send my vote")
        expect(seat.locator("#said")).to_contain_text("Your vote is in")
        expect(seat.locator("#said")).to_be_in_viewport()
    expect(wall.locator("#count")).to_have_text("3 of 3 have voted")
    teacher.click("text=Begin the debate")
    for seat in seats:
        expect(seat.locator("#said")).to_be_empty()  # the vote can not be changed any more
    lines = [lets_out(teacher)]
    seats[0].context.set_offline(True)
    lines.append(lets_out(teacher))
    expect(seats[1].locator(".speech")).to_have_count(2)
    seats[0].context.set_offline(False)
    expect(seats[0].locator(".speech")).to_have_count(2)
    server.kill()
    seats[1].wait_for_timeout(1500)
    server.start()
    teacher.reload()  # the key is another's session; the cookie is known again
    lines.append(lets_out(teacher))
    for page in (*seats, wall):
        expect(page.locator(".speech")).to_have_count(3)
        assert page.locator(".speech .text").all_text_contents() == lines
        assert set(page.locator(".speech .label").all_text_contents()) == {"AI"}
    seats[2].fill("#question", "Who was asked before us?")
    seats[2].click("text=Send – Your question")
    expect(teacher.locator("#queue")).to_contain_text("Who was asked before us?")
    teacher.locator("#queue").get_by_text("Say it to all").click()
    expect(seats[2].locator("#mine")).to_contain_text("put to the panel")
    teacher.click("text=End the debate, vote after")
    seats[0].check("input[name='position.first'][value='1']")
    seats[0].click("text=Send my vote")
    expect(seats[0].locator("#voted")).to_be_visible()
    teacher.click("button[value='show results']")
    seats[0].locator("#results a").click()
    expect(seats[0].locator("main")).to_contain_text("Fewer than five voted")
    for page in (teacher, wall, *seats):
        assert wrongs(page) == []


def test_the_whole_of_a_lesson_by_keyboard_alone(browser: Browser, server: Here) -> None:
    base = at(server)
    teacher = opened(browser, f"{base}/t?key=the-key", viewport={"width": 1280, "height": 800})
    seat = opened(browser, base)
    press_to(seat, "#code")
    seat.keyboard.type("abcdef")
    seat.keyboard.press("Enter")
    seat.wait_for_selector("text=Before you come in")
    press_to(seat, "button.main")
    seat.keyboard.press("Enter")
    seat.wait_for_selector("#me")
    typed(teacher, "open before")
    seat.locator("#vote").wait_for()
    press_to(seat, "input[name='position.first']")
    seat.keyboard.press("ArrowDown")
    press_to(seat, "#reason-first")
    seat.keyboard.type("Because they were not asked")
    where = "document.activeElement.id"
    typed(teacher, "box 5")
    typed(teacher, "open debate")
    expect(seat.locator("#closed-bar")).to_be_visible()
    teacher.locator("#held").wait_for()
    typed(teacher, "")
    expect(seat.locator(".speech")).to_have_count(1)
    assert seat.evaluate(where) == "reason-first", "nothing that happens moves the focus"
    assert seat.input_value("#reason-first") == "Because they were not asked"
    press_to(seat, "#question")
    seat.keyboard.type("Who decides?")
    seat.keyboard.press("Tab")
    seat.keyboard.press("Enter")
    expect(teacher.locator("#queue")).to_contain_text("Who decides?")
    teacher.locator("#held").wait_for()
    for order in ("questions", "on", "edit We were there.", "", "freeze quiet", "thaw"):
        typed(teacher, order)
        if order.startswith("edit"):
            expect(teacher.locator("#held .text").first).to_have_text("We were there.")
        if not order:
            expect(seat.locator(".speech")).to_have_count(2)
    assert seat.locator(".speech .label").all_text_contents()[1] == "AI, edited by the teacher"
    for order in ("open after", "close after", "show results", "close room"):
        typed(teacher, order)
    expect(seat.locator("#state")).to_have_text("The room is closed. Thank you.")


def test_a_button_that_is_pressed_twice_lets_one_line_out(browser: Browser, server: Here) -> None:
    """The model here answers at once: the next line is there before the second press."""
    base = at(server)
    teacher = opened(browser, f"{base}/t?key=the-key", viewport={"width": 1280, "height": 800})
    typed(teacher, "open debate")
    first = reads(teacher)
    teacher.dblclick("#release")
    expect(teacher.locator("#said")).not_to_be_empty()
    expect(teacher.locator("#lines .speech")).to_have_count(1)
    assert teacher.locator("#lines .speech .text").all_text_contents() == [first]
    reads(teacher)
    teacher.focus("#order")
    teacher.keyboard.down("Enter")
    for _ in range(5):
        teacher.keyboard.down("Enter")  # as a key does that is held down
    teacher.keyboard.up("Enter")
    expect(teacher.locator("#lines .speech")).to_have_count(2)
    reads(teacher)
    assert teacher.locator("#lines .speech").count() == 2
    plain = opened(browser, f"{base}/t?key=the-key", java_script_enabled=False)
    typed(teacher, "")
    expect(teacher.locator("#lines .speech")).to_have_count(3)
    reads(teacher)
    plain.click("#release")  # of the line that is out by now
    expect(plain.locator("main")).to_contain_text("not held any more")
    assert teacher.locator("#lines .speech").count() == 3


def test_the_time_that_is_left_stands_on_a_page_once(browser: Browser, server: Here) -> None:
    base = at(server)
    teacher = opened(browser, f"{base}/t?key=the-key", viewport={"width": 1280, "height": 800})
    wall = opened(browser, f"{base}/w/ABCDEF", viewport={"width": 1280, "height": 720})
    seat = join(browser, base)
    teacher.wait_for_timeout(1500)  # each page listens by now: what is announced is told once
    typed(teacher, "box 5")
    for page in (teacher, wall, seat):
        expect(page.locator("#state")).to_contain_text("5:00 left.")
        expect(page.locator("#box")).to_be_hidden()
    for page in (teacher, wall, seat):
        expect(page.locator("#box")).to_be_visible(timeout=20_000)
        expect(page.locator("#state")).not_to_contain_text("left")
    typed(teacher, "more 1")
    expect(wall.locator("#state")).to_contain_text("More time:")
    expect(wall.locator("#box")).to_be_hidden()
    typed(teacher, "open before")
    for page in (teacher, wall, seat):
        expect(page.locator("#state")).not_to_contain_text("left")
        expect(page.locator("#box")).to_be_hidden()


def test_the_wall_has_whole_lines_and_always_the_last(browser: Browser, server: Here) -> None:
    base = at(server)
    teacher = opened(browser, f"{base}/t?key=the-key", viewport={"width": 1280, "height": 800})
    wall = opened(browser, f"{base}/w/ABCDEF", viewport={"width": 1280, "height": 330})
    typed(teacher, "open debate")
    for number in range(1, 4):
        lets_out(teacher)
        expect(wall.locator(".speech")).to_have_count(number)
    assert wall.evaluate(CUT) == []
    expect(wall.locator(".line").first).to_be_hidden()
    wall.reload()
    assert wall.evaluate(CUT) == []
    expect(wall.locator(".line").last).to_be_in_viewport()
    wall.set_viewport_size({"width": 1280, "height": 900})
    expect(wall.locator(".line").first).to_be_visible()
    assert wall.evaluate(CUT) == []


def test_what_is_final_asks_with_a_script_and_without(browser: Browser, server: Here) -> None:
    base = at(server)
    teacher = opened(browser, f"{base}/t?key=the-key", viewport={"width": 1280, "height": 800})
    typed(teacher, "open debate")
    teacher.remove_listener("dialog", Dialog.accept)
    asked: list[str] = []

    def no(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    teacher.once("dialog", no)
    teacher.click("text=End the debate, vote after")
    expect(teacher.locator("#state")).not_to_contain_text("votes once more")
    assert "never said" in asked[0]
    plain = opened(browser, f"{base}/t?key=the-key", java_script_enabled=False)
    plain.click("text=End the debate, vote after")
    expect(plain.locator("main")).to_contain_text("never said")
    plain.click("text=No, go back")
    plain.click("text=End the debate, vote after")
    plain.click("text=Yes, do it")
    expect(teacher.locator("#state")).to_have_text("The class votes once more.")


def test_of_the_desks_tabs_one_has_the_stream_and_all_are_up_to_date(
    browser: Browser, server: Here
) -> None:
    """A browser opens six streams to one address: with six tabs a seventh page would not load."""
    base = at(server)
    first = opened(browser, f"{base}/t?key=the-key", viewport={"width": 1280, "height": 800})
    typed(first, "open before")
    second = first.context.new_page()
    streams: list[str] = []
    second.on("request", lambda one: streams.append(one.url) if "/events" in one.url else None)
    second.goto(f"{base}/t")
    typed(first, "close before")
    expect(second.locator("#state")).to_have_text("The vote before is closed.")
    assert streams == [], "it asks instead"
    with second.expect_request("**/t/events*"):
        first.close()
    typed(second, "open debate")
    expect(second.locator("#held")).to_be_visible()


def test_votes_and_questions_need_no_script(browser: Browser, server: Here) -> None:
    base = at(server)
    teacher = server.teacher()
    seat = join(browser, base, java_script_enabled=False)
    teacher.order("open before")
    seat.click("#fresh a")
    seat.check("input[name='position.first'][value='0.5']")
    seat.click("text=Send my vote")
    expect(seat.locator("#voted")).to_be_visible()
    seat.fill("#question", "Who was asked?")
    seat.click("text=Send – Your question")
    expect(seat.locator("#mine")).to_contain_text("with the teacher")
    assert seat.is_checked("input[name='position.first'][value='0.5']")


def test_what_has_focus_is_never_under_the_bar(browser: Browser, server: Here) -> None:
    """WCAG 2.4.11, of which axe knows nothing."""
    base = at(server)
    teacher = server.teacher()
    seat = join(browser, base, viewport={"width": 1280, "height": 500})
    teacher.order("open before")
    seat.locator("#vote").wait_for()
    for _ in range(24):
        seat.keyboard.press("Shift+Tab")
        hidden = seat.evaluate(
            """() => {
              const at = document.activeElement, bar = document.querySelector('.bar');
              if (at === document.body || bar.contains(at)) return false;
              const one = at.getBoundingClientRect(), other = bar.getBoundingClientRect();
              return one.top >= other.top && one.bottom <= other.bottom;
            }"""
        )
        assert not hidden


def press_to(page: Page, selector: str) -> None:
    """Presses Tab until something has the focus."""
    for _ in range(80):
        if page.evaluate("s => document.activeElement?.matches(s) || false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def wrongs(page: Page) -> Any:
    return page.wrongs  # pyright: ignore[reportAttributeAccessIssue]
