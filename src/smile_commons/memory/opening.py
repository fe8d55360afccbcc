"""Opens the embedder that the settings name: in process, a plug-in's, or behind an endpoint."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smile_commons.errors import ModelError, ServiceError
from smile_commons.memory.memory import Embedder
from smile_commons.models.settings import LOCAL, Settings
from smile_commons.plugins import EMBEDDERS as GROUP
from smile_commons.plugins import Plugin, find

if TYPE_CHECKING:
    from smile_commons.memory.memory import Vectors
    from smile_commons.models.embeddings_endpoint import EmbeddingsEndpoint


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name: ``local``, then a plug-in's, then an endpoint's.

    Raises:
        InputError: a plug-in cannot be used; or a world names the endpoint, and the key is the
            user's own.
    """
    if settings.embeddings == LOCAL:
        from smile_commons.memory.embeddings import OnnxEmbedder

        return OnnxEmbedder()
    brought = plugged_embedder(settings)
    if brought is not None:
        return brought
    from smile_commons.models.embeddings_endpoint import open_embeddings

    return EndpointEmbedder(open_embeddings(settings))


_ANY = "a word"
_BLANK = " "
"""For a text without a letter: many endpoints refuse an empty one."""


class EndpointEmbedder:
    """Meets the ``Embedder`` protocol.

    Args:
        endpoint: where vectors come from, in whatever length.
    """

    def __init__(self, endpoint: "EmbeddingsEndpoint") -> None:
        self._endpoint = endpoint
        self._dimension: int | None = None
        self.name = f"{endpoint.name} at {endpoint.address}"

    @property
    def dimension(self) -> int:
        """Numbers in a vector, found out by asking for one.

        Raises:
            ModelError: the endpoint failed.
        """
        if self._dimension is None:
            self._dimension = len(self._endpoint.vectors([_ANY])[0])
        return self._dimension

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """The vectors (n, dimension) of the texts, each of unit length.

        Raises:
            ModelError: the endpoint failed, or gives vectors of another dimension than before or
                such as have no direction.
        """
        import numpy as np

        found = self._endpoint.vectors([text if text.strip() else _BLANK for text in texts])
        wrong = next((len(one) for one in found if len(one) != self.dimension), None)
        if wrong is not None:
            raise self._invalid(f"of {wrong} numbers where they had {self.dimension}")
        vectors = np.array(found, dtype=np.float32).reshape(-1, self.dimension)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.all(lengths > 0):
            raise self._invalid("of zeros alone")
        return (vectors / lengths).astype(np.float32)

    def _invalid(self, said: str) -> ModelError:
        return ModelError(f"embeddings by {self._endpoint.name}: a vector {said}", "bad embeddings")


RIGHT = (
    "a function of the Settings that gives an Embedder (smile_commons.memory.memory): a name, a "
    "dimension, and embed(texts), which gives vectors of unit length (n, dimension)"
)
_UNIT = 1e-2
"""How far from 1 a vector's length may be: halves of floats are not exact."""


def plugged_embedder(settings: Settings) -> Embedder | None:
    """The embedder of the plug-in that the settings name; None: there is no such plug-in.

    Raises:
        InputError: it cannot be imported, is there twice, or gives no embedder.
    """
    plugin = find(GROUP, settings.embeddings, (LOCAL,))
    if plugin is None:
        return None
    factory = plugin.load(RIGHT)
    with plugin.blamed():
        inner: Any = factory(settings)
        name, dimension = getattr(inner, "name", None), getattr(inner, "dimension", None)
    if not (isinstance(name, str) and name and callable(getattr(inner, "embed", None))):
        raise plugin.fault(f"it gave something of type {type(inner).__name__}", RIGHT)
    if isinstance(dimension, bool) or not isinstance(dimension, int) or dimension < 1:
        raise plugin.fault(f"its dimension is {dimension!r}", RIGHT)
    return PluggedEmbedder(plugin, inner, name, dimension)


class PluggedEmbedder:
    """A plug-in's embedder whose vectors are looked at before anything is kept of them.

    Args:
        plugin: whose it is.
        inner: what makes the vectors.
        name: what the plug-in calls it.
        dimension: numbers in a vector.
    """

    def __init__(self, plugin: Plugin, inner: Embedder, name: str, dimension: int) -> None:
        self._plugin, self._inner = plugin, inner
        self.name = f"{name} by {plugin.name}"
        """Apart from those of others: vectors are kept under it."""
        self.dimension = dimension

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """The vectors (n, dimension) of the texts.

        Raises:
            ServiceError: the plug-in failed, or they are no such vectors.
        """
        import numpy as np

        with self._plugin.blamed(ServiceError):
            vectors = np.asarray(self._inner.embed(texts), dtype=np.float32)
        wanted = (len(texts), self.dimension)
        if vectors.shape != wanted:
            raise self._fault(f"gave vectors of the shape {vectors.shape} where it is {wanted}")
        lengths = np.linalg.norm(vectors, axis=1)
        if not np.all(np.abs(lengths - 1) <= _UNIT):
            worst = lengths[int(np.argmax(np.nan_to_num(np.abs(lengths - 1), nan=np.inf)))]
            raise self._fault(f"gave a vector of the length {worst:.3g} where it is 1")
        return vectors

    def _fault(self, said: str) -> ServiceError:
        return ServiceError(f"{self._plugin} {said}")
