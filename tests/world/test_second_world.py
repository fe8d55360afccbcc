"""The second world of the docs: a world need have nothing of the first."""

from pathlib import Path

from smile_commons.prompts.check import check_world

ROOT = Path(__file__).parents[2]
MARKS = ROOT / "docs" / "worlds" / "marks"


def test_the_second_world_has_no_mistake_and_no_name_of_the_first() -> None:
    world = check_world(MARKS)
    assert set(world.personas) == {"judith", "oren", "mina"}
    text = " ".join(path.read_text(encoding="utf-8") for path in MARKS.rglob("*.*"))
    assert not [name for name in ("Lyra", "Talia", "Ezra", "Kai ", "Carrow") if name in text]
