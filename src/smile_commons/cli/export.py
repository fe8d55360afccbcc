"""``commons export``: a run written out."""

from pathlib import Path

from smile_commons.cli import console
from smile_commons.cli.scores import read_scores, whole
from smile_commons.dialogues.run_folder import RunFolder
from smile_commons.dialogues.whole_file import write_atomically
from smile_commons.exports.formats import EXPORTERS
from smile_commons.exports.script import Scene, Script


def export(*, run: str, to: str, out: str | None, runs: Path) -> None:
    """Writes a run as ``to`` into its folder or into ``out``, and prints where.

    Raises:
        InputError: there is no such run, or the file cannot be written.
    """
    folder = RunFolder.open(run, runs)
    exporter = EXPORTERS[to]
    text = exporter.render(script_of(folder))
    if out == "-":
        console.write(text)
        return
    if out is None:
        path = folder.write(f"scene.{exporter.suffix}", text)
    else:
        path = Path(out)
        write_atomically(path, text)
    console.say(str(path))


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
    )
