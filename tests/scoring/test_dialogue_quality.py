"""What the benchmark of dialogue quality counts, on speeches written for it."""

from types import ModuleType
from typing import Any

import pytest
from benchmark import benchmark

LINE = "the lamp by the north door went out at nine"


@pytest.fixture(scope="module")
def quality() -> ModuleType:
    return benchmark("dialogue_quality")


def speech(speaker: str, text: str, **more: Any) -> dict[str, Any]:
    return {"speaker": speaker, "text": text, **more}


def test_notes_may_be_said_word_for_word(quality: ModuleType) -> None:
    said = [
        speech("ann", LINE, say=f"- {LINE}."),
        speech("ann", LINE, memories=[{"text": LINE}]),
        speech("ben", LINE, say=LINE),
    ]
    assert quality.copied(said, [LINE]) == []


def test_exemplars_and_what_others_said_may_not(quality: ModuleType) -> None:
    said = [speech("ann", LINE), speech("ann", LINE), speech("ben", LINE, say=None)]
    assert quality.copied(said, []) == said[2:]
    assert quality.copied(said[:1], [f"Ann: {LINE}"]) == said[:1]


def test_what_comes_from_notes_is_the_speakers_own_to_others(quality: ModuleType) -> None:
    said = [speech("ann", LINE, say=LINE), speech("ben", LINE)]
    assert quality.copied(said, []) == said[1:]
