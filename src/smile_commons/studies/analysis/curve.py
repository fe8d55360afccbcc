"""How far a result hangs on how it was read: the specification curve.

Every specification makes the outcome in one way of what is in the tables (``specified.py``) and is
compared as the registered one is. Simonsohn, Simmons and Nelson 2020, *Nature Human Behaviour*
4:1208.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from smile_commons.scoring.stated.positions import HALF_LIFE
from smile_commons.studies.analysis.compare import Contrast, compare
from smile_commons.studies.analysis.specified import CHOICES, Scored, Sources, Way, made

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHOICES", "Curve", "Specification", "curve"]

ALL = "all"
THRESHOLDS = (float("inf"), 1.5, 1.0)
HALF_LIVES = (HALF_LIFE, 2 * HALF_LIFE, float("inf"))
SURE = (0.0, 0.5, 0.7)


@dataclass(frozen=True, slots=True)
class Specification:
    """One way of making the outcome, and what came of it."""

    choices: Mapping[str, str]
    registered: bool
    """Whether it is the way in which scores are made."""
    contrast: Contrast


@dataclass(frozen=True, slots=True)
class Curve:
    """All of them, from the lowest estimate to the highest."""

    outcome: str
    by: str
    specifications: tuple[Specification, ...] = field(default_factory=tuple)

    @property
    def told(self) -> list[Specification]:
        """Those with an estimate."""
        return [one for one in self.specifications if one.contrast.estimate is not None]

    def text(self) -> str:
        """In a sentence."""
        told = self.told
        if not told:
            return f"{self.outcome} by {self.by}: no specification has an estimate"
        values = [one.contrast.estimate or 0.0 for one in told]
        own = [one for one in told if one.registered]
        sign = (own[0].contrast.estimate or 0.0) if own else sorted(values)[len(values) // 2]
        same = sum(value * sign > 0 for value in values)
        clear = sum(
            one.contrast.p is not None and one.contrast.p <= 0.05 and value * sign > 0
            for one, value in zip(told, values, strict=True)
        )
        return (
            f"{self.outcome} by {self.by}: {len(told)} specifications from {min(values):+.3f} to "
            f"{max(values):+.3f}; {same} point the way of the registered one, {clear} of these "
            "with p at most .05 taken alone"
        )

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def curve(
    tables: "Mapping[str, pd.DataFrame | Mapping[str, pd.DataFrame]]",
    outcome: str,
    by: str,
    *,
    forms: Sequence[Sequence[int]] | None = None,
    thresholds: Sequence[float] = THRESHOLDS,
    half_lives: Sequence[float] = HALF_LIVES,
    sure: Sequence[float] = SURE,
    article_weights: Mapping[str, float] | None = None,
    **compared: Any,
) -> Curve:
    """The specification curve of a score that can be made in several ways (``CHOICES``).

    Of the choices those are gone through that bear on the score: forms and inconsistency on what
    is made of ballots; judge, half-life and how sure a reading is on what is made of speeches; all
    of them on the gap between both.

    Args:
        tables: ``ballots`` and ``readings`` as ``load(study, what=...)`` gives them; ``readings``
            may hold several tables by judge, the registered one first (score the runs again with
            ``judge=`` into other folders).
        outcome: a score with its scope, ``movement@all`` or ``gap@persona=ezra``.
        by: the factor.
        forms: which forms of the ballot together; None: all, and each alone.
        thresholds: most of a ballot's inconsistency, the registered one first.
        half_lives: in speeches, the registered one first; infinite: all weigh alike.
        sure: least probability of a reading's likeliest side, the registered one first.
        article_weights: of articles, by id; None: all weigh 1.
        compared: as for ``compare``.

    Raises:
        InputError: the score is made in one way only, a table it is made of is not given, or as
            ``compare``.
    """
    scored = Scored.of(outcome)
    sources = Sources.of(tables, article_weights or {})
    ways = list[tuple[Way, dict[str, str], bool]]()
    ballots = list(_of_ballots(sources, forms, thresholds) if scored.kind != "readings" else _ONE)
    spoken = list(_of_readings(sources, half_lives, sure) if scored.kind != "ballots" else _ONE)
    for (one, named, first), (other, more, begins) in product(ballots, spoken):
        way = replace(other, forms=one.forms, inconsistency=one.inconsistency)
        ways.append((way, named | more, first and begins))
    found = list(_specified(scored, outcome, by, sources, ways, compared))
    return Curve(outcome, by, tuple(sorted(found, key=_height)))


_ONE: Sequence[tuple[Way, dict[str, str], bool]] = ((Way(), {}, True),)


def _of_ballots(
    sources: Sources, forms: Sequence[Sequence[int]] | None, thresholds: Sequence[float]
) -> Iterator[tuple[Way, dict[str, str], bool]]:
    frame: Any = sources.ballots
    there = sorted({int(one) for one in frame["form"].fillna(0)}) if frame is not None else [0]
    sets = [there, *([one] for one in there)] if forms is None else [list(one) for one in forms]
    sets = [one for place, one in enumerate(sets) if one not in sets[:place]]
    for chosen, most in product(sets, thresholds):
        named = {"forms": ALL if chosen == there else "+".join(map(str, chosen)),
                 "inconsistency": "any" if most == float("inf") else f"<= {most:g}"}  # fmt: skip
        way = Way(forms=None if chosen == there else frozenset(chosen), inconsistency=most)
        yield way, named, chosen == there and most == thresholds[0]


def _of_readings(
    sources: Sources, half_lives: Sequence[float], sure: Sequence[float]
) -> Iterator[tuple[Way, dict[str, str], bool]]:
    judges = list(sources.readings) or [""]
    for judge, half, least in product(judges, half_lives, sure):
        named = {"judge": judge} if judge else {}
        named |= {"half-life": f"{half:g}", "sure": "any" if not least else f">= {least:g}"}
        first = judge == judges[0] and half == half_lives[0] and least == sure[0]
        yield Way(half_life=half, sure=least, judge=judge), named, first


def _specified(
    scored: Scored,
    outcome: str,
    by: str,
    sources: Sources,
    ways: Sequence[tuple[Way, dict[str, str], bool]],
    compared: Mapping[str, Any],
) -> Iterator[Specification]:
    for way, choices, registered in ways:
        frame: Any = made(scored, sources, way)
        if frame["outcome"].notna().sum() < 2:
            continue
        for one in compare(frame, "outcome", by, **compared).contrasts:
            yield Specification(choices, registered, replace(one, outcome=outcome))


def _height(one: Specification) -> float:
    return float("inf") if one.contrast.estimate is None else one.contrast.estimate
