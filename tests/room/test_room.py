"""The room between its people and the panel: lines that wait, votes that count, seats that go."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from rooms import Here, Script, a_room, settle

from smile_commons.errors import InputError
from smile_commons.room.records import read_votes, standing
from smile_commons.room.timing import Box


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")


def lines(here: Here) -> list[str]:
    return [str(one.data["text"]) for one in here.room.entries if one.event == "speech"]


def debate(here: Here, words: Callable[[int, int], str]) -> "asyncio.Task[None]":
    here.orders.do("open before")
    here.orders.do("open debate")
    return asyncio.create_task(Script(here, Random(1), words).play(3))


async def test_lines_let_themselves_out_and_flagged_ones_never(tmp_path: Path) -> None:
    here = a_room(tmp_path, auto=0.01)
    playing = debate(here, lambda turn, take: f"{'flagged' if turn == 2 else 'plain'} {turn}")
    await until(lambda: bool(here.room.held and here.room.held.flags))
    await asyncio.sleep(0.1)
    assert lines(here) == ["plain 1"]
    here.reads_and("go")
    await until(lambda: len(lines(here)) == 3)
    await playing


async def test_a_frozen_room_lets_nothing_out(tmp_path: Path) -> None:
    here = a_room(tmp_path, auto=0.01)
    playing = debate(here, lambda turn, take: f"plain {turn}")
    here.orders.do("freeze fire drill")
    here.desk.auto = 0.01
    await asyncio.sleep(0.1)
    assert lines(here) == []
    here.orders.do("thaw")
    await until(lambda: len(lines(here)) == 3)
    await playing


async def test_what_is_held_when_the_debate_ends_is_never_said(tmp_path: Path) -> None:
    here = a_room(tmp_path)
    playing = debate(here, lambda turn, take: f"plain {turn}")
    await until(lambda: here.room.held is not None)
    here.orders.do("open after")
    await playing
    assert lines(here) == []
    assert here.room.held is None


async def test_no_new_line_is_begun_while_the_class_asks(tmp_path: Path) -> None:
    here = a_room(tmp_path)
    playing = debate(here, lambda turn, take: f"plain {turn}")
    await until(lambda: here.room.held is not None)
    here.orders.do("questions")
    here.reads_and("go")
    await until(lambda: len(lines(here)) == 1)
    await settle()
    assert (here.room.held, here.room.state.stage) == (None, "questions")
    here.orders.do("on")
    await until(lambda: here.room.held is not None)
    playing.cancel()


@pytest.mark.parametrize(
    ("order", "wrong"),
    [
        ("go", "no line|held"),
        ("edit I was there.", "held"),
        ("retake", "held"),
        ("why", "terminal"),
        ("dance", "not known"),
        ("open results", "no debate"),
        ("close before", "not open"),
        ("box", "minutes"),
        ("box -3", "minutes"),
        ("refuse q-1 off", "no question"),
        ("grant nobody as ezra", "Nobody here"),
        ("thaw", "Nothing is frozen"),
        ("paper 3 before elsewhere=1", "not voted on here: first, second"),
        ("paper", "paper 7 before first=0.5 second=-1"),
        ("paper 3 before first=2", "first=2"),
        ("break", "for the debate"),
    ],
)
async def test_an_order_that_cannot_be_done_says_what_is_wrong(
    tmp_path: Path, order: str, wrong: str
) -> None:
    here = a_room(tmp_path)
    before = here.room.state
    with pytest.raises(InputError, match=wrong):
        here.reads_and(order)
    assert here.room.state == before


async def test_who_comes_late_votes_first_and_is_counted_apart(tmp_path: Path) -> None:
    here = a_room(tmp_path)
    room = here.room
    early = room.seats.join("lobby")[0].id
    vote(here, early, "before", opened=True)
    playing = debate_goes_on(here)
    await until(lambda: room.held is not None)
    here.reads_and("go")
    await until(lambda: len(lines(here)) == 1)
    late = room.seats.join("debate")[0].id
    vote(here, late, "before")
    with pytest.raises(InputError, match="closed"):
        vote(here, early, "before", key="another form")
    here.orders.do("open after")
    for seat in (early, late):
        vote(here, seat, "after")
    found = standing(read_votes(room.folder))
    assert found[early, "first"].is_pair
    assert not found[late, "first"].is_pair
    playing.cancel()


def debate_goes_on(here: Here) -> "asyncio.Task[None]":
    here.orders.do("open debate")
    return asyncio.create_task(Script(here, Random(1), lambda turn, _: f"plain {turn}").play(3))


def vote(here: Here, seat: str, phase: str, *, opened: bool = False, key: str = "") -> None:
    if opened:
        here.orders.do(f"open {phase}")
    form = {"position.first": "1", "position.second": "none", "reason.first": f"SAID-{seat}"}
    here.room.ballots.take(seat, phase, form, here.room.state, key=key or f"{phase}/{seat}")


async def test_whoever_leaves_is_gone_from_every_file(tmp_path: Path) -> None:
    here = a_room(tmp_path)
    room = here.room
    gone, stays = (room.seats.join("lobby")[0].id for _ in range(2))
    for seat in (gone, stays):
        vote(here, seat, "before", opened=seat == gone)
        room.questions.ask(seat, "question", f"ASKED-{seat}", key="k")
    here.orders.do(f"erase {gone}")
    text = "".join(one.read_text() for one in room.folder.iterdir() if one.name != "journal.jsonl")
    assert f"SAID-{gone}" not in text
    assert f"ASKED-{gone}" not in text
    assert f"SAID-{stays}" in text
    assert f"ASKED-{stays}" in text
    assert {one.seat for one in read_votes(room.folder)} == {stays}


async def test_a_room_that_is_opened_again_is_as_it_was(tmp_path: Path) -> None:
    here = a_room(tmp_path)
    seat, token = here.room.seats.join("lobby")
    vote(here, seat.id, "before", opened=True)
    here.room.questions.ask(seat.id, "question", "Who was asked?", key="k")
    state, told = here.room.state, [one.data for one in here.room.entries]
    again = a_room(tmp_path)
    assert again.room.state == state
    assert [one.data for one in again.room.entries] == told
    assert again.room.seats.role(token) == ("seat", seat.id)
    assert again.room.ballots.has_voted(seat.id, "before", 1)
    assert [one.text for one in again.room.questions.held()] == ["Who was asked?"]
    form = {"position.first": "-1"}
    key = f"before/{seat.id}"
    assert not again.room.ballots.take(seat.id, "before", form, state, key=key), "sent twice"


async def test_a_time_box_is_announced_and_never_cuts() -> None:
    said = list[str]()
    box = Box(lambda data: said.append(str(data["said"])))
    box.start(0.05)
    box.more(0.05)
    await until(lambda: "over" in said)
    assert said == ["start", "more", "half", "over"]
    assert box.left == 0
    box.more(60)
    assert said[-1] == "start"
    box.stop()
    assert (box.left, said[-1]) == (None, "off")
