"""What ``commons study register``, ``analyse``, ``report`` and ``bundle`` print."""

from collections.abc import Sequence
from pathlib import Path

from smile_commons.cli import console
from smile_commons.errors import InputError
from smile_commons.studies.bundle import check_bundle
from smile_commons.studies.study import Study


def register_study(path: Path, *, because: str) -> None:
    """Registers a study and prints where it stands."""
    found = Study(path).register(because=because)
    console.say(str(found.folder))
    console.note(
        f"registered on {found.created}: put {found.folder.name}/registration.md into the form of "
        "AsPredicted or the OSF, and the folder beside it"
    )


def analyse_study(path: Path, *, as_json: bool) -> None:
    """Analyses a study and prints what it came to."""
    found = Study(path).analyse()
    if as_json:
        console.emit(found.to_dict())
    else:
        console.say(found.text())


def report_study(path: Path, *, out: Path | None, people: Sequence[Path]) -> None:
    """Writes a study's report and prints its path."""
    console.say(str(Study(path).report(out, people=people)))


def bundle_study(path: Path, *, out: Path | None, check: bool) -> None:
    """Writes a bundle and prints its path; or checks the sums of one.

    Raises:
        InputError: a file is not as its sum says.
    """
    if not check:
        console.say(str(Study(path).bundle(out)))
        return
    if wrong := check_bundle(path):
        raise InputError(f"{path}: not as its sums say: {', '.join(wrong)}")
    console.say(f"{path}: every file is as its sum says")
