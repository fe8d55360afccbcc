"""What other programs write, taken as far as it can be: mended with a note, never refused.

A model's fields all have a default; what cannot be read as such a field is left out, and told.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo

from smile_commons.errors import Problem

M = TypeVar("M", bound=BaseModel)
_SHOWN = 40


class Foreign(BaseModel):
    """What others write: unknown fields are no mistake."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)


@dataclass(slots=True)
class Notes:
    """What was mended in one object, told by where it stands."""

    place: str = ""
    """Of the object (``entries.3``)."""
    paths: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a field is called there, where it is not its own name."""
    told: list[str] = field(default_factory=list[str])

    def add(self, name: str, said: str) -> None:
        """Notes something of a field."""
        path = self.paths.get(name, name)
        where = ".".join(part for part in (self.place, path) if part)
        self.told.append(f"{where}: {said}" if where else said)


def mended(model: type[M], data: Mapping[str, Any], notes: Notes) -> M:
    """The model of some data; a null is as good as nothing, and so is what cannot be read."""
    given = {name: value for name, value in data.items() if value is not None}
    while True:
        before = len(notes.told)
        try:
            return model.model_validate(given, context=notes)
        except ValidationError as error:
            del notes.told[before:]  # they come again with what is left
            for name in dict.fromkeys(str(found["loc"][0]) for found in error.errors()):
                notes.add(name, f"{shown(given.pop(name))} is nothing that belongs there; left out")


def shown(value: Any) -> str:
    """A value in a few characters."""
    text = "null" if value is None else repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def object_of(value: Any) -> dict[str, Any] | None:
    """A JSON object; None for anything else."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def list_of(value: Any) -> list[Any] | None:
    """A JSON list; None for anything else."""
    return cast("list[Any]", value) if isinstance(value, list) else None


def problems_of(error: ValidationError, file: str) -> list[Problem]:
    """What pydantic found, by field (``data.entries.3.keys``)."""
    return [
        Problem(
            file,
            None,
            ".".join(str(step) for step in found["loc"])[:120],
            found["msg"][:1].lower() + found["msg"][1:200],
        )
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def _tell(info: ValidationInfo, said: str) -> None:
    if isinstance(info.context, Notes):
        info.context.add(info.field_name or "", said)


def _text(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, bool | int | float):
        _tell(info, f"{value} is taken for a text")
        return str(value)
    if (several := list_of(value)) is not None:
        if several:
            _tell(info, "is a list; its texts are put together")
        return "\n".join(one for one in several if isinstance(one, str))
    return value


def texts(part: Callable[[str], Iterable[str]], said: str = "") -> BeforeValidator:
    """Reads a list of texts, or one text that stands for several.

    Args:
        part: parts the one text.
        said: what to note then; nothing where that is usual.
    """

    def read(value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str):
            parted = tuple(part(value))
            if said and parted:
                _tell(info, said)
            return parted
        several = list_of(value)
        if several is None:
            several = [value]
        kept = list[str]()
        for one in several:
            if isinstance(one, str):
                kept.append(one)
            elif isinstance(one, int | float) and not isinstance(one, bool):
                _tell(info, f"{one} is taken for a text")
                kept.append(str(one))
            else:
                _tell(info, f"{shown(one)} is no text; left out")
        return tuple(kept)

    return BeforeValidator(read)


def _count(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float) and value < 0:
        _tell(info, f"{value} is no count; as if nothing were said")
        return None
    return value


def _percent(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, int | float) and not 0 <= value <= 100:
        _tell(info, f"{value} is no percentage; taken for {100 if value > 100 else 0}")
        return 100 if value > 100 else 0
    return value


def _object(value: Any, info: ValidationInfo) -> Any:
    if list_of(value) == []:
        _tell(info, "is an empty list where an object belongs")
        return {}
    return value


def commas(text: str) -> list[str]:
    """The parts of a text with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


Text = Annotated[str, BeforeValidator(_text)]
Count = Annotated[int | None, BeforeValidator(_count)]
Percent = Annotated[float, BeforeValidator(_percent)]
Object = Annotated[dict[str, Any], BeforeValidator(_object)]
