"""Two runs set against each other: where they part, and what came of it for every position."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from smile_commons.api.frames import frame
from smile_commons.api.opening import Given
from smile_commons.api.repeats import Tell, play_repeats
from smile_commons.api.worlds import world_of
from smile_commons.branches.diff import DiffSide, RunDiff, Step, part
from smile_commons.branches.repeats import repeatable
from smile_commons.dialogues.casting import cast
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.families import LEVEL
from smile_commons.scoring.paired import RULE, Difference, differences
from smile_commons.scoring.results import read_scores
from smile_commons.scoring.standing import Source, Standing, standing_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Two runs beside each other."""

    diff: RunDiff
    once: "Differences"
    """Of the two runs themselves."""
    again: "Differences | None" = None
    """Of the pairs in which both sides were played again."""

    @property
    def differences(self) -> "Sequence[Difference]":
        """By persona and article, what the change did; of the repeats where there are any.

        Of repeats each says whether it is clear of chance with all the others in mind.
        """
        return (self.again or self.once).differences

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data; ``commons diff --json`` prints the same."""
        return plain(self.diff, self.once, self.again)

    def to_frame(self) -> "pd.DataFrame":
        """A row a difference, as ``Difference`` has it; ``low`` and ``high`` are its interval.

        Raises:
            InputError: pandas is not installed.
        """
        columns = (
            "id", "persona", "article", "a", "b", "value", "low", "high", "covers", "n",
            "family", "p", "p_adjusted", "clear",
        )  # fmt: skip
        rows = [asdict(one) for one in self.differences]
        for row in rows:
            row["low"], row["high"] = row["interval"] or (None, None)
        return frame([{name: row[name] for name in columns} for row in rows], columns)

    def __repr__(self) -> str:
        a, b = self.diff.a.run.id, self.diff.b.run.id
        pairs = "" if self.again is None else f", {len(self.again.pairs)} pairs of repeats"
        return f"<Comparison of {a} and {b}: {len(self.differences)} differences{pairs}>"


async def compared(
    a: RunFolder,
    b: RunFolder,
    *,
    repeats: int = 0,
    tell: Tell = lambda text: None,
    own: Given | None = None,
) -> Comparison:
    """Sets two runs against each other.

    Args:
        a, b: the runs.
        repeats: how many pairs of repeats there shall be; those there already are kept.
        tell: told which repeat is played.
        own: models of one's own for repeats; None: as the runs' settings say.

    Raises:
        InputError: they cannot be compared.
        CommonsError: as when a run is played.
    """
    diff = part(a, b)
    again = None
    if repeats:
        repeatable(diff)
        again = differences_of(await play_repeats(diff, repeats, tell, own=own), diff)
    return Comparison(diff, differences_of([(diff.a.run, diff.b.run)], diff), again)


@dataclass(frozen=True, slots=True)
class Differences:
    """What is known of where the debate left everybody, on both ways."""

    source: Source | None = None
    differences: Sequence[Difference] = ()
    none: str = ""
    """Why there are no differences."""
    pairs: Sequence[tuple[str, str]] = ()
    """The ids of the runs compared."""
    left_out: Sequence[str] = ()
    """Pairs that could not be used, and why."""


def differences_of(pairs: Sequence[tuple[RunFolder, RunFolder]], diff: RunDiff) -> Differences:
    """The positions of all pairs, read from one source: ballots where all have them."""
    ids = [(one.id, other.id) for one, other in pairs]
    sources: tuple[Source, Source] = ("ballot", "stated")
    left_out: list[str] = []
    for source in sources:
        read = [(_standing(one, source), _standing(other, source)) for one, other in pairs]
        used = [(one, other) for one, other in read if one and other]
        if not used:
            continue
        left_out = [
            f"{x} and {y}: one of them has no {source} positions"
            for (x, y), (one, other) in zip(ids, read, strict=True)
            if not (one and other)
        ]
        found = differences(used, _weights(diff.a.run))
        if found:
            return Differences(source, found, "", ids, left_out)
    lacking = "; ".join(lack for pair in pairs for run in pair if (lack := _lack(run)))
    apart = "both runs have positions, but none on the same article by the same persona"
    return Differences(none=lacking or apart, pairs=ids)


def _standing(run: RunFolder, source: Source) -> Standing | None:
    stated = {
        (persona, article): (one.value, one.interval)
        for one in read_scores(run.scores_path)
        if one.id == "stated-position" and one.value is not None
        and (persona := one.scope.persona) and (article := one.scope.article)
    }  # fmt: skip
    return standing_of(run.ballots.all(), stated, source)


def _lack(run: RunFolder) -> str:
    """Why nothing can be said of its positions; empty: something can."""
    if _standing(run, "ballot") or _standing(run, "stated"):
        return ""
    if run.status != "done":
        return f"{run.id} is not played to its end ({run.status}): {run.resume_command}"
    scored = "no stated positions were scored" if run.scores_path.is_file() else "no scores"
    return f"{run.id} has no ballots and {scored}: commons score {run.path.name}"


def _weights(run: RunFolder) -> Mapping[str, float]:
    try:
        casting = cast(world_of(run), run.manifest.options())
    except InputError:  # its world is not there any more: every article weighs the same
        return {}
    return {article.id: article.weight for article in casting.articles}


def plain(diff: RunDiff, told: Differences, again: Differences | None) -> dict[str, Any]:
    def step(one: Step) -> dict[str, Any]:
        change = one.change.model_dump() if one.change else None
        return {"run": one.run, "parent": one.parent, "turn": one.turn, "change": change}

    def way(one: DiffSide) -> dict[str, Any]:
        run = one.run
        named = {"run": run.id, "path": str(run.path), "name": run.manifest.name}
        return {**named, "status": run.status, "changes": [step(s) for s in one.steps]}

    speeches = [
        {
            "turn": (pair.a or pair.b).turn,  # pyright: ignore[reportOptionalMemberAccess]
            "same": pair.same,
            "a": pair.a and asdict(pair.a),
            "b": pair.b and asdict(pair.b),
        }
        for pair in diff.pairs
    ]
    return {
        "a": way(diff.a),
        "b": way(diff.b),
        "one_family": diff.ancestor is not None,
        "ancestor": diff.ancestor,
        "parted_after": diff.turn,
        "first_different": diff.first_different,
        "beside": {name: list(values) for name, values in diff.beside.items()},
        "events": speeches,
        "positions": _plaindifferences_of(told),
        "repeats": None if again is None else _plaindifferences_of(again),
    }


def _plaindifferences_of(told: Differences) -> dict[str, Any]:
    return {
        "source": told.source,
        "none": told.none or None,
        "pairs": [list(pair) for pair in told.pairs],
        "left_out": list(told.left_out),
        "differences": [asdict(one) for one in told.differences],
        "tests": _tests(told.differences),
    }


def _tests(found: Sequence[Difference]) -> dict[str, Any] | None:
    """How the differences are told from chance, together; None of one pair."""
    tested = [one for one in found if one.p is not None]
    if not tested:
        return None
    families = Counter(one.family for one in tested)
    return {
        "rule": RULE,
        "level": LEVEL,
        "count": len(tested),
        "families": dict(families),
        "clear": sum(bool(one.clear) for one in tested),
    }
