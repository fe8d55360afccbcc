"""The engine that a verb works with: one that was given, or one by the settings; and the arguments
that verbs share.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypedDict

from pydantic import JsonValue

from smile_commons.api.engine import Engine, checked_judge, checked_model
from smile_commons.api.observers import Observer
from smile_commons.api.run import Folder, Run
from smile_commons.api.worlds import Place, open_world
from smile_commons.branches.branching import BranchPoint
from smile_commons.dialogues.forum import AskPerson
from smile_commons.errors import InputError
from smile_commons.memory.memory import Embedder
from smile_commons.models.model import Model
from smile_commons.models.settings import Settings, load_settings
from smile_commons.runs.folder import RunFolder
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


def opened_for(
    engine: Engine | None,
    world: Place,
    model: "str | Model | None" = None,
    judge: "str | Model | Judge | None" = None,
    embedder: Embedder | None = None,
    base_url: str | None = None,
) -> Engine:
    """The engine that was given to a verb, or else one of its own.

    Raises:
        InputError, WorldError: something of that is wrong.
    """
    if engine is None:
        return engine_of(world, model, judge, embedder, base_url)
    return shared(engine, model=model, judge=judge, embedder=embedder, base_url=base_url)


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


OWN = "own"
MODEL, JUDGE, EMBEDDER = "model", "judge", "embedder"


def noted(own: Iterable[str]) -> dict[str, JsonValue]:
    """The setting that says what was of one's own; none where nothing was."""
    names: list[JsonValue] = [*sorted(own)]
    return {OWN: names} if names else {}


def own_of(folder: RunFolder) -> frozenset[str]:
    """What of a run was of one's own: ``model``, ``judge``, ``embedder``."""
    return _own(folder.manifest.settings)


def is_own_judge(folder: RunFolder) -> bool:
    """Whether the model that judged a run was of one's own."""
    own = own_of(folder)
    return JUDGE in own or (MODEL in own and not folder.manifest.settings.get("judge"))


def check_given(folder: RunFolder, point: BranchPoint | None = None, **given: Any) -> None:
    """Whether what a run had of one's own is there again, or something in its place.

    Args:
        folder: the run.
        point: where it is left, if it is.
        given: by parameter.

    Raises:
        InputError: it is not; the parameter is named.
    """
    settings = folder.manifest.settings
    if point is not None:
        settings = point.fields.get("settings", settings)
    for name in sorted(_own(settings) & given.keys()):
        if given[name] is None:
            raise InputError(
                f"`{name}`: {folder.id} was played with one of its player's own, which no "
                "settings name; give it again, or another"
            )


def on_branch(point: BranchPoint, *, own_model: bool) -> BranchPoint:
    """Where a run is left, with what is of one's own from there where another model speaks."""
    if point.change.kind != "model":
        return point
    settings: dict[str, Any] = dict(point.fields["settings"])
    own = set(_own(settings))
    if MODEL in own and settings.get("judge") == point.change.before:
        own.add(JUDGE)  # who spoke before goes on to vote
    own = own - {MODEL} | ({MODEL} if own_model else set[str]())
    settings.pop(OWN, None)
    return replace(point, fields={**point.fields, "settings": settings | noted(own)})


def _own(settings: Any) -> frozenset[str]:
    names = settings.get(OWN)
    return frozenset(map(str, names)) if isinstance(names, list) else frozenset()  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
