"""A run as a program reads it: plain data, no model or store opened."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smile_commons.api.frames import frame
from smile_commons.runs.folder import LAST, RunFolder, read_manifest
from smile_commons.runs.folder import list_runs as folders
from smile_commons.runs.manifest import Manifest
from smile_commons.transcript import Ballot, Event

if TYPE_CHECKING:
    import pandas as pd

    from smile_commons.api.scores import Scores


Folder = str | PathLike[str]
RUNS = "runs"
"""Where runs are kept, unless another folder is named."""


class Ballots(tuple[Ballot, ...]):
    """Private ballots, in the order in which they were taken."""

    def to_frame(self) -> "pd.DataFrame":
        """A row a ballot: persona, article, stage, after_turn, position in [-1, 1], unscored.

        Raises:
            InputError: pandas is not installed.
        """
        columns = ("persona", "article", "stage", "after_turn", "position", "unscored")
        return frame([{name: getattr(one, name) for name in columns} for one in self], columns)


class Run:
    """One run on disk, as it stands when it is looked at: more and more while it is played.

    Args:
        folder: where it lies.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._id, self._path = folder.id, folder.path.resolve()

    @property
    def folder(self) -> RunFolder:
        """Where it lies, as it stands now.

        Raises:
            InputError: it is not there any more, or cannot be read.
        """
        return RunFolder(self._path, read_manifest(self._path))

    @property
    def id(self) -> str:
        """The run's id, whatever its folder is called by now."""
        return self._id

    @property
    def path(self) -> Path:
        """Its folder."""
        return self._path

    @property
    def status(self) -> str:
        """``playing``, ``stopped``, ``failed`` or ``done``."""
        return self.folder.status

    @property
    def manifest(self) -> Manifest:
        """What it was made of: dialogue, cast, seed, models, settings, parent, usage."""
        return self.folder.manifest

    @property
    def events(self) -> tuple[Event, ...]:
        """All that happened: openings of acts, speeches, narration."""
        return tuple(self.folder.events.all())

    @property
    def speeches(self) -> tuple[Event, ...]:
        """What was said, in order; each with its ``speaker`` and ``text``."""
        return tuple(event for event in self.events if event.kind == "speech")

    @property
    def ballots(self) -> Ballots:
        """What everybody said in private of each article."""
        return Ballots(self.folder.ballots.all())

    @property
    def scores(self) -> "Scores | None":
        """Its scores; None while it was not scored.

        Raises:
            InputError: the file cannot be read.
        """
        from smile_commons.api.scores import scores_of

        return scores_of(self.folder)

    def to_frame(self) -> "pd.DataFrame":
        """A row a speech: turn, act, speaker, to, move, article, text.

        Raises:
            InputError: pandas is not installed.
        """
        columns = ("turn", "act", "speaker", "to", "move", "article", "text")
        return frame([{n: getattr(one, n) for n in columns} for one in self.speeches], columns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Run) and other.path == self.path

    def __hash__(self) -> int:
        return hash(self.path)

    def __repr__(self) -> str:
        return f"<Run {self.id}: {len(self.speeches)} speeches, {self.status}>"

    def _repr_html_(self) -> str:
        """The run as a scene, for a notebook."""
        from smile_commons.api.export import script_of
        from smile_commons.exports.notebook import scene_html

        return scene_html(script_of(self.folder))


def open_run(name: "Folder | Run" = LAST, runs: Folder = RUNS) -> Run:
    """A run by its id, the id's last part, its name, its folder, or ``last``.

    Args:
        name: which.
        runs: where runs are kept.

    Raises:
        InputError: there is none (the nearest is named), or it cannot be read.
    """
    return name if isinstance(name, Run) else Run(RunFolder.open(str(name), Path(runs)))


def list_runs(runs: Folder = RUNS) -> "Sequence[Run]":
    """The runs of a folder that can be read, the oldest first."""
    return [Run(folder) for folder in folders(Path(runs))[0]]


def as_folder(run: Any, runs: Folder = RUNS) -> RunFolder:
    """The folder of a run that is open, or of one by name."""
    return open_run(run, runs).folder
