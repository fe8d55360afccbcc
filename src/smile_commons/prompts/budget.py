"""What one rendering may cost: counted, so that it ends at the same place on every machine.

A time limit would need a process or a signal of its own for every prompt, and would stop a slow
machine's good templates. Here every loop, call, filter and operation of a template pays, in
proportion to what it does; a template that never ends is out of budget within a second.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import Undefined

MOST_STEPS = 200_000
"""Operations of one rendering; a long prompt takes a few thousand."""
MOST_TEXT = 128 * 1024
"""Characters of one value and of a whole prompt."""
MOST_ITEMS = 10_000
"""Items of one list that a template makes."""
DEEPEST = 12
"""Lists in lists."""
LARGEST_NUMBER = 10**15
LETTERS_A_STEP = 16

_left: ContextVar[list[int] | None] = ContextVar("_left", default=None)


class TooMuchError(SecurityError):
    """A template wants more than a prompt can need."""


@contextmanager
def budget(steps: int = MOST_STEPS) -> Generator[None]:
    """What is rendered inside may take so many steps."""
    token = _left.set([steps])
    try:
        yield
    finally:
        _left.reset(token)


def spend(steps: int) -> None:
    """Counts steps; outside a rendering, where only constants are worked out, counts nothing.

    Raises:
        TooMuchError: there are none left.
    """
    left = _left.get()
    if left is None:
        return
    left[0] -= steps
    if left[0] < 0:
        raise TooMuchError("takes too long: loops in loops, or a macro that calls itself")


def checked(value: Any) -> Any:
    """A value that an operation made, once its size is paid for.

    Raises:
        TooMuchError: it is larger than a prompt can need.
    """
    if isinstance(value, str):
        check_length(len(value))
    elif isinstance(value, int) and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise TooMuchError(f"makes a number beyond {LARGEST_NUMBER:,}")
    elif isinstance(value, list | tuple):
        check_items(len(value))  # pyright: ignore[reportUnknownArgumentType]
    else:
        spend(1)
    return value  # pyright: ignore[reportUnknownVariableType]


def pay_for(value: Any) -> None:
    """Pays for looking through a value once, as a comparison or a filter does.

    Raises:
        TooMuchError: it would take too long, or lists are nested too deep.
    """
    if isinstance(value, str):
        spend(1 + len(value) // LETTERS_A_STEP)
    elif isinstance(value, list | tuple | dict):
        spend(parts(value))


def parts(value: Any, depth: int = 0) -> int:
    """How many values there are in a value, those in its parts included; stops at too many.

    Raises:
        TooMuchError: it holds lists in lists beyond all need.
    """
    if depth > DEEPEST:
        raise TooMuchError(f"makes lists in lists, deeper than {DEEPEST}")
    if isinstance(value, dict):
        value = value.values()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    elif not isinstance(value, list | tuple):
        return 1
    found = 1
    for part in value:  # pyright: ignore[reportUnknownVariableType]
        found += parts(part, depth + 1)
        if found > MOST_ITEMS:
            break
    return found


def check_length(letters: int) -> None:
    """Pays for a text of that length, before or after it is made.

    Raises:
        TooMuchError: it is too long.
    """
    if letters > MOST_TEXT:
        raise TooMuchError(f"makes a text longer than {MOST_TEXT:,} characters")
    spend(1 + letters // LETTERS_A_STEP)


def check_items(items: int) -> None:
    """Pays for a list of that length.

    Raises:
        TooMuchError: it is too long.
    """
    if items > MOST_ITEMS:
        raise TooMuchError(f"makes a list longer than {MOST_ITEMS:,} items")
    spend(1 + items)


def written(value: Any) -> str:
    """A value as it is written into a text: words and numbers, nothing that nests.

    Raises:
        TooMuchError: it is a list or an object; such can stand for gigabytes of text.
    """
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, int | float):
        return str(value)
    if isinstance(value, Undefined):
        return str(value)  # raises, and says what is not there
    kinds = {"list": "a list", "dict": "a group of values", "tuple": "a list"}
    what = kinds.get(type(value).__name__, "this")
    raise TooMuchError(f"cannot write out {what}; choose a part of it, or use `join`")
