"""What an endpoint takes and gives, learnt from its refusals and replies."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, cast

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
        default = Features()
        values: dict[str, Any] = {"refused": sorted(self.refused)}
        for name in _NUMBERS:
            values[name] = getattr(self, name)
        values["prefill"] = self.prefill
        known = {name: value for name, value in values.items() if name != "refused"}
        found = {n: v for n, v in known.items() if v != getattr(default, n)}
        return found | ({"refused": values["refused"]} if self.refused else {})

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Features":
        """The same from such data; what is not of the right kind in it is passed over."""
        found = cls()
        refused: Any = kept.get("refused")
        if isinstance(refused, list):
            found.refused = {one for one in cast("list[Any]", refused) if one in OPTIONAL}
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
