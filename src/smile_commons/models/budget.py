"""How much a run may spend, looked at before every request: so that no cap is ever passed.

Before a request goes out its most is set aside: the tokens that its prompt can have at most, and
all that it may write. Where that would pass a cap the run is stopped, cleanly and before the call.
"""

from collections import deque
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from smile_commons.errors import CapError
from smile_commons.models.reply import Usage
from smile_commons.models.request import Request, shared_prefix

_A_MILLION = 1_000_000
_REMEMBERED = 64
"""Prompts: speeches, ballots and looks back take turns, and each shares most with its own kind."""
_MESSAGE = 16
"""Tokens that a message's frame can have in a chat's template, generously."""
_SEAM = 8
"""Where two texts are cut apart a token or two can come in between."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What an endpoint takes for a million tokens, in whatever currency it is paid."""

    prompt: float
    completion: float

    def cost(self, prompt: int, completion: int) -> float:
        """What so many tokens cost; cached ones at the full price."""
        return (prompt * self.prompt + completion * self.completion) / _A_MILLION


@dataclass(slots=True)
class Hold:
    """What is set aside for one request under way."""

    tokens: int
    cost: float
    prompt: int = 0
    """Of the tokens, those of the prompt."""
    above: "Hold | None" = None
    """What is set aside for it of the budget that several runs share."""


@dataclass(slots=True)
class Budget:
    """What a run spends, and its caps; shared by all models that take part.

    Args:
        most_tokens: tokens read (cached ones too) and written, all in all; None: no cap.
        most_cost: in the currency of the prices; None: no cap.
        tokens: spent already, by what a run that is resumed had recorded.
        cost: likewise.
        of: what several runs may spend together, this one among them; None: it stands alone.
    """

    most_tokens: int | None = None
    most_cost: float | None = None
    tokens: int = 0
    cost: float = 0.0
    of: "Budget | None" = None
    untold: int = 0
    """Replies of which the endpoint did not say what they took; they count as the most they may."""
    _held: list[Hold] = field(default_factory=list[Hold])
    _counted: deque[tuple[str, int]] = field(
        default_factory=lambda: deque[tuple[str, int]](maxlen=_REMEMBERED)
    )
    """Prompts whose tokens were counted, the latest last."""

    def hold(self, request: Request, prices: Prices | None) -> Hold:
        """Sets aside what a request may cost at most.

        Raises:
            CapError: that would pass a cap; nothing was sent.
        """
        if not self.is_capped and (self.of is None or not self.of.is_capped):
            return Hold(0, 0.0)  # no cap: nothing to reckon before each call
        prompt, written = self.most_prompt(request), request.n * request.max_tokens
        cost_of_it = prices.cost(prompt, written) if prices else 0.0
        hold = Hold(prompt + written, cost_of_it, prompt)
        self._check(hold, "")
        if self.of is not None:
            self.of._check(hold, " of all together")
            hold.above = Hold(hold.tokens, hold.cost)
            self.of._held.append(hold.above)
        self._held.append(hold)
        return hold

    @property
    def is_capped(self) -> bool:
        """Whether there is a cap at all."""
        return self.most_tokens is not None or self.most_cost is not None

    def _check(self, hold: Hold, whose: str) -> None:
        """Whether a request can be paid for.

        Raises:
            CapError: it might pass a cap.
        """
        tokens = self.tokens + sum(one.tokens for one in self._held) + hold.tokens
        cost = self.cost + sum(one.cost for one in self._held) + hold.cost
        if self.most_tokens is not None and tokens > self.most_tokens:
            raise CapError(
                f"stopped before `max_tokens` {self.most_tokens}{whose} could be passed: "
                f"{self.tokens} are spent, and the next call may take {hold.tokens}"
                f"{self._guessed()}"
            )
        if self.most_cost is not None and cost > self.most_cost:
            raise CapError(
                f"stopped before `max_cost` {self.most_cost:g}{whose} could be passed: "
                f"{self.cost:.4f} is spent, and the next call may cost {hold.cost:.4f}"
                f"{self._guessed()}"
            )

    def settle(
        self,
        hold: Hold,
        request: Request,
        usage: Usage,
        prices: Prices | None,
        *,
        is_told: bool = True,
    ) -> Usage:
        """Counts what the request did cost, and lets go of what was set aside.

        Args:
            hold: what was set aside.
            request: what was asked.
            usage: what the endpoint counted.
            prices: of its tokens.
            is_told: whether it counted at all; if not, all that was set aside counts as spent.

        Returns:
            The usage that was counted.
        """
        if not is_told and hold.tokens:
            self.untold += 1
            usage = replace(usage, prompt=hold.prompt, completion=hold.tokens - hold.prompt)
        cost = prices.cost(usage.prompt, usage.completion) if prices else 0.0
        self._spend(usage.prompt + usage.completion, cost, hold)
        if self.of is not None:
            self.of._spend(usage.prompt + usage.completion, cost, hold.above)
        if usage.prompt and is_told:
            self._counted.append((_text(request), usage.prompt))
        return usage

    def _spend(self, tokens: int, cost: float, hold: Hold | None) -> None:
        """Counts what was spent, in the place of what was set aside for it."""
        self._held = [one for one in self._held if one is not hold]
        self.tokens += tokens
        self.cost += cost

    def _guessed(self) -> str:
        if not self.untold:
            return ""
        told = "one reply" if self.untold == 1 else f"{self.untold} replies"
        return f" (the endpoint does not say what {told} took: counted as the most that can be)"

    def most_prompt(self, request: Request) -> int:
        """Tokens that a prompt can have at most.

        No tokenizer that can write any text makes more tokens than there are bytes. What a prompt
        shares with one that was counted has no more than that one had; only the rest is taken by
        its bytes.
        """
        text = _text(request)
        frame = _MESSAGE * (len(request.messages) + 1)
        most = _bytes(text) + frame
        for old, tokens in self._counted:
            shared = shared_prefix(old, text)
            most = min(most, tokens + _bytes(text[shared:]) + _SEAM)
        return most


SPENDING: ContextVar[Budget | None] = ContextVar("SPENDING", default=None)
"""Whose budget a request counts against, where several runs share a model."""


def _text(request: Request) -> str:
    if request.prompt is not None:
        return request.prompt
    return "\x00".join(message.content for message in request.messages)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
