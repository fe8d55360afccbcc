"""``commons list``: the runs, one a line."""

from dataclasses import asdict, dataclass
from pathlib import Path

from smile_commons.cli import console
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.folder import list_runs as find_runs
from smile_commons.scoring.results import read_scores, whole


@dataclass(frozen=True, slots=True)
class Line:
    """One run as the list has it."""

    id: str
    dialogue: str
    created: str
    speeches: int
    status: str
    convergence: float | None
    """None when it is not scored."""


def list_runs(*, runs: Path, as_json: bool = False) -> None:
    """Prints the runs under a folder, the oldest first; unreadable ones are named after them."""
    folders, faults = find_runs(runs)
    lines: list[Line] = []
    for folder in folders:
        try:
            lines.append(_line(folder))
        except InputError as error:
            faults.append(error)
    if as_json:
        console.emit({"runs": [asdict(line) for line in lines], "faults": [*map(str, faults)]})
    else:
        _print(lines, runs)
    for fault in faults:
        console.complain(fault)


def _line(folder: RunFolder) -> Line:
    scores = read_scores(folder.scores_path)
    return Line(
        id=folder.id,
        dialogue=folder.manifest.dialogue,
        created=folder.manifest.created,
        speeches=sum(event.kind == "speech" for event in folder.events.all()),
        status=folder.status,
        convergence=next((s.value for s in whole(scores) if s.id == "convergence"), None),
    )


def _print(lines: list[Line], runs: Path) -> None:
    if not lines:
        console.note(f"{runs} holds no runs; `commons play` makes one")
        return
    head = ("run", "dialogue", "when", "speeches", "status", "convergence")
    rows = [
        (
            line.id,
            line.dialogue,
            line.created[:16].replace("T", " "),
            str(line.speeches),
            line.status,
            "" if line.convergence is None else f"{line.convergence:+.2f}",
        )
        for line in lines
    ]
    console.say(console.table(head, rows))
