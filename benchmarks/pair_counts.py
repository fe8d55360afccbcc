"""Counts what readers made of blind pairs: ``scene_pairs.py --count`` shows it.

A pair that was read in both orders is won where both answers name the same side, and is a tie
otherwise: what turns with the order is no preference (Zheng et al. 2023, arXiv 2306.05685, 3.4).
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from smile_commons.errors import InputError
from smile_commons.scoring.intervals import of_share

Side = Literal["a", "b", "tie"]
ANSWERS = {"1": "1", "2": "2", "tie": "tie", "t": "tie", "=": "tie", "": None}


@dataclass(frozen=True)
class Counted:
    """What one reader said of all pairs."""

    files: int
    """Files with an answer."""
    pairs: int
    """Pairs of scenes with an answer in one order or in both."""
    both: int
    """Pairs that were read in both orders."""
    wins: Mapping[Side, int]
    same: int
    """Of ``both``: those with the same answer in both orders."""
    firsts: int
    """Answers that chose the scene that stood first, of ``chosen``."""
    chosen: int


def read_answers(path: Path) -> dict[str, str | None]:
    """By file of a pair: ``1``, ``2``, ``tie``, or None where there is no answer yet.

    Raises:
        InputError: an answer is none of these; the file and its line are named.
    """
    text = path.read_text(encoding="utf-8-sig")
    head = text.partition("\n")[0]
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in head else ",")
    if not {"pair", "better"} <= set(rows.fieldnames or ()):
        raise InputError(f"{path}: an answer sheet has the columns pair and better")
    found: dict[str, str | None] = {}
    for row in rows:
        given = (row["better"] or "").strip().lower()
        if given not in ANSWERS:
            raise InputError(f"{path}:{rows.line_num}: {given!r} is none of 1, 2, tie")
        found[row["pair"].strip()] = ANSWERS[given]
    return found


def write_answers(path: Path, answers: Mapping[str, str | None]) -> None:
    """Writes an answer sheet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("pair", "better", "comment"))
        rows.writerows((name, answer or "", "") for name, answer in answers.items())


def count(answers: Mapping[str, str | None], key: Mapping[str, Any]) -> Counted:
    """What the answers come to.

    Args:
        answers: by file, as ``read_answers`` gives them.
        key: by file, ``scene`` and ``first``: the side (``a``, ``b``) that stood first.

    Raises:
        InputError: there is an answer to a pair that the key does not know.
    """
    if unknown := sorted(answers.keys() - key.keys()):
        raise InputError(f"the key does not know {', '.join(unknown[:3])}")
    given = {name: answer for name, answer in answers.items() if answer}
    by_scene: dict[str, list[Side]] = defaultdict(list)
    for name, answer in given.items():
        by_scene[key[name]["scene"]].append(_side(answer, key[name]["first"]))
    both = [sides for sides in by_scene.values() if len(sides) > 1]
    results = [sides[0] if len(set(sides)) == 1 else "tie" for sides in by_scene.values()]
    chosen = [answer for answer in given.values() if answer != "tie"]
    return Counted(
        files=len(given),
        pairs=len(by_scene),
        both=len(both),
        wins={"a": results.count("a"), "b": results.count("b"), "tie": results.count("tie")},
        same=sum(len(set(sides)) == 1 for sides in both),
        firsts=chosen.count("1"),
        chosen=len(chosen),
    )


def _side(answer: str, first: Literal["a", "b"]) -> Side:
    if answer == "tie":
        return "tie"
    second: Side = "b" if first == "a" else "a"
    return first if answer == "1" else second


def told(counted: Counted) -> list[str]:
    """The figures in lines, with 95 % intervals (Wilson) over pairs."""
    a, b, ties = (counted.wins[side] for side in ("a", "b", "tie"))
    return [
        f"{counted.pairs} pairs out of {counted.files} files; {counted.both} read in both orders",
        f"A better {a}, B better {b}, tie {ties}",
        f"B of all pairs {_share(b, counted.pairs)}; of those that are no tie {_share(b, a + b)}",
        f"the same answer in both orders: {_share(counted.same, counted.both)} of {counted.both}",
        f"the scene that stood first was chosen: {_share(counted.firsts, counted.chosen)} of "
        f"{counted.chosen} answers (half is fair)",
    ]


def _share(hits: int, of: int) -> str:
    interval = of_share(hits, of)
    if interval is None:
        return "-"
    return f"{hits / of:.0%} [{interval[0]:.0%}, {interval[1]:.0%}]"
