"""JSONL, JSON, CSV and corpora: one speech a record, by whatever names its fields go."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smile_commons.errors import InputError
from smile_commons.scoring.readers import Transcript, read_transcript, read_transcripts
from smile_commons.transcript import Event

TWO = [("anna", "The weir should go."), ("ben", 'It is "ours", all of it.')]
GOOD = '{"speaker": "a", "text": "x"}\n'

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return to


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(line.speaker, line.text) for line in transcript.lines]


def jsonl(*rows: Any) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def stamped(texts: str, stamps: list[dict[str, Any]]) -> str:
    pairs = zip(texts, stamps, strict=True)
    return jsonl(*({"speaker": "a", "text": text, **when} for text, when in pairs))


@pytest.mark.parametrize("speaker", ["speaker", "name", "role", "user", "author", "Speaker ID"])
@pytest.mark.parametrize("text", ["text", "content", "message", "utterance"])
def test_fields_by_any_of_their_names(write: Write, speaker: str, text: str) -> None:
    rows = [{speaker: who, text: words, "more": 1} for who, words in TWO]
    assert said(read_transcript(write("a.jsonl", jsonl(*rows)))) == TWO
    table = f'{speaker},{text}\nanna,The weir should go.\nben,"It is ""ours"", all of it."\n'
    assert said(read_transcript(write("a.csv", table))) == TWO


def test_messages_of_a_chat(write: Write) -> None:
    chat = {
        "messages": [
            {"role": "system", "content": "You debate."},
            {"role": "user", "name": "anna", "content": [{"type": "text", "text": "Go."}]},
            {"role": "assistant", "content": "No."},
            {"role": "assistant", "content": None},
        ]
    }
    found = read_transcript(write("a.json", json.dumps(chat)))
    assert said(found) == [("anna", "Go."), ("assistant", "No.")]
    assert found.passed_over == {"that nobody speaks": 1, "without words": 1}


def test_what_else_a_record_tells_is_kept(write: Write) -> None:
    row = {"turn": 4, "speaker": "anna", "text": "Go.", "to": ["ben"], "move": "propose",
           "article": "weir", "act": "one"}  # fmt: skip
    (line,) = read_transcript(write("a.jsonl", jsonl(row))).lines
    assert (line.turn, line.to, line.move, line.article, line.act) == (
        4, ("ben",), "propose", "weir", "one",
    )  # fmt: skip


def test_acts_of_speech_are_no_acts_of_a_play(write: Write) -> None:
    rows = [{"speaker": "a", "text": "x", "act": act} for act in ("ask", "answer", "ask")]
    lines = read_transcript(write("a.jsonl", jsonl(*rows))).lines
    assert [line.act for line in lines] == [None, None, None]


def test_turns_that_do_not_rise_are_counted_anew(write: Write) -> None:
    rows = [{"turn": 1, "speaker": "a", "text": "x"}, {"turn": 1, "speaker": "b", "text": "y"}]
    assert [line.turn for line in read_transcript(write("a.jsonl", jsonl(*rows))).lines] == [1, 2]


def test_a_file_of_several_conversations(write: Write) -> None:
    rows = [{"group_id": g, "speaker": "a", "text": f"{g}{n}"} for n in (1, 2) for g in "xy"]
    path = write("a.jsonl", jsonl(*rows))
    assert [said(one) for one in read_transcripts(path)] == [
        [("a", "x1"), ("a", "x2")],
        [("a", "y1"), ("a", "y2")],
    ]
    assert read_transcript(path, "y").conversation == "y"
    with pytest.raises(InputError, match=r"conversation: holds 2 conversations \(x, y\)"):
        read_transcript(path)
    with pytest.raises(InputError, match=r"no conversation 'z' \(here are x, y\)"):
        read_transcript(path, "z")


def test_groups_with_their_messages(write: Write) -> None:
    row = {"group_id": "g1", "messages": [{"speaker": "a", "text": "x"}], "unanimous": True}
    (found,) = read_transcripts(write("a.jsonl", jsonl(row)))
    assert (found.conversation, said(found)) == ("g1", [("a", "x")])


@pytest.mark.parametrize(
    "table",
    [
        "speaker,text\nanna,Go.\nben,No.\n",
        "speaker;text\r\nanna;Go.\r\nben;No.\r\n",
        "speaker\ttext\nanna\tGo.\n\nben\tNo.\n",
        "id|Speaker|Text\n1|anna|Go.\n2|ben|No.\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_tables_in_any_dialect_and_encoding(
    write: Write, table: str, encoding: str, name: str
) -> None:
    found = read_transcript(write(name, table.encode(encoding)))
    assert (found.format, said(found)) == ("CSV", [("anna", "Go."), ("ben", "No.")])


def test_a_speech_of_several_lines_in_a_table(write: Write) -> None:
    path = write("a.csv", 'speaker,text\nanna,"Go,\nall of you."\nben,\n,x\n')
    found = read_transcript(path)
    assert said(found) == [("anna", "Go,\nall of you.")]
    assert found.passed_over == {"without words": 1, "nameless lines": 1}
    with pytest.raises(InputError, match=r"b\.csv:3: speaker: is missing"):
        read_transcript(write("b.csv", "speaker,text\nben,\n,x\n"))


@pytest.mark.parametrize(
    "stamps",
    [
        [{"time": 3}, {"time": 1}, {"time": 2}],
        [{"timestamp_ms": t} for t in (1704395000000, 1704392000000, 1704393000000)],
        [{"created_at": f"2024-01-04T10:0{n}:00Z"} for n in (3, 1, 2)],
        [{"createdAt": f"2024-01-04 10:0{n}:00"} for n in (3, 1, 2)],
        # Yesterday evening comes before this morning.
        [
            {"date": f"2024-01-0{day}", "time": time}
            for day, time in ((5, "9:00"), (4, "10:00"), (4, "11:00"))
        ],
        [{"meta": {"timestamp": t}} for t in ("3", "1", "2")],
    ],
)  # fmt: skip
def test_speeches_are_put_in_order_of_their_times_and_it_is_said(
    write: Write, stamps: list[dict[str, Any]]
) -> None:
    rows = [
        {"speaker": "a", "text": text, **when} for text, when in zip("zxy", stamps, strict=True)
    ]
    found = read_transcript(write("a.jsonl", jsonl(*rows)))
    assert [text for _, text in said(found)] == ["x", "y", "z"]
    assert found.order == "by time, not as in the file"


def test_the_newest_first_also_among_those_of_one_second(write: Write) -> None:
    table = "speaker,text,created_at\n" + "".join(
        f"a,{text},2024-01-04T10:00:0{second}Z\n" for text, second in ("z2", "y1", "x1")
    )
    assert [text for _, text in said(read_transcript(write("a.csv", table)))] == ["x", "y", "z"]


@pytest.mark.parametrize(
    "stamps",
    [
        [{"time": "23:59"}, {"time": "0:01"}, {"time": "0:02"}],  # over midnight
        [{"time": 60}, {"time": 30}, {"time": 60}],  # how long each may speak
        [{"date": "2024-01-05"}, {"date": "2024-01-04"}, {"date": "2024-01-04"}],
        [{"time": 3}, {"time": 1}, {}],
        [{"date": "Friday"}, {"date": "Monday"}, {"date": "Sunday"}],
    ],
)
def test_times_that_may_be_read_in_two_ways_leave_the_order_and_it_is_said(
    write: Write, stamps: list[dict[str, Any]]
) -> None:
    rows = [
        {"speaker": "a", "text": text, **when} for text, when in zip("xyz", stamps, strict=True)
    ]
    found = read_transcript(write("a.jsonl", jsonl(*rows)))
    assert [text for _, text in said(found)] == ["x", "y", "z"]
    assert found.order.startswith("as in the file; its ")


def test_turns_that_rise_go_before_times(write: Write) -> None:
    rows = [{"turn": n, "time": -n, "speaker": "a", "text": f"{n}"} for n in (1, 2)]
    found = read_transcript(write("a.jsonl", jsonl(*rows)))
    assert [text for _, text in said(found)] == ["1", "2"]


def corpus(*texts: str) -> str:
    return jsonl(
        *(
            {"id": f"u{n}", "conversation_id": "u0", "text": text, "speaker": f"s{n % 2}",
             "timestamp": str(90 - n), "reply-to": None, "meta": {"act": "one"}}
            for n, text in enumerate(texts)
        )
    )  # fmt: skip


def test_a_corpus_in_a_folder_and_in_a_zip(write: Write, tmp_path: Path) -> None:
    file = write("corpus/utterances.jsonl", corpus("last", "first"))
    with zipfile.ZipFile(tmp_path / "corpus.zip", "w") as archive:
        archive.write(file, "corpus/utterances.jsonl")
        archive.writestr("corpus/speakers.json", "{}")
    for path in (file.parent, tmp_path / "corpus.zip"):
        found = read_transcript(path)
        assert (found.format, found.conversation) == ("ConvoKit", "u0")
        assert said(found) == [("s1", "first"), ("s0", "last")]  # by their time
        assert [line.act for line in found.lines] == ["one", "one"]


def test_an_old_corpus_names_user_and_root(write: Write) -> None:
    rows = [{"user": "a", "root": "r", "text": "x", "timestamp": None}]
    found = read_transcript(write("c/utterances.jsonl", jsonl(*rows)).parent)
    assert (found.conversation, said(found)) == ("r", [("a", "x")])


def test_a_run_by_its_transcript_and_by_its_folder(write: Write) -> None:
    events = [
        Event(0, "forum", "act", None, "Night."),
        Event(1, "forum", "speech", "talia", "No.", ("ezra",), "challenge"),
    ]
    path = write("run/transcript.jsonl", "".join(f"{e.to_json()}\n" for e in events))
    for place in (path, path.parent):
        found = read_transcript(place)
        assert [(line.turn, line.act, line.move) for line in found.lines] == [
            (1, "forum", "challenge")
        ]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jsonl", '{"speaker": "a"}\n', r"a\.jsonl:1: text: is missing"),
        ("a.jsonl", '{"text": "x"}\n', r"a\.jsonl:1: speaker: is missing \(it may be called"),
        ("a.jsonl", '{"speaker": "a", "text": 5}\n', r"a\.jsonl:1: text: 5 is not text"),
        ("a.jsonl", '{"speaker": ["a"], "text": "x"}\n', r"a\.jsonl:1: speaker: .* is not a name"),
        ("a.jsonl", '{"speaker": "a", "text": "x", "to": 5}\n', r"a\.jsonl:1: to: is not a list"),
        ("a.jsonl", '{"speaker": "a",\n', r"a\.jsonl:1: is not JSON: .* at column"),
        ("a.jsonl", "[1]\n", r"a\.jsonl:1: is not an object"),
        ("a.jsonl", "[" * 100_000, r"a\.jsonl:1: is not JSON that can be read"),
        ("a.json", '{"a": 1}', r"a\.json: holds no list of messages"),
        ("a.csv", "who,what\na,b\n", r"a\.csv:1: header: names no speaker and text: 'who,what'"),
        ("a.csv", "speaker,text\na,b,c\n", r"a\.csv:2: has 3 cells, the header 2 \(put a text"),
        ("a.csv", "speaker,speaker,text\na,b,c\n", r"a\.csv:1: speaker: stands twice"),
        ("a.csv", 'speaker,text\na,b\na,"b\n', r"a\.csv:3: is not a row of this table"),
        ("a.txt", b"ANNA: caf\xe9\n", r"a\.txt:1: byte 0xe9 is no UTF-8 \(save the file as UTF-8"),
        ("a.zip", b"PK\x03\x04nonsense", r"a\.zip: cannot be read as a zip"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", r"a\.txt: is no text"),
        ("a.jsonl", "", "holds no speech"),
        ("a.csv", f"speaker,text\na,{'x' * 100_001}\n", r"a\.csv:2: text: .*100000 characters"),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_and_field(
    write: Write, name: str, content: str | bytes, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        read_transcript(write(name, content))


def test_a_zip_without_a_corpus_and_a_folder_without_anything(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("speakers.json", "{}")
    with pytest.raises(InputError, match=r"holds no utterances\.jsonl"):
        read_transcript(tmp_path / "a.zip")
    with pytest.raises(InputError, match="holds neither"):
        read_transcript(tmp_path)
    with pytest.raises(InputError, match="there is no such file"):
        read_transcript(tmp_path / "none.txt")


def test_a_zip_that_swells_is_refused(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("c/utterances.jsonl", "w") as member,
    ):
        for _ in range(65):
            member.write(b" " * 1024 * 1024)
    with pytest.raises(InputError, match="is larger than 64 MB"):
        read_transcript(tmp_path / "a.zip")
