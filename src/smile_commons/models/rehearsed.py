"""A model that stands in for another before a play: nothing is sent, everything is counted.

So that an estimate needs no second account of who asks what: the play itself is gone through, and
what the stand-in says is as long as what the model would say, made of the words it was shown.
"""

import math
import random
import re
from collections import defaultdict, deque
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from operator import add

from smile_commons.models.model import Model, OnText
from smile_commons.models.pace import BALLOT, REFLECT, SPEAK, Pace, round_of, text_of
from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Request, shared_prefix
from smile_commons.models.wrapped import WrappedModel

PROMPTS_KEPT = 16
"""Prompts of each kind that a server is taken to have at hand. With so many, what prompts begin
with alike told the share that llama.cpp's server had in its cache within 2 in 100 of them."""
_ANSWERS = {"Yes": 0.3, "No": 0.3, "A": 0.2, "B": 0.2}
_LINES = 6
"""Of a prompt, from its end: what a speech is to be about stands there."""
_OF_THE_PROMPT = {"next", "scene", "script", "speech", "write"}
"""Words of how a speech is asked for: in one they would be a fault."""
_INSIGHT = "Something that was said here has changed what I would answer to it. (1, 2)"
_WORD = re.compile(r"[^\W\d_]+")
_LABELS = re.compile(r"^LINE \d+:", re.MULTILINE)
"""Where a prompt asks for several lines, the labels that it wants before them."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What requests are expected to cost; not in whole numbers, since some may not be made."""

    calls: float = 0.0
    prompt: float = 0.0
    """Tokens, those in the cache included."""
    cached: float = 0.0
    completion: float = 0.0
    seconds: float = 0.0

    def __add__(self, other: "Expected") -> "Expected":
        return Expected(*map(add, astuple(self), astuple(other)))


@dataclass(slots=True)
class Tally:
    """What a rehearsed play would cost, by what it is for."""

    expected: dict[str, Expected] = field(default_factory=dict[str, Expected])
    """``speak``, ``ballot/opening`` …, ``reflect``, ``judge``, in the order of the play."""

    def add(self, kind: str, expected: Expected) -> None:
        """Counts one request, or several."""
        self.expected[kind] = self.expected.get(kind, Expected()) + expected

    @property
    def total(self) -> Expected:
        """The sum over all of it."""
        return sum(self.expected.values(), Expected())


class RehearsedModel(WrappedModel):
    """Answers at once, with words that mean nothing, and counts what the answer would cost.

    Args:
        inner: the model it stands in for; never asked.
        pace: how that one goes about a play.
        tally: where it is counted.
        at_once: choices that one request brings at most.
    """

    def __init__(self, inner: Model, pace: Pace, tally: Tally, at_once: int = 1024) -> None:
        super().__init__(inner)
        self._at_once = at_once
        self._pace = pace
        self._tally = tally
        self._kept: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=PROMPTS_KEPT))

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The stand-in's reply; further rounds of a speech's takes are counted by their rate."""
        kind = request.purpose.partition("/")[0]
        text = text_of(request)
        one = self._expected(kind, request, text)
        if kind != SPEAK:
            self._tally.add(shown(request.purpose), one)
        elif not round_of(request.purpose):
            self._tally.add(kind, one + self._again(one))
        if self._pace.caches:
            self._kept[kind].append(text)
        return Reply(
            tuple(self._choice(kind, request, text, number) for number in range(request.n)),
            Usage(round(one.prompt), round(one.cached), round(one.completion), one.seconds, 1),
            self.name,
            datetime.now(UTC).isoformat(timespec="milliseconds"),
        )

    def _expected(self, kind: str, request: Request, text: str) -> Expected:
        prompt = max(1.0, self._pace.tokens(kind, len(text)))
        shared = max((shared_prefix(old, text) for old in self._kept[kind]), default=0)
        cached = min(prompt - 1, prompt * shared / max(1, len(text)))
        first = self._one(prompt, cached, min(request.n, self._at_once), kind, request.max_tokens)
        others = range(self._at_once, request.n, self._at_once)
        rest = (min(request.n - done, self._at_once) for done in others)
        seen = prompt - 1 if self._pace.caches else 0.0
        more = (self._one(prompt, seen, n, kind, request.max_tokens) for n in rest)
        return sum(more, first)

    def _one(self, prompt: float, cached: float, n: int, kind: str, allowed: int) -> Expected:
        written = n * (self._pace.length(kind, allowed) + self._pace.thoughts)
        return Expected(1, prompt, cached, written, self._pace.seconds(prompt - cached, written))

    def _again(self, one: Expected) -> Expected:
        """What further rounds of takes add to a speech: the same prompt, read already."""
        share = self._pace.again
        cached = max(0.0, one.prompt - one.calls) if self._pace.caches else 0.0
        seconds = self._pace.seconds(one.prompt - cached, one.completion)
        parts = (one.calls, one.prompt, cached, one.completion, seconds)
        return Expected(*(share * part for part in parts))

    def _choice(self, kind: str, request: Request, text: str, number: int) -> Choice:
        if request.logprobs:
            told = {label: math.log(share) for label, share in _ANSWERS.items()}
            return Choice("Yes", "length", told if self._pace.logprobs else None)
        if kind == BALLOT:
            return Choice(("Yes", "No")[number % 2], "stop")
        if kind == REFLECT:
            return Choice(_INSIGHT, "stop")
        draw = random.Random(f"{request.purpose}/{number}")
        size = round(self._pace.speech)
        if labels := _LABELS.findall(
            text
        ):  # several takes in one answer: a craft reads them in pairs
            return Choice(
                "\n".join(f"{label} {spoken(text, size, draw)}" for label in labels), "stop"
            )
        return Choice(spoken(text, size, draw), "stop")


def spoken(prompt: str, characters: int, draw: random.Random) -> str:
    """Words from the end of a prompt in an order of chance, about so many characters of them.

    On the matter, as a speech is, so that what is embedded, recalled and judged is as much; in
    small letters, so that nobody's name stands in it.
    """
    found = _WORD.findall(" ".join(prompt.strip().splitlines()[-_LINES:]))
    words = [low for word in found if (low := word.lower()) not in _OF_THE_PROMPT] or ["so"]
    said = list[str]()
    while sum(len(word) + 1 for word in said) < characters:
        said.append(draw.choice(words))
    return f"{' '.join(said)}."


def shown(purpose: str) -> str:
    """What a request is counted under: ballots by when they are taken."""
    kind, _, rest = purpose.partition("/")
    return f"{kind}/{rest.partition('/')[0]}" if kind == BALLOT else kind
