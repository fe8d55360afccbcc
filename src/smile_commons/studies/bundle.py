"""A study as one file that others can cite and check: an RO-Crate with sums of all that is in it.

RO-Crate 1.2 (https://w3id.org/ro/crate/1.2), ``CITATION.cff`` 1.2.0
(https://citation-file-format.github.io) and ``codemeta.json`` 3.0 (https://codemeta.github.io).
Runs come along as what can be read of them: manifest, transcript, ballots, scores; their stores and
records of models stay.
"""

import hashlib
import json
import platform
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from importlib.metadata import distributions, metadata
from pathlib import Path
from typing import Any

from smile_commons.errors import InputError
from smile_commons.files import write_atomically
from smile_commons.runs.manifest import package_version, package_versions
from smile_commons.studies.cells import CellRow
from smile_commons.studies.design import Design
from smile_commons.studies.ledger import CELLS, now
from smile_commons.studies.registration import FOLDER, SUMS
from smile_commons.studies.study_file import FILE
from smile_commons.studies.templating import filled

BUNDLE = "bundle.zip"
OF_A_RUN = (
    "run.json",
    "transcript.jsonl",
    "ballots.jsonl",
    "revisions.jsonl",
    "scores.json",
    "directions.jsonl",
    "labels.jsonl",
)
"""What comes along of each run."""
_STUDY = (FILE, CELLS, "deviations.json", "analysis.json", "report.html", "report.md", "methods.md")
_TYPES = {
    ".jsonl": "application/jsonl",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".html": "text/html",
    ".parquet": "application/vnd.apache.parquet",
    ".cff": "application/yaml",
}
_ABOUT = {
    FILE: "The design of the study",
    CELLS: "What became of every cell: one row each time that changed, the last one counts",
    "DATADICT.md": "What stands in the tables",
    "schema.json": "The tables as a Frictionless Data Package",
    "environment.json": "Interpreter, system and packages by which the bundle was made",
    "report.html": "The report",
    "deviations.json": "What was done otherwise than was registered",
}


def write_bundle(design: Design, rows: Sequence[CellRow], out: Path | None = None) -> Path:
    """Writes a study as an RO-Crate, whole or not at all.

    Args:
        design: the study.
        rows: what became of its cells; runs of those that are done come along.
        out: the file; None: ``bundle.zip`` beside the study.

    Raises:
        InputError: no cell is done, the RO-Crate library is not there, or a file cannot be written.
    """
    done = [row for row in rows if row.status == "done" and row.run_id]
    if not done:
        raise InputError(f"{design.folder}: no cell is done, so there is nothing to bundle")
    out = out or design.folder / BUNDLE
    with tempfile.TemporaryDirectory(prefix="commons-bundle-") as place:
        stage = Path(place) / "stage"
        for source, name in _files(design, done):
            target = stage / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        _about(design, stage)
        crate = Path(place) / "crate"
        _crate(design, stage).write(crate)
        sums = [f"{_sha256(file)}  {name}\n" for name, file in _there(crate)]
        (crate / SUMS).write_text("".join(sums), encoding="utf-8")
        write_atomically(out, _zipped(crate))
    return out


def check_bundle(path: Path) -> list[str]:
    """Files of a bundle that are not as its sums say, are missing, or stand in it without a sum.

    Raises:
        InputError: it is no bundle.
    """
    try:
        with zipfile.ZipFile(path) as bundle:
            names = set(bundle.namelist())
            text = bundle.read(SUMS).decode("utf-8")
            wrong = list[str]()
            for line in text.splitlines():
                sum, _, name = line.partition("  ")
                if name not in names or hashlib.sha256(bundle.read(name)).hexdigest() != sum:
                    wrong.append(name)
                names.discard(name)
            return sorted([*wrong, *(names - {SUMS})])
    except (OSError, KeyError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is no bundle of a study: {error}") from error


def _files(design: Design, done: Sequence[CellRow]) -> Iterator[tuple[Path, str]]:
    folder = design.folder
    yield from ((folder / name, name) for name in _STUDY if (folder / name).is_file())
    kind, _, listed = design.design.partition(":")
    if kind == "file":
        yield folder / listed, Path(listed).name
    for part in ("tables", *(path.name for path in sorted(folder.glob(f"{FOLDER}*")))):
        for file in sorted((folder / part).rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                yield file, file.relative_to(folder).as_posix()
    for row in done:
        for name in OF_A_RUN:
            file = design.runs / str(row.run_id) / name
            if file.is_file():
                yield file, f"runs/{row.run_id}/{name}"


def _about(design: Design, stage: Path) -> None:
    """Who made it, with what, and what it is."""
    package, date = package_version(), now()[:10]
    names = ([part.strip() for part in one.split(",", 1)] for one in design.authors)
    authors = [{"family": one[0], "given": one[1] if len(one) > 1 else ""} for one in names]
    digest = hashlib.sha256(
        "".join(_sha256(file) for _, file in _there(stage)).encode()
    ).hexdigest()
    cff = filled(
        "CITATION.cff.j2",
        title=design.title or design.id,
        authors=authors or [{"family": "Smile Commons user", "given": ""}],
        digest=digest,
        date=date,
        question=design.question,
        package=package,
    )
    (stage / "CITATION.cff").write_text(cff, encoding="utf-8")
    (stage / "codemeta.json").write_text(_json(_codemeta(package)), encoding="utf-8")
    (stage / "environment.json").write_text(_json(_environment()), encoding="utf-8")


def _codemeta(package: str) -> dict[str, Any]:
    about = metadata("smile-commons")
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": "Smile Commons",
        "version": package,
        "description": about["Summary"],
        "license": f"https://spdx.org/licenses/{about['License-Expression'] or 'Apache-2.0'}",
        "programmingLanguage": {"@type": "ComputerLanguage", "name": "Python"},
        "runtimePlatform": f"Python {platform.python_version()}",
        "softwareRequirements": [
            f"{name} {version}" for name, version in package_versions().items()
        ],
    }


def _environment() -> dict[str, Any]:
    packages = {
        one.metadata["Name"]: one.version for one in distributions() if one.metadata["Name"]
    }
    return {
        "python": sys.version,
        "system": platform.platform(),
        "machine": platform.machine(),
        "packages": dict(sorted(packages.items(), key=lambda one: one[0].lower())),
    }


def _crate(design: Design, stage: Path) -> Any:
    try:
        from rocrate.model.person import Person
        from rocrate.rocrate import ROCrate
    except ImportError as error:
        raise InputError("a bundle needs rocrate: pip install 'smile-commons[study]'") from error
    crate: Any = ROCrate(version="1.2")
    crate.name = design.title or design.id
    crate.description = design.question or f"The study {design.id}, run with Smile Commons"
    crate.datePublished = now()
    crate.keywords = ["Smile Commons", "agents", "dialogue", *design.factors]
    for number, name in enumerate(design.authors, start=1):
        person = crate.add(Person(crate, f"#author-{number}", properties={"name": name}))
        crate.root_dataset.append_to("author", person)
    for name, file in _there(stage):
        fields = {
            "name": Path(name).name,
            "contentSize": str(file.stat().st_size),
            "sha256": _sha256(file),
            "encodingFormat": _TYPES.get(file.suffix, "application/octet-stream"),
        }
        if about := _ABOUT.get(Path(name).name):
            fields["description"] = about
        crate.add_file(str(file), name, properties=fields)
    return crate


def _there(folder: Path) -> list[tuple[str, Path]]:
    """The files in a folder by their paths in it, in order."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return sorted((file.relative_to(folder).as_posix(), file) for file in found)


def _zipped(folder: Path) -> bytes:
    """The same files, the same bytes, whenever they are packed."""
    with tempfile.TemporaryFile() as into:
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, file in _there(folder):
                entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())
        into.seek(0)
        return into.read()


def _json(data: Any) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
