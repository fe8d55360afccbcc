"""``play``: what is asked for, what comes of it, and what is left of one that could not be."""

import asyncio
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from little import TURNS, Words, says

import smile_commons as sc
from smile_commons.errors import CapError


def arguments(place: sc.World, **more: Any) -> dict[str, Any]:
    """What all plays here have in common."""
    usual = {"world": place, "model": sc.ScriptedModel(says), "embedder": Words()}
    return {**usual, "takes": 1, "seed": 1, "judged": False, **more}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, world: sc.World) -> sc.Run:
    """One play, looked at from several sides."""
    return sc.play("bench", **arguments(world, runs=tmp_path_factory.mktemp("runs")))


def test_a_play_gives_its_run(run: sc.Run) -> None:
    assert run.status == "done"
    assert [speech.turn for speech in run.speeches] == [1, 2, 3, 4]
    assert [speech.speaker for speech in run.speeches][:2] == ["ezra", "talia"]
    assert all(speech.text.startswith("We ") for speech in run.speeches)
    assert [event.act for event in run.events if event.kind == "act"] == ["told", "asked"]
    assert (run.manifest.dialogue, run.manifest.seed) == ("bench", 1)
    assert repr(run) == f"<Run {run.id}: 4 speeches, done>"


def test_it_is_kept_and_opened_by_any_of_its_names(run: sc.Run) -> None:
    runs = run.path.parent
    for name in ("last", run.id, run.id.rpartition("-")[2], run.path, str(run.path), run):
        assert sc.open_run(name, runs) == run
    assert sc.list_runs(runs) == [run]
    with pytest.raises(sc.InputError, match=f"did you mean {run.id}"):
        sc.open_run(run.id[:-1], runs)


def test_speeches_and_ballots_as_frames(run: sc.Run) -> None:
    speeches = run.to_frame()
    assert list(speeches["text"]) == [speech.text for speech in run.speeches]
    ballots = run.ballots.to_frame()
    assert len(ballots) == len(run.ballots) == 2 * 3
    assert set(ballots["stage"]) == {"opening", "retest", "final"}
    assert set(ballots["persona"]) == {"talia", "ezra"}
    assert ballots["position"].between(-1, 1).all()
    assert ballots["unscored"].isna().all()


def test_a_run_without_ballots_has_a_frame_all_the_same(world: sc.World, here: Path) -> None:
    run = sc.play("bench", **arguments(world, ballots="none", turns=1))
    assert run.ballots.to_frame().empty
    assert "position" in run.ballots.to_frame().columns


def test_options_one_by_one_or_as_one(world: sc.World, here: Path) -> None:
    single = sc.play("bench", **arguments(world, turns=3, ballots="none"))
    options = sc.PlayOptions(
        dialogue="bench", turns=3, ballots="none", takes=1, seed=1, judged=False
    )
    whole = sc.play(options=options, world=world, model=sc.ScriptedModel(says), embedder=Words())
    assert single.manifest.options() == whole.manifest.options()
    assert [s.text for s in single.speeches] == [s.text for s in whole.speeches]
    changed = sc.play(options=options, **arguments(world, turns=1))
    assert len(changed.speeches) == 1, "a field wins"


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "option": ({"trns": 3}, "`trns` is no option of a play; did you mean `turns`?"),
    "turns": ({"turns": -1}, "`turns`: Input should be greater than or equal to 0, not -1"),
    "mode": ({"mode": "loose"}, "`mode`: Input should be 'directed' or 'free'"),
    "acts": ({"acts": ("tld",)}, "no act of bench is called 'tld'; did you mean told?"),
    "dialogue": ({"dialogue": "bnch"}, "no dialogue is called 'bnch'; did you mean bench?"),
    "seat": ({"seat": "kai"}, "no member of the cast of bench is called 'kai'"),
    "policy": ({"policy": "loud"}, "there is no policy 'loud'; there are: moderator"),
    "placebo": ({"placebo": ""}, "`placebo`: a topic"),
    "world": ({"world": "nowhere"}, "nowhere: there is no such folder"),
    "after": ({"after": "never"}, "no run 'never'"),
    "plan": ({"plan": "none.yaml"}, "cannot read none.yaml"),
    "cost": ({"max_cost": 1}, "`max_cost` needs prices"),
    "model": ({"model": "x.gguf"}, "x.gguf: no such file"),
    "no model": ({"model": 3}, "`model`: a name or a Model, which has `complete`, not 3"),
    "no name": ({"model": " "}, "`model`: a name, not ' '"),
    "no key": ({"model": "gpt-5-mini"}, "'gpt-5-mini' needs an endpoint: `base_url`"),
    "judge": ({"judge": "x.gguf"}, "x.gguf: no such file"),
    "no judge": ({"judge": 3}, "`judge`: a name, a Model or a Judge"),
    "embedder": ({"embedder": 3}, "`embedder`: an Embedder, which has `embed`, not 3"),
    "engine": ({"engine": sc.Engine}, "`engine` has its own `model`"),
}


@pytest.mark.parametrize(("given", "told"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_named_and_nothing_is_left(
    given: dict[str, Any], told: str, world: sc.World, here: Path
) -> None:
    with pytest.raises(sc.InputError) as error:
        sc.play(**{"dialogue": "bench", **arguments(world, **given)})
    assert told in str(error.value)
    assert not list(here.iterdir())


def test_a_world_with_mistakes_names_them(world: sc.World, here: Path) -> None:
    (here / "dialogues").mkdir()
    (here / "dialogues" / "bench.yaml").write_text("id: bench\n", encoding="utf-8")
    with pytest.raises(sc.WorldError) as error:
        sc.play("bench", **arguments(world, world=here))
    assert error.value.problems[0].file == "dialogues/bench.yaml"
    assert [path.name for path in here.iterdir()] == ["dialogues"]


async def test_in_a_loop_that_runs_as_a_notebooks_does(world: sc.World, here: Path) -> None:
    assert sc.play("bench", **arguments(world, turns=1)).status == "done"
    assert (await sc.play_async("bench", **arguments(world, turns=1))).status == "done"


async def test_two_at_once(world: sc.World, here: Path) -> None:
    runs = await asyncio.gather(
        *(sc.play_async("bench", **arguments(world, seed=seed)) for seed in (1, 2))
    )
    assert [run.manifest.seed for run in runs] == [1, 2]
    assert sc.list_runs() == sorted(runs, key=lambda run: (run.manifest.created, run.id))
    for run in runs:
        parts = [one for one in run.speeches if "breaks in" in one.why or "begun" in one.why]
        assert len(run.speeches) - len(parts) == TURNS


def test_a_cap_stops_it_before_and_it_goes_on_with_a_higher_one(
    world: sc.World, here: Path
) -> None:
    first, then = sc.ScriptedModel(says), sc.ScriptedModel(says)
    with pytest.raises(sc.StoppedError, match="before `max_tokens` 4000 could be passed") as stop:
        sc.play("bench", **arguments(world, model=first, max_tokens=4000))
    assert isinstance(stop.value, CapError)
    run = sc.open_run("last")
    used = run.manifest.usage
    assert run.status == "stopped"
    assert 0 < used.prompt + used.completion <= 4000

    told = run.speeches
    again = sc.resume(run, model=then, embedder=Words(), max_tokens=0)
    assert again == run and run.status == "done"
    assert run.speeches[: len(told)] == told and len(run.speeches) == TURNS
    asked = [request.purpose for request in (*first.requests, *then.requests)]
    assert len(asked) == len(set(asked)), "nothing is asked twice"


def test_whoever_sits_there_speaks(world: sc.World, here: Path) -> None:
    async def ask(told: Any) -> str:
        return f"I am asked at turn {told['turn']}, and I say so."

    run = sc.play("bench", **arguments(world, seat="talia", ask_person=ask))
    assert run.speeches[1].text == "I am asked at turn 2, and I say so."
    assert run.speeches[1].by == "human"
    with pytest.raises(sc.StoppedError, match="nobody is there to ask"):
        sc.play("bench", **arguments(world, seat="talia"))


def test_the_cast_remembers_an_earlier_run(run: sc.Run, world: sc.World, here: Path) -> None:
    after = sc.play("bench", **arguments(world, after=run, turns=1))
    assert after.manifest.after and after.manifest.after.run == run.id


class Presses(sc.Observer):
    """Somebody who presses Ctrl-C when the first speech is given."""

    def speech(self, event: sc.Event) -> None:
        signal.raise_signal(signal.SIGINT)
        time.sleep(0.3)  # until whoever waits in another thread has noticed


def test_ctrl_c_stops_it_cleanly(world: sc.World, here: Path) -> None:
    with pytest.raises(sc.StoppedError, match="commons resume"):
        sc.play("bench", **arguments(world, observer=Presses()))
    run = sc.open_run()
    assert run.status == "stopped" and len(run.speeches) == 1
    sc.resume(run, model=sc.ScriptedModel(says), embedder=Words())
    assert run.status == "done"


async def test_ctrl_c_stops_it_in_a_notebook_too(world: sc.World, here: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # as a notebook has it
    try:
        with pytest.raises(sc.StoppedError):
            sc.play("bench", **arguments(world, observer=Presses()))
    finally:
        signal.signal(signal.SIGINT, before)
    assert sc.open_run().status == "stopped"


async def test_a_timeout_stops_it_as_it_stops_anything(world: sc.World, here: Path) -> None:
    asked = asyncio.Event()

    class Slow(sc.ScriptedModel):
        async def complete(self, request: Any, on_text: Any = None) -> Any:
            asked.set()
            return await asyncio.sleep(60)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(None) as limit:
            play = asyncio.ensure_future(
                sc.play_async("bench", **arguments(world, model=Slow(says)))
            )
            await asked.wait()
            limit.reschedule(0)
            await play
    assert sc.open_run().status == "stopped"
