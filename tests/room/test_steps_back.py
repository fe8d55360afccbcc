"""What a teacher presses by mistake can be taken back, or is asked once more."""

import asyncio
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from random import Random

import pytest
from clients import BASE, joined, served, taught, token_in
from rooms import Here, Script, a_room, settle
from starlette.testclient import TestClient

from smile_commons.room.machine import State
from smile_commons.room.refusal import RefusedError
from smile_commons.room.wording import Wording, languages


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    found = a_room(tmp_path)
    yield found
    found.room.close()


STEPS = [
    (["open before"], "lobby", False),
    (["open before", "close before"], "before", True),
    (["open before", "open debate"], "before", True),
    (["open before", "close before", "open debate"], "before", False),
    (["open debate", "open before they were late"], "debate", False),
    (["open debate", "open after", "close after"], "after", True),
    (["open debate", "open after", "show results"], "after", True),
    (["open debate", "open after", "close after", "show results"], "after", False),
    (["open before", "close before", "open before again"], "before", False),
    (["open debate", "open after", "show results", "open after again"], "results", False),
]


@pytest.mark.parametrize(("orders", "phase", "votes"), STEPS)
async def test_a_step_is_taken_back(here: Here, orders: list[str], phase: str, votes: bool) -> None:
    for order in orders:
        here.orders.do(order)
    told = here.room.state_data()["back"]
    here.orders.do("back")
    assert (here.room.state.phase, here.room.state.voting) == (phase, votes)
    assert told.removesuffix("_closed") == phase, "the button says where it leads"


async def test_votes_that_were_given_stay_when_a_step_is_taken_back(here: Here) -> None:
    room = here.room
    seat = room.seats.join("lobby")[0].id
    here.orders.do("open before")
    room.ballots.take(seat, "before", {"position.first": "1"}, room.state, key="k")
    here.orders.do("close before")
    here.orders.do("back")
    assert room.ballots.has_voted(seat, "before", room.state.round("before"))


async def test_several_steps_are_taken_back_one_after_another(here: Here) -> None:
    for order in ("open debate", "open after", "close after", "show results", "freeze", "thaw"):
        here.orders.do(order)
    here.orders.do("back")
    here.orders.do("back")
    assert (here.room.state.phase, here.room.state.vote) == ("after", "after")
    with pytest.raises(RefusedError, match="panel was told"):
        here.orders.do("back")
    assert here.room.state_data()["back"] == "", "and there is no button"


def test_what_the_class_has_heard_is_not_taken_back() -> None:
    before = State().opened("before")
    debate = before.opened("debate")
    heard = State.from_dict({**debate.to_dict(), "released": 1})
    assert debate.back_to(before).phase == "before"
    with pytest.raises(RefusedError, match="open before REASON"):
        heard.back_to(before)


@pytest.mark.parametrize("phase", ["lobby", "before"])
def test_there_are_no_results_before_there_was_a_debate(phase: str) -> None:
    state = State() if phase == "lobby" else State().opened("before")
    for there in ("after", "results"):
        with pytest.raises(RefusedError, match="no debate"):
            state.opened(there)


def test_the_vote_before_is_not_opened_again_once_the_debate_is_over() -> None:
    over = State().opened("debate").opened("after")
    with pytest.raises(RefusedError, match="cannot be given any more"):
        over.opened("before", "because")


async def test_results_are_hidden_while_a_vote_moves_them(here: Here) -> None:
    client = served(here)
    for order in ("open debate", "open after", "show results"):
        here.orders.do(order)
    assert client.get("/w/ABCDEF/results").status_code == 200
    here.orders.do("open after two were missing")
    for path in ("/w/ABCDEF/results", "/r/ABCDEF/results"):
        assert client.get(path).status_code == 404
    taught(client)
    assert client.get("/t/report").status_code == 409, "the teacher would see one vote at a time"
    assert here.room.wording("desk.reasons_later") in unescape(client.get("/t/reasons").text)


async def test_what_was_decided_of_a_question_is_taken_back(here: Here) -> None:
    room = here.room
    seat = room.seats.join("lobby")[0].id
    here.orders.do("open debate")
    asked, claimed = (
        room.questions.ask(seat, kind, f"A {kind}.", key=kind).id
        for kind in ("question", "statement")
    )
    for id, decision in ((asked, "refuse {} off"), (asked, "approve {}"), (claimed, "approve {}")):
        here.orders.do(decision.format(id))
        here.orders.do(f"wait {id}")
        item = room.questions.get(id)
        assert (item.state, item.reason, item.how) == ("held", None, None)
    assert room.pending() == [], "the panel is not asked it"
    told = [one.data for one in room.entries if one.event == "statement"]
    assert told[-1] == {"id": claimed, "text": "", "gone": True}, "phones take it away"
    here.orders.do(f"approve {asked} to ezra")
    here.orders.do("cancel")
    assert room.questions.get(asked).state == "held"
    assert room.pending() == []
    room.change(room.questions.get(asked), state="asked")
    with pytest.raises(RefusedError, match="cannot be taken back"):
        here.orders.do(f"wait {asked}")


async def test_a_seat_that_was_granted_is_taken_back(here: Here) -> None:
    room = here.room
    seat = room.seats.join("lobby")[0]
    here.orders.do("open debate")
    room.wishes[seat.id] = "ezra"
    here.orders.do(f"grant {seat.id} as Ezra")
    assert room.pending() == ["sit ezra", "next ezra"]
    here.orders.do(f"withdraw {seat.name}")
    assert (room.pending(), room.wishes, room.granted) == ([], {}, "")


@pytest.mark.parametrize("when", ["granted", "sat", "speaking"])
async def test_a_person_is_called_back_at_every_step_of_the_way(here: Here, when: str) -> None:
    """And the model speaks for the persona again."""
    room = here.room
    seat = room.seats.join("lobby")[0]
    here.orders.do("open debate")
    script = Script(here, Random(1), lambda turn, take: f"line {turn}.{take}")
    playing = asyncio.create_task(script.play(4))
    await until(lambda: room.held is not None)
    room.wishes[seat.id] = "kai"
    if when != "granted":
        here.orders.do(f"grant {seat.id} as Kai")
    if when == "speaking":
        here.reads_and("go")
        await until(lambda: room.seated is not None)
        assert room.mine(seat.id)["seat"] == "Kai"
    elif when == "sat":
        await until(lambda: script.sits == "kai")
    else:
        here.orders.do(f"grant {seat.id} as Kai")
    here.orders.do(f"withdraw {seat.id}")
    await settle()
    if room.held is not None:
        here.reads_and("go")
    await until(lambda: room.held is not None and room.held.by == "agent" and not script.sits)
    assert (room.seated, room.granted, room.wishes) == (None, "", {})
    assert room.mine(seat.id)["seat"] == ""
    playing.cancel()


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        await settle()
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")


async def test_what_waits_for_a_panel_that_has_spoken_its_last_waits_for_the_teacher_again(
    here: Here,
) -> None:
    room = here.room
    seat = room.seats.join("lobby")[0]
    asked = room.questions.ask(seat.id, "question", "Who?", key="k").id
    here.orders.do("open debate")
    here.orders.do(f"approve {asked} to ezra")
    room.wishes[seat.id] = "kai"
    here.orders.do(f"grant {seat.id} as Kai")
    room.did("over")
    assert (room.questions.get(asked).state, room.granted, room.pending()) == ("held", "", [])
    for order in (f"approve {asked}", f"grant {seat.id} as Kai"):
        with pytest.raises(RefusedError):
            here.orders.do(order)


FINAL = {"open after": "debate", "close room": "results"}


@pytest.mark.parametrize(("order", "phase"), FINAL.items())
async def test_what_cannot_be_taken_back_is_asked_once_more(
    here: Here, order: str, phase: str
) -> None:
    seat = here.room.seats.join("lobby")[0]
    for step in ("open debate", "open after", "show results"):
        if here.room.state.phase != phase:
            here.orders.do(step)
    client = served(here)
    taught(client)
    page = client.get("/t").text
    for wanted in (order, f"erase {seat.id}"):
        button = re.search(rf'<button[^>]*value="{wanted}"[^>]*>', page)
        assert button is not None
        assert "data-ask=" in button[0], "the script asks"
        assert 'formaction="/t/ask"' in button[0], "and without a script a page does"
    before = here.room.state
    asked = presses(client, page, "/t/ask", order)
    assert here.room.state == before
    assert here.room.wording(f"ask_again.{order.partition(' ')[0]}") in asked
    presses(client, asked, "/t/do", order)
    assert here.room.state != before


async def test_a_student_who_leaves_is_asked_once_more(here: Here) -> None:
    client = served(here)
    joined(client)
    page = client.get("/r/ABCDEF").text
    assert 'formaction="/r/ABCDEF/ask-leave"' in page
    asked = presses(client, page, "/r/ABCDEF/ask-leave", "")
    assert len(here.room.seats) == 1
    presses(client, asked, "/r/ABCDEF/leave", "")
    assert len(here.room.seats) == 0


def presses(client: TestClient, page: str, where: str, order: str) -> str:
    """Sends the first form of a page as a browser without script does; the page that comes."""
    form = {"token": token_in(page), "line": "", **({"order": order} if order else {})}
    answer = client.post(where, data=form, headers={"Origin": BASE}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("language", languages())
def test_every_place_that_one_can_go_back_to_has_a_name(language: str) -> None:
    words = Wording.of(language)
    for place in ("lobby", "before", "before_closed", "debate", "debate_vote", "after",
                  "after_closed", "results"):  # fmt: skip
        assert words.has(f"place.{place}")
