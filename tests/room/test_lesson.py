"""One lesson from the first phone to its deletion: the real forum, a process, plain HTTP."""

import contextlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
from served import Classroom, Person, all_bytes, opened, school, until
from staged import Staged, environment

WORDS = ("zwiebelfisch", "quarkkrapfen", "pumpernickel", "krummhornton", "mausefallen", "blunzen")
"""Planted in an approved question, a refused one, a reason, a line from a seat, a statement and
what would change a mind."""


ELSEWHERE = {
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://198.51.100.9:4318",
    "OTEL_TRACES_EXPORTER": "otlp",
    "FASTAPI_OTEL_AUTO_CONFIGURE": "true",
}


@dataclass
class Taught:
    """A lesson that is over."""

    place: Staged
    run: Path
    """In whose folder the room is."""
    lines: list[str]
    """As the class was told them, those that were struck left out."""
    branch: Path
    """Where the debate went on after speeches were struck."""
    code: int
    reached: list[str]
    """Addresses that the process connected to."""


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taught]:
    with school(tmp_path_factory.mktemp("school"), turns=6) as place:
        log = place.folder / "reached.txt"
        place.watch(log)
        with pytest.MonkeyPatch.context() as patch, opened_watched(patch, place) as room:
            lines = teach(room)
            code = room.stop()
            run = room.folder.parent
        log.touch()
        others = [one for one in place.runs.iterdir() if one.is_dir() and one != run]
        assert len(others) == 1, "the branch"
        yield Taught(place, run, lines, others[0], code, log.read_text().split())


@contextlib.contextmanager
def opened_watched(patch: pytest.MonkeyPatch, place: Staged) -> Iterator[Classroom]:
    """The room on a machine on which everything that can be told elsewhere is told to be."""
    for name, value in ELSEWHERE.items():
        patch.setenv(name, value)
    assert ELSEWHERE.items() <= environment().items(), "what a room's process is given"
    with opened(place, "--minutes", "0") as room:
        yield room


def teach(room: Classroom) -> list[str]:
    """The whole of a lesson; the lines that the class has in the end."""
    teacher = room.teacher()
    class_ = [room.student() for _ in range(6)]
    teacher.order("open before")
    for number, one in enumerate(class_):
        more = {"reason.genuine": "A pumpernickel is a loaf."} if number == 1 else {}
        positions = {"genuine": "1" if number else "-1", "studios": "0"}
        assert one.votes("before", positions, **more)["ok"]
    until(lambda: teacher.last("count") == {"phase": "before", "in": 6, "of": 6}, "the count")
    assert class_[0].last("count")["in"] == 6
    teacher.order("open debate")
    held = teacher.held()
    assert held["text"] not in "".join(str(one.events()) for one in class_)
    assert teacher.lets_out() in class_[0].lines()
    ask_and_answer(teacher, class_)
    strike(teacher, class_[0])
    take_a_seat(teacher, class_[2])
    assert class_[5].does("statement", text="Every mausefallen counts.")["ok"]
    statement = teacher.last("queue")["items"][-1]
    teacher.order(f"approve {statement['id']}")
    for one in class_:
        assert one.does(f"statement/{statement['id']}/vote", choice="agree")["ok"]
    teacher.order("open after")
    for one in class_:
        more = {"change.genuine": "To see blunzen."} if one is class_[3] else {}
        assert one.votes("after", {"genuine": "1", "studios": "0.5"}, **more)["ok"]
    teacher.order("show results")
    shown = class_[0].client.get(f"{class_[0].at}/results")
    assert "What moved" in shown.text
    assert not any(word in shown.text for word in ("pumpernickel", "blunzen")), "not approved"
    until(lambda: teacher.last("model") == {"state": "over"}, "the last ballots")
    teacher.order("close room")
    assert class_[0].does("question", text="Too late?")["status"] == 403
    struck = {
        turn
        for one in class_[0].events()
        if one["event"] == "struck"
        for turn in one["data"]["turns"]
    }
    assert struck
    return current(class_[0])


def ask_and_answer(teacher: Person, class_: list[Person]) -> None:
    """One question is put to somebody, one is refused; each author alone knows."""
    teacher.order("questions")
    assert class_[1].does("question", text="What is a zwiebelfisch to you?")["ok"]
    assert class_[4].does("question", text="Is a quarkkrapfen round?")["ok"]
    first, second = until(lambda: items(teacher, 2), "both questions")
    teacher.order(f"approve {first['id']} to ezra")
    teacher.order(f"refuse {second['id']} off")
    assert class_[4].last("mine")["questions"][0]["reason"] == "it is off the subject"
    for other in (class_[0], class_[1]):
        assert "quarkkrapfen" not in str(other.events())
    until(lambda: teacher.last("held"), "the line that was on its way")
    teacher.order("go")
    teacher.order("on")
    answer = until(lambda: (h := teacher.last("held")) and h["speaker"] == "ezra" and h, "Ezra")
    asked = [one["data"]["text"] for one in class_[0].events() if one["event"] == "narration"]
    assert asked == ['Somebody in the class asks Ezra: "What is a zwiebelfisch to you?"']
    teacher.order("go")
    until(lambda: answer["text"] in class_[1].lines(), "the answer")
    assert class_[1].last("mine")["questions"][0]["state"] == "answered"


def strike(teacher: Person, student: Person) -> None:
    """Two lines that are out are struck; the room goes on in a branch."""
    before = student.lines()
    teacher.held()
    teacher.order("undo 2")
    until(lambda: student.last("struck"), "the strike")
    gone = student.last("struck")["turns"]
    assert gone == [len(before)], "the one that was held was never out"
    new = teacher.lets_out()
    assert new in current(student)
    assert before[-1] not in current(student)


def take_a_seat(teacher: Person, student: Person) -> None:
    """A student speaks for Talia once; the line waits for the teacher, and is called a person's."""
    teacher.held()
    assert student.does("seat", persona="talia")["ok"]
    wish = until(lambda: [one for one in teacher.last("seat")["seats"] if one["wish"]], "the wish")
    teacher.order(f"grant {wish[0]['id']} as Talia")
    teacher.order("go")
    until(lambda: student.last("mine")["seat"] == "Talia", "the seat")
    assert student.does("line", text="I play the krummhornton for all.")["ok"]
    held = until(lambda: (h := teacher.last("held")) and h["by"] == "human" and h, "the line")
    assert held["text"] not in student.lines(), "it waits like any other"
    teacher.order("go")
    until(lambda: held["text"] in student.lines(), "the line")
    said = [one["data"] for one in student.events() if one["event"] == "speech"][-1]
    assert (said["by"], said["label"]) == ("human", "a person in Talia's seat")
    assert teacher.lets_out(), "and the model speaks for her again"


def items(teacher: Person, number: int) -> list[dict[str, str]]:
    found = [one for one in teacher.last("queue")["items"] if one["kind"] == "question"]
    return found if len(found) == number else []


def current(student: Person) -> list[str]:
    """The lines that stand: those that were struck are gone."""
    lines: dict[int, str] = {}
    for one in student.events():
        if one["event"] == "struck":
            lines = {turn: text for turn, text in lines.items() if turn <= one["data"]["after"]}
        elif one["event"] == "speech":
            lines[one["data"]["turn"]] = one["data"]["text"]
    return list(lines.values())


def test_a_lesson_that_was_closed_ends_well(taught: Taught) -> None:
    assert taught.code == 0
    votes = (taught.run / "room" / "votes.jsonl").read_text().splitlines()
    assert len(votes) == 6 * 2 * 2
    tokens = (taught.run / "room" / "tokens.jsonl").read_text()
    assert '"seat"' not in tokens.replace('"seat":""', ""), "nobody can come in as who they were"


def test_the_class_has_what_the_transcript_has(taught: Taught) -> None:
    text = (taught.branch / "transcript.jsonl").read_text(encoding="utf-8")
    said = [json.loads(line) for line in text.splitlines()]
    assert [one["text"] for one in said if one["kind"] == "speech"] == taught.lines


def test_nothing_leaves_the_machine(taught: Taught) -> None:
    """Also where the environment has addresses to tell things to, as ``ELSEWHERE`` has."""
    assert any(one.startswith("127.") for one in taught.reached), "the model was, and is noted"
    assert all(
        one.startswith(("127.", "::1", "localhost", "192.0.2.1:9")) for one in taught.reached
    )


def test_a_room_is_played_again_word_for_word(taught: Taught) -> None:
    place = taught.place
    told = place.told(
        *("play", "--replay", str(taught.branch), "--runs", str(place.folder / "again")),
        *("--no-judge", "--quiet"),
    )
    assert told.returncode == 0, told.stderr
    again = next((place.folder / "again").iterdir())
    name = "transcript.jsonl"
    assert (again / name).read_bytes() == (taught.branch / name).read_bytes()
    shutil.rmtree(place.folder / "again")


def test_the_report_can_be_traced_to_nobody(taught: Taught) -> None:
    told = taught.place.told("room", "report", str(taught.run))
    assert told.returncode == 0, told.stderr
    files = [Path(line) for line in told.stdout.splitlines()]
    assert {"report.html", "report.pdf"} <= {one.name for one in files}
    pdf = next(one for one in files if one.suffix == ".pdf")
    written = "".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)
    written += "".join(one.read_text("utf-8-sig") for one in files if one != pdf)
    seats = (taught.run / "room" / "seats.jsonl").read_text().splitlines()
    for seat in seats:
        assert json.loads(seat)["id"] not in written
        assert json.loads(seat)["name"] not in written


def test_a_lesson_that_is_written_out_says_who_made_each_line(taught: Taught) -> None:
    told = taught.place.told("export", str(taught.branch), "--to", "md", "--out", "-")
    assert told.returncode == 0, told.stderr
    cues = [line for line in told.stdout.splitlines() if re.match(r"\*\*[A-Z]+\*\*", line)]
    assert len(cues) == len(taught.lines)
    made = {re.sub(r"^\S+ ", "", one) for one in cues}
    assert (
        {"*(AI)*", "*(a person)*"}
        <= made
        <= {*("*(AI)*", "*(a person)*", "*(AI, edited by a person)*")}
    )


def test_what_a_class_said_is_forgotten_in_every_file(taught: Taught) -> None:
    place = taught.place
    before = [
        word for word in WORDS if any(word.encode() in one for _, one in all_bytes(place.runs))
    ]
    assert before == list(WORDS), "they are planted"
    told = place.told("room", "forget", str(taught.run), "--yes")
    assert told.returncode == 0, told.stderr
    for folder in (place.runs, place.folder / "cache"):
        for path, content in all_bytes(folder):
            for word in WORDS:
                assert word.encode() not in content.lower(), f"{word} stands in {path}"
    for run in (taught.run, taught.branch):
        assert not (run / "room").exists()
        assert place.told("show", str(run)).returncode == 0, "it can still be read"
    assert place.told("room", "forget", str(taught.run), "--yes").returncode == 2
