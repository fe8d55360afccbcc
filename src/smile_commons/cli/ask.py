"""``commons ask``: a persona interviewed, outside any debate; it leaves no trace unless told to."""

from dataclasses import asdict
from pathlib import Path

from smile_commons.api.ask import Answer
from smile_commons.api.ask import ask as answer_of
from smile_commons.api.blocking import blocking
from smile_commons.api.engine import Engine
from smile_commons.api.worlds import world_of
from smile_commons.cli import console
from smile_commons.errors import InputError
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder


def ask(
    *,
    persona: str,
    question: str,
    run: str | None,
    remember: bool = False,
    model: str | None,
    base_url: str | None,
    seed: int | None,
    runs: Path,
    world: Path | None,
    as_json: bool = False,
) -> None:
    """Asks a persona a question; with a run, as it is after that.

    Raises:
        CommonsError: there is no such persona or run, or the model failed.
    """
    if remember and run is None:
        raise InputError("--remember needs --run RUN: a world's memories are in its files")
    folder = RunFolder.open(run, runs) if run else None
    place = world_of(folder, world)
    settings = load_settings({"model": model, "base_url": base_url}, world=place.root)

    async def asked() -> Answer:
        async with Engine(settings) as engine:
            return await answer_of(
                engine, place, persona, question, run=folder, remember=remember, seed=seed
            )

    answer = blocking(asked())
    if as_json:
        told = {"persona": persona, "question": question, "answer": answer.text}
        memories = [asdict(one) for one in answer.memories]
        console.emit({**told, "memories": memories, "remembered": answer.remembered})
        return
    cue = place.personas[persona].cue
    console.cue(cue)
    console.say(console.wrap(answer.text, "    "))
    if answer.remembered is not None and folder is not None:
        console.note(f"{cue} remembers it in {folder.id} as {answer.remembered}")
