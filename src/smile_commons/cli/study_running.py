"""``commons study run``: plays, and shows how far it is: a bar on a terminal, lines elsewhere."""

from dataclasses import asdict
from pathlib import Path

import typer

from smile_commons.cli import console
from smile_commons.cli.progress import Bar
from smile_commons.cli.study_shown import in_words, span
from smile_commons.errors import ServiceError
from smile_commons.studies.study import CellEvent, Study


def run_study(path: Path, *, backend: str, at_once: int | None, quiet: bool, as_json: bool) -> None:
    """Plays a study and prints how it stands.

    Raises:
        CommonsError: as ``Study.run``.
    """
    found = Study(path)
    watch = Cells(silent=quiet or as_json)
    try:
        status = found.run(backend=backend, at_once=at_once, on_cell=watch.told)
    finally:
        watch.close()
    if as_json:
        console.emit({"study": found.id, **asdict(status)})
    else:
        console.say(f"{found.id}: {in_words(status)}")
    if status.ended:
        console.note(f"ended by its stop rule: {status.ended}")
    if status.failed:
        console.note(
            f"`commons study status {path} --failed` says why; `commons study run {path}` tries "
            "again"
        )
        raise typer.Exit(ServiceError.exit_code)


class Cells(Bar):
    """Is told of every row and shows how far the study is."""

    def __init__(self, *, silent: bool) -> None:
        super().__init__("cells", "{task.fields[left]}", silent=silent)

    def told(self, event: CellEvent) -> None:
        """Something became of a cell."""
        row, status = event.row, event.status
        if row.status == "failed" and not self.silent:
            console.note(f"failed: {event.cell.told}: {row.error}")
        left = "" if status.seconds_left is None else f"about {span(status.seconds_left)} left"
        if status.cost_left is not None:
            left += f", cost {status.cost or 0:.4f} and {status.cost_left:.4f} to come"
        line = "" if row.status == "playing" else in_words(status)
        self.show(status.done + status.failed, status.total, line, left=left)
