"""An endpoint's vectors as memories want them: one dimension, unit length."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pytest

from smile_commons.errors import ModelError
from smile_commons.memory.opening import EndpointEmbedder, open_embedder
from smile_commons.models.settings import Settings


class Endpoint:
    """Gives vectors in turn, and remembers what it was asked."""

    name, address = "bge", "http://127.0.0.1:9/v1"

    def __init__(self, *vectors: Sequence[float]) -> None:
        self.vectors_left = list(vectors)
        self.asked: list[str] = []

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked += texts
        return [list(self.vectors_left.pop(0)) for _ in texts]


def embedder(*vectors: Sequence[float]) -> tuple[EndpointEmbedder, Endpoint]:
    endpoint = Endpoint(*vectors)
    return EndpointEmbedder(cast("Any", endpoint)), endpoint


def test_vectors_have_unit_length() -> None:
    made, endpoint = embedder((1.0, 1.0), (3.0, 4.0), (0.0, 2.0))
    assert made.dimension == 2
    found = made.embed(["a", ""])
    assert found.dtype == np.float32
    assert found == pytest.approx(np.array([[0.6, 0.8], [0.0, 1.0]]))
    assert endpoint.asked[-1].strip() == "" != endpoint.asked[-1]
    assert made.embed([]).shape == (0, 2)


def test_vectors_of_another_dimension_or_of_zeros_are_refused() -> None:
    made, _ = embedder((1.0, 0.0), (0.0, 0.0), (1.0, 0.0, 0.0))
    assert made.dimension == 2
    with pytest.raises(ModelError, match="of zeros alone"):
        made.embed(["a"])
    with pytest.raises(ModelError, match="of 3 numbers where they had 2"):
        made.embed(["a"])


def test_the_name_says_where_they_come_from_and_no_secret() -> None:
    settings = Settings(embeddings="bge", embeddings_base_url="http://me:key@127.0.0.1:9/v1?k=1")
    assert open_embedder(settings).name == "bge at http://127.0.0.1:9/v1"
