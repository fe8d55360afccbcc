"""The teacher's guide, followed word for word: its commands run, its orders typed, by a class that
is pretended and an endpoint that answers at once.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "room"))

from manuals import ROOT, Block, blocks
from served import Classroom, Person, school, serving, until
from staged import Staged, environment

from smile_commons.room.held import READ_WITHIN
from smile_commons.room.lesson import shipped_lessons

GUIDE = ROOT / "docs" / "teaching.md"
PARTS = list(blocks(GUIDE))


def commands() -> list[Block]:
    return [block for block in PARTS if block.language == "sh"]


def words(command: str) -> list[str]:
    """A command of the guide for ``commons room``, in words."""
    return command.strip().removeprefix("commons room ").split()


def run(place: Staged, command: str) -> str:
    """Types a command of the guide where the teacher stands; it has to succeed."""
    done = subprocess.run(
        [sys.executable, "-m", "smile_commons", "room", *words(command)],
        cwd=place.folder,
        env=own(place),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def own(place: Staged) -> dict[str, str]:
    model = {"COMMONS_MODEL": "instant", "COMMONS_BASE_URL": place.address}
    return {**environment(), **place._own(), **model}  # pyright: ignore[reportPrivateUsage]


def types(room: Classroom, teacher: Person, order: str) -> None:
    """Types one order at the terminal and waits until it has been done."""
    if order == "go":
        held = teacher.held()["text"]
        time.sleep(READ_WITHIN)
    assert room.process.stdin is not None
    room.process.stdin.write(f"{order}\n")
    room.process.stdin.flush()
    if order == "go":
        until(lambda: held in teacher.lines(), "the line that was let out")
        return
    phase = order.rpartition(" ")[2]
    wanted = {"show results": "results", "close room": "closed"}.get(order, phase)
    if order.startswith(("open", "show", "close room")):
        until(lambda: teacher.last("state").get("phase") == wanted, f"the state after {order!r}")


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    with school(tmp_path_factory.mktemp("school")) as place:
        yield place


def test_the_guide_tells_of_every_lesson_that_ships() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for one in shipped_lessons():
        assert f"| `{one.id}` | {one.lesson.question} | {one.lesson.ages} |" in text


def test_a_teacher_who_does_what_the_guide_says_has_held_a_lesson(
    lesson: Staged, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, pack, open_, report, forget = (block.text for block in commands())
    orders = [
        line
        for block in PARTS
        if block.language == "orders"
        for line in block.text.splitlines()
        if line
    ]
    assert orders[0] == "open before"
    assert "--host auto" in open_  # followed by hand: it lets a network in

    monkeypatch.setenv("COMMONS_MODEL", "instant")
    monkeypatch.setenv("COMMONS_BASE_URL", lesson.address)
    here = ["--model", "instant", "--base-url", lesson.address, "--port", "0", "--no-open"]
    with serving(lesson, *words(first), *here, "--runs", str(lesson.folder / "runs")) as room:
        teacher = room.teacher()
        until(lambda: teacher.last("count") or teacher.last("state"), "the room")
        for order in orders:
            if order in ("close before", "close after"):
                until(lambda: teacher.last("count").get("in", 0) >= 5, "votes of the class")
            types(room, teacher, order)
        assert room.stop() == 0

    run(lesson, pack)
    page = (lesson.folder / "one-bed-lesson.html").read_text(encoding="utf-8")
    assert page.count("Ballot 3") == 2
    written = run(lesson, report).split()
    assert written
    assert all(Path(name).is_file() for name in written)
    run(lesson, forget)
    assert not list((lesson.folder / "runs").glob("*/room"))
