"""What can be imported, and what that costs."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from little import Words, says

import smile_commons as sc

NAMES = """
Answer Article Ballot Change CommonsError Comparison Embedder Engine Estimate Event InputError Judge
Model ModelError Observer PlayOptions ReplayError Run RunLockedError Score Scores ScriptedModel
ServiceError Settings StoppedError Study World WorldError ask branch change check_battery
check_judge compare estimate export list_runs open_run open_world persona_suite play play_async
play_events recall replay resume resume_async score score_async study
"""
HEAVY = ("numpy", "pandas", "pydantic", "langgraph", "chromadb", "openai", "jinja2", "typer")
PLAYS = ("langgraph", "chromadb", "openai")


def imported(code: str, *arguments: object) -> set[str]:
    """The packages that were imported in a process that did this."""
    script = f"{code}\nimport json, sys\nprint(json.dumps([*sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


def test_the_names_stay() -> None:
    """To take one away or to call it otherwise breaks programs of others."""
    assert sc.__all__ == NAMES.split() == sorted(sc.__all__)
    assert set(sc.__all__) <= set(dir(sc))


@pytest.mark.parametrize("name", NAMES.split())
def test_every_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(sc, name)
    assert found.__doc__ and found.__doc__[0].isupper()


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'plya'"):
        sc.plya  # noqa: B018  # pyright: ignore


def test_the_package_itself_imports_nothing() -> None:
    assert not imported("import smile_commons") & {*HEAVY}


def test_errors_and_protocols_import_nothing() -> None:
    names = "InputError, StoppedError, Model, Judge, Embedder, Event, Ballot, ScriptedModel"
    assert not imported(f"from smile_commons import {names}") & {*HEAVY}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, world: sc.World) -> sc.Run:
    runs = tmp_path_factory.mktemp("runs")
    model: Any = sc.ScriptedModel(says)
    return sc.play("bench", world=world, model=model, embedder=Words(), runs=runs, takes=1)


READING = {
    "a run": """
run = sc.open_run("last", runs)
assert run.status == "done" and run.speeches and run.ballots and run.scores["convergence"]
""",
    "all runs": "assert len(sc.list_runs(runs)) == 1",
    "a world": "assert 'bench' in sc.open_world(world).dialogues",
}


@pytest.mark.parametrize("code", READING.values(), ids=list(READING))
def test_what_reads_imports_nothing_that_plays(code: str, played: sc.Run, world: sc.World) -> None:
    head = "import sys; import smile_commons as sc; runs, world = sys.argv[1:]\n"
    assert not imported(head + code, played.path.parent, world.root) & {*PLAYS}


def test_the_types_of_others_can_be_checked() -> None:
    assert (Path(sc.__file__).parent / "py.typed").is_file()
