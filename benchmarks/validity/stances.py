"""The judge's side of a sentence on a motion, against labels by people, topic by topic."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.scoring.judge.check import compare
from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.judge.labelled import of_rows
from smile_commons.scoring.judge.reliability import UseReliability
from smile_commons.scoring.judge.task import Judge
from smile_commons.scoring.judge.upright import upright
from smile_commons.scoring.judge.uses import SIDE, USES
from validity.files import SEED, Found, reporting

ACCURACY, AUC = 0.72, 0.80
"""What is asked for on sets that nobody tuned on."""
LONGEST = 60
"""Words of a sentence."""
A_TOPIC = 2
"""Sentences of each side of a motion, at most."""


@dataclass(frozen=True)
class Told:
    """What came of one set."""

    file: str
    judge: UseReliability
    turned: int
    """Items on motions that would end a thing."""
    upright_auc: float | None
    turned_auc: float | None
    """The AUC on the other motions, and on these."""

    @property
    def failed(self) -> str | None:
        return None if self.judge.usable else f"{self.file}: {self.judge.withheld}"

    @property
    def reached(self) -> bool:
        """Whether both bars are."""
        area = self.judge.auc
        return self.judge.accuracy.value >= ACCURACY and area is not None and area.value >= AUC

    def row(self) -> str:
        one = self.judge
        cells = (
            self.file,
            f"{one.n} of {one.topics}",
            str(one.accuracy),
            str(one.auc),
            f"{one.cosine:.3f}",
            "" if one.cosine_auc is None else f"{one.cosine_auc:.3f}",
            f"{self.turned}: {_two(self.turned_auc)}, else {_two(self.upright_auc)}",
            "clear" if one.usable else "not clear",
            "yes" if self.reached else "no",
        )
        return _line(cells)

    def to_dict(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "judge": self.judge.to_dict(),
            "turned": self.turned,
            "upright_auc": self.upright_auc,
            "turned_auc": self.turned_auc,
            "reached": self.reached,
            "failed": self.failed,
        }


def table(sets: Sequence[Told]) -> Iterator[str]:
    """A row a set, then the mean over the sets and the worst of them."""
    yield _line(("set", "n of topics", "accuracy", "AUC", "cosine", "its AUC",
                 "motions that end", "of both", "the bars"))  # fmt: skip
    yield from (one.row() for one in sets)
    accuracies = [one.judge.accuracy.value for one in sets]
    areas = [one.judge.auc.value for one in sets if one.judge.auc]
    if len(sets) > 1 and areas:
        mean = (sum(accuracies) / len(sets), sum(areas) / len(areas))
        for name, (right, area) in (("mean", mean), ("worst", (min(accuracies), min(areas)))):
            yield _line((name, "", f"{right:.3f}", f"{area:.3f}", "", "", "", "", ""))


def _line(cells: Sequence[str]) -> str:
    widths = (22, 13, 22, 22, 8, 9, 26, 11, 8)
    return "".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _two(area: float | None) -> str:
    return "-" if area is None else f"{area:.2f}"


async def measure(ungated: Judge, embed: Embed, file: Found, count: int) -> Told:
    """Judges single sentences of the set, as many of each side of a motion."""
    rows = [row for row in reporting(file.rows) if str(row["stance"]) in ("1", "-1")]
    items = of_rows(sampled(rows, count), "stance", file.name)
    verdicts = await ungated.judge([one.item for one in items])
    turned = [upright(one.item.against).sign < 0 for one in items]

    def compared(which: Sequence[bool]) -> UseReliability | None:
        some = [(i, v) for i, v, one in zip(items, verdicts, which, strict=True) if one]
        if len({i.label for i, _ in some}) < 2:
            return None
        return compare(USES[SIDE], [i for i, _ in some], [v for _, v in some], embed, file.name)

    whole, ends, others = (
        compared([True] * len(items)), compared(turned), compared([not one for one in turned])
    )  # fmt: skip
    assert whole is not None
    return Told(file.name, whole, sum(turned), _area(others), _area(ends))


def _area(found: UseReliability | None) -> float | None:
    return found.auc.value if found and found.auc else None


def sampled(rows: Sequence[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """So many single sentences, half of each side, always the same ones.

    From motions with sentences of both sides as many of each, ``A_TOPIC`` at most; where there are
    too few such motions, from any.
    """
    rng = random.Random(SEED)
    by = defaultdict[str, dict[str, list[dict[str, Any]]]](lambda: {"1": [], "-1": []})
    seen = set[tuple[str, str]]()
    for row in rows:
        key = (row["claim"], row["text"])
        if key not in seen and _is_one_sentence(row["text"]):
            seen.add(key)
            by[row["claim"]][str(row["stance"])].append(row)
    motions = sorted(by)
    rng.shuffle(motions)
    chosen = dict[str, list[dict[str, Any]]]({"1": [], "-1": []})
    for least in (1, 0):  # those with both sides first
        for motion in motions:
            sides = by.pop(motion, None)
            if sides is None:
                continue
            fewest = min(A_TOPIC, *map(len, sides.values()))
            if fewest < least:
                by[motion] = sides
                continue
            for side, own in sides.items():
                chosen[side] += rng.sample(own, fewest if least else min(A_TOPIC, len(own)))
    half = min(count // 2, *map(len, chosen.values()))
    return [row for side in chosen.values() for row in side[:half]]


def _is_one_sentence(text: str) -> bool:
    words = len(text.split())
    return 4 <= words <= LONGEST and not re.search(r"[.!?;]\s+\S", text.strip())
