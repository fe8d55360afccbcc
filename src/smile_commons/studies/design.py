"""A study's design, read and checked: plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import JsonValue

from smile_commons.studies.study_file import AnalysisFields, Controls, Repeats, StopRule
from smile_commons.world.model import World

REFERENCE = 0
"""The place of the level that others are compared with."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a factor."""

    name: str
    value: JsonValue
    """None: as it is without the factor."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A score and its scope; ``str`` gives it as it is written."""

    id: str
    persona: str | None = None
    article: str | None = None
    act: str | None = None

    def __str__(self) -> str:
        named = (("persona", self.persona), ("article", self.article), ("act", self.act))
        return f"{self.id}@{','.join(f'{n}={v}' for n, v in named if v) or 'all'}"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What is measured."""

    primary: tuple[Outcome, ...]
    secondary: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class AnalysisPlan:
    """How the outcomes are to be compared."""

    model: Literal["paired-t", "permutation", "wild-cluster", "lmm", "gee"] = "paired-t"
    cluster: tuple[str, ...] = ()
    correction: Literal["holm", "bh"] | None = "holm"
    alpha: float = 0.05
    sesoi: float | None = None
    sd: float | None = None
    icc: float = 0.0
    power: float = 0.8

    @classmethod
    def of(cls, given: AnalysisFields) -> "AnalysisPlan":
        """As the file has it."""
        fields: dict[str, Any] = given.model_dump()
        if given.correction == "none":
            fields["correction"] = None
        return cls(**fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A study that can be planned: nothing in it is open any more."""

    id: str
    path: Path
    """The file."""
    world: World
    dialogue: tuple[str, ...]
    factors: Mapping[str, tuple[Level, ...]]
    outcomes: Outcomes
    format: int = 1
    title: str = ""
    question: str = ""
    hypothesis: str = ""
    authors: tuple[str, ...] = ()
    exclude: str = ""
    people: tuple[Path, ...] = ()
    """Debates of people whose bands stand beside the scores."""
    design: str = "full"
    at: int = 0
    repeats: Repeats = field(default_factory=Repeats)
    controls: Controls = field(default_factory=Controls)
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    analysis: AnalysisPlan = field(default_factory=AnalysisPlan)
    stop: StopRule = field(default_factory=StopRule)

    @property
    def folder(self) -> Path:
        """Where everything of the study lies: the folder of its file."""
        return self.path.parent

    @property
    def runs(self) -> Path:
        """Where its runs are kept."""
        return self.folder / "runs"

    @property
    def paired(self) -> str | None:
        """The factor by which cells of a pair part; None: the design is another."""
        kind, _, name = self.design.partition(":")
        return name if kind == "paired" else None

    @property
    def reference(self) -> dict[str, Level]:
        """The first level of every factor."""
        return {name: levels[REFERENCE] for name, levels in self.factors.items()}
