"""The models that are known by name: where their weights come from and how they are asked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from smile_commons.models.model import Profile, Style
from smile_commons.models.pace import Pace


@dataclass(frozen=True, slots=True)
class Carrier:
    """Installed packages that carry a file, in one piece or in parts."""

    package: str
    """Name of the package to import, with ``{number}`` from 1 where there are parts."""
    file: str
    parts: int
    install: str
    """The command that brings them."""

    def found(self) -> tuple[Path, ...] | None:
        """The parts in order, when all are installed; imports none of them."""
        paths = tuple(self._path(number) for number in range(1, self.parts + 1))
        known = tuple(path for path in paths if path is not None)
        return known if len(known) == self.parts else None

    def _path(self, number: int) -> Path | None:
        spec = find_spec(self.package.format(number=number))
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            path = Path(folder) / self.file.format(number=number)
            if path.is_file():
                return path
        return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One model of the catalogue."""

    id: str
    title: str
    size: int
    """Bytes."""
    sha256: str
    licence: str
    style: Style
    profile: Profile
    note: str
    carrier: Carrier | None = None
    url: str | None = None
    """The publisher's own address of the file."""
    default: bool = False
    pace: Pace | None = None
    """What was measured of it on another machine."""

    @property
    def filename(self) -> str:
        """What the file is called in the cache and on mirrors."""
        return f"{self.id}.gguf"


@cache
def catalogue() -> Mapping[str, Entry]:
    """All entries by id, the default first."""
    source = files("smile_commons.models").joinpath("catalogue.toml").read_text("utf-8")
    entries = [_entry(table) for table in tomllib.loads(source).values()]
    return {entry.id: entry for entry in sorted(entries, key=lambda entry: not entry.default)}


def default_entry() -> Entry:
    """The model that ``local`` means."""
    return next(entry for entry in catalogue().values() if entry.default)


def _entry(table: Mapping[str, Any]) -> Entry:
    values = dict(table)
    n_ctx, parameters = values.pop("n_ctx"), values.pop("parameters", None)
    profile = Profile(n_ctx=n_ctx, parameters=parameters, **values.pop("sampling"))
    kinds = {"carrier": Carrier, "pace": Pace}
    nested = {name: kind(**values.pop(name)) for name, kind in kinds.items() if name in values}
    return Entry(profile=profile, **nested, **values)
