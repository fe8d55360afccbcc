"""The API and the command line are one program: the same files, byte for byte, the same errors."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from little import says
from plays import QuickEmbedder
from typer.testing import CliRunner

import smile_commons as sc
from smile_commons.cli.console import as_typed
from smile_commons.cli.program import app

FILES = ("transcript.jsonl", "ballots.jsonl", "scores.json")


def commons(*words: str | Path) -> Any:
    """The program, run in this process."""
    return CliRunner().invoke(app, [str(word) for word in words])


def content(run: sc.Run, name: str) -> bytes:
    """A file of a run, without what judging took: seconds are never the same."""
    whole = (run.path / name).read_bytes()
    assert whole
    return re.sub(rb'"cost": \{[^}]*\}', b"", whole)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, world: sc.World) -> sc.Run:
    """A play by a scripted model, and by the embedder that the command line has too."""
    runs = tmp_path_factory.mktemp("runs")
    model = sc.ScriptedModel(says)
    return sc.play(
        "bench", world=world, runs=runs, model=model, embedder=QuickEmbedder(), takes=2, seed=3
    )


@pytest.fixture(scope="module")
def replayed(run: sc.Run) -> sc.Run:
    return sc.replay(run, runs=run.path.parent, embedder=QuickEmbedder())


@pytest.fixture(scope="module")
def printed(run: sc.Run) -> sc.Run:
    """The run that the command line makes of it."""
    typed = commons("play", "--replay", run.path, "--runs", run.path.parent, "--quiet")
    assert typed.exit_code == 0, typed.output
    return sc.open_run(typed.stdout.strip())


@pytest.mark.parametrize("name", FILES)
def test_a_replay_gives_the_same_by_either(
    name: str, run: sc.Run, replayed: sc.Run, printed: sc.Run
) -> None:
    assert printed not in (run, replayed)
    assert content(replayed, name) == content(printed, name)


@pytest.mark.parametrize("name", ("transcript.jsonl", "ballots.jsonl"))
def test_a_replay_is_the_play_word_for_word(name: str, run: sc.Run, replayed: sc.Run) -> None:
    assert content(replayed, name) == content(run, name)


def test_and_its_scores_are_the_same(run: sc.Run, replayed: sc.Run) -> None:
    assert run.scores and replayed.scores
    assert [*run.scores] == [*replayed.scores]


def test_a_run_is_written_out_the_same_by_either(run: sc.Run, tmp_path: Path) -> None:
    assert commons("export", run.path, "--to", "md", "--out", tmp_path / "typed.md").exit_code == 0
    called = sc.export(run, "md", tmp_path / "called.md")
    assert called.read_bytes() == (tmp_path / "typed.md").read_bytes()
    assert sc.export(run, "fountain") == run.path / "scene.fountain"


# What is wrong is told in the same words; a parameter is typed as a flag.

WRONG: dict[str, tuple[Callable[[sc.Run], Any], list[str]]] = {
    "dialogue": (lambda run: sc.play("forun"), ["play", "forun"]),
    "acts": (lambda run: sc.play(acts=("forun",)), ["play", "--acts", "forun"]),
    "seat": (lambda run: sc.play(seat="kay"), ["play", "--seat", "kay"]),
    "policy": (lambda run: sc.play(policy="loud"), ["play", "--policy", "loud"]),
    "mode": (
        lambda run: sc.play(policy="natural", mode="directed"),
        ["play", "--policy", "natural", "--mode", "directed"],
    ),
    "cap": (
        lambda run: sc.play(max_cost=2, model="far", base_url="http://127.0.0.1:9/v1"),
        "play --max-cost 2 --model far --base-url http://127.0.0.1:9/v1".split(),
    ),
    "model": (lambda run: sc.play(model="x.gguf"), ["play", "--model", "x.gguf"]),
    "key": (lambda run: sc.play(model="far"), ["play", "--model", "far"]),
    "world": (lambda run: sc.play(world="nowhere"), ["play", "--world", "nowhere"]),
    "plan": (
        lambda run: sc.play(plan="p.yaml", policy="natural"),
        ["play", "--plan", "p.yaml", "--policy", "natural"],
    ),
    "run": (lambda run: sc.resume("never"), ["resume", "never"]),
    "turn": (
        lambda run: sc.branch(run, 9, sc.change.seed(1)),
        ["branch", "RUN", "--at", "9", "--seed", "1"],
    ),
    "change": (
        lambda run: sc.branch(run, 2, sc.change.seed(3)),
        ["branch", "RUN", "--at", "2", "--seed", "3"],
    ),
    "format": (lambda run: sc.export(run, "doc"), ["export", "RUN", "--to", "doc"]),
    "articles": (
        lambda run: sc.score(run, articles=["A.", "A."], judge=False),
        ["score", "RUN", "--article", "A.", "--article", "A.", "--no-judge"],
    ),
    "persona": (lambda run: sc.ask(run, "ezr", "Why?"), ["ask", "ezr", "Why?", "--run", "RUN"]),
    "two": (lambda run: sc.compare(run, run), ["diff", "RUN", "RUN"]),
}


@pytest.mark.parametrize(("called", "words"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_told_in_the_same_words(
    called: Callable[[sc.Run], Any], words: list[str], run: sc.Run, here: Path
) -> None:
    with pytest.raises(sc.InputError) as error:
        called(run)
    typed = commons(*(run.path if word == "RUN" else word for word in words))
    assert typed.exit_code == error.value.exit_code == 2
    assert typed.stderr == f"error: {as_typed(str(error.value))}\n"
    assert "--" not in str(error.value), "a program has no flags"
    typed_out = re.sub("`commons [^`]*`", "", typed.stderr)
    assert "`" not in typed_out, "and a terminal no parameters"
    assert not list(here.iterdir())
