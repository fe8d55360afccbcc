"""What was told is on the disk, whenever the machine goes down."""

import json
import os
from pathlib import Path

import pytest

from smile_commons.errors import CommonsError, InputError
from smile_commons.room.journal import Journal, Lines


def test_an_entry_is_on_the_disk_before_it_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = list[int]()
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (synced.append(file), fsync(file)))
    journal = Journal(tmp_path / "journal.jsonl")
    for n in range(3):
        assert journal.append("state", {"n": n}).n == n + 1
        assert len(synced) == n + 1
        assert len((tmp_path / "journal.jsonl").read_bytes().splitlines()) == n + 1


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_line_that_was_cut_off_was_told_to_nobody(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    for text in ("one", "zwölf", "\ud83d three"):
        journal.append("speech", {"text": text})
    journal.close()
    path.write_bytes(path.read_bytes()[:-cut])
    again = Journal(path)
    assert [one.data["text"] for one in again.entries] == ["one", "zwölf"]
    assert again.append("speech", {"text": "four"}).n == 3
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert [one["n"] for one in lines] == [1, 2, 3]


def test_a_line_in_the_middle_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text('{"n":1,"event":"act","to":"all","data":{}}\nnonsense\n{"n":3}\n')
    with pytest.raises(InputError, match=r"journal\.jsonl:2"):
        Journal(path)


def test_a_disk_that_is_full_leaves_no_half_line_and_tells_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = Lines(tmp_path / "votes.jsonl")
    lines.append([{"seat": "a"}])
    with monkeypatch.context() as broken:

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        broken.setattr(os, "fsync", full)
        with pytest.raises(CommonsError, match="full"):
            lines.append([{"seat": "b"}])
    assert (tmp_path / "votes.jsonl").read_bytes() == b'{"seat":"a"}\n'
    lines.append([{"seat": "c"}])
    assert len((tmp_path / "votes.jsonl").read_bytes().splitlines()) == 2
