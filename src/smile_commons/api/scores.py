"""Scores as a program reads them: by id, by persona and article, as a frame, as a table."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from smile_commons.api.frames import frame
from smile_commons.exports.tidy import score_row
from smile_commons.names import known
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.results import Results, Score, read_results

if TYPE_CHECKING:
    import pandas as pd


_COLUMNS = (
    *("id", "persona", "article", "act", "value", "low", "high", "control", "difference"),
    *("shown", "unscored", "n"),
)


class Scores:
    """All that scoring found.

    ``scores["convergence"]`` is that score of the whole debate, with ``value`` (None: unscored, see
    ``unscored``), ``interval`` (95 %), ``control`` (the same where it cannot be) and ``shown``.

    Args:
        results: what ``scores.json`` holds.
        files: those that were written: the scores first.
    """

    def __init__(self, results: Results, files: Sequence[Path] = ()) -> None:
        self.results = results
        self.files = tuple(files)

    def __getitem__(self, id: str) -> Score:
        """The score of that id, of the whole debate.

        Raises:
            InputError: there is no score of that name.
        """
        for score in self:
            if score.id == id and score.scope.whole:
                return score
        names = {score.id for score in self if score.scope.whole}
        known(id, names, "score of the whole debate")
        raise AssertionError(id)  # a name that is known was found above

    def __contains__(self, id: object) -> bool:
        """Whether there is a score of that id, of the whole debate."""
        return any(score.id == id and score.scope.whole for score in self)

    def find(
        self, id: str, *, persona: str | None = None, article: str | None = None
    ) -> Score | None:
        """The score of that id on a persona, an article, or both; None: there is none."""
        return self.results.find(id, persona, article)

    def __iter__(self) -> Iterator[Score]:
        return iter(self.results.scores)

    def __len__(self) -> int:
        return len(self.results.scores)

    def to_frame(self) -> "pd.DataFrame":
        """A row a score: id, persona, article, act, value, low, high, control, difference, shown,
        unscored, n.

        Raises:
            InputError: pandas is not installed.
        """
        rows = [score_row(score) for score in self]
        found = [{**row, "control": row["control_value"]} for row in rows]
        return frame([{name: row[name] for name in _COLUMNS} for row in found], _COLUMNS)

    def __repr__(self) -> str:
        told = sum(score.value is not None for score in self)
        return f"<Scores: {told} of {len(self)} told>"

    def _repr_html_(self) -> str:
        """The scores of the whole debate as a table with bars, for a notebook."""
        from smile_commons.exports.notebook import scores_html

        return scores_html(self.results)


def scores_of(folder: RunFolder) -> Scores | None:
    """The scores of a run; None while it was not scored.

    Raises:
        InputError: the file cannot be read.
    """
    if not folder.scores_path.is_file():
        return None
    return Scores(read_results(folder.scores_path, folder.ballots.all()), [folder.scores_path])


def scores_found(findings: Findings, files: Sequence[Path] = ()) -> Scores:
    """What scoring has just found."""
    return Scores(Results.of(findings.to_dict(), "scores.json"), files)
