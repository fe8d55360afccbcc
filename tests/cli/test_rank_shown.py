"""Parts of a rank are printed in words that a reader understands."""

from pathlib import Path

import pytest

from smile_commons.api.why import Evidence
from smile_commons.cli.shown_takes import PARTS, in_words, show_takes
from smile_commons.cli.why_shown import show_behind
from smile_commons.dialogues.casting import cast
from smile_commons.personas.editing import FILLED
from smile_commons.personas.ranking import WEIGHTS
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event, Take
from smile_commons.world import find_world, load_world

TRUE = {"kept": 0.9, "voice": 0.5}
FALSE = {"kept": 0.4, "person": 1.0, "voice": 0.5}


def ranked(text: str, why: dict[str, float], chosen: bool = False) -> Take:
    value = sum(WEIGHTS.get(name, 0) * part for name, part in why.items())
    return Take(text=text, rank=round(value, 4), why=why, chosen=chosen)


EVENT = Event(
    turn=2,
    act="forum",
    kind="speech",
    speaker="ezra",
    text="Fourteen weeks.",
    to=("kai",),
    move="challenge",
    say="You kept silent for fourteen weeks.",
    length="line",
    takes=(
        ranked("Fourteen weeks.", TRUE, chosen=True),
        ranked("I kept silent.", FALSE),
        ranked("An old one.", {"memory": 1.0}),
        Take(text="Of a strong model.", why={"invented": 1.0, "stock": 0.5}),
    ),
)


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    casting = cast(load_world(find_world()), PlayOptions("forum"))
    cues = {who: card.cue for who, card in casting.cards.items()}
    manifest = Manifest.of(casting.dialogue, cues, seed=1, takes=3)
    return RunFolder.create(tmp_path / "runs", manifest)


def test_every_part_of_the_rank_has_words() -> None:
    assert set(PARTS) == set(WEIGHTS) | {FILLED, "stock"}  # an alarm of a strong model alone
    assert len(set(PARTS.values())) == len(PARTS)
    assert in_words("substance") == "substance"  # of an earlier version


def test_takes_are_shown_with_what_their_rank_is_made_of(
    run: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    show_takes(run, EVENT)
    told = " ".join(capsys.readouterr().out.split())
    assert "rank 3.90 (says its notes 0.90, own words 0.50)" in told
    assert "rank -1.10 (I and you exchanged 1.00, own words 0.50, says its notes 0.40)" in told
    assert "(memory 1.00)" in told
    assert "not ranked; invents a number or a name, stock phrases" in told


def test_why_a_take_was_chosen_over_another_is_told_in_words(
    run: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    show_behind(Evidence(run, EVENT, None, frozenset(), {}))
    told = " ".join(capsys.readouterr().out.split())
    assert "has to say: You kept silent for fourteen weeks." in told
    assert "to be a line" in told
    assert "5.00 behind (I and you exchanged +3.00, says its notes +2.00): I kept silent." in told
