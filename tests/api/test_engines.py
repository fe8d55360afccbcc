"""Models, judges and embedders of one's own; engines that several verbs share; what is left."""

import asyncio
import gc
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from little import TASKS, Words, children, says

import smile_commons as sc
from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Request
from smile_commons.scoring.judge.task import Item, Spent, Verdict


def arguments(place: sc.World, **more: Any) -> dict[str, Any]:
    """What all plays here have in common."""
    return {"world": place, "takes": 1, "seed": 1, "judged": False, **more}


class Echo:
    """A model of one's own: it says how often it was asked."""

    name, digest, style = "echo", None, "chat"

    def __init__(self) -> None:
        from smile_commons.models.model import Profile

        self.profile, self.usage, self.asked = Profile(), Usage(), list[Request]()

    async def complete(self, request: Request, on_text: Any = None) -> Reply:
        self.asked.append(request)
        text = f"I was asked {len(self.asked)} things, and I answer every one of them."
        choices = tuple(Choice(text, "stop") for _ in range(request.n))
        return Reply(choices, Usage(prompt=9, completion=9, calls=1), self.name, "now")

    async def aclose(self) -> None:
        raise AssertionError("a model that is given is never closed")


class Reader:
    """A judge that is no model: whatever it reads supports the article."""

    name, digest = "reader", None

    def __init__(self) -> None:
        self.read: list[Item] = []

    @property
    def spent(self) -> Spent:
        return Spent(items=len(self.read))

    async def judge(self, items: Sequence[Item]) -> list[Verdict]:
        self.read += items
        return [self._verdict(item) for item in items]

    def _verdict(self, item: Item) -> Verdict:
        first, *others = item.labels
        return Verdict({first: 0.9} | {one: 0.1 / len(others) for one in others}, 2.0)


def test_a_model_of_ones_own_speaks_and_votes(world: sc.World, here: Path) -> None:
    model = Echo()
    run = sc.play("bench", model=model, embedder=Words(), **arguments(world, ballots="none"))
    assert run.manifest.model and run.manifest.model.name == "echo"
    assert run.speeches and all(s.text.startswith("I was asked") for s in run.speeches)
    assert len(model.asked) == run.manifest.usage.calls


def test_what_is_no_reply_is_told(world: sc.World, here: Path) -> None:
    class Mute(Echo):
        async def complete(self, request: Request, on_text: Any = None) -> Any:
            return "only a text"

    with pytest.raises(sc.ModelError, match="echo: `complete` gave str, where a Reply"):
        sc.play("bench", model=Mute(), embedder=Words(), **arguments(world))
    assert sc.open_run().status == "failed", "it can go on with a better one"


def test_a_judge_that_is_no_model_reads_what_is_said(world: sc.World, here: Path) -> None:
    model, judge = sc.ScriptedModel(says), Reader()
    run = sc.play(
        "bench", model=model, judge=judge, embedder=Words(), **arguments(world, judged=True)
    )
    assert {item.text for item in judge.read} >= {speech.text for speech in run.speeches}
    assert not any(request.purpose.startswith("judge") for request in model.requests)
    assert any(request.purpose.startswith("ballot") for request in model.requests)
    assert run.scores is not None
    assert run.scores.results.judge and run.scores.results.judge.name == "reader"
    stated = run.scores.find("stated-position", persona="ezra", article="genuine")
    assert stated is not None and stated.value == pytest.approx(0.9, abs=0.1)


def test_a_model_may_judge_another(world: sc.World, here: Path) -> None:
    speaker, judge = sc.ScriptedModel(says), sc.ScriptedModel(says, name="another")
    run = sc.play("bench", model=speaker, judge=judge, embedder=Words(), **arguments(world))
    assert not any(request.purpose.startswith("ballot") for request in speaker.requests)
    assert run.manifest.judge and run.manifest.judge.name == "another"


def test_two_models_of_one_name_do_not_answer_for_each_other(world: sc.World, here: Path) -> None:
    asked: list[int] = []
    for _ in range(2):
        judge = sc.ScriptedModel(says)
        sc.score([("ann", "The mill should go."), ("ben", "Keep the mill.")],
                 articles=["The mill should be kept."], judge=judge, embedder=Words())  # fmt: skip
        asked.append(len(judge.requests))
    assert asked[0] == asked[1] > 0


def test_what_a_run_was_played_with_is_given_again(world: sc.World, here: Path) -> None:
    run = sc.play("bench", model=Echo(), embedder=Words(), **arguments(world, turns=2))
    recalled = sc.recall(run, "ezra", "whom the loaf was for", embedder=Words())
    assert any(one.memory.kind == "episode" for one in recalled)
    again = sc.replay(run, embedder=Words(), judged=False)
    assert [s.text for s in again.speeches] == [s.text for s in run.speeches]
    with pytest.raises(sc.InputError, match=r"`embedder`: .* give it again"):
        sc.recall(run, "ezra", "whom the loaf was for")
    with pytest.raises(sc.InputError, match="`embedder`"):
        sc.replay(run)
    with pytest.raises(sc.InputError, match="`model`"):
        sc.resume(run, embedder=Words())
    with pytest.raises(sc.InputError, match="`model`"):
        sc.branch(run, 1, sc.change.seed(5), embedder=Words())
    assert sc.list_runs() == [run, again]


# An engine is opened once, whoever is at work with it.


class Counted(sc.ScriptedModel):
    """A model as an engine opens one."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Counted]:
    """The models that engines opened; each asked in the loop in which it was opened, alone."""
    models: list[Counted] = []

    async def open_model(settings: sc.Settings, **_: Any) -> Counted:
        home = asyncio.get_running_loop()

        def answer(request: Request) -> Any:
            assert asyncio.get_running_loop() is home, "its connections belong to that loop"
            return says(request)

        models.append(Counted(answer, name=settings.model))
        return models[-1]

    monkeypatch.setattr("smile_commons.api.engine.open_model", open_model)
    monkeypatch.setenv("COMMONS_BASE_URL", "http://127.0.0.1:9/v1")  # where nobody answers
    return models


def in_turn(play: Callable[[int], sc.Run]) -> list[sc.Run]:
    return [play(seed) for seed in range(2)]


def in_threads(play: Callable[[int], sc.Run]) -> list[sc.Run]:
    played: list[sc.Run] = []
    threads = [threading.Thread(target=lambda n=n: played.append(play(n))) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return played


def in_a_notebook(play: Callable[[int], sc.Run]) -> list[sc.Run]:
    async def cell() -> list[sc.Run]:
        return in_turn(play)

    return asyncio.run(cell())


@pytest.mark.parametrize("way", [in_turn, in_threads, in_a_notebook])
def test_an_engine_is_opened_once(
    way: Callable[..., list[sc.Run]], opened: list[Counted], world: sc.World, here: Path
) -> None:
    with sc.Engine(model="far away", embedder=Words()) as engine:
        runs = way(lambda seed: sc.play("bench", engine=engine, **arguments(world, seed=seed)))
        assert sc.ask(runs[0], "ezra", "Whom was the loaf for?", engine=engine).text
        assert [run.status for run in runs] == ["done", "done"]
        [model] = opened
        assert not model.closed
    assert model.closed


async def test_and_for_plays_at_once_too(
    opened: list[Counted], world: sc.World, here: Path
) -> None:
    async with sc.Engine(model="far away", embedder=Words()) as engine:
        plays = (
            sc.play_async("bench", engine=engine, **arguments(world, seed=n)) for n in range(3)
        )
        runs = await asyncio.gather(*plays)
        async for _ in sc.play_events("bench", engine=engine, **arguments(world, turns=1)):
            pass
        sc.play("bench", engine=engine, **arguments(world, turns=1))
    assert len({run.id for run in runs}) == 3 and len(opened) == 1


async def test_one_that_stays_has_its_models_in_the_loop_that_asks(
    opened: list[Counted], world: sc.World, here: Path
) -> None:
    async with sc.Engine(model="far away", embedder=Words()).staying() as engine:
        await sc.play_async("bench", engine=engine, **arguments(world, turns=1))
        names = {thread.name for thread in threading.enumerate()}
        assert "smile-commons-engine" not in names
    assert len(opened) == 1 and opened[0].closed


def test_an_engine_that_was_closed_opens_again(
    opened: list[Counted], world: sc.World, here: Path
) -> None:
    engine = sc.Engine(model="far away", judge="another", embedder=Words())
    for _ in range(2):
        sc.play("bench", engine=engine, **arguments(world, turns=1))
        engine.close()
        engine.close()
    assert [model.name for model in opened] == ["far away"] * 4
    assert all(model.closed for model in opened)


def test_an_engine_that_is_dropped_ends_what_it_opened(
    opened: list[Counted], world: sc.World, here: Path
) -> None:
    def dropped() -> None:
        engine = sc.Engine(model="far away", embedder=Words())
        sc.play("bench", engine=engine, **arguments(world, turns=1))

    before = threading.active_count()
    dropped()
    gc.collect()
    for _ in range(100):
        if opened[0].closed and threading.active_count() <= before:
            return
        time.sleep(0.05)
    pytest.fail(f"closed: {opened[0].closed}; {threading.enumerate()}")


def test_an_engine_has_its_own(world: sc.World, here: Path) -> None:
    engine = sc.Engine(model=sc.ScriptedModel(says), embedder=Words())
    run = sc.play("bench", engine=engine, **arguments(world, turns=1))
    for given in ({"model": "x"}, {"judge": "x"}, {"embedder": Words()}, {"base_url": "http://x"}):
        with pytest.raises(sc.InputError, match=f"`engine` has its own `{next(iter(given))}`"):
            sc.resume(run, engine=engine, **given)
    with pytest.raises(sc.InputError, match="give either `settings` or `model`"):
        sc.Engine(sc.Settings(), model="x")


def test_an_engine_goes_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONS_MODEL", "gpt-5-mini")
    monkeypatch.setenv("COMMONS_BASE_URL", "http://127.0.0.1:9/v1")
    assert sc.Engine().settings.base_url == "http://127.0.0.1:9/v1"
    assert sc.Engine(model="other").settings.model == "other"


# Nothing is left behind.


class Held:
    """Open files, threads and child processes of this process at a moment."""

    def __init__(self) -> None:
        gc.collect()
        self.files = Counter(opened_files())
        self.threads = set(threading.enumerate())
        self.children = Counter(children())

    def more_than(self, before: "Held") -> list[str]:
        """What was not there before. What ended since, such as an engine's of an earlier test, is
        no leak; nor does it make up for one."""
        threads = [thread.name for thread in self.threads - before.threads]
        more = (self.files - before.files) + (self.children - before.children)
        return sorted([*threads, *more.elements()])


def opened_files() -> Iterator[str]:
    """What each open descriptor leads to."""
    for descriptor in os.listdir("/proc/self/fd"):  # noqa: PTH208
        with suppress(FileNotFoundError):  # the listing's own
            yield os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115


def left_since(before: Held) -> list[str]:
    """What is left for good; a thread that is ending is given the time for it."""
    for _ in range(100):
        if not (more := Held().more_than(before)):
            return []
        time.sleep(0.05)
    return more


@pytest.fixture
def settled(world: sc.World, here: Path) -> Iterator[None]:
    """What stays from the first play on, such as the logging of libraries, is there already."""
    sc.play("bench", model=Echo(), embedder=Words(), **arguments(world, turns=1))
    yield


@pytest.mark.skipif(not TASKS.exists(), reason="needs /proc")
def test_nothing_is_left_open(settled: None, world: sc.World, here: Path) -> None:
    before = Held()
    for seed in range(3):
        sc.play("bench", model=Echo(), embedder=Words(), **arguments(world, seed=seed, turns=1))
    assert left_since(before) == []


@pytest.mark.skipif(not TASKS.exists(), reason="needs /proc")
def test_nothing_is_left_open_of_what_failed(settled: None, world: sc.World, here: Path) -> None:
    before = Held()
    for _ in range(3):
        with pytest.raises(sc.ModelError, match="the script has no reply"):
            sc.play("bench", model=sc.ScriptedModel(()), embedder=Words(), **arguments(world))
    assert left_since(before) == []
