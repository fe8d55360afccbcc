"""The world that ships: every part of the story is remembered, at stake and up for a vote."""

import re
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from smile_commons.world.card import Card
from smile_commons.world.dialogue import (
    Act,
    Beat,
    Dialogue,
    EitherWay,
    Matter,
    Move,
    Resolution,
)

ROOT = Path(__file__).parents[2]
FOUR = {"lyra", "kai", "talia", "ezra"}
STORY = {
    "Aesthetic Sanctuaries",
    "Authenticity Festivals",
    "Community Smiles",
    "Cultural Alchemists",
    "Cultural Alliance",
    "Genetic Elixirs",
    "Genetic smile crafting",
    "Joyful Fabrication Studios",
    "Neural Dental Landscapes",
    "Smile Commons",
    "Smile Guild",
    "The investors' pressure",
    "The murals",
    "The ousted artist",
    "The public forum",
    "The uproar of the online community",
}


class Yaml12(yaml.SafeLoader):
    """YAML as its version 1.2 has it: ``on`` is a word, only true and false are booleans."""


Yaml12.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:bool"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Yaml12)  # noqa: S506 (a safe loader)


def flat(text: str) -> str:
    return " ".join(text.split())


def memories(owner: str) -> list[str]:
    """The list items of a memory file, each as one line."""
    text = (ROOT / "memory" / f"{owner}.md").read_text(encoding="utf-8")
    return [flat(item) for item in re.findall(r"^- (.+(?:\n  .+)*)", text, flags=re.M)]


CARDS = {path.stem: Card.model_validate(read(path)) for path in (ROOT / "personas").glob("*.yaml")}
DIALOGUES = {
    path.stem: Dialogue.model_validate(read(path)) for path in (ROOT / "dialogues").glob("*.yaml")
}
RESOLUTION = Resolution.model_validate(
    read(ROOT / "dialogues" / "resolutions" / "cultural-alliance.yaml")
)
ARTICLES = [article.id for article in RESOLUTION.articles]
SCENES = [(dialogue, act) for dialogue in DIALOGUES.values() for act in dialogue.acts]
BEATS = [(dialogue, act, beat) for dialogue, act in SCENES for beat in act.beats]


def table() -> list[list[str]]:
    """The rows of the map in docs/world.md: what, memory, dialogue, article."""
    text = (ROOT / "docs" / "world.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows if len(row) == 4][2:]


ROWS = table()


def quoted(cell: str) -> list[tuple[str, str]]:
    """Pairs of a name and the words it is said to hold: ``` `name` "words" ```."""
    pairs = re.findall(r'`([^`]+)` "([^"]+)"', cell)
    assert len(pairs) == len(cell.split("; ")), f"cannot read {cell!r}"
    return pairs


def articles_of(dialogue: Dialogue) -> list[str]:
    assert not isinstance(dialogue.resolution, Resolution)
    return list(dialogue.resolution.articles) or ARTICLES


def speeches(act: Act) -> int:
    return len(act.beats) if act.mode == "directed" else act.turns


def test_the_map_has_a_row_for_everything_the_story_speaks_of() -> None:
    assert {row[0] for row in ROWS} >= STORY


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_of_the_map_holds(row: list[str]) -> None:
    _, memory, dialogue, article = row
    for file, words in quoted(memory):
        held = [item for item in memories(Path(file).stem) if words in item]
        assert held, f"no memory in {file} says {words!r}"
    articles = re.findall(r"`([^`]+)`", article)
    assert articles
    assert set(articles) <= set(ARTICLES)
    at_stake: set[str] = set()
    for name, words in quoted(dialogue):
        assert name in DIALOGUES
        text = (ROOT / "dialogues" / f"{name}.yaml").read_text(encoding="utf-8")
        assert words.lower() in flat(text).lower(), f"{name} does not name {words!r}"
        at_stake.update(articles_of(DIALOGUES[name]))
    assert set(articles) <= at_stake


def test_four_personas_have_enough_to_remember() -> None:
    assert set(CARDS) == FOUR
    assert {owner: count for owner in FOUR if (count := len(memories(owner))) < 25} == {}
    assert len(memories("world")) >= 40


def test_no_memory_is_told_twice() -> None:
    texts = Counter(chain.from_iterable(memories(owner) for owner in [*FOUR, "world"]))
    assert [text for text, count in texts.items() if count > 1] == []


def test_the_four_do_not_agree_at_the_outset() -> None:
    assert all(set(card.positions) == set(ARTICLES) for card in CARDS.values())
    disputed = [
        article
        for article in ARTICLES
        if min(card.positions[article].position for card in CARDS.values()) < 0
        and max(card.positions[article].position for card in CARDS.values()) > 0
    ]
    assert len(disputed) >= 5


def test_the_story_has_five_acts_and_every_institution_a_dialogue_of_its_own() -> None:
    assert len(DIALOGUES["story"].acts) == 5
    assert {act.mode for act in DIALOGUES["story"].acts} == {"directed", "free"}
    assert set(DIALOGUES) - {"story", "forum"} >= {
        "smile-guild-workshop",
        "investors-call",
        "open-evening",
        "elixirs-hearing",
        "emergency-forum",
        "community-smiles-mural",
        "founding-the-alliance",
        "authenticity-festival",
    }


@pytest.mark.parametrize("name", sorted(DIALOGUES))
def test_a_dialogue_plays_in_its_own_bounds(name: str) -> None:
    dialogue = DIALOGUES[name]
    assert dialogue.id == name
    assert set(dialogue.cast) <= FOUR
    assert set(articles_of(dialogue)) <= set(ARTICLES)
    total = sum(speeches(act) for act in dialogue.acts)
    expected = {"story": range(30, 39), "forum": range(14, 15)}.get(name, range(8, 13))
    assert total in expected


@pytest.mark.parametrize("name", ["story", "forum"])
def test_the_whole_resolution_is_at_stake_in_the_great_dialogues(name: str) -> None:
    assert articles_of(DIALOGUES[name]) == ARTICLES
    assert {beat.article for act in DIALOGUES[name].acts for beat in act.beats} >= set(ARTICLES)


@pytest.mark.parametrize(
    ("dialogue", "act"), SCENES, ids=[f"{dialogue.id}/{act.id}" for dialogue, act in SCENES]
)
def test_an_act_can_be_seen_and_played(dialogue: Dialogue, act: Act) -> None:
    assert re.match(r"^(?:INT|EXT)\. [A-Z' ,]+ - [A-Z]+$", act.heading)
    assert 40 <= len(act.scene.split()) <= 70
    assert act.stake.endswith("?")
    assert bool(act.beats) == (act.mode == "directed")
    assert set(act.articles) <= set(articles_of(dialogue))
    there = set(act.present or dialogue.cast)
    assert there <= set(dialogue.cast)
    for beat in act.beats:
        assert {beat.who, *beat.to} <= there
        assert beat.who not in beat.to
        assert beat.article is None or beat.article in (act.articles or articles_of(dialogue))


def test_each_beat_is_about_something_of_its_own() -> None:
    subjects = Counter(beat.on for _, _, beat in BEATS)
    assert [subject for subject, count in subjects.items() if count > 1] == []
    assert [subject for subject in subjects if not 6 <= len(subject.split()) <= 22] == []
    assert [subject for subject in subjects if subject.endswith((".", "?", "!"))] == []


DECISIONS = [(dialogue.id, beat) for dialogue, _, beat in BEATS if beat.move is Move.DECIDE]


@pytest.mark.parametrize(("name", "beat"), DECISIONS, ids=[name for name, _ in DECISIONS])
def test_a_decision_is_left_open(name: str, beat: Beat) -> None:
    assert beat.on.startswith("whether ")
    assert " or " in beat.on


@pytest.mark.parametrize("name", ["story", "forum"])
def test_ezra_decides_at_the_public_forum(name: str) -> None:
    assert [beat.who for other, beat in DECISIONS if other == name] == ["ezra"]


FREE = [(dialogue, act) for dialogue, act in SCENES if act.mode == "free"]


@pytest.mark.parametrize(("dialogue", "act"), FREE, ids=[f"{d.id}-{a.id}" for d, a in FREE])
def test_a_free_act_has_more_to_speak_of_than_speeches(dialogue: Dialogue, act: Act) -> None:
    assert len(act.matters) > act.turns
    for who in act.present or dialogue.cast:
        assert sum(matter.who == who for matter in act.matters) >= 1


WORLDS = [
    ROOT,
    ROOT / "src" / "smile_commons" / "world" / "starter",
    ROOT / "docs" / "worlds" / "marks",
    *sorted(page.parent for page in (ROOT / "lessons").glob("*/teacher.yaml")),
]
SAID: list[tuple[str, Beat | Matter]] = [
    (f"{world.name}/{path.stem}/{act.id}/{number}", line)
    for world in WORLDS
    for path in sorted((world / "dialogues").glob("*.yaml"))
    for act in Dialogue.model_validate(read(path)).acts
    for number, line in enumerate([*act.beats, *act.matters], 1)
]
CUES = {
    card.id: card.cue
    for world in WORLDS
    for path in sorted((world / "personas").glob("*.yaml"))
    for card in [Card.model_validate(read(path))]
}


def notes(line: Beat | Matter) -> list[str]:
    assert line.say is not None
    return [line.say.for_, line.say.against] if isinstance(line.say, EitherWay) else [line.say]


@pytest.mark.parametrize("line", [line for _, line in SAID], ids=[name for name, _ in SAID])
def test_what_has_to_be_said_is_said_by_its_speaker(line: Beat | Matter) -> None:
    assert isinstance(line.say, EitherWay) == (line.move is Move.DECIDE)
    for note in notes(line):
        assert len(note.split()) <= 60
        assert not set(note) & set(';()"')
        assert note.count("?") == (line.move is Move.QUESTION)
        assert note.endswith("?" if line.move is Move.QUESTION else ".")
        for person in [line.who, *line.to]:
            assert person is None or not re.search(rf"\b{CUES[person]}\b", note)
    if line.who is None:
        assert not re.search(r"\b(?:I|me|my|mine)\b", " ".join(notes(line)))


def test_no_two_speeches_say_the_same() -> None:
    texts = Counter(note for _, line in SAID for note in notes(line))
    assert [text for text, count in texts.items() if count > 1] == []


def test_speeches_are_of_all_lengths_as_peoples_are() -> None:
    lengths = [len(note.split()) for _, line in SAID for note in notes(line)]
    assert sum(length <= 8 for length in lengths) >= len(lengths) / 8
    assert sum(length >= 35 for length in lengths) >= len(lengths) / 8
