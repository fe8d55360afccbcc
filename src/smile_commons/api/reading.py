"""The verbs that look things up or write them out."""

from collections.abc import Sequence
from pathlib import Path

from smile_commons.api.ask import Answer
from smile_commons.api.ask import ask as answered
from smile_commons.api.blocking import blocking
from smile_commons.api.engine import Engine
from smile_commons.api.export import exported
from smile_commons.api.memories import open_place
from smile_commons.api.memories import recall as recalled
from smile_commons.api.opening import Given, check_given
from smile_commons.api.run import RUNS, Folder, Run, as_folder
from smile_commons.api.worlds import open_world, world_of
from smile_commons.errors import InputError
from smile_commons.memory.memory import Embedder, Recalled
from smile_commons.models.model import Model
from smile_commons.world import World


def ask(
    who: "Run | World | Folder | None",
    persona: str,
    question: str,
    *,
    remember: bool = False,
    model: "str | Model | None" = None,
    base_url: str | None = None,
    seed: int | None = None,
    engine: Engine | None = None,
) -> Answer:
    """Asks a persona a question, as it is after a run, or as its world made it.

    Args:
        who: the run; or a world or its folder; None: the world that ships.
        persona: its id.
        question: what it is asked.
        remember: whether the interview becomes a memory of that run.
        model: who speaks for it; None: as the settings say.
        base_url: its endpoint.
        seed: for the words.
        engine: models that are open already, in the place of ``model`` and ``base_url``.

    Raises:
        InputError: there is no such persona, or ``remember`` without a run.
        ModelError: the model failed, or answered nothing.
    """
    run = who.folder if isinstance(who, Run) else None
    world = world_of(run) if isinstance(who, Run) else open_world(who)
    if remember and run is None:
        raise InputError("`remember` needs a run: a world's memories are in its files")

    async def work() -> Answer:
        opened = Given(model, base_url=base_url).opened(engine, world)
        try:
            return await answered(
                opened, world, persona, question, run=run, remember=remember, seed=seed
            )
        finally:
            await opened.release()

    return blocking(work())


def recall(
    who: "Run | World | Folder | None",
    persona: str,
    query: str,
    *,
    k: int = 5,
    embedder: Embedder | None = None,
) -> list[Recalled]:
    """What a query brings to a persona's mind, with why; the nearest first.

    Args:
        who: the run; or a world or its folder; None: the world that ships.
        persona: its id.
        query: what it is asked with.
        k: memories, at most.
        embedder: of one's own, if the run had one.

    Raises:
        InputError: there is no such persona, or the run is being played.
    """
    run = who.folder if isinstance(who, Run) else None
    if run is not None:
        check_given(run, embedder=embedder)
    place = open_place(None if isinstance(who, Run) else who, run, embedder)
    return list(recalled(place, persona, query, k).found)


def export(
    run: "Run | Folder",
    to: str = "md",
    out: Folder | None = None,
    *,
    fonts: Sequence[Path] = (),
    runs: Folder = RUNS,
) -> Path:
    """Writes a run out and gives the path.

    Args:
        run: which.
        to: the format: ``md``, ``fountain``, ``pdf``, ``fdx``, ``html``, ``docx``, ``epub``,
            ``twee``, ``csv``, ``jsonl``, or a plug-in's.
        out: the file; None: into the run's folder.
        fonts: files for letters that Courier lacks (pdf).

    Raises:
        InputError: there is no such run or format, or the file cannot be written.
    """
    return exported(as_folder(run, runs), to, None if out is None else Path(out), fonts).path
