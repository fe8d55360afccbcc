"""What the teacher's page says and offers, as it is sent."""

import asyncio
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock

import pytest
from alone import house_of
from clients import BASE, joined, served, taught, told
from rooms import Here, a_room, settle

from smile_commons.room import roster
from smile_commons.room.held import Held
from smile_commons.room.house import House
from smile_commons.room.lesson import shipped_lessons
from smile_commons.room.lesson_plan import Measured, plan_of
from smile_commons.room.moodle import escaped
from smile_commons.room.rehearsal import Rehearsal
from smile_commons.room.running import is_told_of_phones
from smile_commons.transcript import Event
from smile_commons.world.load import load_world


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    found = a_room(tmp_path)
    yield found
    found.room.close()


def shown(page: str, id: str) -> bool:
    """Whether an element is on a page and not hidden."""
    tag = re.search(rf'<[^>]*\bid="{id}"[^>]*>', page)
    assert tag is not None, id
    return " hidden" not in tag[0]


async def test_the_teacher_is_spoken_to_as_the_teacher(here: Here) -> None:
    words, client = here.room.wording, served(here)
    student = served(here)
    joined(student)
    taught(client)
    here.orders.do("open before")
    assert words("desk_says.before") in client.get("/t").text
    assert words("says.before") in student.get("/r/ABCDEF").text
    here.orders.do("open debate")
    here.room.hold(Held(1, "kai", "Kai", "We were there.", "AI", "", (), (), ()))
    here.room.did("held")
    desk = client.get("/t").text
    assert words("desk_says.held") in desk
    assert words("says.held") not in desk
    assert words("says.held") in student.get("/r/ABCDEF").text


def test_the_plan_on_the_page_is_measured_by_the_lessons_own_lines() -> None:
    lessons = {one.id: one for one in shipped_lessons()}
    bed = load_world(lessons["one-bed"].root).dialogues["one-bed"]
    spoken: list[Event] = []
    run = SimpleNamespace(
        manifest=SimpleNamespace(dialogue="one-bed"), events=SimpleNamespace(all=lambda: spoken)
    )
    world = SimpleNamespace(dialogues={"one-bed": bed})
    player = SimpleNamespace(again=SimpleNamespace(folder=run, world=world))
    house = Mock(spec=House, plan=plan_of(bed, 45, Measured(None, None)), run=run)
    house.lesson = SimpleNamespace(player=player)
    assert House.plan_now(house) == house.plan
    spoken.append(Event(1, "a", "speech", "ines", "x", by="agent", usage={"seconds": 120.0}))
    assert (found := House.plan_now(house)) is not None
    assert (found.speech, found.speeches) == (120.0, 7)
    house.plan = plan_of(bed, 45, Measured(6.4, None))
    assert House.plan_now(house) == house.plan, "what many lines measured holds"


async def test_a_closed_room_offers_what_can_be_taken_away_and_nothing_else(here: Here) -> None:
    client = served(here)
    taught(client)
    for order in ("open debate", "open after", "show results", "close room"):
        here.orders.do(order)
    page = client.get("/t").text
    assert not shown(page, "held-card")
    assert "/t/print/report" in page
    assert here.room.wording("desk.now_closed") in page


async def test_results_are_linked_once_there_are_any(here: Here) -> None:
    client = served(here)
    taught(client)

    def linked() -> set[str]:
        found = re.findall(r'<li([^>]*)><a href="(/t/[a-z/]+)"', client.get("/t").text)
        return {where for more, where in found if "hidden" not in more}

    papers = {"/t/print/pack", "/t/print/ballots", "/t/forget"}
    results = {"/t/reasons", "/t/report", "/t/print/report"}
    for order in ("open before", "close before", "open debate", "open after"):
        assert linked() == papers, f"not before `{order}`"
        here.orders.do(order)
    assert linked() == papers, "each vote that comes in would be seen"
    here.orders.do("close after")
    assert linked() == papers | results
    for order in ("show results", "close room"):
        here.orders.do(order)
        assert linked() == papers | results


async def test_once_the_debate_is_over_no_next_line_is_spoken_of(here: Here) -> None:
    client = served(here)
    taught(client)

    def offered() -> set[str]:
        page = client.get("/t").text
        found = re.findall(r'<(?:span|div)[^>]* data-in="([^"]+)"( hidden)?>', page)
        return {phases for phases, hidden in found if not hidden}

    assert offered() == {"lobby before debate"}
    here.orders.do("open debate")
    assert offered() == {"lobby before debate"}
    here.orders.do("freeze")
    assert offered() == {"lobby before debate"}, "a line that is held is held all the same"
    for order in ("thaw", "open after"):
        here.orders.do(order)
    page = client.get("/t").text
    assert offered() == {"after results"}
    assert not shown(page, "enter-hint")
    assert shown(page, "held-card"), "orders are typed as before"


async def test_a_phone_that_listens_is_there_and_one_that_is_gone_is_not(here: Here) -> None:
    room = here.room
    seat = room.seats.join("lobby")[0]
    stream = room.hub.stream(f"seat:{seat.id}", "", lambda: [])
    desk = here.listens("teacher")
    first = asyncio.create_task(anext(stream))
    await asyncio.sleep(0.4)
    assert b'"here":true' in await last(desk)
    await first
    await stream.aclose()
    await asyncio.sleep(0.4)
    assert b'"here":false' in await last(desk)


async def last(listener: Any) -> bytes:
    """What somebody was told last."""
    await settle()
    found = b""
    while not listener.waiting.empty():
        found = listener.waiting.get_nowait() or found
    return found


async def test_simulated_seats_are_there_also_when_the_room_goes_on(tmp_path: Path) -> None:
    here = a_room(tmp_path, rehearsal=True)
    acting = Rehearsal(house_of(here, BASE), 3, Random(1), haste=1000)
    task = asyncio.create_task(acting.run())
    await asyncio.sleep(0.2)
    rows = dict(here.room.now("teacher"))["seat"]["seats"]
    assert [row["here"] for row in rows] == [True] * 3
    task.cancel()
    here.room.close()
    again = a_room(tmp_path)
    acting = Rehearsal(house_of(again, BASE), 3, Random(1), haste=1000)
    task = asyncio.create_task(acting.run())
    again.orders.do("open before")
    for _ in range(300):
        await asyncio.sleep(0.01)
        if (again.room.count() or {}).get("in") == 3:
            break
    assert again.room.count() == {"phase": "before", "in": 3, "of": 3}, "nobody came besides"
    task.cancel()
    again.room.close()


async def test_that_no_phone_can_come_in_is_told_once_and_in_no_rehearsal(tmp_path: Path) -> None:
    alone = cast("Any", SimpleNamespace(is_of_this_machine_alone=True))
    open_ = cast("Any", SimpleNamespace(is_of_this_machine_alone=False))
    here, rehearsal = a_room(tmp_path / "a"), a_room(tmp_path / "b", rehearsal=True)
    assert is_told_of_phones(here.room, alone)
    assert not is_told_of_phones(here.room, open_)
    assert not is_told_of_phones(rehearsal.room, alone)
    here.room.needs["host"] = "told"
    here.orders.do("open before")
    assert "host" not in here.room.needs, "whoever begins knows"
    assert not is_told_of_phones(here.room, alone)
    for one in (here, rehearsal):
        one.room.close()


async def test_a_flagged_question_is_explained_and_only_waits(here: Here) -> None:
    from smile_commons.room.guard import Guard

    here.desk.guard = Guard("en")
    client, teacher = served(here), served(here)
    token = joined(client)
    here.orders.do("open debate")
    for number, text in enumerate(("You idiot, why?", "My name is Mina, may I ask?")):
        form = {"token": token, "text": text, "key": str(number)}
        assert told(client, "/r/ABCDEF/question", **form)[0] == 200, "nothing is refused for it"
    taught(teacher)
    page = teacher.get("/t").text
    assert "may be an insult: idiot" in page
    assert "names somebody: My name is Mina" in page
    assert [one.state for one in here.room.questions.items] == ["held", "held"]


async def test_who_took_part_is_downloaded_for_moodle_by_each_of_its_four_fields(
    tmp_path: Path,
) -> None:
    here = a_room(tmp_path, names="roster")
    roster.keep(here.room.folder, ["ada@school.example", "ben@school.example"])
    client, teacher = served(here), served(here)
    token = joined(client, name="ADA@school.example")
    taught(teacher)
    assert teacher.get("/t/export/moodle.csv").status_code == 409, "once the room is closed"
    here.orders.do("open before")
    vote = {"token": token, "phase": "before", "position.first": "1", "key": "k"}
    assert told(client, "/r/ABCDEF/vote", **vote)[0] == 200
    for order in ("open debate", "open after", "show results", "close room"):
        here.orders.do(order)
    form = re.search(r'<form method="get" action="/t/export/moodle.csv".*?</form>',
                     teacher.get("/t").text, re.DOTALL)  # fmt: skip
    assert form is not None
    columns = re.findall(r"<option>(.*?)</option>", form[0])
    assert columns == ["user id", "id number", "email", "username"]
    for column in columns:
        answer = teacher.get("/t/export/moodle.csv", params={"column": column})
        if column == "user id":
            assert answer.status_code == 409, "a mail address is no number"
            continue
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == 'attachment; filename="moodle.csv"'
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8"))))
        assert rows == [[column, "Took part"], ["ada@school.example", "1"],
                        ["ben@school.example", "0"]]  # fmt: skip
    assert client.get("/t/export/moodle.csv").status_code == 403, "for the teacher alone"
    here.room.close()


async def test_articles_are_downloaded_as_essays_for_moodle(here: Here) -> None:
    client = served(here)
    taught(client)
    assert client.get("/t/export/articles.gift").status_code == 409
    for order in ("open debate", "open after", "show results"):
        here.orders.do(order)
    answer = client.get("/t/export/articles.gift")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    wanted = [f"::{escaped(one.title)}::{escaped(one.text)} {{}}" for one in here.room.articles]
    assert answer.text.strip().split("\n\n") == wanted
    assert 'href="/t/export/articles.gift"' in client.get("/t").text
    page = client.get("/t").text
    assert "moodle.csv" not in page, "a room without names has none"
