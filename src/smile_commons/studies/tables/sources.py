"""Which runs a table is made of, and what every row of a run says of where it comes from."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, cast

from smile_commons.errors import InputError
from smile_commons.exports.tidy import Value
from smile_commons.runs.folder import RunFolder, list_runs, read_manifest
from smile_commons.runs.manifest import Manifest
from smile_commons.scoring.results import Results, read_results
from smile_commons.studies.ledger import CELLS, read_rows, rows_of

Place = str | PathLike[str]

DESIGN = "study.yaml"
FACTOR = "factor."
"""What the name of a factor's column begins with."""
GONE = "its run is not there any more"


@dataclass(frozen=True, slots=True)
class Source:
    """One cell of a study, or one run that belongs to none."""

    folder: RunFolder | None
    """Its run; None: there is none, or none any more."""
    study: str | None = None
    factors: Mapping[str, str] = field(default_factory=dict[str, str])
    cell: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Its row of ``cells.jsonl``; empty: it belongs to no study."""

    @property
    def counted(self) -> bool:
        """Whether tables of what was said and voted take it: of a study what was done alone."""
        return self.folder is not None and self.cell.get("status", "done") == "done"

    @property
    def manifest(self) -> Manifest | None:
        """The manifest of its run."""
        return self.folder and self.folder.manifest

    def results(self) -> Results | None:
        """What scoring found; None: it was not scored.

        Raises:
            InputError: the file cannot be read.
        """
        if self.folder is None or not self.folder.scores_path.is_file():
            return None
        return read_results(self.folder.scores_path, self.folder.ballots.all())

    def keys(self, results: Results | None, factors: Sequence[str]) -> dict[str, Value]:
        """What every row says.

        Args:
            results: what scoring found.
            factors: the columns there are, whether it has them or not.
        """
        run, cell = self.manifest, self.cell
        model, judge = run and run.model, run and run.judge
        read_by = results.judge if results else None
        return {
            "run_id": run.id if run else cell.get("run_id"),
            "study": self.study,
            "cell": cell.get("cell"),
            "block": cell.get("block"),
            "seed": cell.get("seed", run and run.seed),
            "dialogue": cell.get("dialogue") or (run and run.dialogue),
            "dialogue_digest": cell.get("dialogue_digest") or self._dialogue_digest(),
            "control_arm": cell.get("control") or (run and run.sham and "sham") or "",
            "model": model.name if model else cell.get("model"),
            "model_digest": model.digest if model else cell.get("model_digest"),
            "judge": (read_by.name if read_by else None)
            or (judge.name if judge else cell.get("judge")),
            "judge_digest": (read_by.digest if read_by else None)
            or (judge.digest if judge else cell.get("judge_digest")),
            "package_version": (run.packages.get("smile-commons") if run else None)
            or cell.get("package"),
            **{FACTOR + name: self.factors.get(name) for name in factors},
        }

    def _dialogue_digest(self) -> str | None:
        """Of the dialogue's file as it was kept with the run."""
        if self.folder is None:
            return None
        path = self.folder.world_path / "dialogues" / f"{self.folder.manifest.dialogue}.yaml"
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


@dataclass(frozen=True, slots=True)
class Sources:
    """All of them, and the factors that they have together, in the order of the designs."""

    all: tuple[Source, ...]
    factors: tuple[str, ...]

    def __iter__(self) -> Iterator[Source]:
        return iter(self.all)


def sources(paths: "Place | Sequence[Place]") -> Sources:
    """The cells of studies, single runs, and the runs of folders of runs; each once.

    Raises:
        InputError: a path holds none of these, or one of their files cannot be read.
    """
    given = [paths] if isinstance(paths, str | PathLike) else list(paths)
    found = dict[object, Source]()
    for path in given:
        for one in _of_path(Path(path)):
            key = one.cell.get("cell") or (one.folder and one.folder.path.resolve())
            found.setdefault(key, one)
    factors = dict.fromkeys(name for one in found.values() for name in one.factors)
    return Sources(tuple(found.values()), tuple(factors))


def study_of(path: Path) -> Path | None:
    """The study's folder that a path names, itself or by its ``study.yaml``; None: it is none."""
    folder = path.parent if path.name == DESIGN else path
    return folder if (folder / CELLS).is_file() or (folder / DESIGN).is_file() else None


def _of_path(path: Path) -> Iterator[Source]:
    folder = study_of(path)
    if folder is not None:
        name = _study_id(folder)
        for row in rows_of(read_rows(folder)).values():
            yield Source(_run(folder, row.run_id), name, row.factors, asdict(row))
        return
    if (path / "run.json").is_file():
        yield Source(RunFolder(path.resolve(), read_manifest(path)))
        return
    runs, faults = list_runs(path)
    if faults:
        raise faults[0]
    if not runs:
        raise InputError(f"{path}: no study ({DESIGN}), no run (run.json), no folder of runs")
    yield from map(Source, runs)


def _run(folder: Path, run_id: str | None) -> RunFolder | None:
    if not run_id or Path(run_id).name != run_id:
        return None
    path = folder / "runs" / run_id
    return RunFolder(path, read_manifest(path)) if (path / "run.json").is_file() else None


def _study_id(folder: Path) -> str:
    import yaml

    try:
        data = yaml.safe_load((folder / DESIGN).read_bytes())
    except (OSError, yaml.YAMLError):
        return folder.resolve().name
    name: object = cast("dict[str, object]", data).get("id") if isinstance(data, dict) else None
    return str(name or folder.resolve().name)
