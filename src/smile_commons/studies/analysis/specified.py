"""A score made anew from the tables of many runs, in another way than it was scored.

What can be chosen: of ballots which forms count and up to which inconsistency a ballot does; of
what was said who judged, how sure a reading has to be, and how soon what was said earlier fades.
The scores' own functions make the figure, so that the registered way gives the registered score.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.scoring.ballots import figure_of, last_asked
from smile_commons.scoring.figures import CHANGES, STATES, Part
from smile_commons.scoring.gap import gap_figure
from smile_commons.scoring.positions import Asked, common, over_forms
from smile_commons.scoring.score import Scope
from smile_commons.scoring.stated.positions import HALF_LIFE, Tables, Units, tables
from smile_commons.scoring.stated.positions import figure_of as stated_figure
from smile_commons.transcript import Ballot

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["ballots", "readings", "both"]
OF_BALLOTS = frozenset({*STATES, *CHANGES, "movement", "alpha"})
OF_READINGS = frozenset(f"stated-{id}" for id in (*OF_BALLOTS, "position"))
OF_BOTH = frozenset({"gap", "hollow-agreement", "silent-agreement"})
CHOICES = tuple(sorted(OF_BALLOTS | OF_READINGS | OF_BOTH))
"""Ids of scores that can be made in several ways."""
_RUN = ("run_id", "study", "cell", "block", "dialogue", "seed", "control_arm")
_BALLOTS = ("run_id", "stage", "after_turn", "persona", "article", "form", "position",
            "inconsistency")  # fmt: skip
_READINGS = ("run_id", "turn", "persona", "article", "position", "p_for", "p_against")
_Key = tuple[str, int, str, str]
"""Stage, turn, persona and article of a ballot."""
_SIDES = ["p_against", "p_undecided", "p_for"]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of making a score."""

    forms: frozenset[int] | None = None
    """Which forms of the ballot count; None: all."""
    inconsistency: float = float("inf")
    """Most of a ballot's ``|p(article) + p(negation)|``."""
    half_life: float = HALF_LIFE
    """In speeches of a persona on an article; infinite: all weigh alike."""
    sure: float = 0.0
    """Least probability of a reading's likeliest side."""
    judge: str = ""
    """Which table of readings; empty: the only one."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A score and its scope, as designs write it (``gap@persona=ezra``)."""

    id: str
    persona: str | None = None
    article: str | None = None

    @classmethod
    def of(cls, text: str) -> "Scored":
        """Reads it.

        Raises:
            InputError: it can be made in one way only, or is of one act.
        """
        id, _, scope = text.partition("@")
        known(id, CHOICES, "outcome with a specification curve")
        parts = dict(one.split("=", 1) for one in scope.split(",") if "=" in one)
        if "act" in parts:
            raise InputError(f"{text}: of one act there is no specification curve")
        return cls(id, parts.get("persona"), parts.get("article"))

    @property
    def kind(self) -> Kind:
        """What it is made of."""
        if self.id in OF_BOTH:
            return "both"
        return "ballots" if self.id in OF_BALLOTS else "readings"


@dataclass(frozen=True, slots=True)
class Sources:
    """The tables that scores are made of."""

    ballots: "pd.DataFrame | None" = None
    readings: "Mapping[str, pd.DataFrame]" = field(default_factory=dict[str, Any])
    """By judge, the registered one first."""
    weights: Mapping[str, float] = field(default_factory=dict[str, float])
    """Of articles, by id; 1 where none is named."""
    asked: Mapping[str, Mapping[_Key, tuple[dict[int, float | None], float]]] = field(
        default_factory=dict[str, Any]
    )
    """The ballots again, by run."""

    @classmethod
    def of(cls, given: "Mapping[str, Any]", weights: Mapping[str, float]) -> "Sources":
        """Of ``ballots`` and ``readings``, which may be one table or several by judge.

        Raises:
            InputError: a table is another than it is called.
        """
        read: Any = given.get("readings")
        tables: dict[str, Any] = {"": read}
        if isinstance(read, Mapping):
            tables = dict[str, Any](**read)
        by_judge = {name: table for name, table in tables.items() if table is not None}
        ballots = given.get("ballots")
        if ballots is not None:
            _needs(ballots, _BALLOTS, "ballots")
        for table in by_judge.values():
            _needs(table, _READINGS, "readings")
        return cls(ballots, by_judge, weights, {} if ballots is None else _asked(ballots))


def made(scored: Scored, sources: Sources, way: Way) -> "pd.DataFrame":
    """A row a run: its keys and ``outcome``, which is missing where the run has none.

    Raises:
        InputError: a table that it is made of is not given.
    """
    import pandas as pd

    whole: Any = _table(scored, sources, way)
    ballots = _ballots(sources, way) if scored.kind != "readings" else {}
    told = _told(sources, way) if scored.kind != "ballots" else {}
    figure = {"ballots": _of_ballots, "readings": _of_readings, "both": _of_both}[scored.kind]
    factors = [name for name in whole.columns if str(name).startswith("factor.")]
    keys = [name for name in dict.fromkeys((*_RUN, *factors)) if name in whole.columns]
    runs = whole[keys].drop_duplicates("run_id")
    values = [figure(scored, ballots.get(run), told.get(run), sources) for run in runs["run_id"]]
    return runs.assign(outcome=pd.Series(values, index=runs.index, dtype="float64"))


def _table(scored: Scored, sources: Sources, way: Way) -> "pd.DataFrame":
    """The table whose runs there are."""
    if scored.kind != "readings" and sources.ballots is None:
        raise InputError(f"{scored.id} is made of ballots: give load(..., what='ballots')")
    if scored.kind != "ballots" and way.judge not in sources.readings:
        raise InputError(f"{scored.id} is made of readings: give load(..., what='readings')")
    if scored.kind == "readings":
        return sources.readings[way.judge]
    assert sources.ballots is not None
    return sources.ballots


def _asked(frame: Any) -> dict[str, dict[_Key, tuple[dict[int, float | None], float]]]:
    """Of a table of ballots by run: each ballot's positions by form, and its inconsistency."""
    found = dict[str, dict[_Key, tuple[dict[int, float | None], float]]]()
    columns = zip(*(frame[name] for name in _BALLOTS), strict=True)
    for run, stage, turn, persona, article, form, position, inconsistency in columns:
        key = (str(stage), int(turn), str(persona), str(article))
        loose = 0.0 if _is_missing(inconsistency) else float(inconsistency)
        forms, _ = found.setdefault(run, {}).setdefault(key, ({}, loose))
        place = 0 if _is_missing(form) else int(form)
        forms[place] = None if _is_missing(position) else float(position)
    return found


def _ballots(sources: Sources, way: Way) -> dict[str, list[Ballot]]:
    """By run, its ballots in the forms that count; what is too inconsistent has no position."""
    return {
        run: [
            _ballot(key, forms, way, loose <= way.inconsistency)
            for key, (forms, loose) in ballots.items()
        ]
        for run, ballots in sources.asked.items()
    }


def _ballot(key: _Key, forms: Mapping[int, float | None], way: Way, counts: bool) -> Ballot:
    stage, turn, persona, article = key
    kept = [forms[one] for one in sorted(forms) if way.forms is None or one in way.forms]
    there = [one for one in kept if one is not None] if counts else []
    position = sum(there) / len(there) if there else None
    blank = Ballot(turn, persona, article, position, {}, stage=stage)
    return replace(blank, forms=tuple(kept) if position is not None and len(kept) > 1 else ())


def _told(sources: Sources, way: Way) -> "dict[str, _Told]":
    frame: Any = sources.readings[way.judge]
    read = frame[frame["position"].notna()]
    read = read[read[_SIDES].max(axis=1) >= way.sure]
    return {run: _Told.of(part, way.half_life) for run, part in read.groupby("run_id", sort=False)}


@dataclass(frozen=True, slots=True)
class _Told:
    """What was said in one run: who, on what, and where each began and ended."""

    personas: list[str]
    articles: list[str]
    tables: Tables

    @classmethod
    def of(cls, part: Any, half_life: float) -> "_Told":
        import numpy as np

        part = part.sort_values("turn", kind="stable")
        personas, articles = (
            list(dict.fromkeys(part["persona"])),
            list(dict.fromkeys(part["article"])),
        )
        turns = list(dict.fromkeys(part["turn"]))
        speaker = dict(zip(part["turn"], part["persona"], strict=True))
        units = Units(
            shape=(len(personas), len(articles)),
            persona=np.array([personas.index(one) for one in part["persona"]], dtype=np.intp),
            article=np.array([articles.index(one) for one in part["article"]], dtype=np.intp),
            speech=np.array([turns.index(one) for one in part["turn"]], dtype=np.intp),
            position=part["position"].to_numpy(dtype=np.float64),
            forms=None,
            speeches=len(turns),
            speaker=np.array([personas.index(speaker[one]) for one in turns], dtype=np.intp),
        )
        return cls(personas, articles, tables(units, half_life=half_life))


_Figure = Callable[[Scored, "list[Ballot] | None", "_Told | None", Sources], float]


def _of_ballots(
    scored: Scored, ballots: list[Ballot] | None, told: _Told | None, sources: Sources
) -> float:
    asked = Asked.of(last_asked(ballots or []), ballots or [], sources.weights)
    personas, articles = _scope(scored, asked.personas, asked.articles)
    if not personas or not articles or not asked.final.ballots:
        return float("nan")
    start, end = common(
        asked.opening.by_form(personas, articles, asked.forms),
        asked.final.by_form(personas, articles, asked.forms),
    )
    figure = figure_of(scored.id, _weights(articles, sources))
    return float(figure([over_forms(start), over_forms(end)]))


def _of_readings(
    scored: Scored, ballots: list[Ballot] | None, told: _Told | None, sources: Sources
) -> float:
    if told is None:
        return float("nan")
    personas, articles = _scope(scored, told.personas, told.articles)
    if not personas or not articles:
        return float("nan")
    rows = [told.personas.index(one) for one in personas]
    columns = [told.articles.index(one) for one in articles]
    part = Part(Scope(persona=scored.persona, article=scored.article), rows, columns)
    return float(stated_figure(scored.id, _weights(told.articles, sources), part)(told.tables))


def _of_both(
    scored: Scored, ballots: list[Ballot] | None, told: _Told | None, sources: Sources
) -> float:
    if told is None or not ballots:
        return float("nan")
    import numpy as np

    asked = Asked.of(last_asked(ballots), ballots)
    personas, articles = _scope(scored, told.personas, told.articles)
    if not personas or not articles or not asked.final.ballots:
        return float("nan")
    rows = [told.personas.index(one) for one in personas]
    columns = [told.articles.index(one) for one in articles]
    votes = over_forms(asked.final.by_form(personas, articles, asked.final.forms))
    figure = gap_figure(scored.id, _weights(articles, sources))
    return float(figure(told.tables.end[np.ix_(rows, columns)], votes))


def _scope(
    scored: Scored, personas: Sequence[str], articles: Sequence[str]
) -> tuple[list[str], list[str]]:
    return (
        [one for one in personas if scored.persona in (None, one)],
        [one for one in articles if scored.article in (None, one)],
    )


def _weights(articles: Sequence[str], sources: Sources) -> Any:
    import numpy as np

    return np.array([sources.weights.get(one, 1.0) for one in articles])


def _is_missing(value: Any) -> bool:
    return value is None or str(value) in ("<NA>", "nan")


def _needs(frame: Any, columns: Sequence[str], table: str) -> None:
    lacking = [one for one in columns if one not in frame.columns]
    if lacking:
        raise InputError(f"no {lacking[0]!r} in the table: give load(..., what={table!r})")
