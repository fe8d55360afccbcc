"""Folders and zips that hold a transcript."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from smile_commons.errors import InputError
from smile_commons.scoring.readers import read_transcript, read_transcripts

FILES = Path(__file__).parents[2] / "data" / "transcripts"


def test_a_chat_as_whatsapp_sends_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "chat.zip", "w") as archive:
        archive.write(FILES / "wa-ios.txt", "_chat.txt")
        archive.writestr("00000012-PHOTO.jpg", "x")
    found = read_transcript(tmp_path / "chat.zip")
    assert (found.format, found.speakers) == ("WhatsApp", {"Nadia": 2, "Owen Price": 1})


def test_a_log_of_inspect_as_it_is_kept(tmp_path: Path) -> None:
    whole = json.loads((FILES / "inspect.json").read_text(encoding="utf-8"))
    with zipfile.ZipFile(tmp_path / "log.eval", "w") as archive:
        archive.writestr("header.json", json.dumps({"eval": whole["eval"]}))
        for sample in whole["samples"]:
            archive.writestr(f"samples/{sample['id']}_epoch_1.json", json.dumps(sample))
    found = read_transcripts(tmp_path / "log.eval")
    assert [(one.format, one.conversation) for one in found] == [
        ("Inspect log", "1"), ("Inspect log", "2"),
    ]  # fmt: skip


def test_a_channel_of_slack_with_its_people(tmp_path: Path) -> None:
    channel = tmp_path / "general"
    channel.mkdir()
    shutil.copy(FILES / "slack.json", channel / "2021-10-14.json")
    users = [{"id": "U2", "name": "owen", "profile": {"real_name": "Owen Price"}}]
    (tmp_path / "users.json").write_text(json.dumps(users), encoding="utf-8")
    found = read_transcript(channel)
    assert list(found.speakers) == ["Nadia Brandt", "Owen Price"]


def test_what_is_no_text_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(InputError, match="is a Word file"):
        read_transcript(tmp_path / "a.docx")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(InputError, match="is no text: a PDF"):
        read_transcript(tmp_path / "a.pdf")


@pytest.mark.parametrize("order", ["corpstr", "corpnone"])
def test_an_order_of_a_corpus_without_numbers_for_times(order: str, tmp_path: Path) -> None:
    rows = [
        json.loads(row)
        for row in (FILES / "corpstr" / "utterances.jsonl").read_text().split("\n")
        if row
    ]
    if order == "corpnone":
        rows = [{**row, "timestamp": None} for row in rows]
    folder = tmp_path / order
    folder.mkdir()
    (folder / "utterances.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    lines = read_transcript(folder).lines
    assert [line.text[:6] for line in lines] == ["The mi", "I cann", "Then w"]
