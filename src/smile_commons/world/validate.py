"""A document against its model; what pydantic says is said again for people who write worlds."""

from collections.abc import Hashable, Iterator, Sequence
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from smile_commons.errors import Problem
from smile_commons.names import did_you_mean
from smile_commons.world.safe_yaml import Document, Place

Model = TypeVar("Model", bound=BaseModel)

_SLUG = "an id is made of a-z, 0-9, `-` and `_`, 64 characters at most"


def validate(document: Document, model: type[Model]) -> tuple[Model | None, list[Problem]]:
    """The model that a document holds, or None, and every mistake in it."""
    problems = list(document.problems)
    data = document.data
    if not isinstance(data, dict):
        problems.append(document.problem((), "is not a list of keys and values", "`id: ...`"))
        return None, problems
    try:
        return model.model_validate(data), problems
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=True)
        found = (_problem(document, model, details) for details in told)
        return None, [*problems, *filter(None, found)]


def _problem(document: Document, model: type[BaseModel], details: ErrorDetails) -> Problem | None:
    steps = list(_steps(details["loc"], document.data, model))
    place, around = steps[-1] if steps else ((), None)
    if any(annotation is _OtherBranch for _, annotation in steps):
        return None
    message, hint = _said(details, place, around)
    return document.problem(place, message, hint)


class _OtherBranch:
    """Marks the part of a union that the author did not mean."""


def _steps(
    loc: tuple[int | str, ...], data: Any, model: type[BaseModel]
) -> Iterator[tuple[Place, Any]]:
    """The places that lead to a mistake, each with the type of what it stands in.

    Pydantic puts names of a union's branches and ``[key]`` between; they are no places.
    """
    place: Place = ()
    annotation: Any = model
    for step in loc:
        branches = [branch for branch in _branches(annotation) if branch is not NoneType]
        if len(branches) > 1:
            branch = _named(branches, step)
            if branch is not _meant(branches, data):
                yield place, _OtherBranch
                return
            if _is_model(branch):
                annotation = branch
                continue
            return
        if step == "[key]":
            continue
        inside = annotation
        annotation = _inside(annotation, step)
        data = _item(data, step)
        place = (*place, step)
        yield place, inside


def _named(branches: Sequence[Any], step: int | str) -> Any:
    """The branch that a step names: a model by its own name, a plain type by one of pydantic's."""
    named = (branch for branch in branches if _is_model(branch) and branch.__name__ == step)
    plain = (branch for branch in branches if not _is_model(branch))
    return next(named, None) or next(plain, None)


def _branches(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _meant(branches: Sequence[Any], data: Any) -> Any:
    """The branch that the author meant: of several models the one with most of the keys used."""
    models = [branch for branch in branches if _is_model(branch)]
    plain = [branch for branch in branches if not _is_model(branch)]
    if plain and not isinstance(data, dict):
        return plain[0]
    keys: set[Hashable] = set(data) if isinstance(data, dict) else set()  # pyright: ignore[reportUnknownArgumentType]
    if "use" in keys:
        return next(branch for branch in models if "use" in _fields(branch))
    return max(models, key=lambda branch: len(keys & set(_fields(branch))))


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the keys that are written for them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _inside(annotation: Any, step: int | str) -> Any:
    for branch in _branches(annotation):
        if _is_model(branch) and step in _fields(branch):
            return _fields(branch)[str(step)].annotation
        arguments = get_args(branch)
        if get_origin(branch) is tuple and isinstance(step, int):
            return arguments[0]
        if get_origin(branch) is dict:
            return arguments[1]
    return None


def _item(data: Any, step: int | str) -> Any:
    if isinstance(data, dict):
        return data.get(step)  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    if isinstance(data, list) and isinstance(step, int) and step < len(data):  # pyright: ignore[reportUnknownArgumentType]
        return data[step]  # pyright: ignore[reportUnknownVariableType]
    return None


def _said(details: ErrorDetails, place: Place, around: Any) -> tuple[str, str | None]:
    """Message and hint for the commonest mistakes; pydantic's own words for the others."""
    given = details["input"]
    match details["type"]:
        case "missing":
            return "is missing", None
        case "extra_forbidden":
            return "is not a known key", _near_field(place, around)
        case "string_type":
            if given is None:
                return "is empty", "write a text"
            plain = isinstance(given, bool | int | float)
            return "is not text", "put it in quotes" if plain else _or_keys(place, around)
        case "string_too_short":
            return "is empty", "write a text"
        case "string_pattern_mismatch" if "a-z0-9" in str(details.get("ctx", {}).get("pattern")):
            return f"{_short(given)} cannot be an id", _SLUG
        case "enum" | "literal_error":
            expected = str(details.get("ctx", {}).get("expected", ""))
            known = [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]
            return f"{_short(given)} is not known", did_you_mean(str(given), filter(None, known))
        case "model_type" | "dict_type":
            return "holds no keys of its own", "`key: value` lines, indented"
        case "tuple_type" | "frozen_set_type":
            return "is not a list", "`- ` before each item, or `[one, two]`"
        case _:
            return details["msg"][:200], None


def _near_field(place: Place, around: Any) -> str | None:
    for branch in _branches(around):
        if _is_model(branch):
            return did_you_mean(str(place[-1]), _fields(branch))
    return None


def _or_keys(place: Place, around: Any) -> str | None:
    """What may stand in the place of a text, where a field takes keys as well."""
    branches = _branches(_inside(around, str(place[-1])) if place else None)
    models = [branch for branch in branches if _is_model(branch)]
    if not models:
        return None
    return "a text, or " + " and ".join(f"`{name}:`" for name in _fields(models[0]))


def _short(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= 60 else f"{text[:57]}..."
