"""``commons draft`` against an endpoint: notes come into the file, and nothing else changes."""

import difflib
import json
import re
import shutil
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import without_notes

from smile_commons.cli.program import app
from smile_commons.world import load_world
from smile_commons.world.dialogue import EitherWay
from smile_commons.world.find import shipped_world

ROOT = shipped_world()
STARTER = ROOT / "src" / "smile_commons" / "world" / "starter"
runner = CliRunner()


class Handler(BaseHTTPRequestHandler):
    """Says over what it was asked to put into I and you; of some it makes nothing."""

    asked: list[str] = []  # noqa: RUF012 (one server a test)
    fails = False
    speech = "I tell you: {}."

    def do_GET(self) -> None:
        self.answer({"object": "list", "data": [{"id": "echo"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = str((body.get("messages") or [{"content": body.get("prompt")}])[-1]["content"])
        self.asked.append(asked)
        if self.fails:
            self.answer({"error": {"message": "no"}}, 400)
            return
        about = re.sub(r"\w+ \((I|you)\)", r"\1", asked.rpartition("About: ")[2].splitlines()[0])
        said = "Never mind." if "two boys" in asked else self.speech.format(about)
        if " asks EVERYBODY." in asked.rpartition("About:")[0]:
            said = f"So {about}?"
        one: dict[str, Any] = {"index": 0, "finish_reason": "stop", "text": said}
        one["message"] = {"role": "assistant", "content": said}
        self.answer({"choices": [one], "usage": {"prompt_tokens": 9, "completion_tokens": 9}})

    def answer(self, data: Any, status: int = 200) -> None:
        raw = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Not to the terminal."""


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Handler]]:
    handler = type("Echo", (Handler,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("COMMONS_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    monkeypatch.setenv("COMMONS_MODEL", "echo")
    monkeypatch.setenv("COMMONS_CACHE_DIR", str(tmp_path / "cache"))
    yield handler
    server.shutdown()


@pytest.fixture
def world(tmp_path: Path) -> Path:
    root = Path(shutil.copytree(STARTER, tmp_path / "world"))
    path = root / "dialogues" / "forum.yaml"
    path.write_text(without_notes(path.read_text(encoding="utf-8")), encoding="utf-8")
    return root


def draft(world: Path, *more: str, name: str = "forum") -> tuple[int, str, str]:
    done = runner.invoke(app, ["draft", name, "--world", str(world), *more])
    return done.exit_code, done.stdout, done.stderr


def forum(world: Path) -> Path:
    return world / "dialogues" / "forum.yaml"


def says(world: Path) -> list[str | EitherWay | None]:
    acts = load_world(world).dialogues["forum"].acts
    return [line.say for act in acts for line in (*act.beats, *act.matters)]


def test_notes_are_written_under_what_they_are_about(world: Path, endpoint: type[Handler]) -> None:
    before = forum(world).read_text(encoding="utf-8")
    code, said, left = draft(world)
    assert code == 0, left
    assert "10 of 11 drafted, for you to edit" in said.replace("\n", " ")
    assert re.search(r"forum.yaml:\d+: acts.0.beats.3.say: could not be drafted: ", left)
    after = forum(world).read_text(encoding="utf-8")
    delta = [line for line in difflib.ndiff(before.splitlines(), after.splitlines())
             if not line.startswith(("  ", "? "))]  # fmt: skip
    assert not [line for line in delta if line.startswith("- ")]
    marks = [line for line in delta if "say:" in line]
    assert len(marks) == 10
    assert all(line.endswith("# drafted by echo; edit me") for line in marks)
    assert [say is None for say in says(world)] == [place == 3 for place in range(11)]
    checked = runner.invoke(app, ["check", str(world)])
    assert checked.exit_code == 2
    assert "acts.0.beats.3.say: is missing where others have one" in checked.output


def test_what_is_there_stays_and_a_draft_is_made_anew_when_asked(
    world: Path, endpoint: type[Handler]
) -> None:
    path = forum(world)
    mine = "        say: I rowed out for the two boys myself.\n"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines(keepends=True) if "two boys" in line)
    path.write_text(text.replace(line, line + mine), encoding="utf-8")
    assert draft(world)[0] == 0
    once, asked = path.read_bytes(), len(endpoint.asked)
    code, said, _ = draft(world)
    assert (code, path.read_bytes(), len(endpoint.asked)) == (0, once, asked)
    assert "every beat and matter has its notes" in said.replace("\n", " ")
    endpoint.speech = "I say it to you: {}."
    assert draft(world, "--again")[0] == 0
    after = path.read_text(encoding="utf-8")
    assert mine in after
    assert after.count("# drafted by") == 10
    assert sum("I say it to you" in str(say) for say in says(world)) == 9


def test_a_dry_run_shows_and_writes_nothing(world: Path, endpoint: type[Handler]) -> None:
    before = forum(world).read_bytes()
    code, said, _ = draft(world, "--dry-run", "--json")
    told = json.loads(said)
    assert (code, told["written"], told["by"]) == (0, False, "echo")
    assert forum(world).read_bytes() == before
    assert [one["place"] for one in told["left"]] == ["acts.0.beats.3.say"]
    assert told["drafted"][0]["who"] == "anders"
    assert "electric lamp" in told["drafted"][0]["say"]
    on = before.decode().splitlines()[told["drafted"][0]["line"] - 1]
    assert on.strip().startswith("- who: anders")


def test_a_decision_gets_both_ways(tmp_path: Path, endpoint: type[Handler]) -> None:
    root = tmp_path / "world"
    for folder in ("personas", "memory", "dialogues", "prompts"):
        shutil.copytree(ROOT / folder, root / folder)
    path = root / "dialogues" / "elixirs-hearing.yaml"
    path.write_text(without_notes(path.read_text(encoding="utf-8")), encoding="utf-8")
    endpoint.speech = "I tell you: {}."
    draft(root, name="elixirs-hearing")
    verdicts = [asked for asked in endpoint.asked if "Decided:" in asked.rpartition("About:")[2]]
    assert len(set(verdicts)) == 2


def test_whole_or_not_at_all(world: Path, endpoint: type[Handler]) -> None:
    before = forum(world).read_bytes()
    endpoint.fails = True
    code, _, complaint = draft(world)
    assert (code, forum(world).read_bytes()) == (3, before), complaint
    endpoint.fails = False
    endpoint.speech = "It is not to be said."
    code, _, complaint = draft(world)
    assert code == 0  # the question is drafted
    assert says(world).count(None) == 10


def test_what_is_typed_wrong_is_told(world: Path, endpoint: type[Handler]) -> None:
    code, _, complaint = draft(world, name="form")
    assert code == 2
    assert "forum" in complaint
    forum(world).write_text("id: forum\n", encoding="utf-8")
    assert draft(world)[0] == 2
    assert endpoint.asked == []
