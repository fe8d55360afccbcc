"""Asks an endpoint small questions, to find out what it takes and gives."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from smile_commons.errors import ModelError
from smile_commons.models.gateway import Gateway
from smile_commons.models.pace import Pace
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Message, Request

Words = Callable[[str], tuple[Message, ...]]
"""The words of a question by its name: see ``prompts/model_check.j2``."""
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"legs": {"type": "integer"}},
    "required": ["legs"],
    "additionalProperties": False,
}
_CHOICES, _READINGS, _LONG, _SHORT = 3, 20, 160, 24
_LETTERS_A_TOKEN = 4.0
"""Where the endpoint counts none."""
_TRIES = 2
_THOUGHTS_UNTOLD = 300.0


@dataclass(slots=True)
class Examined:
    """What was found out; fields are None where nothing could be told."""

    streams: bool = True
    length_field: str = "max_tokens"
    temperature: bool = True
    thinks: bool = False
    room: int = 0
    effort: bool | None = None
    thoughts: float = 0.0
    """Tokens of thoughts for each answer."""
    usage: bool = False
    system: bool = True
    obeys: bool | None = None
    """Whether what the system says is heeded."""
    choices: int = 1
    """That came at once, of three."""
    least_tokens: int = 1
    logprobs: int = 0
    """Readings of the first token."""
    seed: bool = True
    repeats: bool | None = None
    """Whether the same seed brings the same text."""
    stop: bool = True
    schema: str = "kept"
    """``kept``, ``in words`` where the field is refused, ``broken``."""
    prefill: str = "continued"
    """``continued``, ``begun anew``, ``refused``, ``untold``."""
    completions: bool = False
    seconds: float = 0.0
    """That a small request takes."""
    tokens_a_second: float | None = None
    spent: Usage = field(default_factory=Usage)
    failures: dict[str, str] = field(default_factory=dict[str, str])
    """Questions that got no answer, and why."""

    def pace(self, or_else: Pace) -> Pace:
        """What is known of its pace now."""
        rate = self.tokens_a_second
        return replace(
            or_else,
            write=1 / rate if rate else or_else.write,
            call=min(self.seconds, or_else.call) if self.seconds else or_else.call,
            logprobs=self.logprobs > 0,
            thoughts=self.thoughts,
        )


async def examine(gateway: Gateway, words: Words) -> Examined:
    """Asks all questions, one after the other; what is learnt is remembered.

    Raises:
        ModelError: not even the first, plainest one is answered.
    """
    gateway.forget()
    one = _Examination(gateway, words)
    steps = (one.plain, one.system, one.several, one.readings, one.seeds, one.stops)
    for step in (*steps, one.shape, one.beginning, one.continuation, one.speed):
        await step()
    found, features = one.found, gateway.features
    found.streams = "stream" not in features.refused
    found.temperature = "temperature" not in features.refused
    found.least_tokens = features.least_tokens
    if "max_tokens" in features.refused:
        found.length_field = "max_completion_tokens"
    found.thinks, found.room = features.thinks, features.room
    if features.thinks:
        found.effort = "effort" not in features.refused
        found.thoughts = one.thoughts()
    features.prefill = found.prefill == "continued"
    found.spent = gateway.usage
    gateway.remember()
    return found


class _Examination:
    """The questions, each in its turn."""

    def __init__(self, gateway: Gateway, words: Words) -> None:
        self.found = Examined()
        self._gateway, self._words = gateway, words
        self._thought = list[float]()

    async def plain(self) -> None:
        """Whether there is anybody; and, since it is the first, most of what is refused."""
        reply = await self._gateway.complete(self._request("hello"))
        self.found.usage = bool(reply.usage.prompt or reply.usage.completion)
        again = await self._ask("hello")
        if again is not None:
            self.found.seconds = again.usage.seconds / max(1, again.usage.calls)

    async def system(self) -> None:
        reply = await self._ask("system")
        self.found.system = "system" not in self._gateway.features.refused
        if reply is not None:
            self.found.obeys = "lantern" in reply.choices[0].text.lower()

    async def several(self) -> None:
        await self._ask("hello", n=_CHOICES)
        self.found.choices = min(_CHOICES, self._gateway.features.at_once)

    async def readings(self) -> None:
        reply = await self._ask("yes", logprobs=_READINGS, max_tokens=1, temperature=0.0)
        self.found.logprobs = len(reply.choices[0].logprobs or ()) if reply is not None else 0

    async def seeds(self) -> None:
        said = [await self._ask("hello", seed=7, temperature=1.0) for _ in range(_TRIES)]
        self.found.seed = "seed" not in self._gateway.features.refused
        texts = [reply.choices[0].text for reply in said if reply is not None]
        if self.found.seed and len(texts) == _TRIES:
            self.found.repeats = len(set(texts)) == 1

    async def stops(self) -> None:
        await self._ask("stop", stop=("\n",))
        self.found.stop = "stop" not in self._gateway.features.refused

    async def shape(self) -> None:
        reply = await self._ask("schema", schema=_SCHEMA, max_tokens=64)
        if reply is None:
            self.found.schema = "broken"
        elif "schema" in self._gateway.features.refused:
            self.found.schema = "in words"

    async def beginning(self) -> None:
        reply = await self._ask("prefill", temperature=0.0)
        if self._gateway.features.prefill is False:
            self.found.prefill = "refused"
        elif reply is None:
            self.found.prefill = "untold"
        else:
            goes_on = reply.choices[0].text.lstrip(" ,").startswith("4")
            self.found.prefill = "continued" if goes_on else "begun anew"

    async def continuation(self) -> None:
        text = self._words("complete")[0].content
        request = Request(purpose="check/complete", prompt=text, max_tokens=_SHORT)
        with suppress(ModelError):  # most have none, and that is no failure
            await self._gateway.complete(request)
            self.found.completions = True

    async def speed(self) -> None:
        reply = await self._ask("long", max_tokens=_LONG)
        if reply is None or reply.usage.seconds <= 0:
            return
        letters = len(reply.choices[0].text) + len(reply.choices[0].thoughts)
        written = reply.usage.completion or letters / _LETTERS_A_TOKEN
        writing = max(reply.usage.seconds - min(self.found.seconds, reply.usage.seconds / 2), 1e-3)
        self.found.tokens_a_second = written / writing

    def thoughts(self) -> float:
        """Tokens of thoughts for each answer: as they were counted, or by their letters."""
        told = [one for one in self._thought if one > 0]
        return sum(told) / len(told) if told else _THOUGHTS_UNTOLD

    def _request(self, question: str, **how: Any) -> Request:
        given: dict[str, Any] = {"max_tokens": _SHORT, **how}
        return Request(purpose=f"check/{question}", messages=self._words(question), **given)

    async def _ask(self, question: str, **how: Any) -> Reply | None:
        try:
            reply = await self._gateway.complete(self._request(question, **how))
        except ModelError as failure:
            self.found.failures[question] = str(failure)
            return None
        for choice in reply.choices:
            said = len(choice.text) / _LETTERS_A_TOKEN
            counted = reply.usage.completion / len(reply.choices) / max(1, reply.usage.calls) - said
            self._thought.append(max(len(choice.thoughts) / _LETTERS_A_TOKEN, counted))
        return reply
