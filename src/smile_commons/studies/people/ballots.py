"""Ballots of people, from a table, in the place of private ones."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from smile_commons.errors import InputError
from smile_commons.names import did_you_mean
from smile_commons.scoring.ballots import score_ballots
from smile_commons.scoring.multiplicity import held
from smile_commons.scoring.score import Score
from smile_commons.transcript import Ballot
from smile_commons.world.text import decode

COLUMNS = ("participant", "article", "stage", "position")
GROUP = "group"
STAGES = ("opening", "retest", "final")
LAST = 1
"""After which turn final ballots are taken to be asked; opening and retest: 0."""


def read_ballots_of_people(
    path: Path, articles: Sequence[str] = ()
) -> dict[str, tuple[Ballot, ...]]:
    """The ballots of a table, by group.

    Args:
        path: CSV with the columns ``participant``, ``article``, ``stage`` (``opening``, ``retest``
            or ``final``) and ``position`` in [-1, 1], empty where there is none; ``group``, where
            there are several debates.
        articles: those that there are; none: any.

    Raises:
        InputError: the file cannot be read, or a row is wrong; file and line are named.
    """
    try:
        text = decode(path.read_bytes(), str(path)).removeprefix("\ufeff")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    names = [name.strip().lower() for name in rows.fieldnames or ()]
    rows.fieldnames = names
    lacking = [name for name in COLUMNS if name not in names]
    if lacking:
        raise InputError(f"{path}:1: has no column {', '.join(lacking)}")
    found = dict[str, dict[tuple[str, str, str], Ballot]]()
    for row in rows:
        where = f"{path}:{rows.line_num}"
        if not any((value or "").strip() for value in row.values() if isinstance(value, str)):
            continue
        ballot = _ballot({name: (row.get(name) or "").strip() for name in names}, where, articles)
        group = found.setdefault((row.get(GROUP) or "").strip(), {})
        key = (ballot.persona, ballot.article, ballot.stage)
        if key in group:
            raise InputError(f"{where}: {' '.join(key)} was given before")
        group[key] = ballot
    if not found:
        raise InputError(f"{path}: holds no ballot")
    return {name: tuple(ballots.values()) for name, ballots in found.items()}


def _ballot(row: Mapping[str, str], where: str, articles: Sequence[str]) -> Ballot:
    for name in COLUMNS[:3]:
        if not row[name]:
            raise InputError(f"{where}: {name}: is empty")
    if row["stage"] not in STAGES:
        raise InputError(f"{where}: stage: {row['stage']!r} is none of {', '.join(STAGES)}")
    if articles and row["article"] not in articles:
        hint = did_you_mean(row["article"], articles)
        raise InputError(f"{where}: article: {row['article']!r} is none; {hint}")
    position = None
    if row["position"]:
        try:
            position = float(row["position"])
        except ValueError:
            raise InputError(f"{where}: position: {row['position']!r} is no number") from None
        if not -1 <= position <= 1:
            raise InputError(f"{where}: position: {position:g} is not within -1 (against) and 1")
    shares = {} if position is None else {"-1": (1 - position) / 2, "1": (1 + position) / 2}
    return Ballot(
        LAST if row["stage"] == "final" else 0,
        row["participant"],
        row["article"],
        position,
        shares,
        unscored="no answer" if position is None else None,
        stage=row["stage"],
    )


def scores_of_people(ballots: Sequence[Ballot]) -> list[Score]:
    """The scores of private ballots, of people's.

    A person is asked in one form, so that nothing tells how much hangs on its wording: scores have
    no interval, but the retest stands beside them where it was taken.
    """
    return held(score_ballots(ballots))
