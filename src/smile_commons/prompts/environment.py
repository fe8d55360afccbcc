"""A world's templates, compiled once and rendered with plain data."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType, TracebackType
from typing import Any

from jinja2 import BaseLoader, Environment, TemplateError, TemplateNotFound, TemplateSyntaxError

from smile_commons.errors import InputError, Problem, WorldError
from smile_commons.names import did_you_mean
from smile_commons.prompts.budget import MOST_STEPS, MOST_TEXT, TooMuchError, budget
from smile_commons.prompts.filters import FILTER_NAMES
from smile_commons.prompts.sandbox import Sandbox
from smile_commons.prompts.sources import ENGLISH, found, shipped, shipped_templates

_UNKNOWN_FILTER = re.compile(r"No filter named '(\w+)'")

__all__ = ["FAILURES", "SHIPPED", "Prompts", "failure", "plain", "shipped_templates"]

SHIPPED = "default:"
"""Stands before the name of a template to mean the one that ships, whatever the world has."""

FAILURES = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What a template can raise."""


class Prompts:
    """Renders a world's templates in its language; those it has not are the ones that ship.

    A template may name another (``include``, ``from``, ``extends``) by its bare name: the world's
    own comes first, and in each the language's folder; ``default:speech.j2`` is the shipped one.
    Every template may read ``language``, the world's.
    """

    def __init__(self, templates: Mapping[str, str], language: str = ENGLISH) -> None:
        """Takes a world's templates by their path in ``prompts/``, and its language's code."""
        self.language = language
        loader = _Loader(templates, language)
        self.sources: Mapping[str, str] = MappingProxyType(
            {name: source.text for name, source in loader.own.items()}
        )
        """Every template that can be rendered, by name."""
        self.environment = Sandbox(loader, {"language": language})
        """For reading templates without rendering them."""

    @classmethod
    def of(cls, templates: Mapping[str, str], language: str = ENGLISH) -> "Prompts":
        """The same, compiled once for all runs of this process that have these templates."""
        return _kept(frozenset(templates.items()), language)

    def render(self, name: str, /, **variables: Any) -> str:
        """The text of a template.

        Args:
            name: its file in ``prompts/`` (``speech.j2``).
            variables: texts, numbers, and lists and mappings of them.

        Raises:
            WorldError: it is not there, fails, or does too much; with file and line.
            InputError: a variable is something else than plain data.
        """
        given = {key: plain(value) for key, value in variables.items()}
        try:
            with budget(MOST_STEPS):
                return _joined(self.environment.get_template(name).generate(given))
        except FAILURES as error:
            raise WorldError([failure(error, name)]) from error


@lru_cache(maxsize=16)
def _kept(templates: frozenset[tuple[str, str]], language: str) -> Prompts:
    return Prompts(dict(templates), language)


def _joined(pieces: Any) -> str:
    text, length = list[str](), 0
    for piece in pieces:
        text.append(piece)
        length += len(piece)
        if length > MOST_TEXT:
            raise TooMuchError(f"makes more than {MOST_TEXT:,} characters")
    return "".join(text)


class _Loader(BaseLoader):
    """The world's templates, then those that ship."""

    def __init__(self, own: Mapping[str, str], language: str) -> None:
        self.own = found(own, language)
        self._shipped = shipped(language)

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        name = template.removeprefix(SHIPPED)
        source = (self.own if name == template else self._shipped).get(name)
        if source is None:
            hint = did_you_mean(name, self.own)
            said = f"there is no template {template!r}" + (f"; {hint}" if hint else "")
            raise TemplateNotFound(template, said)
        return source.text, source.file, None


def plain(value: Any) -> Any:
    """A value as templates may have it: nothing with methods of our own.

    Raises:
        InputError: it is no text, no number, and no list or mapping of such.
    """
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(part) for part in value]  # pyright: ignore[reportUnknownVariableType]
    raise InputError(f"a template takes plain data, not {type(value).__name__}")


def failure(error: BaseException, name: str) -> Problem:
    """What a template raised, with the file and the line it came from."""
    file, line = f"prompts/{name}", None
    if isinstance(error, TemplateSyntaxError):
        file, line = error.filename or file, error.lineno
    else:
        file, line = _place(error.__traceback__) or (file, None)
    if isinstance(error, RecursionError):
        said = "is nested too deep, or calls itself without end"
    elif isinstance(error, TemplateError):
        said = error.message or "fails"
    elif isinstance(error, SyntaxError | MemoryError):
        said = "is nested too deep"
    else:
        said = str(error) or type(error).__name__
    filter_ = _UNKNOWN_FILTER.match(said)
    hint = did_you_mean(filter_[1], FILTER_NAMES) if filter_ else None
    return Problem(file, line, "", said.split("\n")[0][:300], hint)


def _place(trace: TracebackType | None) -> tuple[str, int] | None:
    """The last place in a template that an error passed."""
    found: tuple[str, int] | None = None
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith("prompts/"):
            found = file, trace.tb_lineno
        trace = trace.tb_next
    return found
