"""``commons export``: a run written out."""

from collections.abc import Sequence
from pathlib import Path

from smile_commons.api.export import family_of, script_of
from smile_commons.cli import console
from smile_commons.errors import InputError
from smile_commons.exports.formats import exporter_of
from smile_commons.files import write_atomically
from smile_commons.runs.folder import RunFolder


def export(*, run: str, to: str, out: str | None, fonts: Sequence[Path], runs: Path) -> None:
    """Writes a run as ``to`` into its folder or into ``out``, and prints where.

    Raises:
        InputError: there is no such run or format, a font cannot be used, or the file cannot be
            written.
    """
    folder = RunFolder.open(run, runs)
    exporter = exporter_of(to)
    script = family_of(folder) if exporter.family else script_of(folder)
    written = exporter.write(script, fonts)
    if written.note:
        console.note(written.note)
    if out == "-":
        _to_standard_output(written.content, to)
        return
    if out is None:
        path = folder.write(f"scene.{exporter.suffix}", written.content)
    else:
        path = Path(out)
        write_atomically(path, written.content)
    console.say(str(path))


def _to_standard_output(content: str | bytes, to: str) -> None:
    if isinstance(content, str):
        console.write(content)
    elif not console.write_bytes(content):
        raise InputError(f"{to} is not text and would garble the terminal; `--out FILE` writes it")
