"""One HTTP request to an endpoint and its reply, checked; no retries here."""

import ipaddress
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from smile_commons.errors import InputError
from smile_commons.models.client import chunks, hooks, json_object, to_the_end, whole
from smile_commons.models.collecting import Collector
from smile_commons.models.faults import as_attempts, invalid
from smile_commons.models.model import Style

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_BYTES_A_TOKEN = 4096
"""A chunk of a stream holds a token and some hundred bytes around it, more with logprobs."""
_BYTES_BESIDES = 1_000_000
_CONNECT_SECONDS = 10.0
OPENAI = "https://api.openai.com/v1"


@dataclass(kw_only=True)
class Endpoint:
    """Where a model is asked, and with which key; the key appears in no text."""

    url: str
    key: str
    model: str
    """What the endpoint calls the model."""
    read_timeout: float = 60.0
    llama: bool = False
    """It is llama.cpp's server, which takes more than others."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(
                f"base URL {shown_url(self.url)!r} is not one: "
                "it begins with http:// or https:// and names a host"
            )
        self._client: AsyncOpenAI | None = None

    def __repr__(self) -> str:
        return f"Endpoint({shown_url(self.url)!r}, model={self.model!r})"

    def redact(self, text: str) -> str:
        """The text without the key, should an endpoint have repeated it."""
        for secret in (self.key, urlsplit(self.url).password):
            if secret and len(secret) > 3:
                text = text.replace(secret, "***")
        return text

    async def ask(self, style: Style, fields: dict[str, Any], collector: Collector) -> None:
        """Sends one request and fills ``collector`` with its reply.

        Raises:
            AttemptError: whatever went wrong.
        """
        with as_attempts():
            await self._ask(style, fields, collector)

    async def aclose(self) -> None:
        """Closes its connections."""
        if self._client is not None:
            client, self._client = self._client, None
            await client.close()

    async def _ask(self, style: Style, fields: dict[str, Any], collector: Collector) -> None:
        client = self.opened()
        of: Any = client.chat.completions if style == "chat" else client.completions
        given: dict[str, Any] = {"messages": []} if style == "chat" else {"prompt": ""}
        asked: Any = of.with_streaming_response.create(
            model=self.model, **given, stream=True, extra_body=fields
        )
        most = _BYTES_BESIDES + collector.tokens * _BYTES_A_TOKEN
        async with asked as response:
            await _read(response.headers, response.iter_bytes(), most, collector)

    def opened(self) -> "AsyncOpenAI":
        """Its client; the first time takes as long as a large package takes to import."""
        if self._client is None:
            import httpx2
            from openai import AsyncOpenAI, DefaultAsyncHttpxClient

            timeout = httpx2.Timeout(self.read_timeout, connect=_CONNECT_SECONDS)
            # A proxy from the environment is for the world outside, not for this machine.
            http = DefaultAsyncHttpxClient(
                trust_env=not is_loopback(self.url), event_hooks=hooks(self.url)
            )
            self._client = AsyncOpenAI(
                api_key=self.key,
                base_url=self.url,
                max_retries=0,
                timeout=timeout,
                http_client=http,
            )
        return self._client


async def _read(headers: Any, pieces: AsyncIterator[bytes], most: int, into: Collector) -> None:
    kind = str(headers.get("content-type", "")).lower()
    if "html" in kind:
        raise invalid("HTML instead of a reply", (await whole(pieces, most))[:500])
    if "event-stream" in kind:
        await _read_stream(pieces, most, into)
        return await to_the_end(pieces)
    text = await whole(pieces, most)
    if text.lstrip().startswith(("data:", "event:", ":")):  # a stream under another name
        return await _read_stream(_once(text), most, into)
    return _read_whole(text, into)


def _read_whole(text: str, into: Collector) -> None:
    if not text.strip():
        raise invalid("empty body")
    if text.lstrip().startswith("<"):
        raise invalid("HTML instead of a reply", text[:500])
    into.add(json_object(text))
    into.end()


async def _read_stream(pieces: AsyncIterator[bytes], most: int, into: Collector) -> None:
    async with aclosing(chunks(pieces, most)) as found:
        async for chunk in found:
            into.end() if chunk is None else into.add(chunk)


async def _once(text: str) -> AsyncIterator[bytes]:
    yield text.encode("utf-8", "replace")


def is_loopback(url: str) -> bool:
    """Whether a URL stays on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def holds_secret(url: str) -> bool:
    """Whether a URL has what ``shown_url`` leaves out."""
    parts = urlsplit(url)
    return bool(parts.username or parts.password or parts.query)


def shown_url(url: str) -> str:
    """A URL without what may be secret in it: user, password, query."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"
