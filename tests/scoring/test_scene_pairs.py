"""Scenes side by side: equally long, blind, and counted as they were read."""

import csv
import json
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from benchmark import benchmark

from smile_commons.errors import InputError


@pytest.fixture(scope="module")
def pairs() -> ModuleType:
    return benchmark("scene_pairs")


@pytest.fixture(scope="module")
def counts() -> ModuleType:
    return benchmark("pair_counts")


def run_in(
    folder: Path, name: str, seed: int, acts: Mapping[str, Sequence[str]], scene: str = "A hall."
) -> None:
    """A run as it lies on the disk, as far as a reader of scenes needs it."""
    run = folder / name
    run.mkdir(parents=True)
    about = {"dialogue": "forum", "seed": seed, "cast": {"ann": "Ann", "ben": "Ben"}}
    (run / "run.json").write_text(json.dumps(about))
    events: list[dict[str, Any]] = []
    for act, texts in acts.items():
        events.append({"act": act, "kind": "act", "speaker": None, "text": scene})
        events += [
            {"act": act, "kind": "speech", "speaker": ("ann", "ben")[n % 2], "text": text}
            for n, text in enumerate(texts)
        ]
    (run / "transcript.jsonl").write_text("\n".join(map(json.dumps, events)), encoding="utf-8")


def said(word: str, *lengths: int) -> list[str]:
    return [" ".join([word] * length) + "." for length in lengths]


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Six runs of two releases; what is told apart by a word only the tests know."""
    for seed in (1, 2, 3):
        run_in(tmp_path / "v1", f"old-{seed}", seed, {"one": said("quilt", *[10] * 9)})
        run_in(tmp_path / "v2", f"new-{seed}", seed, {"one": said("lamp", *[7, 13] * 9)})
    return tmp_path / "v1", tmp_path / "v2"


def write(pairs: ModuleType, monkeypatch: pytest.MonkeyPatch, *typed: object) -> int:
    monkeypatch.setattr(sys, "argv", ["scene_pairs.py", *map(str, typed)])
    return pairs.main()


def test_scenes_are_cut_to_equal_words_in_whole_speeches(
    pairs: ModuleType, two: tuple[Path, Path]
) -> None:
    one, other = (pairs.scenes_of(folder)[0] for folder in two)
    ours, theirs = pairs.cut(one, other, 300)
    assert [sum(len(text.split()) for _, text in part) for part in (ours, theirs)] == [90, 87]
    assert ours == list(one.lines[:9])
    assert sum(len(text.split()) for _, text in pairs.cut(one, other, 60)[0]) == 60


def test_what_cannot_be_equally_long_is_no_pair(pairs: ModuleType, tmp_path: Path) -> None:
    run_in(tmp_path / "a", "x", 1, {"one": said("quilt", 50)})
    run_in(tmp_path / "b", "y", 1, {"one": said("lamp", 90, 50)})
    one, other = (pairs.scenes_of(tmp_path / side)[0] for side in "ab")
    assert pairs.cut(one, other) is None


def test_acts_are_matched_and_equal_seeds_go_together(pairs: ModuleType, tmp_path: Path) -> None:
    for seed in (1, 2, 5):
        run_in(tmp_path / "a", f"a{seed}", seed, {"one": ["x"], "two": ["x"]})
    for seed in (2, 7):
        run_in(tmp_path / "b", f"b{seed}", seed, {"one": ["x"], "three": ["x"]})
    found = pairs.matched(pairs.scenes_of(tmp_path / "a"), pairs.scenes_of(tmp_path / "b"))
    assert [(one.act, one.run, other.run) for one, other in found] == [
        ("one", "a2", "b2"),
        ("one", "a1", "b7"),
    ]


def test_files_are_blind_and_in_both_orders(
    pairs: ModuleType, two: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "pairs"
    assert write(pairs, monkeypatch, *two, "--to", to) == 0
    key = json.loads((tmp_path / "pairs-key.json").read_text())
    assert sorted(path.name for path in to.iterdir()) == [
        "answers.csv",
        *(f"pair-{n:02}.md" for n in range(1, 7)),
    ]
    for name, about in key.items():
        page = (to / f"{name}.md").read_text()
        first, second = page.split("## Scene 2")
        assert ("quilt" in first, "lamp" in second) == (about["first"] == "a",) * 2
        assert "ANN: " in page and "*A hall.*" in page
        assert not any(told in page for told in ("old-", "new-", "v1", "v2", "seed"))
    first, again = list(key.values())[:3], list(key.values())[3:]
    orders = [{one["scene"]: one["first"] for one in half} for half in (first, again)]
    assert all(orders[0][scene] != orders[1][scene] for scene in orders[0])
    assert orders[0].keys() == orders[1].keys() and len(orders[0]) == 3


def test_typography_and_openings_do_not_tell_the_release(
    pairs: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_in(tmp_path / "a", "x", 1, {"one": ["It’s “here”—now… " + "word " * 50]}, "An old hall.")
    run_in(
        tmp_path / "b", "y", 1, {"one": ['It\'s "here" -- now... ' + "word " * 50]}, "A new one."
    )
    write(pairs, monkeypatch, tmp_path / "a", tmp_path / "b", "--to", tmp_path / "pairs")
    page = (tmp_path / "pairs" / "pair-01.md").read_text()
    one, other = page.split("## Scene 1")[1].split("## Scene 2")
    assert one.strip() == other.strip() and "hall" not in page


def test_folders_without_runs_are_said_so(
    pairs: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert write(pairs, monkeypatch, tmp_path, tmp_path) == 2
    assert "no runs" in capsys.readouterr().err


KEY = {
    "pair-01": {"scene": "000", "first": "a"},
    "pair-02": {"scene": "001", "first": "b"},
    "pair-03": {"scene": "000", "first": "b"},
    "pair-04": {"scene": "001", "first": "a"},
    "pair-05": {"scene": "002", "first": "a"},
    "pair-06": {"scene": "002", "first": "b"},
}


def test_a_pair_is_won_in_both_orders_or_not_at_all(counts: ModuleType) -> None:
    answers = {"pair-01": "2", "pair-03": "1"}  # B, B
    answers |= {"pair-02": "1", "pair-04": "1"}  # B, A: turned with the order
    answers |= {"pair-05": "tie", "pair-06": "tie"}
    found = counts.count(answers, KEY)
    assert (found.files, found.pairs, found.both, found.same) == (6, 3, 3, 2)
    assert found.wins == {"a": 0, "b": 1, "tie": 2}
    assert (found.firsts, found.chosen) == (3, 4)
    assert "B of all pairs 33% [6%, 79%]; of those that are no tie 100% [21%, 100%]" in (
        counts.told(found)
    )


def test_a_win_beside_a_tie_is_a_tie_and_one_order_counts_alone(counts: ModuleType) -> None:
    found = counts.count({"pair-01": "2", "pair-03": "tie", "pair-02": "1", "pair-04": None}, KEY)
    assert found.wins == {"a": 0, "b": 1, "tie": 1}
    assert (found.pairs, found.both, found.same) == (2, 1, 0)


def test_nothing_read_is_no_share(counts: ModuleType) -> None:
    assert "B of all pairs -" in counts.told(counts.count({}, KEY))[2]


def test_sheets_out_of_a_spreadsheet_are_read(counts: ModuleType, tmp_path: Path) -> None:
    sheet = tmp_path / "answers.csv"
    sheet.write_text("\ufeffpair;better;comment\npair-01;Tie;why; not\npair-02;;\n", "utf-8")
    assert counts.read_answers(sheet) == {"pair-01": "tie", "pair-02": None}
    sheet.write_text("pair,better\npair-01,3\n")
    with pytest.raises(InputError, match=r"answers\.csv:2: '3' is none of"):
        counts.read_answers(sheet)
    with pytest.raises(InputError, match="the key does not know pair-99"):
        counts.count({"pair-99": "1"}, KEY)


class Reader(BaseHTTPRequestHandler):
    """An endpoint that prefers lamps, and once says nothing that can be read."""

    asked = 0

    def do_GET(self) -> None:
        self.reply({"object": "list", "data": [{"id": "reader"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = body["messages"][-1]["content"] if "messages" in body else ""
        first = "lamp" in text.split("## Scene 2")[0]
        said = f"Better: {2 if first else 1}? No, one is brighter.\n**Better: {1 if first else 2}**"
        if "# Pair" in text:
            Reader.asked += 1
        said = "I cannot choose." if Reader.asked == 2 else said
        choice = {"index": 0, "finish_reason": "stop"}
        choice |= {"message": {"role": "assistant", "content": said}, "text": said}
        self.reply({"choices": [choice], "usage": {"prompt_tokens": 1, "completion_tokens": 1}})

    def reply(self, data: Any) -> None:
        raw = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Not to the terminal."""


@contextmanager
def endpoint() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Reader)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def test_a_model_reads_through_an_endpoint_and_goes_on(
    pairs: ModuleType,
    two: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    to = tmp_path / "pairs"
    write(pairs, monkeypatch, *two, "--to", to)
    with endpoint() as url:
        read = ("--read", to, "--model", "far/reader", "--base-url", url)
        assert write(pairs, monkeypatch, *read) == 0
        assert "1 without a readable answer" in capsys.readouterr().out
        assert write(pairs, monkeypatch, *read) == 0
    assert Reader.asked == 7
    assert "A better 0, B better 3, tie 0" in capsys.readouterr().out
    with (to / "answers-far-reader.csv").open() as file:
        assert {row["better"] for row in csv.DictReader(file)} == {"1", "2"}
    with (to / "answers.csv").open() as file:
        assert {row["better"] for row in csv.DictReader(file)} == {""}
