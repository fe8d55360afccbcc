"""A run as an exporter is given it."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from smile_commons.exports.exporter import Written
from smile_commons.exports.formats import exporter_of
from smile_commons.exports.script import Scene, Script
from smile_commons.files import write_atomically
from smile_commons.runs.folder import RunFolder, list_runs
from smile_commons.scoring.results import read_scores, whole


@dataclass(frozen=True, slots=True)
class Exported:
    """A run that was written out."""

    path: Path
    note: str = ""
    """What its reader should know of it, such as letters that no font had."""


def exported(
    folder: RunFolder, to: str, out: Path | None = None, fonts: Sequence[Path] = ()
) -> Exported:
    """Writes a run as ``to`` into its folder or into ``out``.

    Raises:
        InputError: there is no such format, a font cannot be used, or it cannot be written.
    """
    suffix, written = rendered(folder, to, fonts)
    if out is None:
        return Exported(folder.write(f"scene.{suffix}", written.content), written.note)
    write_atomically(out, written.content)
    return Exported(out, written.note)


def rendered(folder: RunFolder, to: str, fonts: Sequence[Path] = ()) -> tuple[str, Written]:
    """A run in some format, and how its files end; nothing is written.

    Raises:
        InputError: there is no such format, or a font cannot be used.
    """
    exporter = exporter_of(to)
    script = family_of(folder) if exporter.family else script_of(folder)
    return exporter.suffix, exporter.write(script, fonts)


def script_of(folder: RunFolder) -> Script:
    """What an exporter is given of a run."""
    manifest = folder.manifest
    return Script(
        title=manifest.title or manifest.dialogue,
        run=folder.id,
        date=manifest.created[:10],
        model=manifest.model.name if manifest.model else None,
        cast=manifest.cast,
        scenes={act: Scene(scene.title, scene.heading) for act, scene in manifest.scenes.items()},
        events=tuple(folder.events.all()),
        scores=whole(read_scores(folder.scores_path)),
        branch=manifest.name if manifest.parent else "",
    )


def family_of(folder: RunFolder) -> Script:
    """The first run of the tree of branches that a run belongs to, with all the others.

    Parents are found by the ids in the manifests, wherever their folders were moved or renamed.
    """
    there = {_id(one): one for one in list_runs(folder.path.parent)[0]}
    there[_id(folder)] = folder
    first = folder
    seen = {_id(first)}
    while (parent := _parent(first)) in there and parent not in seen:
        first = there[parent]
        seen.add(parent)
    root, *others = (script_of(one) for one in _descendants(first, there.values()))
    return dataclasses.replace(root, family=tuple(others))


def _descendants(first: RunFolder, runs: Iterable[RunFolder]) -> Iterator[RunFolder]:
    """A run, then its branches, then theirs, the oldest first."""
    waiting = [first]
    told = set[str]()
    while waiting:
        one = waiting.pop(0)
        if _id(one) in told:
            continue
        told.add(_id(one))
        yield one
        waiting += [run for run in runs if _parent(run) == _id(one)]


def _id(folder: RunFolder) -> str:
    return folder.manifest.id or folder.id


def _parent(folder: RunFolder) -> str:
    parent = folder.manifest.parent
    return parent.run if parent else ""
