"""``commons diff``: where two runs part, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smile_commons.branches.diff import DiffSide, RunDiff, Step, part
from smile_commons.cli import console
from smile_commons.cli.diff_shown import show_parting, show_positions
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder

if TYPE_CHECKING:
    from smile_commons.scoring.paired import Difference, Source, Standing


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of where the debate left everybody, on both ways."""

    source: "Source | None" = None
    differences: "Sequence[Difference]" = ()
    none: str = ""
    """Why there are no differences."""
    pairs: Sequence[tuple[str, str]] = ()
    """The ids of the runs compared."""
    left_out: Sequence[str] = ()
    """Pairs that could not be used, and why."""


def diff(*, a: str, b: str, repeat: int | None, runs: Path, as_json: bool = False) -> None:
    """Shows where two runs part and what it did to each position; plays both ways again if asked.

    Args:
        a, b, runs: which.
        repeat: how many pairs of repeats there shall be; those there already are not played again.
        as_json: one JSON object.

    Raises:
        InputError: there is no such run, or they cannot be compared.
        CommonsError: as when a run is played.
    """
    parting = part(RunFolder.open(a, runs), RunFolder.open(b, runs))
    if repeat:
        from smile_commons.branches.repeats import repeatable
        from smile_commons.cli.repeating import play_repeats

        repeatable(parting)
        again = _told(play_repeats(parting, repeat), parting)
    else:
        again = None
    told = _told([(parting.a.run, parting.b.run)], parting)
    if as_json:
        console.emit(_plain(parting, told, again))
        return
    cast = {**parting.b.run.manifest.cast, **parting.a.run.manifest.cast}
    show_parting(parting, cast)
    show_positions(told.source, told.differences, told.none, cast)
    if again is not None:
        count = len(again.pairs)
        often = "once" if count == 1 else f"{count} times"
        head = f"Both ways played {often} more, in pairs of one seed"
        show_positions(again.source, again.differences, again.none, cast, head)
        for reason in again.left_out:
            console.note(f"left out: {reason}")


def _told(pairs: Sequence[tuple[RunFolder, RunFolder]], parting: RunDiff) -> Told:
    """The positions of all pairs, read from one source: ballots where all have them."""
    from smile_commons.scoring.paired import differences

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
        found = differences(used, _weights(parting.a.run))
        if found:
            return Told(source, found, "", ids, left_out)
    return Told(none=_why_none(pairs), pairs=ids)


def _standing(run: RunFolder, source: "Source") -> "Standing | None":
    from smile_commons.cli.scores import read_scores
    from smile_commons.scoring.paired import standing_of

    stated = {
        (persona, article): (one.value, one.interval)
        for one in read_scores(run.scores_path)
        if one.id == "stated-position" and one.value is not None
        and (persona := one.scope.get("persona")) and (article := one.scope.get("article"))
    }  # fmt: skip
    return standing_of(run.ballots.all(), stated, source)


def _why_none(pairs: Sequence[tuple[RunFolder, RunFolder]]) -> str:
    """Why nothing can be said of positions: what each run lacks."""
    runs = [run for pair in pairs for run in pair]
    lacking = [lack for run in runs if (lack := _lack(run))]
    if lacking:
        return "; ".join(lacking)
    return "both runs have positions, but none on the same article by the same persona"


def _lack(run: RunFolder) -> str:
    if _standing(run, "ballot") or _standing(run, "stated"):
        return ""
    if run.status != "done":
        return f"{run.id} is not played to its end ({run.status}): {run.resume_command}"
    scored = "no stated positions were scored" if run.scores_path.is_file() else "no scores"
    return f"{run.id} has no ballots and {scored}: commons score {run.path.name}"


def _weights(run: RunFolder) -> Mapping[str, float]:
    from smile_commons.cli.playing import world_of
    from smile_commons.dialogues.casting import cast, wanted_of

    try:
        casting = cast(world_of(run, None), wanted_of(run.manifest))
    except InputError:  # its world is not there any more: every article weighs the same
        return {}
    return {article.id: article.weight for article in casting.articles}


def _plain(parting: RunDiff, told: Told, again: Told | None) -> dict[str, Any]:
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
        for pair in parting.pairs
    ]
    return {
        "a": way(parting.a),
        "b": way(parting.b),
        "one_family": parting.ancestor is not None,
        "ancestor": parting.ancestor,
        "parted_after": parting.turn,
        "first_different": parting.first_different,
        "beside": {name: list(values) for name, values in parting.beside.items()},
        "events": speeches,
        "positions": _plain_told(told),
        "repeats": None if again is None else _plain_told(again),
    }


def _plain_told(told: Told) -> dict[str, Any]:
    return {
        "source": told.source,
        "none": told.none or None,
        "pairs": [list(pair) for pair in told.pairs],
        "left_out": list(told.left_out),
        "differences": [asdict(one) for one in told.differences],
    }
