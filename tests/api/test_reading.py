"""What is read, asked and written out: open_run, list_runs, ask, recall, export, estimate."""

from pathlib import Path

import pytest
from little import TURNS, Words, says

import smile_commons as sc


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, world: sc.World) -> sc.Run:
    return sc.play(
        "bench",
        world=world,
        model=sc.ScriptedModel(says),
        embedder=Words(),
        runs=tmp_path_factory.mktemp("runs"),
        takes=1,
        seed=1,
        judged=False,
    )


def test_a_run_is_as_it_stands_when_it_is_looked_at(run: sc.Run, world: sc.World) -> None:
    class Looks(sc.Observer):
        def __init__(self) -> None:
            self.seen: list[tuple[str, int]] = []

        def began(self, run: sc.Run) -> None:
            self.run = sc.open_run(run.path)

        def speech(self, event: sc.Event) -> None:
            self.seen.append((self.run.status, len(self.run.speeches)))

    looks = Looks()
    sc.branch(run, 1, sc.change.seed(5), model=sc.ScriptedModel(says), embedder=Words(),
              observer=looks)  # fmt: skip
    assert looks.seen == [("playing", 2), ("playing", 3), ("playing", 4)]
    assert looks.run.status == "done"


def test_a_run_that_is_gone_says_so(tmp_path: Path, run: sc.Run) -> None:
    moved = run.path.rename(tmp_path / "moved")
    try:
        with pytest.raises(sc.InputError, match=r"run\.json cannot be read"):
            run.status  # noqa: B018
        found = sc.open_run(run.id, tmp_path)
        assert (found.id, found.path) == (run.id, moved), "it is known wherever it lies"
    finally:
        moved.rename(run.path)


def test_a_broken_run_hides_no_other(run: sc.Run) -> None:
    broken = run.path.parent / "broken"
    broken.mkdir()
    (broken / "run.json").write_text("{", encoding="utf-8")
    assert run in sc.list_runs(run.path.parent)
    with pytest.raises(sc.InputError, match=r"broken/run\.json"):
        sc.open_run(broken)


def test_a_folder_stays_where_it_is_when_one_goes_elsewhere(
    world: sc.World, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = sc.play("bench", world=world, model=sc.ScriptedModel(says), embedder=Words(), takes=1,
                  turns=1, judged=False, ballots="none")  # fmt: skip
    monkeypatch.chdir("/")
    assert run.path.parent == here / "runs" and len(run.speeches) == 1


def test_a_persona_answers_as_it_is_after_a_run(run: sc.Run) -> None:
    model = sc.ScriptedModel(["The loaf, I think, and what came of it."])
    with sc.Engine(model=model, embedder=Words()) as engine:
        answer = sc.ask(run, "ezra", "Whom was the loaf for?", engine=engine)
    assert answer.text == "The loaf, I think, and what came of it."
    assert (answer.persona, answer.question) == ("ezra", "Whom was the loaf for?")
    assert any(one.memory.turn > 0 for one in answer.memories) and answer.remembered is None


def test_an_interview_may_be_remembered(run: sc.Run) -> None:
    with sc.Engine(model=sc.ScriptedModel(["The vial, every time."]), embedder=Words()) as engine:
        answer = sc.ask(run, "ezra", "What do you keep?", remember=True, engine=engine)
        recalled = sc.recall(run, "ezra", "What do you keep? The vial.", embedder=Words())
        assert answer.remembered in [one.memory.id for one in recalled]
        with pytest.raises(sc.InputError, match="`remember` needs a run"):
            sc.ask(None, "ezra", "What do you keep?", remember=True, engine=engine)


def test_a_persona_answers_as_its_world_made_it(world: sc.World) -> None:
    with sc.Engine(model=sc.ScriptedModel(["Ask Odile."]), embedder=Words()) as engine:
        for who in (world, world.root, str(world.root)):
            assert engine.own_model
            sc.recall(who, "ezra", "the apple", k=2, embedder=Words())
        assert sc.ask(world, "ezra", "Who had the apple?", engine=engine).text == "Ask Odile."
    with pytest.raises(sc.InputError, match="no persona is called 'ezr'; did you mean ezra"):
        sc.recall(world, "ezr", "the apple", embedder=Words())


def test_what_comes_to_mind_and_why(run: sc.Run) -> None:
    found = sc.recall(run, "ezra", "the loaf that nobody came for", k=3, embedder=Words())
    assert len(found) == 3
    assert all(0 <= one.score <= 1 and one.why["relevance"] <= 1 for one in found)


@pytest.mark.parametrize("to", ["md", "fountain", "html", "csv", "jsonl", "twee"])
def test_a_run_is_written_out(to: str, run: sc.Run, tmp_path: Path) -> None:
    path = sc.export(run, to, tmp_path / "scene")
    assert path == tmp_path / "scene"
    assert run.speeches[0].text in path.read_text(encoding="utf-8").replace("\n", " ")


def test_a_format_that_is_not_there(run: sc.Run) -> None:
    with pytest.raises(sc.InputError, match="there is no format 'doc'; did you mean docx"):
        sc.export(run, "doc")


def test_what_a_play_would_take(world: sc.World, here: Path) -> None:
    asked = {"world": world, "model": "far", "base_url": "http://127.0.0.1:9/v1"}
    estimate = sc.estimate("bench", turns=TURNS, **asked)  # else somebody may break in
    assert estimate.speeches == TURNS and estimate.seconds > 0
    assert not list(here.iterdir()), "nothing is played"
    with pytest.raises(sc.InputError, match="no dialogue is called 'bnch'"):
        sc.estimate("bnch", world=world)
