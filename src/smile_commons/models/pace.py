"""How a model goes about a play: what texts are in tokens, what it writes, how long it takes.

Measured from the records of earlier runs; where there are none, from the catalogue, or guessed.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

from smile_commons.models.record import Asked
from smile_commons.models.reply import Reply
from smile_commons.models.request import Request

SPEAK, BALLOT, REFLECT, JUDGE = "speak", "ballot", "reflect", "judge"
"""What requests are for, by the first part of their purposes."""
FEWEST = 20
"""Requests below which nothing is said to be measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What is known, or guessed, of a model on this machine."""

    letters: Mapping[str, float] = field(default_factory=dict[str, float])
    """Characters of a prompt for each of its tokens, by what it is for; ``""`` for all else."""
    written: Mapping[str, float] = field(default_factory=dict[str, float])
    """Tokens of a reply as a share of those allowed, likewise."""
    read: float = 0.0005
    """Seconds for each token of a prompt that was not in the cache."""
    write: float = 0.015
    """Seconds for each token written."""
    call: float = 0.4
    """Seconds a request takes besides."""
    speech: float = 150.0
    """Characters of a speech, once it is cut and chosen."""
    again: float = 0.1
    """Further rounds of takes, for each speech."""
    logprobs: bool = True
    """Whether it tells how likely its first token was; otherwise ballots are drawn again."""
    caches: bool = True
    """Whether what prompts begin with alike is read once."""
    thoughts: float = 0.0
    """Tokens of thoughts before each answer; where runs were measured they are in ``written``."""
    requests: int = 0
    """How many requests it was measured over; 0: nothing was."""

    def tokens(self, kind: str, characters: int) -> float:
        """About how many tokens a prompt of that length is."""
        return characters / self.letters.get(kind, self.letters.get("", _LETTERS))

    def seconds(self, read: float, written: float) -> float:
        """How long a request takes of which so many tokens are read anew and so many written."""
        return self.call + self.read * read + self.write * written

    def length(self, kind: str, allowed: int) -> float:
        """About how many tokens one choice has of those it may have; at least one."""
        return max(1.0, allowed * self.written.get(kind, self.written.get("", _WRITTEN)))


_LETTERS, _WRITTEN = 4.2, 0.8
_SPEECHES = 3
"""What is taken for how often takes are asked for again weighs as much as so many speeches: a few
speeches say little of what happens seldom."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One request of an earlier run, and what it came to."""

    kind: str
    round: int
    """Of the takes of a speech, from 0."""
    characters: int
    allowed: int
    """Tokens it might write, all choices together."""
    prompt: int
    cached: int
    completion: int
    seconds: float
    logprobs: bool | None
    """Whether they came; None where they were not asked for."""


def seen(asked: Asked, reply: Reply) -> Seen | None:
    """A recorded exchange, as far as the pace is concerned; None of one that cost nothing."""
    use = reply.usage
    if not use.calls or not use.prompt:
        return None
    kind, _, rest = asked.purpose.partition("/")
    params = asked.params
    wanted = bool(params.get("logprobs"))
    return Seen(
        kind,
        round_of(asked.purpose) if kind == SPEAK and rest else 0,
        _characters(asked),
        int(params.get("n", 1)) * int(params.get("max_tokens", 96)),
        use.prompt,
        use.cached,
        use.completion,
        use.seconds,
        reply.choices[0].logprobs is not None if wanted else None,
    )


def round_of(purpose: str) -> int:
    """Which round of takes a speech's request is: ``speak/12`` the first, 0, ``speak/12/1``…"""
    last = purpose.rpartition("/")[2]
    return int(last) if purpose.count("/") > 1 and last.isdecimal() else 0


def measured(requests: Iterable[Seen], speeches: Iterable[str], or_else: Pace) -> Pace:
    """The pace of a model by what it did.

    Args:
        requests: of its latest runs.
        speeches: what was said in them.
        or_else: what holds where there is too little to measure; returned as it is where there
            are fewer than ``FEWEST`` requests.
    """
    known = list(requests)
    if len(known) < FEWEST:
        return or_else
    spoken = [len(text) for text in speeches]
    first = sum(one.kind == SPEAK and one.round == 0 for one in known)
    more = sum(one.kind == SPEAK and one.round > 0 for one in known)
    told = [one.logprobs for one in known if one.logprobs is not None]
    read, write, call = _times(known)
    return Pace(
        letters=_shares(known, lambda one: (one.characters, one.prompt), or_else.letters),
        written=_shares(known, lambda one: (one.completion, one.allowed), or_else.written),
        read=read,
        write=write,
        call=call,
        speech=mean(spoken) if spoken else or_else.speech,
        again=(more + _SPEECHES * or_else.again) / (first + _SPEECHES),
        logprobs=any(told) if told else or_else.logprobs,
        caches=any(one.cached for one in known),
        requests=len(known),
    )


def _shares(
    known: list[Seen], of: Callable[[Seen], tuple[int, int]], or_else: Mapping[str, float]
) -> dict[str, float]:
    """One number for each of another, summed over the requests of each kind and over all."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in known:
        for kind in (one.kind, ""):
            for place, value in enumerate(of(one)):
                sums[kind][place] += value
    found = {kind: above / below for kind, (above, below) in sums.items() if above and below}
    return {**or_else, **found}


def _times(known: list[Seen]) -> tuple[float, float, float]:
    """Seconds for a token read, for one written and for a request, none of them negative.

    Non-negative least squares (Lawson and Hanson 1974) over the requests.
    """
    import numpy as np
    from scipy import optimize

    fitting: Any = optimize  # untyped
    parts = np.array([(one.prompt - one.cached, one.completion, 1.0) for one in known])
    solution = fitting.nnls(parts, np.array([one.seconds for one in known]))[0]
    return float(solution[0]), float(solution[1]), float(solution[2])


def _characters(asked: Asked) -> int:
    if asked.form == "prompt":
        return len(asked.text)
    return sum(len(content) for _, content in json.loads(asked.text))


def text_of(request: Request) -> str:
    """All that a request shows a model, in one text."""
    if request.prompt is not None:
        return request.prompt
    return "".join(message.content for message in request.messages)
