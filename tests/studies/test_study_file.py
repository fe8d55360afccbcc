"""``study.yaml`` is read whole: every mistake is named with its line, and what would be right."""

import json
import re
from pathlib import Path

import pytest
from batches import PAIRED, RECALL, write

import smile_commons as sc
from smile_commons.studies.reading import outcome_of
from smile_commons.studies.schema import PATH, study_schema
from smile_commons.studies.study_file import seeds_of

WRONG = {
    "an unknown key": (RECALL + "colour: red\n", r":9: colour: is not a known key"),
    "a factor that is none": (
        RECALL.replace("recall:", "recal:"),
        r":5: factors.recal: is nothing that .* \(did you mean 'recall'\?\)",
    ),
    "a level that cannot be": (RECALL.replace("none]", "some]"), r":5: factors.recall: .*recall"),
    "one level": (RECALL.replace("[full, none]", "[full]"), r":5: .*two levels or more"),
    "a level twice": (RECALL.replace("none]", "full]"), r":5: .*'full' stands twice"),
    "an unknown dialogue": (RECALL.replace("bench", "bensh"), r":3: dialogue: .*bench"),
    "an outcome that is none": (
        RECALL.replace("movement@all", "movment@all"),
        r":8: outcomes.primary: no score is called 'movment'; did you mean 'movement'",
    ),
    "a scope that is none": (RECALL.replace("@all", "@who=ezra"), r":8: .*after the @ stands"),
    "an outcome of somebody who is not in it": (
        RECALL.replace("@all", "@persona=ezar"),
        r":8: outcomes.primary: .*did you mean ezra",
    ),
    "people who are not there": (RECALL + "people: forum.csv\n", r":9: people: forum.csv: there"),
    "seeds that are none": (RECALL.replace("1..2", "one"), r":6: repeats.seeds: .*2145\.\.2160"),
    "seeds backwards": (RECALL.replace("1..2", "2..1"), r":6: repeats.seeds: .*no range"),
    "a change without a pair": (
        PAIRED.replace("design: paired:direction\nat: 2\n", ""),
        r":5: factors.direction: .*paired:direction",
    ),
    "a pair of nothing": (PAIRED.replace("paired:direction", "paired:recall"), r":6: design: "),
    "a turn without a pair": (RECALL + "at: 3\n", r":9: at: is for `design: paired:FACTOR` alone"),
    "a Latin square of one": (RECALL + "design: latin\n", r":9: design: .*two factors or more"),
    "a table that is not there": (RECALL + "design: file:x.csv\n", r":9: design: x.csv"),
    "an option twice": (RECALL.replace("takes: 1", "recall: none"), r":7: .*is a factor already"),
    "an option that is none": (RECALL.replace("takes: 1", "taks: 1"), r":7: options.taks: .*takes"),
    "a setting that is none": (RECALL + "settings: {modell: x}\n", r":9: .*did you mean 'model'"),
    "another format": (RECALL.replace("format: 1", "format: 9"), r":1: format: "),
    "a look before the end": (
        RECALL + "stop: {interim: pocock}\n",
        r":9: stop.interim: 'pocock' is not known \(known: none\)",
    ),
    "no world": ("world: nowhere\n" + RECALL, r":1: world: .*no such folder"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=list(WRONG))
def test_a_mistake_is_named_with_its_line(
    text: str, said: str, tmp_path: Path, world: sc.World
) -> None:
    place = None if text.startswith("world") else world
    with pytest.raises(sc.WorldError) as raised:
        sc.study(write(tmp_path, text), world=place)
    assert re.search(f"study.yaml{said}", str(raised.value)), str(raised.value)
    assert not {path.name for path in tmp_path.iterdir()} - {"study.yaml"}


def test_all_mistakes_are_named_at_once(tmp_path: Path, world: sc.World) -> None:
    text = RECALL.replace("bench", "bensh").replace("movement", "movment") + "at: 2\n"
    with pytest.raises(sc.WorldError) as raised:
        sc.study(write(tmp_path, text), world=world)
    assert [problem.line for problem in raised.value.problems] == [3, 8, 9]


@pytest.mark.parametrize("text", ["", "- a\n", "a: [1\n", "\x00", "id: ä\n", "&a [*a]"])
def test_what_is_no_study_is_refused_and_nothing_else_happens(
    text: str, tmp_path: Path, world: sc.World
) -> None:
    with pytest.raises(sc.InputError, match=r"study\.yaml"):
        sc.study(write(tmp_path, text), world=world)


def test_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(sc.InputError, match=r"study\.yaml"):
        sc.study(tmp_path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("2..4", (2, 3, 4)), ("1, 3..4", (1, 3, 4)), (7, (7,)), ([1, "3..4"], (1, 3, 4))],
)
def test_seeds_can_be_written_shortly(written: object, meant: tuple[int, ...]) -> None:
    assert seeds_of(written) == meant


@pytest.mark.parametrize("text", ["movement@all", "movement@persona=ezra,article=genuine"])
def test_an_outcome_is_given_back_as_it_was_written(text: str) -> None:
    assert str(outcome_of(text)) == text


def test_the_schema_is_the_models_own() -> None:
    said = "run: python -m smile_commons.studies.schema"
    assert PATH.read_text(encoding="utf-8") == study_schema(), said


def test_an_editor_takes_what_the_program_takes() -> None:
    import jsonschema

    schema = json.loads(PATH.read_text(encoding="utf-8"))
    given = {
        "id": "a",
        "dialogue": "forum",
        "factors": {"recall": ["full", "none"]},
        "repeats": {"seeds": "1..4"},
        "outcomes": {"primary": "movement@all"},
    }
    jsonschema.validate(given, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**given, "colour": "red"}, schema)
