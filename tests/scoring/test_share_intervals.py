"""Differences of two shares of the same speeches."""

import pytest

from smile_commons.scoring.consistency.shares import newcombe, paired_shares


def shares(both: int, own: int, other: int, neither: int) -> tuple[list[float], list[float]]:
    cells = [(1.0, 1.0)] * both + [(1.0, 0.0)] * own + [(0.0, 1.0)] * other + [(0.0, 0.0)] * neither
    first, second = zip(*cells, strict=True)
    return list(first), list(second)


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        ((36, 12, 2, 0), 0.0569, 0.3404),
        ((30, 0, 0, 0), -0.1135, 0.1135),
    ],
)
def test_newcombes_interval(cells: tuple[int, int, int, int], low: float, high: float) -> None:
    """As the paper has them (Newcombe 1998, table II, method 10)."""
    assert newcombe(*shares(*cells)) == pytest.approx((low, high), abs=5e-4)


def test_of_three_personas_and_more_it_is_they_that_vary() -> None:
    own, other = shares(0, 8, 0, 16)
    alone = paired_shares(own, other)
    spread = paired_shares(own, other, [str(n % 4) for n in range(24)])
    one_persona = paired_shares(own, other, ["a"] * 8 + ["b"] * 8 + ["c"] * 8)
    assert alone is not None and spread is not None and one_persona is not None
    assert spread.interval[0] > 0 and spread.p < 0.05
    assert one_persona.interval[0] < 0 < alone.interval[0]  # all of it is one persona's
    assert alone.p < 0.05 < one_persona.p


def test_where_no_speech_differs_the_interval_has_a_width() -> None:
    own, other = shares(24, 0, 0, 0)
    found = paired_shares(own, other, [str(n % 4) for n in range(24)])
    assert found is not None
    assert found.interval == newcombe(own, other)
    assert found.interval[0] < -0.1
    assert found.p == 1


def test_of_nothing_there_is_no_interval() -> None:
    assert paired_shares([], []) is None
