"""Templates rendered in a sandbox: strict, bounded, and never with more than plain data."""

from collections.abc import Mapping
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, StrictUndefined, TemplateSyntaxError
from jinja2 import TemplateError as JinjaError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from smile_commons.errors import InputError

MOST_OUTPUT = 128 * 1024
"""Characters of a rendered prompt."""

MOST_STEPS = 20_000
"""Numbers that all ``range`` of one rendering may count."""

MOST_TEXT = 64 * 1024
"""Characters that one operation on a text may make."""

_UNSAFE_FILTERS = (
    "format",
    "center",
    "indent",
    "xmlattr",
    "pprint",
    "tojson",
    "urlize",
    "wordwrap",
)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Besides what Jinja2 forbids: nothing that makes much out of little."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**":
            raise SecurityError("powers are not for prompts")
        if operator == "*" and not (_is_number(left) and _is_number(right)):
            raise SecurityError("a text cannot be multiplied")
        if operator == "%" and not _is_number(left):
            raise SecurityError("% is for numbers alone")
        return super().call_binop(context, operator, left, right)

    def call(self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        name = getattr(__obj, "__name__", "")
        if name in ("format", "format_map", "center", "ljust", "rjust", "zfill", "expandtabs"):
            raise SecurityError(f"{name} is not for prompts")
        return super().call(__context, __obj, *args, **kwargs)


class Budget:
    """``range`` that counts over one rendering, so that loops in loops end too."""

    def __init__(self) -> None:
        self.left = MOST_STEPS

    def range(self, *bounds: int) -> range:
        """As Python's, within what is left.

        Raises:
            SecurityError: it would count further than all of a prompt may.
        """
        counted = range(*bounds)
        self.left -= len(counted)
        if self.left < 0:
            raise SecurityError(f"a prompt may not count further than {MOST_STEPS}")
        return counted


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) < 10**9


def environment(templates: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    """The sandbox in which a world's templates are compiled."""
    sandbox = _Sandbox(
        loader=ChoiceLoader([DictLoader(dict(templates))]),
        undefined=StrictUndefined,
        autoescape=False,
        auto_reload=False,
        keep_trailing_newline=True,
        cache_size=200,
    )
    for name in _UNSAFE_FILTERS:
        sandbox.filters.pop(name, None)
    for name in ("lipsum", "cycler", "joiner", "namespace"):
        sandbox.globals.pop(name, None)
    return sandbox


class Prompts:
    """Renders a world's templates; each is compiled once."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self._environment = environment(templates)

    def render(self, name: str, /, **variables: Any) -> str:
        """The text of a template with these variables.

        Raises:
            InputError: the template is not there, fails, or makes too much; with file and line.
        """
        try:
            template = self._environment.get_template(name)
            pieces: list[str] = []
            size = 0
            for piece in template.generate(**variables, range=Budget().range):
                size += len(piece)
                if size > MOST_OUTPUT:
                    raise SecurityError(f"makes more than {MOST_OUTPUT} characters")
                pieces.append(piece)
        except TemplateSyntaxError as error:
            place = f"prompts/{error.name or name}:{error.lineno}"
            raise InputError(f"{place}: {error.message}") from error
        except (
            JinjaError,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            AttributeError,
        ) as error:
            line = failing_line(error)
            raise InputError(f"prompts/{name}{f':{line}' if line else ''}: {error}") from error
        return "".join(pieces)


def failing_line(error: BaseException) -> int | None:
    """The line of the template that an error came from, where Jinja2 can tell."""
    line: int | None = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
