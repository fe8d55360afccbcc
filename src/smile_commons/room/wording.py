"""What the room itself says, from data files: one language a set of files in ``phrases/``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast

import yaml

from smile_commons.errors import InputError

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of one language; one that is missing there is English."""

    language: str
    phrases: Mapping[str, Any]
    names: Mapping[str, Any]
    """``colours``, ``animals``, ``pattern`` and the pairs that are ``never`` given."""

    @classmethod
    def of(cls, language: str) -> "Wording":
        """The phrases of a language by its code.

        Raises:
            InputError: nobody has written them; those that are there are named.
        """
        return _wording(language)

    def __call__(self, key: str, **fields: object) -> str:
        """The phrase of that key, its fields filled in; keys have dots (``vote.send``).

        Raises:
            KeyError: there is none.
        """
        found: Any = self.phrases
        for part in key.split("."):
            found = found[part]
        return str(found).format(**fields) if fields else str(found)

    def number(self, value: float, pattern: str = "{:+.2f}") -> str:
        """A number as the language writes it, below zero with a minus, not a hyphen."""
        written = pattern.format(value).replace(".", self("decimal"))
        return written.replace("-", "\N{MINUS SIGN}")

    def has(self, key: str) -> bool:
        """Whether there is a phrase of that key."""
        try:
            self(key)
        except KeyError:
            return False
        return True


def languages() -> tuple[str, ...]:
    """The codes of the languages that the room speaks."""
    files = (file.name for file in _folder().iterdir())
    found = {name.removesuffix(".yaml") for name in files if name.endswith(".yaml")}
    return tuple(sorted(name for name in found if "-" not in name))


@cache
def _wording(language: str) -> Wording:
    if language not in languages():
        raise InputError(f"the room has no words in {language!r}; it has {', '.join(languages())}")
    phrases: dict[str, Any] = {}
    for code in dict.fromkeys((FALLBACK, language)):
        for name in sorted(file.name for file in _folder().iterdir()):
            if name == f"{code}.yaml" or name.startswith(f"{code}-"):
                phrases = _laid_over(phrases, _read(name))
    names = f"names-{language}.yaml"
    there = _folder().joinpath(names).is_file()
    return Wording(language, phrases, _read(names if there else f"names-{FALLBACK}.yaml"))


def _folder() -> Any:
    return resources.files("smile_commons.room") / "phrases"


def _read(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load(_folder().joinpath(name).read_text("utf-8")))


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both, the second where both have a phrase."""
    laid = dict(below)
    for key, value in above.items():
        old = laid.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            value = _laid_over(cast("dict[str, Any]", old), cast("dict[str, Any]", value))
        laid[key] = value
    return laid
