"""Every page in every state of a lesson is open to everybody: axe, nothing to scroll sideways, and
on the wall no text that the last row cannot read.
"""

from pathlib import Path
from typing import Any

from browsers import faults, in_all_modes, join, lets_out, opened, reads, typed
from clients import BASE, joined, served, taught, token_in
from crowd import Here
from playwright.sync_api import Browser, Page, Route, expect
from rooms import a_room
from test_paper import WORLD

from smile_commons.room import roster
from smile_commons.room.lesson_plan import Measured
from smile_commons.room.pages import static
from smile_commons.room.paper.html import as_html, paper_css
from smile_commons.room.paper.pack import pack

SMALLEST = 0.0165
"""Of the width of the picture: see room.css for why."""
TEXTS = """
    () => [...document.querySelectorAll("body *")].filter(one =>
        one.checkVisibility() && [...one.childNodes].some(node =>
            node.nodeType == 3 && node.textContent.trim()) && !one.closest(".out, .skip"))
        .map(one => [parseFloat(getComputedStyle(one).fontSize)
            * (one.ownerSVGElement ? one.getScreenCTM().a : 1) / innerWidth,
            one.textContent.trim().slice(0, 40)])
"""


class Looker:
    """Looks at pages, and keeps what was wrong."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.seen: list[str] = []

    def at(self, state: str, *pages: Page, modes: bool = False) -> None:
        """Looks at pages in a state of the lesson; in all modes where it is worth its time."""
        for page in pages:
            found = in_all_modes(page) if modes else faults(page)
            self.wrong += [f"{state}, {page.url}: {one}" for one in found]
            self.seen.append(state)
            sizes = page.evaluate(TEXTS) if "/w/" in page.url else []
            self.wrong += [
                f"{state}, wall: {size:.4f} of its width: {text}"
                for size, text in sizes
                if size < SMALLEST
            ]


def test_every_page_in_every_state_is_open_to_everybody(browser: Browser, server: Here) -> None:
    base, look = f"http://room.test:{server.port}", Looker()
    desk = opened(browser, f"{base}/t?key=the-key", viewport={"width": 1280, "height": 800})
    wall = opened(browser, f"{base}/w/ABCDEF", viewport={"width": 1280, "height": 720})
    seat, watcher = join(browser, base), opened(browser, f"{base}/r/ABCDEF")
    others = [join(browser, base) for _ in range(4)]
    look.at("lobby", desk, wall, seat, watcher)
    typed(desk, "open before")
    seat.locator("#vote").wait_for()
    look.at("before", wall, watcher)
    look.at("before", seat, modes=True)
    for one in (seat, *others):
        votes(one, "1", "Because it is so.")
    look.at("voted", seat, desk)
    typed(desk, "close before")
    look.at("the vote is closed", desk, seat, wall)
    typed(desk, "open debate")
    asks(seat, "Who was asked, you idiot?")
    seat.click("text=Ask for the seat of Ezra")
    desk.locator("text=Give the seat of Ezra").wait_for()
    reads(desk)
    for one in desk.locator("details:visible").all():
        one.evaluate("one => { one.open = true; }")
    look.at("a line is held", desk, modes=True)
    look.at("a line is held", seat, watcher, wall)
    lets_out(desk)
    expect(wall.locator(".speech")).to_have_count(1)
    look.at("a line is out", seat, wall, modes=True)
    for order in ("questions", "break", "on", "open before they were late", "freeze quiet"):
        typed(desk, order)
        look.at(order, desk, seat, wall)
    for order in ("thaw", "close before", "approve " + asked(desk)):
        typed(desk, order)
    desk.locator("text=Give the seat of Ezra").click()
    lets_out(desk)
    seat.locator("#speak").wait_for()
    look.at("a person speaks", desk, seat, wall)
    seat.fill("#line", "We were there.")
    seat.click("#speak button")
    expect(desk.locator("#held > .text")).to_have_text("We were there.")
    expect(desk.locator("#held [data-if=by_model]:visible")).to_have_count(0)
    look.at("a person's line is held", desk)
    lets_out(desk)
    reads(desk)
    expect(desk.locator("#held [data-if=by_model]:visible")).to_have_count(3)
    typed(desk, "box 3")
    typed(desk, "open after")
    seat.locator("#vote").wait_for()
    look.at("after", desk, wall)
    expect(desk.locator("#held-title")).to_have_text("Orders", use_inner_text=True)
    look.at("after", seat, modes=True)
    for one in (seat, *others):
        votes(one, "-1", "Because my name is Mina.")
    typed(desk, "close after")
    look.at("the vote after is closed", desk, seat, wall)
    desk.goto(f"{base}/t/reasons")
    look.at("reasons", desk, modes=True)
    desk.locator("button[aria-pressed]").first.click()
    desk.goto(f"{base}/t")
    typed(desk, "show results")
    seat.locator("#results a").click()
    seat.wait_for_selector("table")
    look.at("results", seat, modes=True)
    look.at("results", desk)
    wall.wait_for_selector("#place:not(:empty)")
    pages = wall.locator("[data-slide]").count()
    for number in range(pages):
        expect(wall.locator("#place")).to_have_text(f"Page {number + 1} of {pages}")
        look.at(f"page {number} of the results", wall)
        typed(desk, "wall next")
    desk.goto(f"{base}/t/report")
    look.at("report", desk)
    for name in ("report", "ballots"):
        desk.goto(f"{base}/t/print/{name}")
        look.at(f"{name} on paper", desk)
    for path in ("/t/forget", "/nothing"):
        desk.goto(f"{base}{path}")
        look.at(path, desk)
    desk.goto(f"{base}/t")
    typed(desk, "close room")
    seat.goto(f"{base}/r/ABCDEF")
    look.at("closed", desk, seat, watcher, wall)
    for page in (desk, seat, others[0], watcher):
        expect(page.locator("button:visible")).to_have_count(0)
    expect(seat.locator("body")).not_to_contain_text("You are watching")
    expect(desk.locator("a[href='/t/print/report']")).to_be_visible()
    assert not look.wrong, "\n".join(look.wrong)
    assert len(look.seen) > 50
    for page in (desk, wall, seat, watcher, *others):
        assert page.wrongs == []  # pyright: ignore[reportAttributeAccessIssue]


def test_pages_that_no_state_of_a_lesson_has_are_open_to_everybody(
    browser: Browser, server: Here, tmp_path: Path
) -> None:
    """The way in, with names and with a mistake; what is asked once more; papers."""
    base, look = f"http://room.test:{server.port}", Looker()
    page = opened(browser, base)
    look.at("the code", page, modes=True)
    page.evaluate("document.querySelector('label').remove()")
    assert any(one.startswith("label") for one in faults(page)), "what is planted is found"
    page.goto(f"{base}/j/ABCDEF")
    look.at("the notice", page, modes=True)
    html: dict[str, str] = {}

    def answer(route: Route) -> None:
        route.fulfill(body=html[route.request.url.rpartition("/")[2]], content_type="text/html")

    page.route("**/shown/*", answer)
    sheet = f"<style>{static('room.css').decode()}</style>"  # type: ignore[union-attr]
    for name, text in rendered(tmp_path / "names").items():
        html[name] = text.replace('<link rel="stylesheet" href="/s/room.css">', sheet)
    html["pack"] = as_html(pack(WORLD, "one-bed", ballots=1, measured=Measured(6.4, 70.0)),
                           css=paper_css())  # fmt: skip
    for name in html:
        page.goto(f"{base}/shown/{name}")
        assert "<main" in html[name]
        look.at(name, page)
    assert not look.wrong, "\n".join(look.wrong)


def rendered(folder: Path) -> dict[str, str]:
    """Pages of a room with names, as they are sent."""
    here = a_room(folder, names="roster")
    roster.keep(here.room.folder, ["Ada"])
    student, teacher = served(here), served(here)
    pages: dict[str, str] = {}

    def posted(client: Any, shown: str, where: str, **form: str) -> None:
        answer = client.post(where, data=form, headers={"Origin": BASE})
        pages[shown] = answer.text

    posted(student, "a-wrong-code", "/", code="x")
    posted(student, "a-name-that-is-not-there", "/j/ABCDEF", what="join", name="Eve")
    token = joined(student, name="Ada")
    posted(student, "leaving", "/r/ABCDEF/ask-leave", token=token)
    token = taught(teacher)
    posted(teacher, "closing", "/t/ask", token=token, order="close room")
    posted(teacher, "an-order-that-is-none", "/t/do", token=token, order="dance")
    posted(teacher, "forgetting", "/t/forget", token=token_in(teacher.get("/t/forget").text))
    pages["no-reasons"] = teacher.get("/t/reasons").text
    pages["a-desk-with-names"] = teacher.get("/t").text
    here.room.close()
    return pages


def votes(page: Page, at: str, reason: str) -> None:
    page.locator("#vote").wait_for()
    page.check(f"input[name='position.first'][value='{at}']")
    page.fill("#reason-first", reason)
    page.click("text=Send my vote")
    expect(page.locator("#voted")).to_be_visible()


def asks(page: Page, text: str) -> None:
    page.fill("#question", text)
    page.click("text=Send – Your question")
    expect(page.locator("#mine")).to_contain_text(text)


def asked(desk: Page) -> str:
    """The id of the question that is in the list."""
    return str(desk.locator("#queue li").first.get_attribute("data-key"))
