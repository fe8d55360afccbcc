"""How far the judge agrees with people, beside how far people agree with one another.

Krippendorff's alpha by the package ``krippendorff`` (Castro 2017), Cohen's kappa by scikit-learn.
Intervals are drawn over speeches, since the articles of one speech are no separate evidence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, get_args

from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.scoring.judge.task import OPPOSES, SILENT, SUPPORTS, UNDECIDED

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

Level = Literal["nominal", "ordinal", "interval"]
JUDGE = "judge"
DRAWS, SEED = 1_000, 2145
SIDES = {OPPOSES: -1, UNDECIDED: 0, SUPPORTS: 1}
_ORDER: tuple[str, ...] = (OPPOSES, UNDECIDED, SUPPORTS, SILENT)
_SPEECH = ["run_id", "turn"]
_PAIR = [*_SPEECH, "article"]
_NO_LIBRARY = "agreement needs krippendorff: pip install 'smile-commons[study]'"


@dataclass(frozen=True, slots=True)
class Alpha:
    """Agreement beyond chance: 1 in everything, 0 as often as by chance."""

    value: float | None
    """None: fewer than two labels of anything, or one label for all."""
    interval: tuple[float, float] | None
    """95 %, drawn over speeches."""
    pairs: int
    """Speeches with an article that two have labelled."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """People among themselves, which is as far as a judge can come, and the judge with people."""

    level: Level
    humans: Alpha
    """The ceiling."""
    judge: Alpha
    """The judge with each person."""
    kappa: Mapping[str, float]
    """Cohen's, by pair of coders (``ana+ben``, ``ana+judge``)."""
    confusion: Mapping[str, Mapping[str, int]]
    """By a person's label, the judge's."""

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)

    def text(self) -> str:
        """In two lines."""
        return f"people with people: {_told(self.humans)}\njudge with people: {_told(self.judge)}"


def agreement(
    labels: "pd.DataFrame",
    readings: "pd.DataFrame | None" = None,
    *,
    level: Level = "nominal",
) -> Agreement:
    """Sets people's labels against each other and against the judge's readings.

    Args:
        labels: ``load(..., what="labels")``; whoever labelled without a name is one coder.
        readings: ``load(..., what="readings")``; None: no judge.
        level: ``nominal`` over all four labels; ``ordinal`` and ``interval`` over the three sides,
            where what is silent is left out.

    Raises:
        InputError: there are no labels, or the package is not there.
    """
    known(level, get_args(Level), "level of measurement")
    given = _by_coder(labels)
    if given.empty:
        raise InputError("no labels: `commons label RUN --coder NAME` takes them")
    people = [str(name) for name in given.columns]
    frame: Any = given
    if readings is not None:
        frame = frame.assign(**{JUDGE: _read(readings, frame.index)})
    if level != "nominal":
        frame = frame.where(frame != SILENT)
    judged = [frame[[name, JUDGE]] for name in people] if JUDGE in frame else []
    return Agreement(
        level=level,
        humans=_alpha([frame[people]], level),
        judge=_alpha(judged, level),
        kappa=dict(_kappas(frame)),
        confusion=_confusion(frame, people) if judged else {},
    )


def agreement_by(
    labels: "pd.DataFrame",
    readings: "pd.DataFrame | None" = None,
    *,
    by: str = "article",
    level: Level = "nominal",
) -> dict[str, Agreement]:
    """The same topic by topic: a judge may reach people on one matter and miss them on another.

    Args:
        labels, readings, level: as for ``agreement``.
        by: a column of both: ``article``, ``dialogue``, a factor.

    Raises:
        InputError: as ``agreement``, or a table has no such column.
    """
    tables: list[Any] = [labels, *([] if readings is None else [readings])]
    for table in tables:
        known(by, [str(name) for name in table.columns], "column")
    frame: Any = labels
    found = dict[str, Agreement]()
    for topic in dict.fromkeys(frame[by].dropna()):
        parts = [table[table[by] == topic] for table in tables]
        found[str(topic)] = agreement(*parts, level=level)
    return found


def _by_coder(labels: "pd.DataFrame") -> Any:
    """Labels, a row a speech and article and a column a coder; the last of each counts."""
    frame: Any = labels
    frame = frame.assign(coder=frame["coder"].fillna("unnamed"))
    last = frame.drop_duplicates([*_PAIR, "coder"], keep="last")
    return last.pivot(index=_PAIR, columns="coder", values="label")


def _read(readings: "pd.DataFrame", index: Any) -> list[str | None]:
    """The judge's likeliest label of each pair; none where it could not tell or read no speech."""
    frame: Any = readings
    judged = set(frame["run_id"])
    told = dict[Any, str | None]()
    for row in frame.to_dict("records"):
        key = (row["run_id"], row["turn"], row["article"])
        chances = {OPPOSES: row["p_against"], UNDECIDED: row["p_undecided"], SUPPORTS: row["p_for"]}
        there = {name: p for name, p in chances.items() if p is not None and p == p}
        told[key] = max(there, key=lambda name: there[name]) if there else None
    return [told.get(key, SILENT if key[0] in judged else None) for key in index]


def _alpha(tables: Sequence[Any], level: Level) -> Alpha:
    """Over all tables together, each pair of coders of a table a unit."""
    import numpy as np

    try:
        import krippendorff
    except ImportError as error:
        raise InputError(_NO_LIBRARY) from error
    library: Any = krippendorff
    if not tables:
        return Alpha(None, None, 0)
    order = _ORDER if level == "nominal" else _ORDER[:3]
    counts = np.concatenate([_counts(table, order) for table in tables])
    speeches = [key[:2] for table in tables for key in table.index]
    paired = counts.sum(axis=1) > 1
    counts = counts[paired]
    of = [key for key, there in zip(speeches, paired, strict=True) if there]
    domain = list(range(len(order))) if level == "nominal" else [SIDES[name] for name in order]

    def figure(picked: "Counts") -> float:
        if len(picked) == 0 or (picked.sum(axis=0) > 0).sum() < 2:
            return float("nan")
        return float(
            library.alpha(value_counts=picked, value_domain=domain, level_of_measurement=level)
        )

    value = figure(counts)
    if value != value:
        return Alpha(None, None, len(counts))
    names = list(dict.fromkeys(of))
    places = {name: place for place, name in enumerate(names)}
    unit = np.array([places[name] for name in of])
    rows = [np.flatnonzero(unit == place) for place in range(len(names))]
    rng = np.random.default_rng(SEED)
    drawn = list[float]()
    for _ in range(DRAWS):
        picked: list[Any] = [rows[one] for one in rng.integers(0, len(rows), len(rows)).tolist()]
        drawn.append(figure(counts[np.concatenate(picked)]))
    there = [one for one in drawn if one == one]
    if len(names) < 3 or len(there) < DRAWS // 2:
        return Alpha(value, None, len(counts))
    low, high = np.quantile(there, [0.025, 0.975])
    return Alpha(value, (float(low), float(high)), len(counts))


def _counts(table: Any, order: Sequence[str]) -> "Counts":
    import numpy as np

    found: Any = [(table == name).sum(axis=1) for name in order]
    return np.column_stack(found).astype(np.int64)


def _kappas(frame: Any) -> Iterator[tuple[str, float]]:
    from sklearn import metrics

    library: Any = metrics
    for one, other in combinations([str(name) for name in frame.columns], 2):
        both = frame[[one, other]].dropna()
        if len(both) > 1 and len({*both[one], *both[other]}) > 1:
            yield f"{one}+{other}", float(library.cohen_kappa_score(both[one], both[other]))


def _confusion(frame: Any, people: Sequence[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {one: {other: 0 for other in _ORDER} for one in _ORDER}
    for person in people:
        for label, read in frame[[person, JUDGE]].dropna().itertuples(index=False):
            found[label][read] += 1
    return found


def _told(one: Alpha) -> str:
    if one.value is None:
        return f"not to be told ({one.pairs} pairs that two have labelled)"
    ends = f" [{one.interval[0]:.2f}, {one.interval[1]:.2f}]" if one.interval else ""
    return f"alpha {one.value:.2f}{ends}, {one.pairs} pairs"
