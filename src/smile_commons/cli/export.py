"""``commons export``: a run written out."""

from collections.abc import Sequence
from pathlib import Path

from smile_commons.api.export import exported, rendered
from smile_commons.cli import console
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder


def export(*, run: str, to: str, out: str | None, fonts: Sequence[Path], runs: Path) -> None:
    """Writes a run as ``to`` into its folder or into ``out``, and prints where.

    Raises:
        InputError: there is no such run or format, a font cannot be used, or the file cannot be
            written.
    """
    folder = RunFolder.open(run, runs)
    if out == "-":
        written = rendered(folder, to, fonts)[1]
        _tell(written.note)
        _to_standard_output(written.content, to)
        return
    made = exported(folder, to, Path(out) if out else None, fonts)
    _tell(made.note)
    console.say(str(made.path))


def _tell(note: str) -> None:
    if note:
        console.note(console.as_typed(note))


def _to_standard_output(content: str | bytes, to: str) -> None:
    if isinstance(content, str):
        console.write(content)
    elif not console.write_bytes(content):
        raise InputError(f"{to} is not text and would garble the terminal; `--out FILE` writes it")
