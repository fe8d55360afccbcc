"""A run as an exporter is given it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from smile_commons.exports.exporter import Written
from smile_commons.exports.formats import exporter_of
from smile_commons.exports.script import Scene, Script
from smile_commons.files import write_atomically
from smile_commons.runs.family import Member, families
from smile_commons.runs.folder import RunFolder
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
        labelled=manifest.classroom,
    )


def family_of(folder: RunFolder) -> Script:
    """The first run of the tree of branches that a run belongs to, with all the others.

    Parents are found by the ids in the manifests, wherever their folders were moved or renamed.
    """
    grown = families(folder.path.parent)[0]
    its = (one for one in grown if any(member.run.id == folder.id for member in one.walk()))
    root, *others = (script_of(one.run) for one in next(its, Member(folder)).walk())
    return replace(root, family=tuple(others))
