"""What comes to mind: three parts weighed, no two alike, and a trace that adds up."""

import numpy as np
import pytest
from minds import Vectors
from numpy.typing import NDArray

from smile_commons.memory.memory import Memory, Recalled, Weights
from smile_commons.memory.recall import CANON_RECENCY, PARTS, choose, recency

QUERY = np.array([1.0, 0.0, 0.0], dtype=np.float32)


def towards(*cosines: float) -> Vectors:
    """One vector for each cosine to the query, each off to a side of its own."""
    rows = [[c, *_beside(place, (1 - c * c) ** 0.5)] for place, c in enumerate(cosines)]
    return np.array(rows, dtype=np.float32)


def _beside(place: int, length: float) -> list[float]:
    return [length * np.cos(place), length * np.sin(place)]


def chosen(
    memories: list[Memory], vectors: NDArray[np.float32], k: int = 3, **weights: float
) -> list[Recalled]:
    only = {"relevance": 0.0, "recency": 0.0, "importance": 0.0, **weights}
    return choose(QUERY, memories, vectors, turn=10, k=k, weights=Weights(**only))


def ids(found: list[Recalled]) -> list[str]:
    return [one.memory.id for one in found]


def episode(id: str, turn: int = 1, importance: float = 0.5) -> Memory:
    return Memory(id, f"It was {id}.", "episode", turn=turn, importance=importance)


def test_what_is_near_comes_up() -> None:
    three = [episode("far"), episode("near"), episode("half")]
    assert ids(chosen(three, towards(0.1, 0.9, 0.5), relevance=1)) == ["near", "half", "far"]


def test_what_was_heard_last_comes_up() -> None:
    three = [episode("early", 1), episode("late", 9), episode("between", 5)]
    found = chosen(three, towards(0.5, 0.5, 0.5), k=1, recency=1)
    assert ids(found) == ["late"]


def test_what_matters_comes_up() -> None:
    two = [episode("small", importance=0.2), episode("great", importance=0.9)]
    assert ids(chosen(two, towards(0.5, 0.5), k=1, importance=1)) == ["great"]


def test_presence_fades_by_a_hundredth_a_turn_and_canon_does_not() -> None:
    heard = episode("a", turn=4)
    assert [recency(heard, turn) for turn in (5, 6, 15)] == pytest.approx([1, 0.99, 0.99**10])
    canon = Memory("c", "Long ago.", "canon")
    assert {recency(canon, turn) for turn in (1, 100)} == {CANON_RECENCY}


@pytest.mark.parametrize(
    "weights", [Weights(), Weights(1, 0, 0), Weights(3, 2, 5), Weights(0, 0, 0)]
)
def test_the_trace_adds_up(weights: Weights) -> None:
    memories = [episode(f"m{turn}", turn, turn / 10) for turn in range(1, 9)]
    vectors = towards(*np.linspace(-0.5, 0.9, 8))
    for one in choose(QUERY, memories, vectors, turn=10, k=8, weights=weights):
        assert sum(one.why[f"{part}_weight"] for part in PARTS) == pytest.approx(1)
        parts = sum(one.why[part] * one.why[f"{part}_weight"] for part in PARTS)
        assert one.score == pytest.approx(parts)
        assert all(0 <= value <= 1 for value in one.why.values())


def test_no_two_alike_come_up() -> None:
    """Of twins, the second waits until something else was said."""
    vectors = np.array([[0.9, 0.43589, 0], [0.89, 0.45596, 0], [0.6, -0.8, 0]], dtype=np.float32)
    twins = [episode("first"), episode("twin"), episode("other")]
    found = chosen(twins, vectors, relevance=1)
    assert ids(found) == ["first", "other", "twin"]
    first, other, twin = (one.why["redundancy"] for one in found)
    assert first == 0
    assert other < 0.3
    assert twin > 0.99


def test_a_tie_is_settled_by_id_whatever_the_order() -> None:
    memories = [episode(id) for id in "dbca"]
    same = np.tile(towards(0.5), (4, 1))
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]):
        found = chosen([memories[place] for place in order], same[order], k=4, relevance=1)
        assert ids(found) == ["a", "b", "c", "d"]


def test_nothing_to_remember_brings_nothing_up() -> None:
    assert chosen([], np.zeros((0, 3), dtype=np.float32)) == []
