"""Where a template is looked for: first in the world, then here; a language's own before all."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from smile_commons.world.find import shipped_world

ENGLISH = "en"
"""The language that ships: what another has not is taken from it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One template as it is found."""

    text: str
    file: str
    """Its path, with a note where it is one that ships; for messages."""


def lineage(language: str) -> tuple[str, ...]:
    """The folders of a language, the nearest first: ``de-at``, then ``de``."""
    parts = language.split("-")
    return tuple("-".join(parts[:end]) for end in range(len(parts), 0, -1))


def found(own: Mapping[str, str], language: str) -> dict[str, Source]:
    """Every template by its bare name, as a world in that language has it.

    Looked for in the world's ``prompts/<language>/`` and ``prompts/``, then in those that ship, and
    last among the English ones.

    Args:
        own: the world's templates by their path in ``prompts/``.
        language: its code.
    """
    return {**shipped(language), **_of(own, language, "")}


def shipped(language: str) -> dict[str, Source]:
    """As ``found``, of those that ship alone."""
    templates, note = shipped_templates(), " (as shipped)"
    return {**_in_folder(templates, ENGLISH, note), **_of(templates, language, note)}


@cache
def shipped_templates() -> Mapping[str, str]:
    """The templates that ship, by their path in ``prompts/``.

    Raises:
        InputError: they are missing from this installation.
    """
    folder: Path = shipped_world() / "prompts"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((*folder.glob("*.j2"), *folder.glob("*/*.j2")))
    }


def _of(templates: Mapping[str, str], language: str, note: str) -> dict[str, Source]:
    """A world's or the shipped ones: what is in no folder, then what a language has."""
    merged = _in_folder(templates, "", note)
    for code in reversed(lineage(language)):
        merged |= _in_folder(templates, code, note)
    return merged


def _in_folder(templates: Mapping[str, str], folder: str, note: str) -> dict[str, Source]:
    return {
        name: Source(text, f"prompts/{path}{note}")
        for path, text in templates.items()
        for where, _, name in [path.rpartition("/")]
        if where == folder
    }
