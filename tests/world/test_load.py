"""A world loads whole, or every mistake in it is named with its place and how to mend it."""

import os
from pathlib import Path

import pytest
from worlds import Edit, Problems

from smile_commons.errors import InputError, WorldError
from smile_commons.world import load_world
from smile_commons.world.find import find_world, shipped_world
from smile_commons.world.schema import MODELS, SCHEMAS, schema_text

ROOT = Path(__file__).parents[2]


def test_the_shipped_world_is_whole() -> None:
    world = load_world(shipped_world())
    assert set(world.personas) == {"lyra", "kai", "talia", "ezra"}
    assert set(world.memories) == {"world", *world.personas}
    assert "speech.j2" in world.templates


def test_a_resolution_in_use_has_its_articles_in_the_dialogues_order() -> None:
    world = load_world(shipped_world())
    ids = [article.id for article in world.resolution("investors-call").articles]
    assert ids == ["landscapes", "festivals", "genuine"]
    assert len(world.resolution("story").articles) == 7


def test_a_resolution_may_stand_in_the_dialogue_itself(world: Path) -> None:
    assert load_world(world).resolution("forum").id == "hollow-skerry"


def test_memories_keep_what_their_file_says(world: Path) -> None:
    first = load_world(world).memories["brita"][0]
    assert (first.owner, first.when, first.importance) == ("brita", "November 1964", 0.9)
    everybody = load_world(world).memories["world"]
    assert {memory.owner for memory in everybody} == {None}
    assert [memory.group for memory in everybody][-1] == "The board"


def test_a_digest_changes_with_every_file_that_is_read_and_with_no_other(
    world: Path, edit: Edit
) -> None:
    before = load_world(world).digest
    (world / "notes.txt").write_text("later")
    (world / "memory" / "draft.txt").write_text("later")
    assert load_world(world).digest == before
    edit("memory/brita.md", "flour", "flour and salt")
    assert load_world(world).digest != before


def test_what_is_loaded_cannot_be_changed(world: Path) -> None:
    loaded = load_world(world)
    with pytest.raises(TypeError):
        loaded.personas["brita"] = None  # pyright: ignore
    with pytest.raises(Exception, match="frozen"):
        loaded.personas["brita"].name = "Berta"


def test_words_that_yaml_takes_for_something_else_stay_words(world: Path, edit: Edit) -> None:
    edit("personas/brita.yaml", "name: Brita Holm", "name: NO")
    edit("personas/brita.yaml", "title: keeper of the light on Hollow Skerry", "title: 1965-10-02")
    card = load_world(world).personas["brita"]
    assert (card.name, card.title) == ("NO", "1965-10-02")
    assert load_world(world).dialogues["forum"].acts[0].beats[0].on.startswith("an electric lamp")


MISTAKES = [
    # file, what is there, what stands there instead, and what is said of it
    ("personas/brita.yaml", "pronouns:", "pronoun:",
     "personas/brita.yaml:6: pronoun: is not a known key (did you mean 'pronouns'?)"),
    ("personas/brita.yaml", "  notes:", "  note:",
     "personas/brita.yaml:13: voice.note: is not a known key (did you mean 'notes'?)"),
    ("personas/brita.yaml", "pronouns: she", "pronouns: sie",
     "personas/brita.yaml:6: pronouns: 'sie' is not known (did you mean 'she'?)"),
    ("personas/brita.yaml", "id: brita", "id: birta",
     "personas/brita.yaml:2: id: is 'birta' in a file named 'brita' (make them the same)"),
    ("personas/brita.yaml", "id: brita", "id: ../../brita",
     "personas/brita.yaml:2: id: '../../brita' cannot be an id (an id is made of"),
    ("personas/brita.yaml", "cue: Brita", "cue: anders",
     "personas/brita.yaml:4: cue: 'anders' is the cue of 'anders' too"),
    ("personas/brita.yaml", "title: keeper", "title: 12\ntitle: keeper",
     "personas/brita.yaml:6: title: stands twice; the first is on line 5 (remove one of them)"),
    ("personas/brita.yaml", "title: keeper of the light on Hollow Skerry", "title: 12",
     "personas/brita.yaml:5: title: is not text (put it in quotes)"),
    ("personas/brita.yaml", "openness: 0.4", "openness: 4",
     "personas/brita.yaml:34: stance.openness: Input should be less than or equal to 1"),
    ("personas/brita.yaml", "  anders: {view:", "  andres: {view:",
     "relations.andres: there is no persona 'andres' (did you mean 'anders'?)"),
    ("personas/brita.yaml", "  automate:", "  autom:",
     "positions.autom: there is no article 'autom' (did you mean 'automate'?)"),
    ("personas/brita.yaml", "    - A hundred and twelve", "    - 'Brita: A hundred and twelve",
     "no YAML"),
    ("personas/brita.yaml", "    - You call it", "    - 'BRITA: That is mine.'\n    - You call it",
     "voice.exemplars.2: begins with a name and a colon (an exemplar is what is spoken"),
    ("dialogues/forum.yaml", "cast: [brita, anders]", "cast: [brita, andres]",
     "dialogues/forum.yaml:11: cast.1: there is no persona 'andres' (did you mean 'anders'?)"),
    ("dialogues/forum.yaml", "      - who: brita", "      - who: birta",
     "acts.0.beats.1.who: 'birta' is not one of those present (did you mean 'brita'?)"),
    ("dialogues/forum.yaml", "move: challenge", "move: chalenge",
     "acts.0.beats.1.move: 'chalenge' is not known (did you mean 'challenge'?)"),
    ("dialogues/forum.yaml", "        to: [brita]", "        to: [anders]",
     "acts.0.beats.0.to.0: 'anders' would speak to themself"),
    ("dialogues/forum.yaml", "        article: watch", "        article: wach",
     "acts.0.beats.3.article: there is no article 'wach' (did you mean 'watch'?)"),
    ("dialogues/forum.yaml", "    - id: watch", "    -",
     "resolution.articles.1.id: is missing"),
    ("dialogues/forum.yaml", "    - id: watch", "    - id: fee",
     "resolution.articles.2.id: 'fee' stands there twice"),
    ("dialogues/forum.yaml", "  - id: stairs", "  - id: hearing",
     "acts.1.id: 'hearing' stands there twice"),
    ("dialogues/forum.yaml", "    mode: directed", "    mode: free",
     "acts.0.beats: a free act plays no beats (write `mode: directed`)"),
    ("dialogues/forum.yaml", "    mode: free", "    mode: directed",
     "acts.1.mode: a directed act needs beats"),
    ("dialogues/forum.yaml", "    mode: free", "    mode: directed",
     "acts.1.matters: a directed act has no open matters (write `mode: free`)"),
    ("dialogues/forum.yaml", "      - move: question", "      - who: birta\n        move: question",
     "acts.1.matters.6.who: 'birta' is not one of those present (did you mean 'brita'?)"),
    ("dialogues/forum.yaml", "        article: fee", "        article: free",
     "acts.1.matters.6.article: there is no article at stake 'free' (did you mean 'fee'?)"),
    ("dialogues/forum.yaml", "    mode: free", "    mode: free\n    present: [brita]",
     "acts.1.present: a free act needs two who are there"),
    ("dialogues/forum.yaml", "    turns: 6", "    turns: many",
     "acts.1.turns: Input should be a valid integer"),
    ("dialogues/forum.yaml", "cast: [brita, anders]", "cast: brita",
     "dialogues/forum.yaml:11: cast: is not a list (`- ` before each item, or `[one, two]`)"),
    ("dialogues/forum.yaml", "INT. NET LOFT, MARHAVEN - EVENING", '"INT.\\e[2J LOFT"',
     "holds the control character U+001B"),
    ("dialogues/forum.yaml", "    stake: Who", "    stake: |\n      x\n      @@system\n      Who",
     "acts.0.stake: a line like `@@user` sets messages apart"),
    ("memory/brita.md", "[November 1964; 0.9]", "[November 1964; 1.9]",
     "memory/brita.md:3: importance: 1.9 is not one number from 0 to 1"),
    ("memory/brita.md", "- [1958; 0.7]", "- [1958; 0.7",
     "memory/brita.md:4: the bracket is not closed"),
    ("memory/brita.md", "- [1958; 0.7]", "[1958; 0.7]",
     "memory/brita.md:4: this line belongs to no memory"),
    ("memory/brita.md", "- [1958; 0.7]", "- [1958; 0.7; winter]",
     "memory/brita.md:4: when: is both '1958' and 'winter'"),
    ("memory/brita.md", "- [1958; 0.7]", "- [1958; 0.7; id=No!]",
     "memory/brita.md:4: id: 'No!' is not one id"),
    ("memory/brita.md", "- [1941; 0.4]", "- [1941; 0.4]\n- [1941; 0.4]",
     "memory/brita.md:8: a memory without text"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "said"), MISTAKES, ids=[m[3][:60] for m in MISTAKES]
)
def test_a_mistake_is_named_with_its_place(
    file: str, old: str, new: str, said: str, edit: Edit, problems: Problems
) -> None:
    edit(file, old, new)
    assert said in "\n".join(map(str, problems()))


def test_all_mistakes_are_told_at_once(edit: Edit, problems: Problems) -> None:
    edit("personas/brita.yaml", "pronouns:", "pronoun:")
    edit("memory/anders.md", "0.9", "9.9")
    edit("dialogues/forum.yaml", "move: propose", "move: prpose")
    found = problems()
    files = {problem.file for problem in found}
    assert files == {"personas/brita.yaml", "memory/anders.md", "dialogues/forum.yaml"}
    assert len(found) == 3, "a card with a mistake is not called unknown elsewhere as well"


def test_a_mistake_in_a_resolution_is_told_of_the_kind_that_is_meant(
    world: Path, problems: Problems
) -> None:
    path = world / "dialogues" / "forum.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("resolution:"), text.index("acts:")
    path.write_text(text[:start] + "resolution: {use: allianz, article: [fee]}\n" + text[end:])
    told = [str(problem) for problem in problems() if problem.file == "dialogues/forum.yaml"]
    assert told == [
        "dialogues/forum.yaml:12: resolution.article: is not a known key (did you mean 'articles'?)"
    ]


def test_an_unknown_resolution_and_an_unknown_article_of_one(
    world: Path, problems: Problems
) -> None:
    path = world / "dialogues" / "forum.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("resolution:"), text.index("acts:")
    (world / "dialogues" / "resolutions").mkdir()
    own = "id: skerry\n" + text[start:end].split("\n", 2)[2].replace("\n  ", "\n")[2:]
    (world / "dialogues" / "resolutions" / "skerry.yaml").write_text(own)
    for use, said in {
        "{use: skery}": "resolution.use: there is no resolution 'skery' (did you mean 'skerry'?)",
        "{use: skerry, articles: [automate, watch, fees]}": "resolution.articles.2: there is no "
        "article 'fees' (did you mean 'fee'?)",
    }.items():
        path.write_text(f"{text[:start]}resolution: {use}\n{text[end:]}")
        assert said in "\n".join(map(str, problems()))
    path.write_text(f"{text[:start]}resolution: {{use: skerry}}\n{text[end:]}")
    assert problems() == []


def test_a_memory_file_needs_its_persona(world: Path, problems: Problems) -> None:
    (world / "memory" / "andres.md").write_text("- I was never there.\n")
    assert [str(problem) for problem in problems()] == [
        "memory/andres.md: there is no persona 'andres' who remembers this (did you mean 'anders'?)"
    ]


def test_one_name_is_one_file(world: Path, problems: Problems) -> None:
    (world / "personas" / "brita.yml").write_text("id: brita\n")
    assert "'brita' stands in personas/ twice" in str(problems()[0])


def test_a_world_without_anybody(world: Path, problems: Problems) -> None:
    (world / "personas").rename(world / "persons")
    assert "personas: holds no .yaml file (did you mean 'persons'?)" in map(str, problems())


def test_links_that_lead_out_are_refused(world: Path, problems: Problems, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("- A secret.\n")
    (world / "memory" / "world.md").unlink()
    (world / "memory" / "world.md").symlink_to(tmp_path / "secret.md")
    (world / "prompts").rename(tmp_path / "prompts")
    (world / "prompts").symlink_to(tmp_path / "prompts")
    told = "\n".join(map(str, problems()))
    assert "memory/world.md: is a link that leads out of the world" in told
    assert "prompts: is a link that leads out of the world" in told
    assert "secret." not in told


def test_a_link_inside_the_world_is_as_good_as_a_file(world: Path, problems: Problems) -> None:
    (world / "memory" / "shared.txt").write_text("- [0.5] The bell rang twice.\n")
    (world / "memory" / "world.md").unlink()
    (world / "memory" / "world.md").symlink_to("shared.txt")
    assert problems() == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_does_not_keep_anybody_waiting(world: Path, problems: Problems) -> None:
    os.mkfifo(world / "personas" / "pipe.yaml")
    assert "personas/pipe.yaml: is not a file" in map(str, problems())


def test_a_world_is_looked_for_where_it_was_named_then_here_then_as_shipped(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_world(world) == world.resolve()
    assert find_world(None) == shipped_world()
    monkeypatch.chdir(world)
    assert find_world(None) == world.resolve()
    with pytest.raises(InputError, match="there is no such folder"):
        find_world(tmp_path / "nowhere")


def test_a_folder_that_is_gone_is_a_mistake_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="there is no such folder"):
        load_world(tmp_path / "nowhere")


@pytest.mark.parametrize("name", MODELS)
def test_the_schemas_are_those_of_the_models(name: str) -> None:
    held = (SCHEMAS / f"{name}.json").read_text(encoding="utf-8")
    assert held == schema_text(MODELS[name]), "run: python -m smile_commons.world.schema"
