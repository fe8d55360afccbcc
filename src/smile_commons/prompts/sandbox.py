"""The Jinja2 environment in which templates from anybody are compiled and rendered.

Jinja2's sandbox keeps a template from Python's insides, but not from the public methods of what
it is handed, and not from work without end. So: only plain data goes in, only methods named here
can be called, and every step is paid for (see ``budget``).
"""

from collections.abc import Iterable, Mapping
from types import BuiltinMethodType, MethodType
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, nodes
from jinja2.runtime import BlockReference, LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from smile_commons.names import did_you_mean
from smile_commons.prompts.budget import (
    MOST_ITEMS,
    TooMuchError,
    check_items,
    check_length,
    checked,
    parts,
    pay_for,
    spend,
    written,
)
from smile_commons.prompts.filters import safe_filters
from smile_commons.prompts.weigh import JOINED, LEAF, LOOKED_THROUGH, SPEND, weigh

_METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        """
        capitalize casefold count endswith find isalpha isdigit islower isspace istitle isupper
        lower lstrip removeprefix removesuffix rstrip split splitlines startswith strip swapcase
        title upper
        """.split()
    ),
    dict: frozenset({"get", "items", "keys", "values"}),
    list: frozenset({"count", "index"}),
    tuple: frozenset({"count", "index"}),
    LoopContext: frozenset({"cycle", "changed"}),
}
_NUMBER = (int, float)


def _joined(pieces: Iterable[Any]) -> str:
    texts = [written(piece) for piece in pieces]
    check_length(sum(map(len, texts)))
    return "".join(texts)


class Sandbox(ImmutableSandboxedEnvironment):
    """Templates that can do what prompts need, and come to an end."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, loader: BaseLoader, known: Mapping[str, str]) -> None:
        """Takes where templates come from, and texts that all of them may read."""
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            finalize=_finalized,
            autoescape=False,
            auto_reload=False,
            optimized=False,  # constants would be worked out where nothing is counted
            keep_trailing_newline=True,
            cache_size=-1,
        )
        self.filters = {
            **safe_filters(),
            SPEND: _spent,
            JOINED: _joined,
            LEAF: _leaf,
            LOOKED_THROUGH: _looked_through,
        }
        self.globals = {"range": _range, "namespace": Namespace, **known}

    concat = staticmethod(_joined)

    def _generate(self, source: nodes.Template, *args: Any, **more: Any) -> str:
        weighed = weigh(source).set_environment(self)
        return super()._generate(weighed, *args, **more)  # pyright: ignore[reportArgumentType]

    def _load_template(self, name: str, globals: Any) -> Any:
        spend(10)  # an include in a loop, or of itself
        return super()._load_template(name, globals)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A group's value before a method of the same name."""
        if isinstance(obj, dict):
            return self._value(obj, attribute)  # pyright: ignore[reportUnknownArgumentType]
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, dict):
            return self._value(obj, argument)  # pyright: ignore[reportUnknownArgumentType]
        return checked(super().getitem(obj, argument))

    def _value(self, group: dict[Any, Any], key: Any) -> Any:
        if key in group:
            return group[key]
        if key in _METHODS[dict]:
            return getattr(group, key)
        hint = did_you_mean(str(key), [str(known) for known in group])
        said = f"there is no {str(key)[:60]!r} here" + (f"; {hint}" if hint else "")
        return self.undefined(said, obj=group, name=str(key))

    def is_safe_callable(self, obj: Any) -> bool:
        """Macros, blocks, loops, and the methods of plain data that are named above."""
        if isinstance(obj, Macro | BlockReference | LoopContext):
            return True
        if obj is _range or obj is Namespace:
            return True
        if isinstance(obj, MethodType | BuiltinMethodType):
            return obj.__name__ in _METHODS.get(type(obj.__self__), ())
        return False

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        spend(5)
        if isinstance(__obj, Undefined):
            return __obj()  # raises, and says what is not there
        if not __self.is_safe_callable(__obj):
            name = getattr(__obj, "__name__", "this")
            raise TooMuchError(f"{name}() is not for prompts; is there a filter for it?")
        return checked(super().call(__context, __obj, *args, **kwargs))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on numbers; ``+`` on texts and lists too.

        Raises:
            TooMuchError: the result would be too large, or the operation is not for prompts.
        """
        spend(1)
        if isinstance(left, Undefined) or isinstance(right, Undefined):
            return super().call_binop(context, operator, left, right)  # says what is not there
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            check_length(len(left) + len(right))
        elif operator == "+" and isinstance(left, list) and isinstance(right, list):
            check_items(len(left) + len(right))  # pyright: ignore[reportUnknownArgumentType]
        elif not (isinstance(left, _NUMBER) and isinstance(right, _NUMBER)):
            raise TooMuchError(f"`{operator}` is for numbers")
        elif operator == "**":
            raise TooMuchError("`**` is not for prompts")
        return checked(super().call_binop(context, operator, left, right))


def _range(*bounds: int) -> list[int]:
    """As Python's, bounded.

    Raises:
        TooMuchError: it is longer than a list may be.
    """
    counted = range(*bounds)
    if len(counted) > MOST_ITEMS:
        raise TooMuchError(f"range is longer than {MOST_ITEMS:,}")
    spend(len(counted))
    return list(counted)


def _spent(steps: int) -> bool:
    spend(steps)
    return True


def _leaf(value: Any) -> Any:
    """What stands in a list or group that a template writes down, once all in it is counted.

    Raises:
        TooMuchError: there is too much in it; a list doubled again and again soon holds billions.
    """
    check_items(parts(value))
    return value


def _looked_through(value: Any) -> Any:
    pay_for(value)
    return value


def _finalized(value: Any) -> Any:
    return value if isinstance(value, Undefined) else written(value)
