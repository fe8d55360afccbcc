"""Models that plug-ins bring."""

import asyncio
import time
from dataclasses import replace
from typing import Any, cast, get_args

from smile_commons.errors import CommonsError, ModelError
from smile_commons.models.budget import SPENDING, Prices
from smile_commons.models.cleaning import clean
from smile_commons.models.model import Model, OnText, Profile, Style
from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Request
from smile_commons.models.schema import kept_to
from smile_commons.models.settings import Settings
from smile_commons.models.wrapped import WrappedModel
from smile_commons.plugins import MODELS as GROUP
from smile_commons.plugins import Plugin, find, told

RIGHT = (
    "a function of the Settings that gives a Model (smile_commons.models.model): name, digest, "
    "style, profile, complete() and aclose()"
)
_DEADLINE = 300.0
"""Seconds for a call where none are set: it may well run on this machine."""


def plugged_model(
    settings: Settings, name: str, *, prices: Prices | None = None
) -> "PluggedModel | None":
    """The model of the plug-in of that name, not asked yet; None: there is no such plug-in.

    Args:
        settings: handed to the plug-in.
        name: of the entry point.
        prices: of its tokens.

    Raises:
        InputError: it cannot be imported, is there twice, or gives no model.
    """
    plugin = find(GROUP, name)
    if plugin is None:
        return None
    factory = plugin.load(RIGHT)
    with plugin.blamed():
        inner: Any = factory(settings)
        missing = _missing(inner)
    if missing:
        raise plugin.fault(f"it gave something of type {type(inner).__name__} {missing}", RIGHT)
    return PluggedModel(plugin, inner, settings, prices=prices)


def _missing(inner: Any) -> str:
    """What a model lacks; nothing: it has all."""
    there = {name: hasattr(inner, name) for name in ("name", "digest", "style", "profile")}
    there |= {name: callable(getattr(inner, name, None)) for name in ("complete", "aclose")}
    lacks = [name for name, is_there in there.items() if not is_there]
    if lacks:
        return f"without {', '.join(lacks)}"
    if not isinstance(inner.name, str) or not inner.name:
        return f"whose name is {inner.name!r}"
    if not isinstance(inner.digest, str | None):
        return f"whose digest is {inner.digest!r}"
    if inner.style not in get_args(Style):
        return f"whose style is {inner.style!r}, which is none of {', '.join(get_args(Style))}"
    return "" if isinstance(inner.profile, Profile) else "whose profile is no Profile"


class PluggedModel(WrappedModel):
    """A plug-in's model held to the protocol: a deadline, a budget, and replies that are checked.

    Args:
        plugin: whose it is.
        inner: what answers.
        settings: deadline, temperature, and how many requests it may have at once.
        prices: of its tokens.
    """

    def __init__(
        self, plugin: Plugin, inner: Model, settings: Settings, *, prices: Prices | None = None
    ) -> None:
        super().__init__(inner)
        self._plugin, self._prices = plugin, prices
        self._deadline = settings.deadline or _DEADLINE
        self._temperature = settings.temperature
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._usage = Usage()

    @property
    def name(self) -> str:
        """With the version that answers: another one may answer otherwise."""
        return f"{self._inner.name} ({self._plugin.distribution})"

    @property
    def profile(self) -> Profile:
        """The plug-in's, with the temperature that the user set."""
        own = self._inner.profile
        return own if self._temperature is None else replace(own, temperature=self._temperature)

    @property
    def usage(self) -> Usage:
        """The sum over the replies; what counted against a cap where a reply does not say."""
        return self._usage

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Answers one request; see ``Model.complete``.

        Raises:
            ModelError: the plug-in failed, took too long, or its reply is none.
            CapError: the next call might pass a cap.
        """
        budget, reply = SPENDING.get(), None
        async with self._slots:
            hold = budget.hold(request, self._prices) if budget else None
            started = time.monotonic()
            used = Usage()
            try:
                reply = await self._asked(request, on_text)
                used = reply.usage
            finally:
                seconds = used.seconds or round(time.monotonic() - started, 6)
                used = replace(used, seconds=seconds, calls=used.calls or 1)
                if budget and hold:
                    is_told = bool(used.prompt or used.completion)
                    used = budget.settle(hold, request, used, self._prices, is_told=is_told)
                self._usage += used
        return replace(reply, usage=used, model=self.name)

    async def _asked(self, request: Request, on_text: OnText | None) -> Reply:
        try:
            async with asyncio.timeout(self._deadline):
                made: object = await self._inner.complete(request, on_text)
        except CommonsError:
            raise
        except TimeoutError as error:
            said = f"{self._plugin}: no reply within {self._deadline:g} s"
            raise ModelError(said, "timeout") from error
        except Exception as error:
            raise ModelError(f"{self._plugin} failed: {told(error)}", "plug-in failed") from error
        return self._checked(made, request)

    def _checked(self, made: object, request: Request) -> Reply:
        """The reply as it can be used.

        Raises:
            ModelError: it is no reply, has not as many texts as were asked for, says nothing, or
                breaks the schema.
        """
        if not isinstance(made, Reply):
            raise self._invalid(f"a {type(made).__name__} in the place of a Reply")
        if not _is_whole(made.usage, made.choices):
            raise self._invalid("a Reply of something else than Choice and Usage")
        if len(made.choices) != request.n:
            raise self._invalid(f"{len(made.choices)} choices where {request.n} were asked for")
        choices = tuple(replace(one, text=clean(one.text)) for one in made.choices)
        if not any(one.text.strip() or one.logprobs or one.note for one in choices):
            raise self._invalid("nothing, and not why")
        if request.schema is not None:
            choices = kept_to(choices, request.schema)
        return replace(made, choices=choices)

    def _invalid(self, said: str) -> ModelError:
        return ModelError(f"{self._plugin} answered {said}", "not a reply")


def _is_whole(usage: object, choices: object) -> bool:
    """Whether a reply is made of what it should be, whatever its types promise."""
    if not (isinstance(usage, Usage) and isinstance(choices, tuple)):
        return False
    parts = cast("tuple[object, ...]", choices)
    texts = (getattr(one, "text", None) for one in parts if isinstance(one, Choice))
    return [type(text) for text in texts] == [str] * len(parts)
