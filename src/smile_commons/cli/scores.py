"""``scores.json`` as the commands print it."""

from collections.abc import Iterable

from smile_commons.scoring.results import Score

HEAD = ("score", "value", "95 %", "n", "above its control")


def rows(scores: Iterable[Score]) -> list[tuple[str, ...]]:
    """The scores as a table's cells."""
    return [
        (
            score.id,
            *score.words(),
            "" if score.n is None else str(score.n),
            {True: "yes", False: "no", None: ""}[score.shown],
        )
        for score in scores
    ]
