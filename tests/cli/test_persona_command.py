"""``commons persona``: a card taken into a world whole or not at all, and written out again."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smile_commons.cli.program import app
from smile_commons.personas.interchange.containers import card_in
from smile_commons.world import load_world

TESTS = Path(__file__).parents[1]
ORLA = TESTS / "data" / "cards" / "orla.json"
STARTER = TESTS.parent / "src" / "smile_commons" / "world" / "starter"
runner = CliRunner()


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STARTER, tmp_path / "world"))


def take_in(file: Path, world: Path, *more: str) -> tuple[int, str]:
    arguments = ["persona", "import", str(file), "--world", str(world), "--model", "none", *more]
    result = runner.invoke(app, arguments)
    return result.exit_code, result.output


def test_a_card_becomes_a_persona_with_its_lore(world: Path) -> None:
    code, said = take_in(ORLA, world)
    assert code == 0, said
    assert "proposed, for you to edit: title, stance, goals" in said
    found = load_world(world)
    assert found.personas["orla-fen"].cue == "Orla"
    (book,) = found.lore_of("orla-fen")
    assert (book.token_budget, book.recursive, book.entries[0].keys) == (60, True, ("lower gate",))
    assert (world / "personas/orla-fen.card.json").read_bytes() == ORLA.read_bytes()


def test_what_came_in_goes_out_with_every_field(world: Path, tmp_path: Path) -> None:
    take_in(ORLA, world)
    out = tmp_path / "orla.png"
    arguments = ["persona", "export", "orla-fen", "--world", str(world), "--to", "png"]
    result = runner.invoke(app, [*arguments, "--out", str(out)])
    assert result.exit_code == 0, result.output
    made = card_in(out.read_bytes(), "orla.png")
    assert made.data["extensions"].pop("smile_commons")["version"] == 1
    made.data.pop("group_only_greetings", None)
    original = json.loads(ORLA.read_text(encoding="utf-8"))
    extensions = {k: v for k, v in made.data["extensions"].items() if k != "smile_commons"}
    back = {**made.data, "extensions": extensions}
    back.pop("group_only_greetings", None)
    assert back == original["data"]
    assert made.raw["create_date"] == original["create_date"]


def test_a_persona_is_not_replaced_unasked(world: Path) -> None:
    take_in(ORLA, world)
    code, said = take_in(ORLA, world)
    assert code == 2
    assert "--force replaces" in said
    assert take_in(ORLA, world, "--force")[0] == 0


def test_a_card_that_would_spoil_the_world_leaves_nothing_behind(world: Path) -> None:
    before = sorted(world.rglob("*"))
    code, said = take_in(ORLA, world, "--cue", "Anders")
    assert code == 2
    assert "cue" in said
    assert sorted(world.rglob("*")) == before


def test_a_lorebook_becomes_the_worlds_or_a_personas(world: Path, tmp_path: Path) -> None:
    file = tmp_path / "eldoria.json"
    file.write_text(json.dumps({"entries": {"0": {"key": ["ferry"], "content": "Late."}}}))
    assert take_in(file, world)[0] == 0
    assert take_in(file, world, "--as", "brita")[0] == 0
    assert len(load_world(world).lore_of("brita")) == 2
    assert take_in(file, world, "--as", "nobody")[0] == 2
    assert not (world / "memory/nobody.lore.json").exists()
    result = runner.invoke(
        app, ["persona", "export", "brita", "--world", str(world), "--to", "v3", "--out", "-"]
    )
    (entry,) = json.loads(result.stdout)["data"]["character_book"]["entries"]
    assert (entry["keys"], entry["content"], entry["enabled"]) == (["ferry"], "Late.", True)


def test_a_key_that_can_never_be_met_is_told(world: Path) -> None:
    lore = {"entries": {"0": {"key": ["/(?<=a)b/", "b"], "content": "Late."}}}
    (world / "memory/world.lore.json").write_text(json.dumps(lore))
    result = runner.invoke(app, ["check", str(world)])
    assert result.exit_code == 0
    assert "entry 0: '/(?<=a)b/' is no regular expression of RE2" in result.stderr


@pytest.mark.parametrize("file", sorted((TESTS / "data" / "cards").glob("[0-9]*")), ids=str)
def test_a_card_that_can_be_mended_is_taken_in(file: Path, world: Path) -> None:
    code, said = take_in(file, world, "--cue", "Orla")
    assert code == 0, said
    assert runner.invoke(app, ["check", str(world)]).exit_code == 0
    assert [one.cue for one in load_world(world).personas.values()].count("Orla") == 1


def test_a_card_without_a_name_gets_the_cue(world: Path) -> None:
    file = TESTS / "data" / "cards" / "01-name-empty.json"
    code, said = take_in(file, world)
    assert code == 2
    assert "01-name-empty.json: data.name: is empty" in said
    assert "--cue NAME" in said
    assert take_in(file, world, "--cue", "Orla")[0] == 0
    assert load_world(world).personas["orla"].name == "Orla"
    out = ["persona", "export", "orla", "--world", str(world), "--to", "v2", "--out", "-"]
    assert json.loads(runner.invoke(app, out).stdout)["data"]["name"] == "Orla"


def test_a_cue_that_is_taken_gives_way(world: Path, tmp_path: Path) -> None:
    file = tmp_path / "brita.json"
    card = {"name": "Brita Holm", "description": "Another one.", "first_mes": "Hi."}
    file.write_text(json.dumps(card))
    code, said = take_in(file, world, "--as", "second")
    assert code == 0, said
    assert "'Brita' is the cue of 'brita' already; this one is 'Brita Holm'" in said
    assert take_in(file, world, "--as", "third")[0] == 0
    code, said = take_in(file, world, "--as", "fourth")
    assert code == 0, said
    cues = [card.cue for card in load_world(world).personas.values()]
    assert {"Brita", "Brita Holm", "Holm", "Brita 2"} <= set(cues)


def test_a_name_that_spoils_another_persona_is_refused(world: Path, tmp_path: Path) -> None:
    brita = world / "personas/brita.yaml"
    text = brita.read_text(encoding="utf-8")
    said = "- You call it a saving."
    assert said in text
    brita.write_text(
        text.replace(said, '- "Saving: you call it that."', 1).replace(
            " I call it one woman fewer who looks out of the window.", "", 1
        ),
        encoding="utf-8",
    )
    load_world(world)
    before = sorted(world.rglob("*"))
    file = tmp_path / "it.json"
    file.write_text(json.dumps({"name": "Saving", "description": "B", "first_mes": "Hi."}))
    code, said = take_in(file, world)
    assert code == 2
    assert "begins with a name and a colon" in said
    assert sorted(world.rglob("*")) == before


@pytest.mark.parametrize("file", sorted((TESTS / "data" / "lore").glob("*.json")), ids=str)
def test_a_lorebook_of_another_program_is_taken_in(file: Path, world: Path) -> None:
    code, said = take_in(file, world)
    assert code == 0, said
    result = runner.invoke(app, ["check", str(world)])
    assert result.exit_code == (2 if file.name == "regexes.json" else 0), result.output
    assert take_in(file, world, "--as", "brita")[0] == 0
    out = ["persona", "export", "brita", "--world", str(world), "--to", "v3", "--out", "-"]
    entries = json.loads(runner.invoke(app, out).stdout)["data"]["character_book"]["entries"]
    assert all(entry["keys"] and entry["content"] for entry in entries)


def test_an_entry_that_can_never_come_up_is_told_and_stops_nothing(
    world: Path, tmp_path: Path
) -> None:
    file = tmp_path / "book.json"
    entries = {"0": {"key": [], "content": "Late."}, "1": {"key": ["k"], "content": ""}}
    file.write_text(json.dumps({"entries": entries}))
    code, said = take_in(file, world)
    assert code == 0
    assert "entry 0: never comes up: it has no keys" in said
    result = runner.invoke(app, ["check", str(world)])
    assert result.exit_code == 2
    assert "memory/world.lore.json: entry 0: never comes up: it has no keys" in result.stdout
    assert "memory/world.lore.json: entry 1: says nothing" in result.stdout
    assert load_world(world).lore_of("brita")


def test_a_lorebook_in_utf_16_is_written_as_utf_8(world: Path, tmp_path: Path) -> None:
    file = tmp_path / "book.json"
    book = {"entries": {"0": {"key": ["Fähre"], "content": "Spät."}}}
    file.write_text(json.dumps(book, ensure_ascii=False), encoding="utf-16")
    assert take_in(file, world)[0] == 0
    assert "Fähre" in (world / "memory/world.lore.json").read_text(encoding="utf-8")
