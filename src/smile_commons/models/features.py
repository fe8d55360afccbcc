"""What an endpoint takes and gives, learnt from its refusals and replies and remembered between
runs, and the room that a model needs to think.
"""

import contextlib
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from smile_commons.errors import CommonsError
from smile_commons.files import write_atomically
from smile_commons.world.mending import list_of, object_of

_ANY = 10**9
FEWER_LOGPROBS = 5
"""What endpoints of the older kind give at most."""
OPTIONAL = (
    *("samplers", "stream_options", "schema", "logprobs", "n", "seed", "stop", "top_p", "effort"),
    *("system", "alternation", "prefill", "stream", "temperature", "max_tokens", "completions"),
)
"""All that can be refused; of ``max_tokens`` that means the other name for it."""


@dataclass
class Features:
    """What one endpoint has refused so far; asked without it from then on."""

    refused: set[str] = field(default_factory=set[str])
    taken: set[str] = field(default_factory=set[str])
    """What has been in a request that succeeded: not to be suspected any more."""
    most_logprobs: int = 20
    most_choices: int = 128
    """Of one request; more are asked for in several."""
    least_tokens: int = 1
    """That a reply may be allowed."""
    most_tokens: int = _ANY
    room: int = 0
    """Tokens that a chat is given to think, besides its answer; 0: the model does not think."""
    prefill: bool | None = None
    """Whether the model goes on with the beginning of an answer; None: nobody has tried."""

    @classmethod
    def nothing(cls) -> Self:
        """What a call has learnt so far of its own: adds nothing to what is known."""
        return cls(most_logprobs=_ANY, most_choices=_ANY)

    @property
    def thinks(self) -> bool:
        """Whether the model thinks before it answers."""
        return self.room > 0

    @property
    def at_once(self) -> int:
        """Choices that one request brings at most, as far as it is known."""
        return 1 if "n" in self.refused else self.most_choices

    def copied(self) -> "Features":
        """What is known now."""
        return replace(self, refused=set(self.refused), taken=set(self.taken))

    def learn(self, other: "Features") -> bool:
        """Takes over what another has learnt; whether any of it was new."""
        before = self.kept()
        self.refused |= other.refused
        self.taken |= other.taken
        self.most_logprobs = min(self.most_logprobs, other.most_logprobs)
        self.most_choices = min(self.most_choices, other.most_choices)
        self.least_tokens = max(self.least_tokens, other.least_tokens)
        self.most_tokens = min(self.most_tokens, other.most_tokens)
        self.room = max(self.room, other.room)
        self.prefill = self.prefill if other.prefill is None else other.prefill
        return self.kept() != before

    def kept(self) -> dict[str, Any]:
        """What is worth knowing at the next run, as JSON-like data; only what was learnt."""
        usual = Features()
        names = (*_NUMBERS, "prefill")
        found = {n: value for n in names if (value := getattr(self, n)) != getattr(usual, n)}
        return found | ({"refused": sorted(self.refused)} if self.refused else {})

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Features":
        """The same from such data; what is not of the right kind in it is passed over."""
        found = cls()
        found.refused = {one for one in list_of(kept.get("refused")) or () if one in OPTIONAL}
        for name, (least, most) in _NUMBERS.items():
            value: Any = kept.get(name)
            if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
                setattr(found, name, value)
        if isinstance(kept.get("prefill"), bool):
            found.prefill = kept["prefill"]
        return found


_NUMBERS = {
    "most_logprobs": (1, _ANY),
    "most_choices": (1, _ANY),
    "least_tokens": (1, 4096),
    "most_tokens": (1, _ANY),
    "room": (0, 1 << 17),
}
"""With what each may be."""


FILE = "endpoints.json"
_DAYS = 30.0
"""After so long an endpoint is asked anew: it may have been mended."""
_MOST = 200
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of one endpoint and model."""

    folder: Path
    """The cache."""
    url: str
    """As it may be shown."""
    model: str

    def features(self) -> Features | None:
        """What was learnt in the last thirty days."""
        entry = self._read().get(self._key)
        return Features.of(entry) if entry is not None and _is_fresh(entry) else None

    def keep(self, features: Features) -> None:
        """Writes down what is known now."""
        from filelock import FileLock, Timeout

        entry = {**features.kept(), "at": round(time.time())}
        # A failure only costs the next run a few requests.
        with contextlib.suppress(OSError, Timeout, CommonsError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / f"{FILE}.lock", timeout=2.0):
                known = {**self._read(), self._key: entry}
                fresh = {key: value for key, value in known.items() if _is_fresh(value)}
                latest = sorted(fresh, key=lambda key: -fresh[key]["at"])[:_MOST]
                kept = json.dumps({key: fresh[key] for key in latest}, indent=1)
                write_atomically(self.folder / FILE, kept)

    @property
    def _key(self) -> str:
        return f"{self.url} {self.model}"

    def _read(self) -> dict[str, Any]:
        path = self.folder / FILE
        try:
            if path.stat().st_size > _LARGEST:
                return {}
            found: Any = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return object_of(found) or {}


def _is_fresh(entry: Any) -> bool:
    at: Any = (object_of(entry) or {}).get("at")
    is_time = isinstance(at, int | float) and not isinstance(at, bool)
    return is_time and -86_400 < time.time() - at < _DAYS * 86_400


ROOMS = (2_048, 8_192, 24_576)
"""Tokens for thoughts: the next where the one before was not enough."""
_REASONING = re.compile(
    r"^(o\d+([-.:@]|$)|gpt-?5(?!.*chat)|gpt-?oss|deepseek-?(r\d|reasoner)|qwq|qvq|magistral"
    r"|grok-?(3-mini|4|code)|minimax-?m\d|kimi-?k2-?thinking|glm-?4\.[5-9]|glm-?5"
    r"|seed-?oss|exaone-?deep|phi-?4-(mini-)?reasoning|gemini-(2\.5|3)|hunyuan-?(t\d|a13b)"
    r"|.*([-_.:]|^)(r1|thinking|thinker|reasoner|reasoning)([-_.:@]|$)"
    r"|qwen-?3(?!.*(coder|embed)))",
    re.IGNORECASE,
)
_NOT = re.compile(r"non-?(reasoning|thinking)|instruct", re.IGNORECASE)
_UNIT = re.compile(
    r"[぀-ヿ㐀-鿿豈-﫿가-힯฀-๿]{1,2}"  # scripts without spaces: two letters a token, at the best
    r"|[^\W_]{1,16}(?:['’][^\W_]{1,3})?|[^\w\s]|_"
)


def thinks_by_name(model: str) -> bool:
    """Whether a model is known to think before it answers, whoever serves it."""
    name = model.rstrip("/").rpartition("/")[2]
    return bool(_REASONING.match(name)) and not _NOT.search(name)


def next_room(room: int) -> int | None:
    """More room than that; None where there is none to give."""
    return next((more for more in ROOMS if more > room), None)


def cut(text: str, most: int) -> str:
    """The beginning of a text that about so many tokens make.

    Words and marks count one each, and so do two letters of a script without spaces: a tokenizer
    seldom makes fewer of them, so that what a model says within its tokens is not cut.
    """
    for number, unit in enumerate(_UNIT.finditer(text)):
        if number == most:
            return text[: unit.start()].rstrip()
    return text
