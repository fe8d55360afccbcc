"""An embedding model behind an endpoint, as memories want it: vectors of unit length."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smile_commons.errors import ModelError
from smile_commons.models.embeddings_endpoint import EmbeddingsEndpoint

if TYPE_CHECKING:
    from smile_commons.memory.memory import Vectors

_ANY = "a word"
_BLANK = " "
"""For a text without a letter: many endpoints refuse an empty one."""


class EndpointEmbedder:
    """Meets the ``Embedder`` protocol.

    Args:
        endpoint: where vectors come from, in whatever length.
    """

    def __init__(self, endpoint: EmbeddingsEndpoint) -> None:
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
