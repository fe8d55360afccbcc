"""Embeddings from an OpenAI-compatible endpoint; synchronous, since memories are kept so."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smile_commons.errors import ModelError
from smile_commons.models.attempt import OPENAI, Endpoint, is_loopback, shown_url
from smile_commons.models.client import plain_hooks
from smile_commons.models.faults import AttemptError, as_attempts, invalid
from smile_commons.models.open import endpoint_key
from smile_commons.models.settings import Settings

if TYPE_CHECKING:
    from openai import OpenAI

_BATCH = 128
_ATTEMPTS = 4
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0


class EmbeddingsEndpoint:
    """Asks an endpoint for the vectors of texts, in batches, with retries.

    Args:
        endpoint: where, with which key, and the model's name there.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.name = endpoint.model
        self.address = shown_url(endpoint.url)
        """As it may be shown, without what may be secret in it."""
        self._endpoint = endpoint
        self._client: OpenAI | None = None

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, as the endpoint gives them (not scaled), all of one dimension.

        Raises:
            ModelError: no usable reply; its ``fault`` names why.
        """
        found: list[list[float]] = []
        for first in range(0, len(texts), _BATCH):
            found += self._batch(list(texts[first : first + _BATCH]))
        return found

    def close(self) -> None:
        """Closes its connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _batch(self, texts: list[str]) -> list[list[float]]:
        import tenacity

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda e: isinstance(e, AttemptError) and e.again),
            wait=tenacity.wait_random_exponential(_FIRST_PAUSE, _LONGEST_PAUSE),
            stop=tenacity.stop_after_attempt(_ATTEMPTS),
            reraise=True,
        )
        try:
            return retrying(self._asked, texts)
        except AttemptError as failure:
            told = self._endpoint.redact(str(failure))
            raise ModelError(f"embeddings by {self.name}: {told}", failure.fault) from None

    def _asked(self, texts: list[str]) -> list[list[float]]:
        with as_attempts():
            reply: Any = self._opened().embeddings.create(
                model=self._endpoint.model, input=texts, encoding_format="float"
            )
            return _checked(reply, len(texts))

    def _opened(self) -> "OpenAI":
        if self._client is None:
            from openai import DefaultHttpxClient, OpenAI

            self._client = OpenAI(
                api_key=self._endpoint.key,
                base_url=self._endpoint.url,
                max_retries=0,
                timeout=self._endpoint.read_timeout,
                http_client=DefaultHttpxClient(
                    trust_env=not is_loopback(self._endpoint.url),
                    event_hooks=plain_hooks(self._endpoint.url),
                ),
            )
        return self._client


def open_embeddings(settings: Settings) -> EmbeddingsEndpoint:
    """The endpoint for ``settings.embeddings``, which is not ``local``.

    Raises:
        InputError: a world names the endpoint, and the key is the user's own.
    """
    by = "embeddings_base_url" if settings.embeddings_base_url else "base_url"
    url = settings.embeddings_base_url or settings.base_url or OPENAI
    key = endpoint_key(settings, url, by=by)
    return EmbeddingsEndpoint(
        Endpoint(url=url, key=key, model=settings.embeddings, read_timeout=settings.read_timeout)
    )


def _checked(reply: Any, count: int) -> list[list[float]]:
    data: Any = getattr(reply, "data", None)
    if not isinstance(data, list):
        raise invalid("no embeddings", type(reply).__name__)
    rows: list[Any] = sorted(data, key=lambda row: getattr(row, "index", 0))  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
    vectors: list[Any] = [getattr(row, "embedding", None) for row in rows]
    if len(vectors) != count:
        raise invalid("embeddings missing", f"{len(vectors)} of {count}")
    sizes = {len(v) if isinstance(v, list) else 0 for v in vectors}  # pyright: ignore[reportUnknownArgumentType]
    if len(sizes) != 1 or 0 in sizes:
        raise invalid("embeddings of different dimensions", str(sorted(sizes)))
    if not all(isinstance(x, int | float) and math.isfinite(x) for v in vectors for x in v):
        raise invalid("embeddings that are not numbers")
    return vectors
