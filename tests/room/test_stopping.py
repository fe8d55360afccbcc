"""Ctrl-C in the middle of a model's call, and a room that goes on where it was, with nothing typed
again: the real program, an endpoint that takes a minute for every answer.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import Classroom, opened, serving, until
from staged import Staged, staged

from smile_commons.cli import room_shown
from smile_commons.room.door import Door
from smile_commons.room.kept import Kept

SLOW = 60.0
"""Seconds that the model takes for an answer."""


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    with staged(tmp_path_factory.mktemp("slow"), 2, delay=SLOW) as place:
        yield place


def in_a_call(room: Classroom) -> None:
    teacher = room.teacher()
    until(lambda: teacher.last("model").get("state") == "asking", "a call of the model")


def stops(room: Classroom) -> float:
    """Presses Ctrl-C; seconds until the program is gone."""
    pressed = time.monotonic()
    assert room.stop() == 130, room.text
    return time.monotonic() - pressed


def test_ctrl_c_waits_for_no_call_and_the_phones_come_back(school: Staged) -> None:
    with opened(school) as room:
        student = room.student()
        name = seat_of(student.get(f"/r/{room.code}").text)
        in_a_call(room)
        took = stops(room)
        assert took < SLOW / 2, (
            "nobody waits for the call; on a quiet machine it is over in a second"
        )
        assert "Traceback" not in room.text
        assert "commons room resume" in room.text
        base, code = room.base, room.code
    with serving(school, "resume", "--runs", str(school.runs), "--no-open") as again:
        assert (again.base, again.code) == (base, code), "where the phones knew it to be"
        assert seat_of(student.get(f"/r/{code}").text) == name
        in_a_call(again)
        assert stops(again) < SLOW / 2


def seat_of(page: str) -> str:
    return page.split('class="who">')[1].split("<")[0]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ((None, None, None), ("auto", 9000, "http://room.test:9000")),
        (("10.0.0.7", None, None), ("10.0.0.7", 9000, "http://room.test:9000")),
        ((None, 0, None), ("auto", 0, "http://room.test:9000")),
        ((None, None, "https://other.test"), ("auto", 9000, "https://other.test")),
    ],
)
def test_what_is_given_wins_over_what_the_room_was_opened_with(
    monkeypatch: pytest.MonkeyPatch, given: tuple[Any, Any, Any], wanted: tuple[Any, Any, Any]
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(
        Door, "open", classmethod(lambda _, *words, **more: asked.append((words, more)))
    )
    kept = Kept(code="ABCDEF", epoch="e", dialogue="d", host="auto", port=9000,
                url="http://room.test:9000", address="10.0.0.9")  # fmt: skip
    room_shown.door_again(kept, *given)
    assert asked == [(wanted, {"before": "10.0.0.9"})]


def test_a_room_that_was_never_held_is_told(tmp_path: Path, school: Staged) -> None:
    told = school.told("room", "resume", "--runs", str(tmp_path))
    assert told.returncode == 2
    assert "no class room was held" in told.stderr
