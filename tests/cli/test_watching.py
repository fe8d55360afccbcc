"""What is told of a play as it goes: how far it has come, by what an act is made of."""

from pathlib import Path

import pytest
from plays import new_run

from smile_commons.cli.watching import Lines
from smile_commons.dialogues.rhythm import BEGUN, BREAKS_IN
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event
from smile_commons.world import find_world, load_world


def speech(turn: int, speaker: str, why: str) -> Event:
    return Event(kind="speech", turn=turn, act="one", speaker=speaker, text="Who?", why=why)


def test_a_question_put_in_does_not_count_as_a_speech_of_the_play(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = new_run(tmp_path, load_world(find_world()), PlayOptions("forum", turns=2))
    lines = Lines(folder.manifest, 2, beside=True)
    lines.speech(speech(1, "kai", f"beat 1 of 2, {BEGUN}"))
    lines.speech(speech(2, "ezra", f"{BREAKS_IN}: was spoken to"))
    lines.speech(speech(3, "kai", "beat 1 of 2"))
    lines.speech(speech(4, "ezra", "beat 2 of 2"))
    told = [line.split(" ")[0] for line in capsys.readouterr().err.splitlines()]
    assert told == ["1/2", "1/2", "1/2", "2/2"]
