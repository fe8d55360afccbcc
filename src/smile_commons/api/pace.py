"""How fast the model is on this machine, by what earlier runs recorded."""

from collections.abc import Iterator
from pathlib import Path

from smile_commons.errors import InputError
from smile_commons.models.catalogue import catalogue
from smile_commons.models.open import is_local, unopened
from smile_commons.models.pace import Pace, measured, seen
from smile_commons.models.record import Record
from smile_commons.models.settings import Settings
from smile_commons.runs.folder import REPLIES, RunFolder, read_manifest
from smile_commons.runs.manifest import Manifest

LATEST = 3
"""Runs that are looked at, at most."""
ENOUGH = 100
"""Calls after which no earlier run is looked at: what is measured should be of now."""
_TRIED = 40


def pace_here(settings: Settings, runs: Path) -> tuple[Pace, str]:
    """The pace of the settings' model, and in words where it is from."""
    model = unopened(settings)
    entry = catalogue().get(model.name)
    guess = (entry.pace if entry else None) or Pace()
    latest = list(_latest(runs, model.name))
    pace = pace_of(latest, guess)
    if pace.requests:
        names = ", ".join(folder.path.name for folder in latest)
        told = f"by {pace.requests} requests to {model.name} in {names}"
        if pace.read and pace.write:
            told += f": {1 / pace.read:.0f} tokens read and {1 / pace.write:.0f} written a second"
        return pace, told
    told = "what was measured of it elsewhere" if entry and entry.pace else "a guess"
    where = "" if is_local(settings) else ", and how busy the endpoint is"
    return pace, (
        f"no run in {runs} was played by {model.name}, so the time is {told}; it hangs on the "
        f"machine{where}"
    )


def pace_of(folders: list[RunFolder], or_else: Pace) -> Pace:
    """The pace of the model that played some runs."""
    requests = [
        one
        for folder in folders
        for asked, reply in Record(folder.replies_path, read_only=True).exchanges()
        if (one := seen(asked, reply)) is not None
    ]
    said = [
        event.text
        for folder in folders
        for event in folder.events.all()
        if event.kind == "speech" and event.by == "agent"
    ]
    return measured(requests, said, or_else)


def _latest(runs: Path, model: str) -> Iterator[RunFolder]:
    """The latest runs that this model played, the newest first."""
    folders = [file.parent for file in runs.glob("*/run.json")]
    folders.sort(key=_played, reverse=True)
    found = calls = 0
    for path in folders[:_TRIED]:
        manifest = _manifest(path)
        if manifest is None or manifest.model is None or manifest.model.name != model:
            continue
        folder = RunFolder(path, manifest)
        if manifest.replay is None and folder.replies_path.is_file():
            yield folder
            found += 1
            calls += manifest.usage.calls
        if found == LATEST or calls >= ENOUGH:
            return


def _played(folder: Path) -> float:
    """When its record was last written: scoring a run later is no news of the model's pace."""
    record = folder / REPLIES
    return record.stat().st_mtime if record.is_file() else 0.0


def _manifest(path: Path) -> Manifest | None:
    try:
        return read_manifest(path)
    except InputError:
        return None
