"""A study written down before it is run: what is planned, frozen, with the headings of the forms.

The questions are those of AsPredicted (https://aspredicted.org) and of the OSF Preregistration
(https://osf.io/prereg).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from smile_commons.errors import InputError
from smile_commons.files import write_atomically
from smile_commons.runs.manifest import package_version
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.studies.design import Design
from smile_commons.studies.digests import content_digest, digests_of
from smile_commons.studies.ledger import now, read_rows, rows_of
from smile_commons.studies.planning import Cells
from smile_commons.studies.powering import planned_power
from smile_commons.studies.study_file import FILE
from smile_commons.studies.tables.dictionary import data_dictionary
from smile_commons.studies.templating import filled

FOLDER, SUMS = "registration", "SHA256SUMS"
_AMENDED = re.compile(rf"{FOLDER}(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration on disk."""

    folder: Path
    plan: Mapping[str, Any]
    digests: Mapping[str, Any]
    created: str
    """ISO-8601, UTC."""
    broken: tuple[str, ...] = ()
    """Files that are not as they were written."""


def plan_of(design: Design, cells: Cells) -> dict[str, Any]:
    """What is planned, as plain data that two versions of can be compared."""
    one = cells.cells
    return {
        "study": design.id,
        "title": design.title,
        "question": design.question,
        "hypothesis": design.hypothesis,
        "authors": list(design.authors),
        "package": package_version(),
        "dialogues": list(design.dialogue),
        "design": design.design,
        "at": design.at,
        "factors": {name: [asdict(x) for x in levels] for name, levels in design.factors.items()},
        "seeds": list(design.repeats.seeds),
        "controls": design.controls.model_dump(),
        "options": {n: list(v) if isinstance(v, tuple) else v for n, v in design.options.items()},  # pyright: ignore[reportUnknownArgumentType]
        "settings": dict(design.settings),
        "primary": [str(x) for x in design.outcomes.primary],
        "secondary": [str(x) for x in design.outcomes.secondary],
        "exclude": design.exclude,
        "people": [[path.name, content_digest(path)] for path in design.people],
        "analysis": {**asdict(design.analysis), "cluster": list(design.analysis.cluster)},
        "stop": design.stop.model_dump(),
        "cells": len(one),
        "blocks": len({cell.block for cell in one}),
        "models": sorted({cell.model for cell in one}),
        "judges": sorted({cell.judge for cell in one}),
        "list": [
            {"cell": x.id, "block": x.block, "factors": dict(x.factors), "control": x.control}
            for x in one
        ],
    }


def register(design: Design, cells: Cells, *, because: str = "") -> Registration:
    """Freezes what is planned in ``registration/``; an amendment stands beside it with a number.

    Args:
        design: the study.
        cells: all that it plays.
        because: why it is amended, where it is registered already.

    Raises:
        InputError: it is registered already as it is, or amended without a reason.
    """
    before, plan = registered(design.folder), plan_of(design, cells)
    if before is not None and before.plan == plan:
        raise InputError(f"{before.folder} has it as it is, since {before.created}")
    if before is not None and not because.strip():
        raise InputError(
            f"{before.folder} was written on {before.created} and says something else; give the "
            "reason with `because`, and it is amended beside it"
        )
    created = now()
    files = _files(design, cells, plan, created, because)
    folder = _next(design.folder)
    folder.mkdir(parents=True)
    for name, content in files.items():
        write_atomically(folder / name, content)
    sums = "".join(f"{_sha256(files[name])}  {name}\n" for name in sorted(files))
    write_atomically(folder / SUMS, sums)  # last: without it nothing is registered
    found = registered(design.folder)
    assert found is not None
    return found


def registered(folder: Path) -> Registration | None:
    """The latest registration of a study; None: there is none.

    Raises:
        InputError: it cannot be read.
    """
    there = [(number, path) for number, path in _numbered(folder) if (path / SUMS).is_file()]
    if not there:
        return None
    path = max(there)[1]
    try:
        return Registration(
            path,
            json.loads((path / "plan.json").read_bytes()),
            json.loads((path / "digests.json").read_bytes()),
            (path / "created").read_text("utf-8").strip(),
            tuple(broken(path)),
        )
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def broken(folder: Path) -> list[str]:
    """Files of a folder with sums that are not what the sums say, or are not there."""
    found = list[str]()
    for line in (folder / SUMS).read_text("utf-8").splitlines():
        sum, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file() or _sha256(path.read_bytes()) != sum:
            found.append(name)
    return found


def _numbered(folder: Path) -> list[tuple[int, Path]]:
    there = ((_AMENDED.fullmatch(path.name), path) for path in folder.glob(f"{FOLDER}*"))
    return [(int(found[1] or 1), path) for found, path in there if found and path.is_dir()]


def _next(folder: Path) -> Path:
    last = max((number for number, _ in _numbered(folder)), default=0)
    return folder / (FOLDER if not last else f"{FOLDER}-{last + 1}")


def _files(
    design: Design, cells: Cells, plan: Mapping[str, Any], created: str, because: str
) -> dict[str, bytes]:
    begun = len(rows_of(read_rows(design.folder)))
    files = {
        FILE: design.path.read_bytes(),
        "plan.json": _json(plan),
        "dictionary.json": _json(data_dictionary(tuple(design.factors))),
        "digests.json": _json(digests_of(design, cells)),
        "created": f"{created}\n".encode(),
        "registration.md": filled(
            "registration.md.j2",
            plan=plan,
            created=created,
            reason=because.strip(),
            begun=begun,
            outcomes=_outcomes(design),
            power=planned_power(design),
        ).encode(),
    }
    kind, _, name = design.design.partition(":")
    if kind == "file":
        files[Path(name).name] = (design.folder / name).read_bytes()
    return files


def _outcomes(design: Design) -> list[dict[str, Any]]:
    outcomes = design.outcomes
    return [
        {"role": role, "outcome": str(one), **DEFINITIONS[one.id].to_dict()}
        for role, several in (("primary", outcomes.primary), ("secondary", outcomes.secondary))
        for one in several
    ]


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
