"""The pages in a real browser: a lesson, by keyboard alone, for every eye, on a bad network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import chromium, faults, in_all_modes, join, opened
from crowd import Server
from playwright.sync_api import Browser, Page, expect


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path)
    yield found
    found.process.kill()
    found.process.communicate()


def at(server: Server) -> str:
    return f"http://room.test:{server.port}"


def test_a_lesson_with_three_seats_a_teacher_and_a_wall_on_a_bad_network(
    browser: Browser, server: Server
) -> None:
    base = at(server)
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
    expect(wall.locator("#count")).to_have_text("3 of 3 have voted")
    teacher.click("text=Begin the debate")
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
    teacher.click("text=Show the results")
    seats[0].locator("#results a").click()
    expect(seats[0].locator("main")).to_contain_text("Fewer than five voted")
    for page in (teacher, wall, *seats):
        assert wrongs(page) == []


def test_the_whole_of_a_lesson_by_keyboard_alone(browser: Browser, server: Server) -> None:
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
        if not order:
            expect(seat.locator(".speech")).to_have_count(2)
    assert seat.locator(".speech .label").all_text_contents()[1] == "AI, edited by the teacher"
    for order in ("open after", "close after", "show results", "close room"):
        typed(teacher, order)
    expect(seat.locator("#state")).to_have_text("The room is closed. Thank you.")


def test_no_page_in_any_state_is_closed_to_anybody(browser: Browser, server: Server) -> None:
    base = at(server)
    desk = opened(browser, f"{base}/t?key=the-key", viewport={"width": 1280, "height": 800})
    wall = opened(browser, f"{base}/w/ABCDEF", viewport={"width": 1280, "height": 720})
    start = opened(browser, base)
    assert in_all_modes(start) == []
    notice = opened(browser, f"{base}/j/ABCDEF")
    assert in_all_modes(notice) == []
    seat = join(browser, base)
    others = [join(browser, base) for _ in range(4)]
    assert faults(seat) == []
    typed(desk, "open before")
    for one in (seat, *others):
        one.locator("#vote").wait_for()
        one.check("input[name='position.first'][value='1']")
        one.fill("#reason-first", "Because it is so.")
        one.click("text=Send my vote")
        expect(one.locator("#voted")).to_be_visible()
    assert in_all_modes(seat) == []
    assert faults(wall) == []
    typed(desk, "open debate")
    desk.locator("#held").wait_for()
    typed(desk, "")
    seat.fill("#question", "Who was asked?")
    seat.click("text=Send – Your question")
    seat.click("text=Ask for the seat of Ezra")
    expect(desk.locator("#seats")).to_contain_text("Give the seat of Ezra")
    expect(seat.locator(".speech")).to_have_count(1)
    desk.locator("#held").wait_for()
    for page in (seat, wall, desk):
        assert in_all_modes(page) == [], page.url
    typed(desk, "freeze quiet")
    assert faults(seat) == []
    typed(desk, "thaw")
    typed(desk, "open after")
    for one in (seat, *others):
        one.locator("#vote").wait_for()
        one.check("input[name='position.first'][value='-1']")
        one.fill("#reason-first", "Because I have heard it.")
        one.click("text=Send my vote")
        expect(one.locator("#voted")).to_be_visible()
    assert faults(seat) == []
    desk.goto(f"{base}/t/reasons")
    assert faults(desk) == []
    desk.goto(f"{base}/t")
    typed(desk, "show results")
    seat.locator("#results a").click()
    seat.wait_for_selector("table")
    assert in_all_modes(seat) == []
    opened(browser, f"{base}/nothing")
    typed(desk, "close room")
    assert faults(desk) == []


def test_a_fault_that_is_planted_is_found(browser: Browser, server: Server) -> None:
    page = opened(browser, at(server))
    page.evaluate("document.querySelector('label').remove()")
    assert any(one.startswith("label") for one in faults(page))


def test_votes_and_questions_need_no_script(browser: Browser, server: Server) -> None:
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


def test_what_has_focus_is_never_under_the_bar(browser: Browser, server: Server) -> None:
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


def lets_out(teacher: Page) -> str:
    """Lets the held line out; gives it back."""
    text = teacher.locator("#held .text").first
    text.wait_for()
    line = text.text_content() or ""
    before = teacher.locator("#lines .speech").count()
    teacher.click("#release")
    expect(teacher.locator("#lines .speech")).to_have_count(before + 1)
    return line


def typed(teacher: Page, order: str) -> None:
    """Types an order and waits until it is done."""
    teacher.focus("#order")
    with teacher.expect_response("**/t/do") as answer:
        teacher.keyboard.type(order)
        teacher.keyboard.press("Enter")
    assert answer.value.status == 200, f"{order}: {answer.value.text()}"
    expect(teacher.locator("#order")).to_have_value("")


def press_to(page: Page, selector: str) -> None:
    """Presses Tab until something has the focus."""
    for _ in range(80):
        if page.evaluate("s => document.activeElement?.matches(s) || false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def wrongs(page: Page) -> Any:
    return page.wrongs  # pyright: ignore[reportAttributeAccessIssue]
