"""The filters that templates may use: those that make text, each paying for what it makes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from itertools import islice
from typing import Any, Literal, cast

from jinja2 import pass_context
from jinja2.exceptions import FilterArgumentError
from jinja2.filters import FILTERS, do_indent, do_map, do_round
from jinja2.runtime import Context

from smile_commons.prompts.budget import (
    MOST_ITEMS,
    MOST_TEXT,
    TooMuchError,
    check_items,
    check_length,
    checked,
    pay_for,
    written,
)

_BOUNDED_BY_WHAT_THEY_GET = """
    abs capitalize count d default dictsort first float int items last length list lower map max
    min reject rejectattr reverse select selectattr sort title trim truncate unique upper wordcount
""".split()
"""Jinja2's own whose result is about as large as what they are given."""

_MOST_INDENT = 40
_MOST_DIGITS = 10

Filter = Callable[..., Any]


def _paying(function: Filter) -> Filter:
    @wraps(function)
    def pay(*args: Any, **more: Any) -> Any:
        for value in args[:2]:  # the first may be the context
            pay_for(value)
        result = function(*args, **more)
        if isinstance(result, Iterator):
            result = _drawn(result)  # pyright: ignore[reportUnknownArgumentType]
        return checked(result)

    return pay


def _drawn(items: Iterator[Any]) -> list[Any]:
    """A generator's items: what is not drawn at once could be drawn in each of many loops."""
    drawn = list(islice(items, MOST_ITEMS + 1))
    check_items(len(drawn))
    return drawn


@pass_context
def _join(context: Context, value: Any, separator: str = "", attribute: str | None = None) -> str:
    """As Jinja2's, for items that are texts and numbers."""
    if attribute is not None:
        value = do_map(context, value, attribute=attribute)
    pieces, length = list[str](), 0
    items: Iterable[Any] = value
    for item in items:
        pieces.append(written(item))
        length += len(pieces[-1]) + len(separator)
        if length > MOST_TEXT + len(separator):
            check_length(length)
    return str(separator).join(pieces)


def _replace(value: str, old: str, new: str, count: int = -1) -> str:
    value, old, new = written(value), written(old), written(new)
    found = value.count(old) if count < 0 else min(value.count(old), count)
    check_length(max(0, len(value) + found * (len(new) - len(old))))
    return value.replace(old, new, count)


def _indent(value: str, width: int = 4, first: bool = False, blank: bool = False) -> str:
    if not isinstance(width, int) or not 0 <= width <= _MOST_INDENT:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise FilterArgumentError(f"indent takes a width from 0 to {_MOST_INDENT}")
    check_length(len(value) + width * (value.count("\n") + 1))
    return do_indent(value, width, first, blank)


def _round(
    value: float, precision: int = 0, method: Literal["common", "ceil", "floor"] = "common"
) -> float:
    if not -_MOST_DIGITS <= precision <= _MOST_DIGITS:
        raise TooMuchError(f"round takes a precision up to {_MOST_DIGITS}")
    return do_round(value, precision, method)


_OWN: dict[str, Filter] = {
    "indent": _indent,
    "join": _join,
    "replace": _replace,
    "round": _round,
    "string": written,
}
FILTER_NAMES = frozenset([*_BOUNDED_BY_WHAT_THEY_GET, *_OWN])


def safe_filters() -> dict[str, Filter]:
    """Every filter of a template, by name."""
    given = cast("Mapping[str, Filter]", FILTERS)
    named = {name: given[name] for name in _BOUNDED_BY_WHAT_THEY_GET} | _OWN
    return {name: _paying(function) for name, function in named.items()}
