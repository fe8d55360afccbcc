"""The one way to an OpenAI-compatible endpoint: one retry layer, one deadline, checked replies."""

import asyncio
import re
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

from smile_commons.errors import ModelError
from smile_commons.models.attempt import Endpoint, shown_url
from smile_commons.models.budget import SPENDING, Prices
from smile_commons.models.call import Call, Limits
from smile_commons.models.faults import AttemptError
from smile_commons.models.features import Features, Remembered
from smile_commons.models.model import OnText, Profile, Style
from smile_commons.models.refusals import is_unknown_model
from smile_commons.models.reply import Reply, Usage
from smile_commons.models.request import Request
from smile_commons.models.turns import Turns

_VERSION = re.compile(r"/(v\d+\w*|openai|api/paas)(/|$)")
_NO_ROUTE = re.compile(r"unexpected endpoint|no such route|unknown (endpoint|route|path)", re.I)
"""What some say of an address of theirs that is none, with a status of success."""
_ROUTE = re.compile(r"/(chat/completions|completions|chat|responses|embeddings|models)$")


@dataclass(kw_only=True)
class Gateway:
    """A model behind an OpenAI-compatible endpoint; meets the ``Model`` protocol.

    It belongs to the event loop in which it is first used.
    """

    name: str
    endpoint: Endpoint
    ask: Literal["auto", "script", "chat"] = "chat"
    """``auto``: text completions until the endpoint turns out to have none, then chat."""
    digest: str | None = None
    profile: Profile = field(default_factory=Profile)
    limits: Limits = field(default_factory=Limits)
    prices: Prices | None = None
    features: Features = field(default_factory=Features)
    usage: Usage = field(default_factory=Usage)
    remembered: Remembered | None = None
    """Where what is learnt of it is kept for later runs."""

    def __post_init__(self) -> None:
        self._slots = Turns(self.limits.concurrency)
        self._untaught = self.features.copied(), self.profile
        known = self.remembered.features() if self.remembered else None
        if known is not None:
            self.features.learn(known)
        self._apply_what_is_known()

    @property
    def style(self) -> Style:
        """How it is asked; under ``auto`` this is known for certain after ``probe``."""
        if self.ask == "auto":
            return "chat" if "completions" in self.features.refused else "script"
        return self.ask

    def forget(self) -> None:
        """Knows nothing of the endpoint any more but what it was opened with."""
        features, self.profile = self._untaught
        self.features = features.copied()

    def remember(self) -> None:
        """Keeps what is known now in the place of what was known before."""
        self._apply_what_is_known()
        if self.remembered is not None:
            self.remembered.keep(self.features)

    async def probe(self) -> Style:
        """Finds out, under ``auto``, which style the endpoint takes.

        Raises:
            ModelError: it cannot be asked in either.
        """
        if self.ask == "auto" and "completions" not in self.features.refused:
            await self.complete(
                Request(purpose="probe", prompt="One, two, three,", max_tokens=4, temperature=0.0)
            )
        return self.style

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Answers one request; see ``Model.complete``.

        Raises:
            ModelError: no usable reply came within the deadline.
        """
        call = Call(
            endpoint=self.endpoint,
            limits=self.limits,
            slots=self._slots,
            features=self.features,
            may_chat=self.ask == "auto",
            on_text=on_text,
            budget=SPENDING.get(),
            prices=self.prices,
        )
        started, before = time.monotonic(), self.features.kept()
        try:
            async with asyncio.timeout(None) as call.limit:
                choices = await call.answer(request)
        except TimeoutError as error:
            raise self._failed(call, None) from error
        except AttemptError as failure:
            # Not chained: what the client raised holds the request, and with it the key.
            raise self._failed(call, failure) from None
        finally:
            call.usage = replace(call.usage, seconds=round(time.monotonic() - started, 6))
            self.usage += call.usage
            if self.features.kept() != before:
                self.remember()
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        return Reply(choices, call.usage, self.name, now)

    async def aclose(self) -> None:
        """Closes its connections."""
        await self.endpoint.aclose()

    def _apply_what_is_known(self) -> None:
        prefill = self.features.prefill
        if prefill is not None and prefill != self.profile.prefill:
            self.profile = replace(self.profile, prefill=prefill)

    def _failed(self, call: Call, failure: AttemptError | None) -> ModelError:
        calls = call.usage.calls
        spent = f"after {calls} request{'' if calls == 1 else 's'}"
        if failure is not None:
            told = self.endpoint.redact(str(failure)) + self._misdirected(failure)
            return ModelError(f"{self.name}: {told} ({spent})", failure.fault)
        before = f"; before that, {self.endpoint.redact(str(call.last))}" if call.last else ""
        deadline = f"no whole reply within {self.limits.deadline:g} s"
        return ModelError(f"{self.name}: timeout: {deadline} ({spent}){before}", "timeout")

    def _misdirected(self, failure: AttemptError) -> str:
        """What the address may have to be, where nothing seems to be there."""
        is_nowhere = failure.status in (404, 405) and not is_unknown_model(failure)
        is_nowhere = is_nowhere or bool(_NO_ROUTE.search(str(failure)))
        if not is_nowhere and not failure.fault.startswith("HTML"):
            return ""
        parts = urlsplit(self.endpoint.url)
        path = parts.path.rstrip("/")
        short = _ROUTE.sub("", path)
        if short == path and _VERSION.search(path):
            return ""
        right = short if _VERSION.search(short) else f"{short}/v1"
        base = shown_url(self.endpoint.url)
        wanted = shown_url(parts._replace(path=right).geturl())
        return f"; base URL {base}: did you mean {wanted} ?"
