"""What the rest of the code sees of a model, whichever it is, and the craft that its lines ask
for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request

Style = Literal["script", "chat"]
"""``script``: the model goes on with a play; ``chat``: it answers messages."""

OnText = Callable[[int, str], None]
"""Called with a choice's index and the text that was added to it."""

RESTART = "\x18"
"""Given to ``on_text`` as text when an attempt failed midway: what that choice had is void.

It is the control character *cancel*, which cannot stand in a model's text.
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a model is best asked."""

    temperature: float = 0.9
    top_p: float = 1.0
    samplers: Mapping[str, Any] = field(default_factory=dict[str, Any])
    speech: Style | None = None
    """How a speech is asked for, where that differs from the model's style."""
    prefill: bool = False
    """Whether a chat may end with the beginning of the answer, which the model then goes on with.

    Of an endpoint this is known once ``commons model check`` has tried it out.
    """
    brief: bool = False
    """Whether it is better shown less: how somebody speaks by an example, without the notes."""
    n_ctx: int | None = None
    """Tokens that prompt and reply may have together; None where it is not known."""
    parameters: float | None = None
    """Of the model, in billions (1.5 is 1,500,000,000); None where it is not known."""


class Model(Protocol):
    """A model that answers requests."""

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str | None:
        """SHA-256 of the weights, where they are at hand."""
        ...

    @property
    def style(self) -> Style: ...

    @property
    def profile(self) -> Profile: ...

    @property
    def usage(self) -> Usage:
        """The sum over all calls so far, failed ones included."""
        ...

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Answers one request.

        Args:
            request: what is asked.
            on_text: told each piece of text as it comes in; ``RESTART`` when a choice begins anew.

        Raises:
            ModelError: no usable reply within the deadline; its ``fault`` names why.
            ReplayError: from a record that does not hold the request.
        """
        ...

    async def aclose(self) -> None:
        """Lets go of connections and processes; calling it twice does no harm."""
        ...


Craft = Literal["small", "large"]
"""``small``: notes become a short line, many candidates, rules choose; ``large``: the whole card,
a long view, a speech of any length, and the model itself chooses."""
Wanted = Literal["auto", "small", "large"]

SMALL_AT_MOST = 4.0
"""Billions of parameters up to which a model on this machine counts as small."""


def craft_of(wanted: Wanted, model: Model, *, local: bool) -> Craft:
    """The craft of a run.

    Args:
        wanted: what was set; anything but ``auto`` is the answer.
        model: who speaks.
        local: whether it runs on this machine by our own doing.
    """
    if wanted != "auto":
        return wanted
    if not local:  # one that is made to go on with a text cannot be told what is wanted
        return "small" if model.style == "script" else "large"
    billions = getattr(model.profile, "parameters", None) or 0.0
    return "large" if billions > SMALL_AT_MOST else "small"


def kept_craft(value: object) -> Craft:
    """The craft that a run's settings name; runs that name none are from before there were two."""
    return "large" if value == "large" else "small"
