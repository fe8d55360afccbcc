"""``study.yaml`` as it is written: the model that an editor's schema is made from."""

import re
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BeforeValidator, Field, JsonValue, StringConstraints

from smile_commons.world.card import Slug, Strict, Text

FILE = "study.yaml"
FORMAT = 1
MOST_SEEDS = 100_000
_RANGE = re.compile(r"\s*(\d{1,15})\s*\.\.\s*(\d{1,15})\s*")
_NUMBER = re.compile(r"\s*\d{1,15}\s*")

Layout = Annotated[str, StringConstraints(pattern=r"^(full|latin|paired:.+|file:.+)$")]
OutcomeText = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*@.+$")]


def _several(value: Any) -> Any:
    """One text in the place of a list of one."""
    return (value,) if isinstance(value, str) else value


def seeds_of(value: Any) -> Any:
    """``2145..2160``, ``1, 2, 5..9``, one number or a list of these as the seeds that they mean.

    Raises:
        ValueError: it is none of these.
    """
    parts = value.split(",") if isinstance(value, str) else value
    if isinstance(parts, int) and not isinstance(parts, bool):
        return (parts,)
    if not isinstance(parts, list | tuple):
        return parts
    seeds = list[Any]()
    for part in parts:  # pyright: ignore[reportUnknownVariableType]
        if isinstance(part, str) and (ends := _RANGE.fullmatch(part)):
            first, last = int(ends[1]), int(ends[2])
            if last < first or last - first >= MOST_SEEDS:
                raise ValueError(f"{part.strip()} is no range of 1 to {MOST_SEEDS} seeds")
            seeds += range(first, last + 1)
        elif isinstance(part, str) and _NUMBER.fullmatch(part):
            seeds.append(int(part))
        elif isinstance(part, str):
            raise ValueError(f"{part.strip()!r} is no seed; write 2145..2160, or 1, 2, 5..9")
        else:
            seeds.append(part)
    if len(set(seeds)) != len(seeds):
        raise ValueError("a seed stands twice")
    return tuple(seeds)


Seed = Annotated[int, Field(ge=0, lt=10**15)]
Names = Annotated[
    tuple[Slug, ...], BeforeValidator(_several, json_schema_input_type=Slug | tuple[Slug, ...])
]
Texts = Annotated[
    tuple[str, ...], BeforeValidator(_several, json_schema_input_type=str | tuple[str, ...])
]
OutcomeTexts = Annotated[
    tuple[OutcomeText, ...],
    BeforeValidator(_several, json_schema_input_type=OutcomeText | tuple[OutcomeText, ...]),
]
Seeds = Annotated[
    tuple[Seed, ...],
    BeforeValidator(seeds_of, json_schema_input_type=Seed | str | tuple[Seed | str, ...]),
]
Cluster = Literal["dialogue", "seed", "cast", "block"]


class Repeats(Strict):
    """How often everything is played: a block is a dialogue with a seed."""

    seeds: Seeds = Field(default=(1,), min_length=1, max_length=MOST_SEEDS)
    """``2145..2160``, ``1, 2, 5..9`` or a list."""
    pair_on: Literal["seed"] = "seed"
    """Cells of a block have the seed in common."""


class Controls(Strict):
    """Arms beside the factors, each played in every block."""

    sham: str | None = Field(default=None, min_length=1, max_length=600)
    """What the same people talk about instead (the sham debate): ``how to bake bread``."""
    no_talk: bool = False
    """Ballots before and after nothing was said: what asking twice does."""
    form_crossed: bool = False
    """All ballots are asked in every form, affirmative and negative and in each order."""
    cells: Literal["reference", "all"] = "reference"
    """Whether control arms are played at the first level of every factor, or at all of them."""


class Outcomes(Strict):
    """What is measured: a score's id and its scope, ``movement@all``, ``movement@persona=ezra``."""

    primary: OutcomeTexts = Field(min_length=1)
    """What the study is about; corrected for being several."""
    secondary: OutcomeTexts = ()


class AnalysisFields(Strict):
    """How the outcomes are compared, as the registration says."""

    model: Literal["paired-t", "permutation", "wild-cluster", "lmm", "gee"] = "paired-t"
    cluster: Annotated[
        tuple[Cluster, ...],
        BeforeValidator(_several, json_schema_input_type=Cluster | tuple[Cluster, ...]),
    ] = ()
    """What rows have in common that makes them alike."""
    correction: Literal["holm", "bh", "none"] = "holm"
    """Over the primary outcomes and the levels that are compared."""
    alpha: float = Field(default=0.05, gt=0, lt=1)
    """Two-sided."""
    sesoi: float | None = Field(default=None, gt=0)
    """The smallest effect that would matter, in the outcome's unit."""
    sd: float | None = Field(default=None, gt=0)
    """Of pair differences, as assumed before there are pilots."""
    icc: float = Field(default=0.0, ge=0, lt=1)
    """How alike pair differences of one cluster are, as assumed: for the planner."""
    power: float = Field(default=0.8, gt=0, lt=1)


class StopRule(Strict):
    """When the study ends, whatever it shows; held over all cells together."""

    max_runs: int | None = Field(default=None, ge=1)
    """Cells that are played at most."""
    max_tokens: int | None = Field(default=None, ge=1)
    """Read and written."""
    max_cost: float | None = Field(
        default=None, gt=0, validation_alias=AliasChoices("max_cost", "max_cost_usd")
    )
    """In the currency of the prices."""
    max_hours: float | None = Field(default=None, gt=0)
    """Of playing, added up over sessions."""
    interim: Literal["none"] = "none"
    """No look at the outcomes before the end: tests are not corrected for one."""


class StudyFile(Strict):
    """A study: what is played, how often, what is measured and when it is over."""

    format: Literal[1] = FORMAT
    id: Slug
    title: str = Field(default="", max_length=600)
    question: Text | None = None
    """What is to be found out, in a sentence."""
    hypothesis: Text | None = None
    """What is expected, and in which direction."""
    authors: Texts = ()
    """``Family name, given name`` or a name, for the registration and the bundle."""
    world: str | None = None
    """The world's folder, from this file; none: the one that ships, or that is stood in."""
    dialogue: Names = Field(min_length=1)
    """One or several, by id."""
    factors: dict[str, JsonValue] = Field(min_length=1)
    """Levels by factor, the first the reference: a list, or values by the levels' names."""
    design: Layout = "full"
    """``full``, ``paired:FACTOR`` (the common part is played once), ``latin``, ``file:CSV``."""
    at: int = Field(default=0, ge=0)
    """The last speech that paired cells have in common; 0: they part at the opening."""
    repeats: Repeats = Repeats()
    controls: Controls = Controls()
    ballots: str | None = Field(default=None, pattern=r"^(acts|ends|every:[1-9][0-9]{0,4}|none)$")
    options: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """Options of every play, as those of ``commons play``."""
    settings: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """Settings of every play (``model``, ``judge``, ``temperature`` …)."""
    outcomes: Outcomes
    people: Texts = ()
    """Debates of people, from this file: ballots as CSV, or scored or labelled transcripts; their
    bands stand beside the scores."""
    exclude: Text | None = None
    """Which cells are left out of the analysis, decided beforehand; none: those that failed."""
    analysis: AnalysisFields = AnalysisFields()
    stop: StopRule = StopRule()
