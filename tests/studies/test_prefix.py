"""People's speeches as the beginning of a run, and personas that go on."""

from pathlib import Path

import pytest
from batches import Words, says

import smile_commons as sc
from smile_commons.errors import InputError
from smile_commons.studies.people.prefix import replay

SAID = "ANN: Close the bridge at night, I cannot sleep.\nBEN: I work at night and I need it.\n" * 2


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(SAID)
    return path


def test_personas_go_on_where_people_stopped(world: sc.World, talk: Path, tmp_path: Path) -> None:
    run = replay(talk, {"ANN": "talia", "BEN": "ezra"}, until=3, more=2, dialogue="bench",
                 world=world, runs=tmp_path / "runs", seed=1, takes=1, judged=False)  # fmt: skip
    assert [one.by for one in run.speeches] == ["human"] * 3
    played = sc.resume(run, model=sc.ScriptedModel(says), embedder=Words())
    assert played.status == "done"
    assert [one.text for one in played.speeches][:2] == [
        "Close the bridge at night, I cannot sleep.", "I work at night and I need it.",
    ]  # fmt: skip
    assert [one.by for one in played.speeches] == ["human"] * 3 + ["agent"] * 2
    assert [one.speaker for one in played.speeches][:3] == ["talia", "ezra", "talia"]
    assert {one.stage for one in played.ballots} >= {"opening", "final"}


@pytest.mark.parametrize(
    ("cast", "until", "told"),
    [
        ({"ANN": "talia"}, 2, "no persona for the speaker 'BEN'"),
        ({"ANN": "talia", "BEN": "nobody"}, 2, "no persona of the dialogue is called 'nobody'"),
        ({"ANN": "talia", "BEN": "talia"}, 2, "two speakers one persona"),
        ({"ANN": "talia"}, 9, "has 4 speeches; `until` is 1 to 4"),
    ],
)
def test_what_cannot_be_is_told(
    world: sc.World, talk: Path, tmp_path: Path, cast: dict[str, str], until: int, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        replay(talk, cast, until=until, dialogue="bench", world=world, runs=tmp_path / "runs")
    assert not (tmp_path / "runs").exists()
