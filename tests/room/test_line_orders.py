"""An order about a line means the line that whoever gives it has read, and no other."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import pytest
from clients import served, taught
from rooms import Here, Script, a_room, settle

from smile_commons.dialogues.retakes import with_words
from smile_commons.room.held import READ_WITHIN
from smile_commons.room.held_line import held_line
from smile_commons.room.refusal import RefusedError
from smile_commons.transcript import Event, Take, UsedMemory


def out(here: Here) -> list[str]:
    return [str(one.data["text"]) for one in here.room.entries if one.event == "speech"]


def debate(here: Here) -> "asyncio.Task[None]":
    """A debate by a model that answers at once."""
    here.orders.do("open before")
    here.orders.do("open debate")
    script = Script(here, Random(1), lambda turn, take: f"line {turn}, take {take}")
    return asyncio.create_task(script.play(4))


async def held(here: Here, text: str = "") -> str:
    """The id of the line that is held, once there is one with that text, read long ago."""
    room = here.room
    for _ in range(200):
        await settle()
        if room.held is not None and text in room.held.text:
            room._held_since = time.monotonic() - 60  # pyright: ignore[reportPrivateUsage]
            return room.held.id
    raise AssertionError("no line came")


def refused(order: Callable[[], None]) -> str:
    with pytest.raises(RefusedError) as told:
        order()
    return told.value.key


async def test_a_go_that_is_pressed_twice_lets_one_line_out(tmp_path: Path) -> None:
    here = a_room(tmp_path)
    playing = debate(here)
    first = await held(here)
    here.orders.do("go", first)
    assert refused(lambda: here.orders.do("go", first)) == "line_decided", "before it is out"
    second = await held(here, "line 2")
    assert refused(lambda: here.orders.do("go", first)) == "line_gone", "once the next is held"
    assert refused(lambda: here.orders.do("undo", first)) == "line_gone", "nor is it struck unread"
    assert out(here) == ["line 1, take 1"]
    assert second != first
    playing.cancel()


async def test_a_line_that_has_only_just_come_is_not_let_out(tmp_path: Path) -> None:
    """The second press of a double click, when the next line came between the two."""
    here = a_room(tmp_path)
    playing = debate(here)
    here.orders.do("go", await held(here))
    for _ in range(200):
        await settle()
        if here.room.held is not None:
            break
    assert here.room.held is not None
    id = here.room.held.id
    assert refused(lambda: here.orders.do("go", id)) == "line_new"
    await asyncio.sleep(READ_WITHIN)
    here.orders.do("go", id)
    await held(here, "line 3")
    assert len(out(here)) == 2
    playing.cancel()


@pytest.mark.parametrize("order", ["go", "", "undo", "retake", "choose 2", "edit We were there."])
async def test_an_order_for_a_take_that_was_replaced_does_nothing(
    tmp_path: Path, order: str
) -> None:
    here = a_room(tmp_path)
    playing = debate(here)
    before = await held(here)
    here.orders.do("retake", before)
    await held(here, "line 1, take 3")
    assert refused(lambda: here.orders.do(order, before)) == "line_gone"
    assert out(here) == []
    playing.cancel()


@pytest.mark.parametrize("order", ["go", "undo", "retake", "choose 2", "edit We were there."])
async def test_an_order_that_does_not_say_which_line_is_not_taken(
    tmp_path: Path, order: str
) -> None:
    """A page from before, or a program: it may mean a line that nobody has read."""
    here = a_room(tmp_path)
    playing = debate(here)
    await held(here)
    for about in (None, ""):
        assert refused(lambda about=about: here.orders.do(order, about)) == "which_line"
    here.orders.do("whisper ezra Be brief.")
    assert out(here) == []
    playing.cancel()


async def test_an_order_that_waited_is_looked_at_again_when_it_is_taken(tmp_path: Path) -> None:
    """A line lets itself out while a strike for it waits: the next one is not struck for it."""
    here = a_room(tmp_path, auto=60)
    playing = debate(here)
    first = await held(here)
    here.orders.do("freeze fire drill")
    here.orders.do("undo", first)
    await settle()
    held_now = here.room.held
    assert held_now is not None
    here.room.hold(None)
    here.orders.do("thaw")
    await settle()
    assert here.room.needs["order"].endswith(here.room.wording("errors.line_gone"))
    playing.cancel()


async def test_no_line_is_let_out_where_there_is_no_debate(tmp_path: Path) -> None:
    here = a_room(tmp_path, auto=0.01)
    here.orders.do("open before")
    here.orders.do("open debate")
    here.orders.do("questions")
    playing = asyncio.create_task(Script(here, Random(1), lambda turn, _: f"{turn}").play(2))
    await settle()
    here.orders.do("on")
    here.desk.auto = None
    line = await held(here)
    here.orders.do("back")
    assert here.room.state.phase == "before"
    assert refused(lambda: here.orders.do("go", line)) == "not_debate"
    playing.cancel()


async def test_a_line_does_not_let_itself_out_in_a_break(tmp_path: Path) -> None:
    here = a_room(tmp_path, auto=0.05)
    playing = debate(here)
    await held(here)
    here.orders.do("break")
    await asyncio.sleep(0.2)
    assert out(here) == []
    assert here.room.held is not None
    assert here.room.held.auto is None, "no countdown is shown"
    here.orders.do("on")
    for _ in range(200):
        await asyncio.sleep(0.01)
        if out(here):
            break
    assert out(here)
    playing.cancel()


async def test_a_persons_line_has_no_other_takes(tmp_path: Path) -> None:
    """Else a model would speak in the seat that a student was given; edited, it is theirs still."""
    here = a_room(tmp_path)
    said = Event(3, "only", "speech", "ezra", "We were there.", why="beat 1 of 2", by="human",
                 to=("kai",), memories=(UsedMemory("m", "A loaf.", 0.5),))  # fmt: skip
    for line in (said, with_words(said, "We were here.", "ezra")):
        laid = held_line(line, here.room, here.desk.guard)
        assert (laid.takes, laid.memories, laid.why) == ((), (), "")
        here.room.hold(laid)
        here.room._held_since = 0.0  # pyright: ignore[reportPrivateUsage]
        for order in ("retake", "retake Softer.", "choose 1"):
            given = partial(here.orders.do, order, laid.id)
            assert refused(given) == "persons_line"
        teacher = served(here)
        taught(teacher)
        page = teacher.get("/t").text
        assert len(re.findall(r'data-if="by_model" hidden', page)) == 3
        assert '<span class="to" data-text="to_text">to Kai</span>' in page, "as once it is out"
    by_model = replace(said, by="agent", takes=(Take("We were there.", chosen=True),))
    edited = held_line(with_words(by_model, "We were here.", "ezra"), here.room, here.desk.guard)
    assert len(edited.takes) == 2, "a model's line has its takes also once the teacher edited it"
    here.room.close()
