"""Whatever a file holds, it is read or refused by our own error; no word is made up."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from smile_commons.errors import InputError
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.registry import READERS, reader_of

ROWS = [
    "WEBVTT", "1", "00:00:05.790 --> 00:00:09.514", "00:00:05,790 --> 00:00:09,514", "",
    "<v Nadia>The mill.</v>", "<v", "Nadia: The mill.", "NADIA", "NADIA (V.O.)", "@nadia",
    "14/10/2021, 15:34 - Nadia: The mill.", "[14/10/2021, 15:34:09] Owen: \u200eimage omitted",
    "14/10/2021, 15:34 - Nadia added Owen", "12:30:05\t From Nadia to Everyone:", "\tThe mill.",
    "12:30:05 From  Owen : No.", "[12:30] <nadia> The mill.", "12:30 -!- owen has joined",
    "Nadia Brandt  0:05", "The mill.", "[Owen] 12:30:05", "# Act", "speaker,text", "a,b", "---",
    "sep=;", "<FinalDraft>", "{", "[", '{"speaker": "a", "text": "x"}', "INT. HALL - DAY", "12:30",
    "<think>", "</think> said", "Title: x", "\u200e", "🌟 Nadia: x", "nadia: y",
]  # fmt: skip
ENDINGS = st.sampled_from(["", ".txt", ".json", ".jsonl", ".csv", ".vtt", ".fountain", ".fdx"])

NAMES = [
    "messages", "speaker", "text", "role", "content", "name", "from", "value", "mapping", "parent",
    "children", "message", "author", "type", "chat_messages", "sender", "segments", "start", "end",
    "samples", "source", "role_name", "agent_name", "visible_to", "profile", "ts", "user", "mes",
    "extra", "prompt", "response", "envelope", "dataMessage", "action", "episodic_memory", "agents",
    "conversations", "choices", "output", "id", "timestamp", "from_id", "chats", "list", "parts",
    "is_user", "words", "attachments", "subtype", "input", "tool_calls", "conversation_id",
]  # fmt: skip
WORDS = st.sampled_from(["user", "assistant", "system", "message", "text", "TALK", "thinking", "x"])
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS, st.text(max_size=5))
DATA: st.SearchStrategy[Any] = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=25,
)


def read(text: str, ending: str) -> None:
    """Reads with the reader that knows the text, and sees to it that all others look in peace."""
    file = Given(text, Path(f"a{ending}"), "a")
    try:
        for reader in READERS:
            reader.recognises(file)
        reader = reader_of(file)
        found = reader.read(file) if reader else []
        assert reader is None or reader.format(file)
    except InputError as error:
        assert str(error).startswith("a")
        return
    for one in found:
        for line in one.ordered(by_time=True):
            assert line.speaker.strip() and line.text.strip()


@given(st.lists(st.one_of(st.sampled_from(ROWS), st.text(max_size=20)), max_size=14), ENDINGS)
def test_any_lines(rows: list[str], ending: str) -> None:
    read("\n".join(rows), ending)


@settings(max_examples=300)
@given(DATA, st.sampled_from([".json", ".jsonl", ""]))
def test_any_json(data: Any, ending: str) -> None:
    read(json.dumps(data), ending)


def test_long_lines_take_no_long_time() -> None:
    for piece in ("<v ", "( ", "12:30:05 From a ", "a: ", " ", "[", "<think>", "{\\", "**"):
        for head in ("", "WEBVTT\n\n00:05.000 --> 00:06.000\n", "12:30:05 From ", "NADIA\n"):
            read(head + piece * (10_000 // len(piece)), ".txt")
