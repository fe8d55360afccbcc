"""What a factor may be, and what its levels are.

A factor is an option of a play (``recall``, ``takes`` …), a setting (``model``, ``judge`` …), a
part of the world (``cast``, ``cards``, ``prompts``), or a change that a branch can make
(``direction``, ``card`` …).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from pydantic import JsonValue, ValidationError

from smile_commons.errors import InputError
from smile_commons.models.settings import Settings
from smile_commons.runs.options import PlayOptions
from smile_commons.studies.design import Level

OPTIONS = tuple(
    name
    for name in PlayOptions.model_fields
    if name not in ("dialogue", "seed", "seat", "judged", "max_tokens", "max_cost")
)
SETTINGS = ("model", "judge", "base_url", "craft", "style", "temperature", "language", "embeddings")
WORLD = ("cast", "cards", "prompts")
CHANGES = ("direction", "card", "forget", "remember", "words", "new_takes", "take")
FACTORS = (*OPTIONS, *SETTINGS, *WORLD, *CHANGES)
LISTS = ("acts", "order", "cast")
"""Those whose levels are several names: ``talia+ezra``."""
_AS_IT_IS: Mapping[str, str] = {
    **dict.fromkeys(CHANGES, "none"),
    **dict.fromkeys(SETTINGS, "default"),
    **dict.fromkeys(LISTS, "all"),
    **dict.fromkeys(("cards", "prompts"), "default"),
}
"""The word that means: as it is without the factor."""


class Kind(StrEnum):
    """What a factor changes."""

    OPTION = "option"
    SETTING = "setting"
    WORLD = "world"
    CHANGE = "change"


def kind_of(factor: str) -> Kind:
    """What a factor changes; it must be one of ``FACTORS``."""
    if factor in OPTIONS:
        return Kind.OPTION
    if factor in SETTINGS:
        return Kind.SETTING
    return Kind.WORLD if factor in WORLD else Kind.CHANGE


def levels_of(factor: str, given: JsonValue) -> tuple[Level, ...]:
    """The levels of a factor as a file has them.

    Raises:
        InputError: there are fewer than two, two are alike, or one cannot be such a level.
    """
    if isinstance(given, Mapping):
        named = [(name, value) for name, value in given.items()]
    elif isinstance(given, list):
        named = [(_name(factor, value), value) for value in given]
    else:
        named = [(_name(factor, given), given)]
    levels = tuple(Level(name, _value(factor, value)) for name, value in named)
    _check_several(levels)
    return levels


def _check_several(levels: Iterable[Level]) -> None:
    names, values = set[str](), list[JsonValue]()
    for level in levels:
        if level.name in names:
            raise InputError(f"the level {level.name!r} stands twice")
        if level.value in values:
            raise InputError(f"the level {level.name!r} is another one under a second name")
        names.add(level.name)
        values.append(level.value)
    if len(values) < 2:
        raise InputError(
            "a factor has two levels or more; what is the same in all cells stands in `options` "
            "or `settings`"
        )


def _name(factor: str, value: JsonValue) -> str:
    if value is None:
        return _AS_IT_IS.get(factor, "none")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "+".join(map(str, value))
    return str(value)


def _value(factor: str, value: JsonValue) -> JsonValue:
    """A level's value, checked as far as it can be without a world.

    Raises:
        InputError: it cannot be one.
    """
    if value is None or value == _AS_IT_IS.get(factor):
        return None
    if factor in LISTS and isinstance(value, str):
        value = [part.strip() for part in value.split("+")]
    match kind_of(factor):
        case Kind.OPTION:
            option(factor, value)
        case Kind.SETTING:
            setting(factor, value)
        case Kind.WORLD | Kind.CHANGE:
            _check_text(factor, value)
    return value


def option(name: str, value: Any) -> Any:
    """The value of an option of a play.

    Raises:
        InputError: there is no such option, or it cannot have that value.
    """
    given: dict[str, Any] = {name: value}
    return getattr(PlayOptions(**given), name)


def setting(name: str, value: Any) -> None:
    """Checks the value of a setting.

    Raises:
        InputError: there is no such setting, or it cannot have that value.
    """
    try:
        Settings.model_validate({name: value})
    except ValidationError as error:
        raise InputError(f"`{name}`: {error.errors()[0]['msg']}, not {value!r}") from None


def _check_text(factor: str, value: JsonValue) -> None:
    if factor == "take":
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise InputError(f"a take is a number from 1, not {value!r}")
    elif factor == "cast":
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise InputError(f"a cast is names joined by +, such as talia+ezra, not {value!r}")
    elif not isinstance(value, str) or not value.strip():
        raise InputError(f"a level of `{factor}` is a text, not {value!r}")
