"""``commons tree``: runs and their branches, as families."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from smile_commons.cli import console
from smile_commons.errors import InputError
from smile_commons.runs.family import Member, families
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.results import read_scores, whole

if TYPE_CHECKING:
    from rich.tree import Tree


def tree(*, run: str | None, score: str, runs: Path, as_json: bool = False) -> None:
    """Draws the families of runs under a folder, or that of one run, with the score of each leaf.

    Raises:
        InputError: there is no such run.
    """
    place = RunFolder.open(run, runs).path if run else None
    grown, faults = families(place.parent if place else runs)
    if place:
        grown = [one for one in grown if any(m.run.path == place for m in one.walk())]
    if as_json:
        console.emit({"families": [_plain(one, score) for one in grown]})
    elif not grown:
        console.note(f"{runs} holds no runs; `commons play` makes one")
    for place_, member in enumerate([] if as_json else grown):
        if place_:
            console.say()
        _draw(member, score)
    for fault in faults:
        console.complain(fault)


def _draw(member: Member, score: str) -> None:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    def grow(tree: "Tree", member: Member) -> None:
        for branch in member.branches:
            grow(tree.add(Text(_line(branch, score)), guide_style="dim"), branch)

    root = Tree(Text(_line(member, score)), guide_style="dim")
    grow(root, member)
    Console(width=max(console.width(), 40), highlight=False, soft_wrap=False).print(root)


def _line(member: Member, score: str) -> str:
    """A run on one line: what sets it apart, where it left, how far it came, its score."""
    run, manifest = member.run, member.run.manifest
    speeches = sum(event.is_turn for event in run.events.all())
    parent = manifest.parent
    name = f"“{manifest.name}” " if manifest.name else ""
    if parent is None:
        head = f"{manifest.title or manifest.dialogue}: {name}{run.id}"
    else:
        change = parent.change or "no change is named"
        head = f"after {parent.turn}: {name}{change} · {run.id.rpartition('-')[2]}"
        head += f" (branch of {parent.run}, which is not here)" if member.orphan else ""
    told = [console.counted(speeches, "speech")]
    if run.status != "done":
        told.append(run.status)
    if manifest.replay:
        told.append("a replay")
    if not member.branches or parent is None:
        told.append(_score(run, score))
    return console.clean(f"{head} · {', '.join(told)}")


def _score(run: RunFolder, id: str) -> str:
    try:
        found = next((one for one in whole(read_scores(run.scores_path)) if one.id == id), None)
    except InputError as error:
        return f"{id}: {error}"
    if found is None or found.value is None:
        return f"{id} unscored"
    interval = found.interval
    spread = f" ({interval[0]:+.2f} to {interval[1]:+.2f})" if interval else ""
    shown = "" if found.shown in (None, True) else ", not shown"
    return f"{id} {found.value:+.2f}{spread}{shown}"


def _plain(member: Member, score: str) -> dict[str, Any]:
    run, manifest = member.run, member.run.manifest
    found = next((one for one in whole(read_scores(run.scores_path)) if one.id == score), None)
    return {
        "run": run.id,
        "path": str(run.path),
        "name": manifest.name,
        "status": run.status,
        "speeches": sum(event.is_turn for event in run.events.all()),
        "parent": manifest.parent.model_dump() if manifest.parent else None,
        "parent_is_here": not member.orphan,
        "score": None if found is None else {"id": score, "value": found.value,
                                             "interval": found.interval, "shown": found.shown},
        "branches": [_plain(one, score) for one in member.branches],
    }  # fmt: skip
