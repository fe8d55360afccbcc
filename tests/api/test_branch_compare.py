"""``branch`` by every change there is, and ``compare``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from little import TURNS, Words, says
from typer.testing import CliRunner

import smile_commons as sc
from smile_commons.cli.program import app


def own() -> dict[str, Any]:
    """A model and an embedder of one's own, which every verb that plays is given again."""
    return {"model": sc.ScriptedModel(says), "embedder": Words()}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, world: sc.World) -> sc.Run:
    """The run that is left."""
    runs = tmp_path_factory.mktemp("runs")
    return sc.play("bench", world=world, runs=runs, takes=2, seed=1, judged=False, **own())


@pytest.fixture(scope="module")
def colder(run: sc.Run) -> sc.Run:
    """A branch of it that was played."""
    change = sc.change.direction("colder")
    return sc.branch(run, 2, change, name="colder", **own())


def test_a_branch_has_the_past_in_common_and_costs_nothing_there(
    run: sc.Run, colder: sc.Run
) -> None:
    assert colder.status == "done" and colder.manifest.name == "colder"
    assert colder.manifest.parent and colder.manifest.parent.run == run.id
    assert colder.manifest.parent.turn == 2
    texts = [[speech.text for speech in one.speeches] for one in (run, colder)]
    assert texts[0][:2] == texts[1][:2] and len(texts[1]) == TURNS
    assert colder.speeches[2].direction == "colder"
    assert colder.path.parent == run.path.parent, "it lies beside the run that it leaves"


def card(run: sc.Run, folder: Path) -> sc.Change:
    """Ezra's card with another title."""
    text = (run.path / "world" / "personas" / "ezra.yaml").read_text(encoding="utf-8")
    path = folder / "ezra.yaml"
    lines = ["title: baker" if line.startswith("title:") else line for line in text.splitlines()]
    path.write_text("\n".join(lines), encoding="utf-8")
    return sc.change.card(path)


def memory_of(run: sc.Run) -> str:
    recalled = sc.recall(run, "ezra", "the loaf", k=20, embedder=Words())
    return next(one.memory.id for one in recalled if one.memory.kind == "canon")


CHANGES: dict[str, Callable[[sc.Run, Path], sc.Change]] = {
    "direction": lambda run, folder: sc.change.direction("as if she had not heard"),
    "model": lambda run, folder: sc.change.model("another", "http://127.0.0.1:9/v1"),
    "seed": lambda run, folder: sc.change.seed(7),
    "card": card,
    "order": lambda run, folder: sc.change.order("ezra"),
    "forget": lambda run, folder: sc.change.without_memory(memory_of(run)),
    "remember": lambda run, folder: sc.change.with_memory("ezra", "The loaf was burnt."),
    "take": lambda run, folder: sc.change.take(next(
        n for n, take in enumerate(run.speeches[2].takes, start=1) if not take.chosen
    )),
    "edit": lambda run, folder: sc.change.words("Nobody came for it, Talia."),
    "new takes": lambda run, folder: sc.change.new_takes("slower"),
    "own voice": lambda run, folder: sc.change.new_takes(voice=True),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_every_change_can_be_made(kind: str, run: sc.Run, tmp_path: Path) -> None:
    change = CHANGES[kind](run, tmp_path)
    held = sc.branch(run, 2, change, play=False, name=kind)
    assert held.status == "stopped"
    parent = held.manifest.parent
    assert parent is not None and parent.change.kind == kind
    assert change.kind == kind or (change.kind, kind) == ("new takes", "own voice")
    assert [s.text for s in held.speeches][:2] == [s.text for s in run.speeches][:2]


def test_words_of_ones_own_are_spoken_in_the_place_of_a_speech(run: sc.Run) -> None:
    held = sc.branch(run, 2, sc.change.words("Nobody came for it, Talia."), play=False)
    played = sc.resume(held, **own())
    assert played == held and held.status == "done"
    assert held.speeches[2].text == "Nobody came for it, Talia."
    assert len(held.speeches) == TURNS


def test_another_model_speaks_and_the_first_votes(run: sc.Run) -> None:
    change = sc.change.model("another")
    other = sc.ScriptedModel(says, name="another")
    branch = sc.branch(run, 2, change, model=other, judge=own()["model"], embedder=Words())
    assert branch.manifest.model and branch.manifest.model.name == "another"
    assert not any(request.purpose.startswith("ballot") for request in other.requests)
    with pytest.raises(sc.InputError, match="'another' speaks, and 'scripted' was given"):
        sc.branch(run, 2, change, **own())


def test_a_branch_may_be_longer(run: sc.Run) -> None:
    longer = sc.branch(run, 3, sc.change.seed(9), turns=TURNS + 1, **own())
    assert len(longer.speeches) == TURNS + 1


WRONG: dict[str, tuple[int, Any, str]] = {
    "no such turn": (9, sc.change.seed(7), "has no turn 9: its speeches are numbered 1 to 4"),
    "the last": (4, sc.change.seed(7), "turn 4 is the last"),
    "the same seed": (2, sc.change.seed(1), "1 is the seed of"),
    "the same order": (2, sc.change.order("talia"), "is the order in"),
    "nobody's memory": (2, sc.change.without_memory("ezra-0"), "nobody has a memory 'ezra-0'"),
    "not of the cast": (2, sc.change.with_memory("kai", "a"), "no member of the cast"),
    "no such take": (2, sc.change.take(9), "9"),
    "no direction": (2, sc.change.direction(" "), "a direction says something"),
    "no card": (2, sc.change.card("ezra.yaml"), "ezra.yaml: cannot be read"),
}


@pytest.mark.parametrize(("at", "change", "told"), WRONG.values(), ids=list(WRONG))
def test_what_cannot_be_done_leaves_no_branch(
    at: int, change: sc.Change, told: str, run: sc.Run
) -> None:
    before = sc.list_runs(run.path.parent)
    with pytest.raises(sc.InputError, match=told):
        sc.branch(run, at, change, **own())
    assert sc.list_runs(run.path.parent) == before


def test_a_branch_that_nobody_could_play_is_not_made(run: sc.Run) -> None:
    before = sc.list_runs(run.path.parent)
    with pytest.raises(sc.InputError, match="'another' needs an endpoint"):
        sc.branch(run, 2, sc.change.model("another"), judge=own()["model"], embedder=Words())
    assert sc.list_runs(run.path.parent) == before


# Two runs beside each other.


def test_two_runs_are_set_against_each_other(run: sc.Run, colder: sc.Run) -> None:
    found = sc.compare(run, colder)
    whole = next(d for d in found.differences if d.persona is None and d.article is None)
    assert whole.value == pytest.approx(whole.b - whole.a)
    assert {d.persona for d in found.differences} == {None, "talia", "ezra"}
    assert found.once.source == "ballot" and found.again is None
    assert repr(found).startswith(f"<Comparison of {run.id} and {colder.id}: ")


def test_the_differences_as_a_frame(run: sc.Run, colder: sc.Run) -> None:
    table = sc.compare(run, colder).to_frame()
    assert (table["value"] - (table["b"] - table["a"])).abs().max() < 1e-9
    assert list(table.columns[:3]) == ["id", "persona", "article"]


def test_it_is_what_the_program_prints(run: sc.Run, colder: sc.Run) -> None:
    words = ["diff", run.id, "colder", "--runs", str(run.path.parent), "--json"]
    printed = CliRunner().invoke(app, words)
    assert printed.exit_code == 0, printed.output
    found = sc.compare(run.id, "colder", runs=run.path.parent)
    assert json.loads(json.dumps(found.to_dict())) == json.loads(printed.stdout)


def test_both_ways_played_again_and_never_twice(run: sc.Run, colder: sc.Run) -> None:
    class Notes(sc.Observer):
        told: list[str] = []  # noqa: RUF012

        def note(self, text: str) -> None:
            self.told.append(text)

    found = sc.compare(run, colder, repeats=1, observer=Notes(), **own())
    assert found.again is not None
    [(a, b)] = found.again.pairs
    seeds = {sc.open_run(id, run.path.parent).manifest.seed for id in (a, b)}
    assert len(seeds) == 1 and seeds != {run.manifest.seed}
    assert [one.n for one in found.differences if one.persona is None and not one.article] == [1, 1]
    assert any("pair 1 of 1" in text for text in Notes.told)
    assert "1 pairs of repeats" in repr(found)

    there = sc.list_runs(run.path.parent)
    silent = sc.ScriptedModel(())
    again = sc.compare(run, colder, repeats=1, model=silent, embedder=Words())
    assert again.to_dict() == found.to_dict()
    assert not silent.requests and sc.list_runs(run.path.parent) == there


def test_what_cannot_be_compared_says_why(run: sc.Run) -> None:
    with pytest.raises(sc.InputError, match="is one run; two are compared"):
        sc.compare(run, run)
    with pytest.raises(sc.InputError, match="no run 'nobody'"):
        sc.compare(run, "nobody", runs=run.path.parent)
