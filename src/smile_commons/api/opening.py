"""The engine that a verb works with: one that was given, or one by the settings; and the arguments
that verbs share.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
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


@dataclass(frozen=True, slots=True)
class Given:
    """The models and the embedder that a verb was given; None: as the settings say."""

    model: "str | Model | None" = None
    judge: "str | Model | Judge | None" = None
    embedder: Embedder | None = None
    base_url: str | None = None

    def typed(self) -> dict[str, Any]:
        """The settings that they stand for.

        Raises:
            InputError: what was given is none of these.
        """
        model, judge = self.model, self.judge
        for name, given in (("model", model), ("judge", judge)):
            if isinstance(given, str) and not given.strip():
                raise InputError(f"`{name}`: a name, not {given!r}")
        if not isinstance(model, str):
            own = checked_model(model)
            model = None if own is None else own.name
        if not isinstance(judge, str):
            checked_judge(judge)
            judge = None
        return {"model": model, "judge": judge, "base_url": self.base_url}

    def engine(self, settings: Settings, log: Path | None = None) -> Engine:
        """An engine of the verb's own, by settings in which the names stand already."""
        made = Engine(
            settings,
            model=None if isinstance(self.model, str) else self.model,
            judge=None if isinstance(self.judge, str) else self.judge,
            embedder=self.embedder,
            log=log,
        )
        made.is_passing = True
        return made

    def opened(self, engine: Engine | None = None, world: Place = None) -> Engine:
        """The engine that was given beside them; or one by the settings of a world, the
        environment and the user.

        Raises:
            InputError, WorldError: something of that is wrong.
        """
        if engine is not None:
            return self.shared(engine)
        return self.engine(load_settings(self.typed(), world=open_world(world).root))

    def shared(self, engine: Engine) -> Engine:
        """An engine that was given to a verb beside them, from now on for several verbs.

        Raises:
            InputError: one of them was given too.
        """
        for name in self.__slots__:
            if getattr(self, name) is not None:
                raise InputError(
                    f"`engine` has its own `{name}`; give one of the two (Engine({name}=...))"
                )
        return engine.shared()


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
