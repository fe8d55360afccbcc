"""Plain scripts, as people write them."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smile_commons.errors import InputError
from smile_commons.scoring.readers import Transcript, read_transcript
from smile_commons.scoring.readers.conversation import Conversation
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.plain import read as read_script

SCRIPT = """Title: The Weir
Author: Nobody
Date: 2 March

# Act one

A hall by the river.

ANNA: The weir should go.
It has killed the salmon,
  and it floods my meadow.

(BEN comes in.)

BEN (angrily): No. [He sits.] Listen: my mill
stands on it.

And my father's.

# Act two

Note: the light has changed.
Anna (V.O.): (softly) Then pay me.
"""


def script(text: str) -> Conversation:
    (found,) = read_script(Given(text, Path("a.txt"), "a.txt"))
    return found


def said(text: str) -> list[tuple[str, str]]:
    return [(line.speaker, line.text) for line in script(text).lines]


def test_a_script_with_a_header_directions_and_speeches_that_go_on() -> None:
    found = script(SCRIPT)
    lines = found.ordered(by_time=False)
    assert [(line.turn, line.speaker, line.act, line.text) for line in lines] == [
        (1, "ANNA", "Act one",
         "The weir should go. It has killed the salmon, and it floods my meadow."),
        (2, "BEN", "Act one", "No. Listen: my mill stands on it.\nAnd my father's."),
        (3, "ANNA", "Act two", "Then pay me."),
    ]  # fmt: skip
    assert found.passed == {"directions": 1, "lines that nobody speaks": 2}


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Ana de Souza: Yes.\nThe Mayor: No.\n", ["Ana de Souza", "The Mayor"]),
        ("alice: hi\nbob: yo\nalice: ok\n", ["alice", "bob", "alice"]),
        ("[00:12] ALICE: hi\n[00:15] BOB: yo\n", ["ALICE", "BOB"]),
        ("12:03 Alice: hi\n12:04 Bob: yo\n", ["Alice", "Bob"]),
        ("**ALICE:** hi\n**BOB**: yo\n", ["ALICE", "BOB"]),
        ("**TALIA**\n\nWho?\n\n**EZRA**\n\nI.\n", ["TALIA", "EZRA"]),
        ("Speaker 1: hi\nSpeaker 2: yo\n", ["Speaker 1", "Speaker 2"]),
        ("Q: why?\nA: because.\n", ["Q", "A"]),
        ("Зоя: да\nИван: нет\n", ["Зоя", "Иван"]),
        ("Alice: hi\nBOB: yo\nALICE: again\n", ["Alice", "BOB", "Alice"]),
        ("MR. O'BRIEN: hi\nDR. VAN DER BERG: yo\n", ["MR. O'BRIEN", "DR. VAN DER BERG"]),
    ],
)  # fmt: skip
def test_names_as_they_are_written(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in said(text)] == speakers


def test_words_before_a_colon_are_no_names_when_names_look_otherwise() -> None:
    text = "Anna: Two things.\nhowever: one is dear.\nBut remember this: it is ours.\nBen: See http://x.\n"
    assert said(text) == [
        ("Anna", "Two things. however: one is dear. But remember this: it is ours."),
        ("Ben", "See http://x."),
    ]


def test_a_direction_may_stand_between_a_name_in_capitals_and_its_colon() -> None:
    text = "NADIA : Gardons le moulin.\nOWEN PRICE, à part : Non !\nNADIA, laughing: No.\n"
    assert said(text) == [
        ("NADIA", "Gardons le moulin."),
        ("OWEN PRICE", "Non !"),
        ("NADIA", "No."),
    ]


def test_who_is_called_by_name_does_not_speak() -> None:
    text = "Nadia: Well.\nOwen: Hear me.\nNadia, remember this: it is ours.\nNadia, I - no.\n"
    assert said(text)[1] == ("Owen", "Hear me. Nadia, remember this: it is ours. Nadia, I - no.")


@pytest.mark.parametrize(
    "line",
    [
        "NADIA — Alors réparons.",
        "Nadia — Alors réparons.",
        "NADIA. — Alors réparons.",
        "NADIA, à part. — Alors réparons.",
        "Nadia, à part : Alors réparons.",
        "Nadia, laughing: Then we mend it.",
    ],
)
def test_other_labels_of_somebody_known_are_refused(line: str) -> None:
    with pytest.raises(InputError, match=r"a\.txt:3: looks like the label of another speaker"):
        said(f"Nadia: Yes.\nOwen: No.\n{line}\n")


def test_front_matter_is_no_speech() -> None:
    assert said("---\nmodel: x\nAnna: y\n---\nAnna: Yes.\n") == [("Anna", "Yes.")]


def test_a_speech_of_directions_alone_is_none() -> None:
    assert said("ANNA: [laughs]\nBEN: (coughs)\nANNA: Yes.\n") == [("ANNA", "Yes.")]


def read(path: Path, text: str) -> Transcript:
    path.write_text(text, encoding="utf-8")
    return read_transcript(path)


def test_names_on_lines_of_their_own_are_read_as_a_screenplay(tmp_path: Path) -> None:
    found = read(tmp_path / "a.txt", "INT. HALL - DAY\n\nANNA\nYes.\n\nBEN\n(softly)\nNo.\n")
    assert found.format == "Fountain"
    assert [(line.speaker, line.text) for line in found.lines] == [("ANNA", "Yes."), ("BEN", "No.")]


def test_a_text_without_speeches_is_refused_with_what_would_be_right(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.txt: holds no speech; passed over: 2 .* \(`NAME: w"):
        read(tmp_path / "a.txt", "Once upon a time\nthere was a weir.\n")


PIECES = ["ANNA", "Ben", "kai", ":", ": ", "(", ")", "[", "]", "**", "#", "\n", "\n\n", "word ",
          "12:03 ", "ACT I", "---\n", "Title: x\n", "*"]  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
@example("Anna:" + "\n" * 50 + "x")
def test_any_text_is_read_and_no_word_is_made_up(text: str) -> None:
    try:
        spoken = said(text)
    except InputError:
        return  # what looks like another's label is refused
    for speaker, words in spoken:
        assert speaker and words.strip()
        assert set(words) <= set(text) | {" ", "\n"}
