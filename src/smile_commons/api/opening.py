"""The engine that a verb works with: one that was given, or one by the settings."""

from os import PathLike
from typing import Any, TypedDict

from smile_commons.api.engine import Engine, checked_judge, checked_model
from smile_commons.api.observers import Observer
from smile_commons.api.run import Run
from smile_commons.api.worlds import Place, open_world
from smile_commons.dialogues.forum import AskPerson
from smile_commons.errors import InputError
from smile_commons.memory.memory import Embedder
from smile_commons.models.model import Model
from smile_commons.models.settings import Settings, load_settings
from smile_commons.runs.options import Mode, Recall
from smile_commons.scoring.judge.task import Judge


def shared(engine: Engine, **others: Any) -> Engine:
    """An engine that was given to a verb, from now on for several of them.

    Args:
        engine: what was given.
        others: what else was given that an engine has itself, by parameter.

    Raises:
        InputError: some of that was given.
    """
    if both := [name for name, value in others.items() if value is not None]:
        raise InputError(
            f"`engine` has its own `{both[0]}`; give one of the two (Engine({both[0]}=...))"
        )
    return engine.shared()


def engine_of(
    world: Place = None,
    model: "str | Model | None" = None,
    judge: "str | Model | Judge | None" = None,
    embedder: Embedder | None = None,
    base_url: str | None = None,
) -> Engine:
    """An engine by the settings of a world, the environment and the user, and what is given.

    Raises:
        InputError, WorldError: something of that is wrong.
    """
    typed = {**named(model, judge), "base_url": base_url}
    settings = load_settings(typed, world=open_world(world).root)
    return engine_by(settings, model, judge, embedder)


def engine_by(
    settings: Settings,
    model: "str | Model | None" = None,
    judge: "str | Model | Judge | None" = None,
    embedder: Embedder | None = None,
) -> Engine:
    """An engine by settings in which names stand already, and what is given besides."""
    return Engine(
        settings,
        model=None if isinstance(model, str) else model,
        judge=None if isinstance(judge, str) else judge,
        embedder=embedder,
    )


def named(model: "str | Model | None", judge: "str | Model | Judge | None") -> dict[str, Any]:
    """The settings that models which were given stand for.

    Raises:
        InputError: it is none.
    """
    for name, given in (("model", model), ("judge", judge)):
        if isinstance(given, str) and not given.strip():
            raise InputError(f"`{name}`: a name, not {given!r}")
    if not isinstance(model, str):
        own = checked_model(model)
        model = None if own is None else own.name
    own_judge = None if isinstance(judge, str) else checked_judge(judge)
    return {"model": model, "judge": judge if own_judge is None else None}


Folder = str | PathLike[str]


class OptionFields(TypedDict, total=False):
    """The fields of ``PlayOptions``, given one by one."""

    acts: tuple[str, ...]
    turns: int | None
    mode: Mode | None
    policy: str | None
    takes: int | None
    seed: int | None
    seat: str | None
    ballots: str | None
    ballots_forms: int | None
    placebo: str | None
    order: tuple[str, ...]
    recall: Recall
    max_tokens: int | None
    max_cost: float | None
    judged: bool


class PlayFields(OptionFields, total=False):
    """The keywords of ``play``."""

    world: Place
    model: "str | Model | None"
    judge: "str | Model | Judge | None"
    embedder: Embedder | None
    base_url: str | None
    runs: Folder
    after: "str | Run | None"
    plan: Folder | None
    observer: Observer | None
    ask_person: AskPerson | None
    engine: Engine | None
