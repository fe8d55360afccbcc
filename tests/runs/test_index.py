"""The index of all runs: finds what was said, keeps up with the runs, and can always be lost."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.index import FILE, RunIndex
from smile_commons.runs.manifest import Manifest, UsageTotals
from smile_commons.transcript import Event

CAST = {"talia": "Talia", "kai": "Kai"}


def new_run(
    runs: Path, said: Sequence[str], *, dialogue: str = "forum", **fields: object
) -> RunFolder:
    folder = RunFolder.create(runs, Manifest(dialogue=dialogue, cast=CAST))
    with folder.owned():
        for turn, text in enumerate(said, start=1):
            speaker = ("talia", "kai")[turn % 2]
            folder.append_event(Event(turn, "act", "speech", speaker, text))
        folder.change(status="done", **fields)
    return folder


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    new_run(tmp_path, ["Whose smile is it?", "Nobody's, and it's not for sale."])
    new_run(tmp_path, ["The café was shut. 100% of it.", "They were smiling."], dialogue="story")
    return tmp_path


def found(runs: Path, text: str, **more: str) -> list[str]:
    with RunIndex(runs) as index:
        hits, of = index.search(text, **more)
    assert of == len(hits)
    return sorted(hit.text for hit in hits)


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("smile", ["They were smiling.", "Whose smile is it?"]),  # any form of a word
        ("smile whose", ["Whose smile is it?"]),  # all of the words
        ('"smile is"', ["Whose smile is it?"]),
        ('"is smile"', []),
        ("shut OR sale", ["Nobody's, and it's not for sale.", "The café was shut. 100% of it."]),
        ("sal*", ["Nobody's, and it's not for sale."]),
        ("cafe", ["The café was shut. 100% of it."]),
        ("it's -- not?", ["Nobody's, and it's not for sale."]),  # no syntax of a search
        ("obody's", ["Nobody's, and it's not for sale."]),  # no word: letter by letter
        ("100%", ["The café was shut. 100% of it."]),
        ("0%  o_", []),
        ("nothing of the kind", []),
    ],
)
def test_words_phrases_and_letters_are_found(runs: Path, text: str, texts: list[str]) -> None:
    assert found(runs, text) == texts


def test_a_search_is_narrowed_by_speaker_and_dialogue(runs: Path) -> None:
    assert found(runs, "smile", dialogue="story") == ["They were smiling."]
    assert found(runs, "smile", speaker="kai") == ["Whose smile is it?"]
    assert found(runs, "smile", speaker="kai", dialogue="story") == []


def test_the_number_of_all_is_told_beside_the_first(runs: Path) -> None:
    new_run(runs, ["again"] * 30)
    with RunIndex(runs) as index:
        hits, of = index.search("again", most=7)
    assert (len(hits), of) == (7, 30)


def test_it_keeps_up_with_the_runs(runs: Path) -> None:
    assert found(runs, "lantern") == []
    folder = new_run(runs, ["A lantern."])
    assert found(runs, "lantern") == ["A lantern."]
    with folder.owned():
        folder.append_event(Event(2, "act", "speech", "talia", "Two lanterns."))
    assert found(runs, "lantern") == ["A lantern.", "Two lanterns."]
    folder.path.rename(runs / "renamed")
    with RunIndex(runs) as index:
        assert {hit.folder for hit in index.search("lantern")[0]} == {"renamed"}
    for path in sorted((runs / "renamed").iterdir()):
        path.unlink()
    (runs / "renamed").rmdir()
    assert found(runs, "lantern") == []


@pytest.mark.parametrize("harm", ["text", "half", "tables", "version", "middle"])
def test_a_damaged_index_is_made_anew(runs: Path, harm: str) -> None:
    before = found(runs, "smile")
    path = runs / FILE
    if harm == "text":
        path.write_text("this is no database, and it is long enough to be looked at" * 99)
    elif harm == "half":
        os.truncate(path, path.stat().st_size // 2)
    elif harm == "middle":
        raw = bytearray(path.read_bytes())
        raw[4096:] = b"\x5a" * (len(raw) - 4096)
        path.write_bytes(raw)
    else:
        with closing(sqlite3.connect(path)) as db:
            db.execute("DROP TABLE runs" if harm == "tables" else "PRAGMA user_version = 99")
    assert found(runs, "smile") == before


def test_where_it_cannot_be_kept_it_still_finds(runs: Path) -> None:
    (runs / FILE).unlink(missing_ok=True)
    (runs / FILE).mkdir()  # nothing can be written there, whoever asks
    assert len(found(runs, "smile")) == 2


def test_a_run_that_cannot_be_read_hides_no_other(runs: Path) -> None:
    broken = runs / "broken"
    broken.mkdir()
    (broken / "run.json").write_text("{}")
    with RunIndex(runs) as index:
        assert len(index.search("smile")[0]) == 2
        (line,) = [line for line in index.runs() if line.fault]
    assert line.folder == "broken"
    assert "run.json" in (line.fault or "")


def test_costs_are_added_up(runs: Path) -> None:
    usage = UsageTotals(prompt=900, cached=400, completion=100, seconds=2.5, calls=7, cost=0.02)
    run = new_run(runs, ["One."], usage=usage.model_dump())
    with RunIndex(runs) as index:
        totals = index.totals()
        (line,) = [line for line in index.runs() if line.folder == run.id]
    assert (totals.runs, totals.speeches) == (3, 5)
    assert (totals.prompt, totals.cached, totals.completion) == (900, 400, 100)
    assert (totals.cost, line.cost, totals.calls) == (0.02, 0.02, 7)


def test_no_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        RunIndex(tmp_path / "nowhere")


def test_of_a_word_that_all_hold_the_latest_are_ranked_and_all_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smile_commons.runs.index.RANKED", 3)
    new_run(tmp_path, [f"The lamp, for the {n}th time." for n in range(9)])
    with RunIndex(tmp_path) as index:
        hits, of = index.search("lamp", most=2)
        everything, _ = index.search("lamp", most=9)
    assert (len(hits), of, len(everything)) == (2, 9, 9)
    assert {hit.turn for hit in hits} <= {6, 7, 8, 9}
