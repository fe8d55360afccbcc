"""What a run was played with that no settings can name: a model, judge or embedder of one's own.

It is noted among the run's settings, so that whoever goes on with the run is asked for it, and
answers are not kept under a name that says nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import JsonValue

from smile_commons.branches.branching import BranchPoint
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder

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
