"""Whatever a room says it says in its language, and no student hears of the teacher's machine."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from clients import BASE, joined, served, taught, told
from rooms import ARTICLES, CUES, Here, Marks, a_room

import smile_commons.room
from smile_commons.errors import FullDiskError
from smile_commons.room.classroom import Room
from smile_commons.room.desk import Desk
from smile_commons.room.kept import Kept, open_folder
from smile_commons.room.orders import Orders
from smile_commons.room.publishing import Published
from smile_commons.room.refusal import MisdirectedError, RefusedError, said
from smile_commons.room.wording import Wording, languages

SOURCE = Path(smile_commons.room.__file__).parent
FOR_THE_TERMINAL = set(
    "addresses door folding forgetting journal kept lesson lesson_plan opening roster serving wish "
    "wording takeaways".split()
)
"""Modules that raise errors in English: before a room is served, and after it."""
ENGLISH = re.compile(r"\b(the|is|are|there|not|your|this|that|no|of|it)\b", re.IGNORECASE)


@pytest.fixture
def german(tmp_path: Path) -> Iterator[Here]:
    """A room in German, in the middle of a lesson."""
    kept = Kept(code="ABCDEF", epoch="e1", dialogue="only", language="de", seats=2)
    tmp_path.mkdir(exist_ok=True)
    open_folder(tmp_path, kept)
    room = Room(tmp_path / "room", ARTICLES, CUES)
    desk = Desk(room, Marks(), {})
    published = Published(room)
    yield Here(room, desk, published, Orders(room, desk, published))
    room.close()


ORDERS = (
    "go", "undo x", "retake", "choose 9", "edit", "dance", "why", "next", "next nobody", "whisper",
    "direct", "narrate", "note", "sit nobody", "open", "open lobby", "open after", "open results",
    "close before", "close after", "back", "show", "show me", "wall", "wall next", "thaw", "break",
    "on", "box", "box -1", "more x", "approve q-1", "refuse q-1 off", "merge q-1 q-1", "wait q-1",
    "statement", "grant nobody as Ezra", "withdraw nobody", "line Hier.", "erase nobody", "paper",
    "paper 7 before first=9", "paper 7 before elsewhere=1", "reason nobody first",
)  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
async def test_a_teacher_in_a_german_room_is_told_in_german(german: Here, order: str) -> None:
    client = served(german)
    status, says = told(client, "/t/do", token=taught(client), order=order, line="")
    assert status == 409, "each of them cannot be done"
    assert says
    plain = re.sub(r"`[^`]*`|\b(next|whisper|note|approve|as|to|on|of|no) [A-Z].*", "", says)
    assert not ENGLISH.findall(plain), says
    with pytest.raises(RefusedError):
        german.orders.do(order, "")


FORMS = [
    ("vote", {"phase": "before"}), ("vote", {"phase": "after"}), ("vote", {"phase": "x"}),
    ("vote", {"phase": "before", "position.first": "9"}),
    ("vote", {"phase": "before", "position.first": "1", "reason.first": "x" * 301}),
    ("erase", {}), ("question", {"text": ""}), ("question", {"text": "x" * 201}),
    ("statement", {"text": " "}), ("statement/none/vote", {"choice": "agree"}),
    ("seat", {"persona": "nobody"}), ("line", {"text": "Hier."}), ("line", {"text": ""}),
    ("line", {"text": "x" * 401}), ("nothing", {}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "form"), FORMS)
@pytest.mark.parametrize("phase", ["lobby", "debate", "frozen"])
async def test_a_student_in_a_german_room_is_told_in_german(
    german: Here, what: str, form: dict[str, str], phase: str
) -> None:
    client = served(german)
    token = joined(client)
    if phase != "lobby":
        german.orders.do("open debate")
    if phase == "frozen":
        german.orders.do("freeze")
    status, says = told(client, f"/r/ABCDEF/{what}", token=token, key="k", **form)
    if status == 200:
        assert (what, phase) == ("erase", "debate") or what in ("vote", "erase")
    assert says
    assert not ENGLISH.findall(says), says


async def test_what_else_a_browser_can_meet_is_in_german_too(german: Here) -> None:
    client = served(german)
    answers = [
        client.get("/nothing"),
        client.get("/j/WRONGX"),
        client.get("/t"),
        client.get("/", headers={"Host": "elsewhere.test"}),
        client.post("/", data={"code": "x"}),
        client.post("/", data={"code": "x" * 20_000}, headers={"Origin": BASE}),
        client.get("/w/ABCDEF/results"),
        client.post("/r/ABCDEF/vote", headers={"Origin": BASE}),
    ]
    for _ in range(2):
        joined(served(german))
    answers.append(client.post("/j/ABCDEF", data={"what": "join"}, headers={"Origin": BASE}))
    assert german.room.wording("errors.full") in answers[-1].text
    for answer in answers:
        assert answer.status_code >= 400
        text = re.sub(r"<style.*?</style>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
        assert not ENGLISH.findall(text), text


async def test_a_line_that_is_sent_twice_is_no_mistake(german: Here) -> None:
    """A button that is pressed twice, or a form that is sent again after a cut."""
    room, client = german.room, served(german)
    token = joined(client)
    seat = room.seats.there[0].id
    room.seated = (seat, "ezra")
    form = {"token": token, "text": "Ich war dabei."}
    assert told(client, "/r/ABCDEF/line", **form) == (409, room.wording("errors.closed"))
    german.orders.do("open debate")
    taken = (200, room.wording("line.taken"))
    assert told(client, "/r/ABCDEF/line", **form) == taken
    room.seated = None
    assert told(client, "/r/ABCDEF/line", **form) == taken, "the same line again"
    other = {**form, "text": "Und noch etwas."}
    assert told(client, "/r/ABCDEF/line", **other) == (409, room.wording("errors.given"))


async def test_after_the_debate_no_question_is_taken_and_a_sentence_is(tmp_path: Path) -> None:
    here = a_room(tmp_path)
    client = served(here)
    token = joined(client)
    hidden = re.compile(r'id="question-form" hidden')
    here.orders.do("open debate")
    assert not hidden.search(client.get("/r/ABCDEF").text)
    here.orders.do("open after")
    assert hidden.search(client.get("/r/ABCDEF").text)
    sent = {"token": token, "text": "Who was asked?"}
    assert told(client, "/r/ABCDEF/question", key="a", **sent)[0] == 409
    assert told(client, "/r/ABCDEF/statement", key="b", **sent)[0] == 200
    assert [one.kind for one in here.room.questions.items] == ["statement"]
    here.room.close()


async def test_a_student_is_told_nothing_of_the_teachers_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = a_room(tmp_path)
    client = served(here)
    token = joined(client)
    here.orders.do("open before")

    def full(*_: object, **__: object) -> None:
        raise FullDiskError(f"{tmp_path} is full")

    monkeypatch.setattr(here.room.ballots, "take", full)
    status, says = told(client, "/r/ABCDEF/vote", token=token, phase="before")
    assert (status, says) == (503, here.room.wording("errors.unwritten"))
    here.room.close()


def test_an_order_that_the_panel_does_not_know_is_told_precisely_in_english() -> None:
    error = MisdirectedError(
        "next", "no member of the cast is called 'tali'; did you mean talia?", "x"
    )
    assert said(error, Wording.of("en")) == str(error)
    assert "did you mean talia" in str(error)
    assert said(error, Wording.of("de")).startswith("next NAME")


def test_pages_raise_only_what_can_be_told_in_any_language() -> None:
    """``InputError`` is the terminal's: it is raised before a room is served."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        raised = [
            node.exc.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Raise)
            and isinstance(node.exc, ast.Call)
            and isinstance(node.exc.func, ast.Name)
        ]
        assert "InputError" not in raised or path.stem in FOR_THE_TERMINAL, path


def test_every_phrase_of_a_refusal_is_used_and_every_refusal_has_one() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    used = set(re.findall(r'RefusedError\(\s*"(\w+)"', text))
    used |= set(re.findall(r'RefusedError\(\s*"(\w+)" if', text))
    used |= set(re.findall(r'"errors\.(\w+)"', text))
    used |= {name for pair in re.findall(r'"(\w+)" if [^)]* else "(\w+)"', text) for name in pair}
    for language in languages():
        phrases = Wording.of(language).phrases["errors"]
        assert set(phrases) <= used, set(phrases) - used
        for key in re.findall(r'RefusedError\(\s*"(\w+)"', text):
            assert key in phrases
