"""What a reader of truth is shown, and what the labels come to."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from smile_commons.errors import InputError
from smile_commons.scoring.labels.truth import (
    NAME,
    Given,
    Truth,
    agreement,
    append_truth,
    givens,
    read_truths,
    told,
    valid_truths,
)
from smile_commons.transcript import Event, Take, UsedMemory

CUES = {"ann": "Ann", "ben": "Ben"}
HOLDS = {("ann", "dam"): "The dam was my father's."}


@dataclass(frozen=True)
class Noted(Event):
    """An event with the notes that its speaker was given."""

    say: str | None = None


def speech(turn: int, text: str, **more: Any) -> Noted:
    speaker, act = more.pop("speaker", "ann"), more.pop("act", "one")
    return Noted(turn=turn, act=act, kind="speech", speaker=speaker, text=text, **more)


def lines(*events: Event) -> list[Given]:
    return list(givens("run-1", events, CUES, HOLDS))


def test_a_reader_sees_what_the_speaker_was_given() -> None:
    said = speech(
        2,
        "You opened the gate.",
        to=("ben",),
        move="accuse",
        on="Ben opened the gate",
        say="You opened the gate at nine.",
        article="dam",
        memories=(UsedMemory("m1", "I saw Ben.", 0.9), UsedMemory("m2", "It rained.", 0.5)),
        takes=(
            Take("You opened the gate.", chosen=True),
            Take("I opened it."),
            Take("I opened it."),
            Take("As an AI", dropped="refusal"),
        ),
    )
    [_, found] = lines(speech(1, "Good evening.", speaker="ben"), said)
    assert (found.speaker, found.to, found.move) == ("Ann", ("Ben",), "accuse")
    assert (found.notes, found.noted) == ("You opened the gate at nine.", True)
    assert (found.memory, found.recalled) == ("I saw Ben.", ("It rained.",))
    assert found.last == "Ben: Good evening."
    assert found.holds == "The dam was my father's."
    assert found.others == ("I opened it.",)


def test_without_notes_it_is_what_the_speech_was_about() -> None:
    [found] = lines(Event(1, "one", "speech", "ann", "So.", on="the gate"))
    assert (found.notes, found.noted, found.memory, found.last) == ("the gate", False, "", "")


def test_an_act_begins_without_a_speech_before_and_people_are_not_labelled() -> None:
    found = lines(
        speech(1, "One."),
        speech(2, "Two.", by="human"),
        speech(3, "Three."),
        Event(3, "two", "act", None, "A hall."),
        speech(4, "Four.", act="two"),
    )
    assert [(one.turn, one.last) for one in found] == [(1, ""), (3, "Ann: Two."), (4, "")]


def truth(line: Given, label: str, reader: str = "mara", **more: Any) -> Truth:
    return Truth(turn=line.turn, label=label, digest=line.digest, reader=reader, **more)


def test_labels_are_kept_by_reader_and_the_last_one_counts(tmp_path: Path) -> None:
    [line] = lines(speech(1, "One."))
    for label, reader in (("true", "mara"), ("false", "ben"), ("garbled", "mara")):
        append_truth(tmp_path, truth(line, label, reader, comment="who?"))
    kept = valid_truths(read_truths(tmp_path), [line])
    assert {who: labels[line.digest].label for who, labels in kept.items()} == {
        "mara": "garbled",
        "ben": "false",
    }


@pytest.mark.parametrize("changed", [{"text": "Two."}, {"say": "Two."}, {"turn": 2}])
def test_a_label_is_not_carried_over_to_other_words(changed: dict[str, Any]) -> None:
    event = speech(1, "One.", say="One.")
    [line], [other] = lines(event), lines(replace(event, **changed))
    assert valid_truths([truth(line, "true")], [other]) == {}


def test_what_is_no_label_is_named(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"turn":1,"label":"maybe","digest":"x","reader":"mara"}\n')
    with pytest.raises(InputError, match=r"truth\.jsonl:1.*maybe"):
        read_truths(tmp_path)


def test_shares_have_an_interval_and_the_cause_is_told_apart() -> None:
    given = lines(*(speech(n, f"{n}.") for n in range(1, 21)))
    labels = [truth(line, "true") for line in given[:16]]
    labels += [truth(given[16], "false", clean=True), truth(given[17], "false", clean=False)]
    labels += [truth(given[18], "garbled", clean=False), truth(given[19], "garbled")]
    found = told(labels)
    assert (found.lines, found.false, found.garbled) == (20, 2, 2)
    assert (found.no_clean_take, found.wrong_choice, found.share) == (2, 1, 0.2)
    assert found.interval == pytest.approx((0.081, 0.416), abs=0.001)
    assert told([]).share is None


def test_agreement_is_over_lines_that_two_read() -> None:
    given = lines(*(speech(n, f"{n}.") for n in range(1, 5)))
    one = {
        line.digest: truth(line, label)
        for line, label in zip(given, "true false true".split(), strict=False)
    }
    other = {
        line.digest: truth(line, label)
        for line, label in zip(given[1:], "false true".split(), strict=False)
    }
    assert agreement([one, other]) == (2, (1.0, None))
    assert agreement([one]) == (0, None)
