"""Lorebook entries stand beside memories: listed, shown, called up by a query with the reason."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smile_commons.cli.program import app
from smile_commons.world.find import FOLDERS, shipped_world

BOOK = {
    "entries": {
        "0": {
            "uid": 0,
            "key": ["ferry"],
            "content": "The ferry is moored at Saltgate.",
            "comment": "The ferry",
            "sticky": 2,
            "group": "boats",
        },
        "1": {"uid": 1, "key": ["barge"], "content": "The barge sank.", "group": "boats"},
    }
}

runner = CliRunner()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("world")
    for folder in FOLDERS:
        shutil.copytree(shipped_world() / folder, root / folder)
    (root / "memory" / "talia.lore.json").write_text(json.dumps(BOOK))
    return root


def run(world: Path, *arguments: str) -> str:
    result = runner.invoke(app, ["memory", *arguments, "--world", str(world)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_list_has_the_lore_and_what_brings_it_up(world: Path) -> None:
    said = run(world, "list", "talia")
    assert "talia-" in said
    (line,) = (line for line in said.splitlines() if line.startswith("lore:talia:0"))
    assert "ferry" in line
    assert "group boats, sticky 2" in line
    assert "memory/talia.lore.json" in line
    assert "   The ferry is moored at Saltgate." in said
    assert "lore:" not in run(world, "list", "ezra")


def test_lore_alone_can_be_listed(world: Path) -> None:
    found = json.loads(run(world, "list", "talia", "--kind", "lore", "--json"))
    assert found["memories"] == []
    assert [one["id"] for one in found["lore"]] == ["lore:talia:0", "lore:talia:1"]


def test_one_entry_is_shown_with_its_rules(world: Path) -> None:
    said = run(world, "show", "talia", "lore:talia:0")
    assert "sticky: 2" in said
    assert "groups: boats" in said
    assert "   The ferry is moored at Saltgate." in said


def test_one_memory_is_shown_with_where_it_stands(world: Path) -> None:
    id = json.loads(run(world, "list", "ezra", "--json"))["memories"][0]["id"]
    assert "source: memory/" in run(world, "show", "ezra", id)


def test_a_query_says_what_came_up_and_what_did_not(world: Path) -> None:
    found = json.loads(run(world, "search", "talia", "the ferry and the barge", "--json"))
    shown = {one["id"]: one for one in found["lore"]}
    assert sorted(one["dropped"] for one in shown.values()) == [False, True]
    (out,) = (one for one in shown.values() if one["dropped"])
    assert "of the group 'boats'" in out["because"]


def test_an_unknown_id_names_the_nearest(world: Path) -> None:
    result = runner.invoke(app, ["memory", "show", "talia", "lore:talia:7", "--world", str(world)])
    assert result.exit_code == 2
    assert "lore:talia" in result.stderr
