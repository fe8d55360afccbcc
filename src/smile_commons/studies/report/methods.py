"""The methods of a study in a paragraph, every default spelt out."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from smile_commons.runs.manifest import package_version
from smile_commons.runs.options import PlayOptions
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.studies.templating import filled

if TYPE_CHECKING:
    from smile_commons.studies.cells import CellRow
    from smile_commons.studies.design import Design


_OF_NO_STUDY = {"dialogue", "seed", "seat", "max_tokens", "max_cost", "placebo"}


def methods(design: "Design", rows: "Sequence[CellRow]" = ()) -> str:
    """The paragraph.

    Args:
        design: the study.
        rows: of its cells: which models spoke and judged.
    """
    ids = dict.fromkeys(one.id for one in design.outcomes.primary)
    outcomes = design.outcomes
    text = filled(
        "methods.j2",
        design=design,
        package=package_version(),
        models=_named((one.model, one.model_digest) for one in rows),
        judges=_named((one.judge, one.judge_digest) for one in rows),
        seeds=design.repeats.seeds,
        factors=[
            f"{name} ({', '.join(level.name for level in levels)})"
            for name, levels in design.factors.items()
        ],
        options=_options(design),
        settings=[f"{name} {value}" for name, value in design.settings.items()],
        primary=[str(one) for one in outcomes.primary],
        secondary=[str(one) for one in outcomes.secondary],
        definitions=[DEFINITIONS[id] for id in ids if id in DEFINITIONS],
    )
    return " ".join(text.split())


def _named(given: Iterable[tuple[str | None, str | None]]) -> list[str]:
    """Names with the beginnings of their digests, each once."""
    found = dict.fromkeys((name, digest) for name, digest in given if name)
    return [f"{name} ({digest[:12]})" if digest else str(name) for name, digest in found]


def _options(design: "Design") -> list[str]:
    """Every option of a play with its value, the defaults too."""
    given = PlayOptions.of(dialogue=design.dialogue[0], **design.options).model_dump()
    told = {
        name.replace("_", " "): _told(value)
        for name, value in given.items()
        if name not in _OF_NO_STUDY and name not in design.factors
    }
    left = [name for name, value in told.items() if not value]
    named = [f"{name} {value}" for name, value in told.items() if value]
    return [*named, *([f"{', '.join(left)} as by default"] if left else [])]


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return "" if value is None else str(value)
