"""Results kept by the text that they are of: many for short texts, few for long ones.

Sentences and takes are asked about again and again, in every debate that is played at the same
time. A whole prompt or a page of notes is asked about for one speech; to keep a thousand of those
would take hundreds of megabytes.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
SHORT = 600
"""Characters of a text that counts as short: a speech, a note, a memory."""
FEW = 64


def text_cache(
    many: int,
) -> Callable[[Callable[Concatenate[str, P], T]], Callable[Concatenate[str, P], T]]:
    """Keeps what a function of a text gives, for the ``many`` short texts that were asked last.

    All arguments must be hashable.
    """

    def kept(of: Callable[Concatenate[str, P], T]) -> Callable[Concatenate[str, P], T]:
        short, long = lru_cache(many)(of), lru_cache(FEW)(of)

        @wraps(of)
        def given(text: str, /, *args: P.args, **kwargs: P.kwargs) -> T:
            return (short if len(text) <= SHORT else long)(text, *args, **kwargs)

        return given

    return kept
