"""The judge's side of a text on a claim, against labels by people."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from smile_commons.scoring.judge.baselines import cosine, majority
from smile_commons.scoring.judge.check import compare
from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.judge.labelled import Labelled, of_rows
from smile_commons.scoring.judge.measures import difference
from smile_commons.scoring.judge.measures import measure as measured
from smile_commons.scoring.judge.reliability import Figure, TaskReliability
from smile_commons.scoring.judge.task import OPPOSES, SUPPORTS, Judge
from validity.files import SEED, Found, reporting

PUBLISHED = (
    "published figures of models trained on Perspectrum are for its test split, which is not here; "
    "none is quoted, for none could be checked against its paper"
)


@dataclass(frozen=True)
class Told:
    """What came of one file."""

    file: str
    judge: TaskReliability
    baselines: dict[str, dict[str, Figure]]
    """Accuracy, macro-F1, kappa of each."""
    ahead: dict[str, Figure]
    """The judge's accuracy less each baseline's, paired."""

    @property
    def n(self) -> int:
        return self.judge.n

    @property
    def unscored(self) -> int:
        return self.judge.unscored

    @property
    def failed(self) -> str | None:
        behind = [n for n, f in self.ahead.items() if f.interval is None or f.interval[0] <= 0]
        if not behind:
            return None
        return f"{self.file}: the judge is not clear of {' and '.join(behind)}"

    def rows(self) -> Iterator[str]:
        head = ("accuracy", "macro-F1", "kappa", "AUC", "judge ahead by")
        yield "".join(f"{text:23}" for text in ("", *head)).rstrip()
        judge = self.judge
        figures = (judge.accuracy, judge.macro_f1, judge.kappa, judge.auc)
        yield "".join(f"{text!s:23}" for text in ("judge", *figures)).rstrip()
        for name, own in self.baselines.items():
            cells = (name, own["accuracy"], own["macro_f1"], own["kappa"], "", self.ahead[name])
            yield "".join(f"{text!s:23}" for text in cells).rstrip()

    def to_dict(self) -> dict[str, Any]:
        def plain(figure: Figure) -> dict[str, Any]:
            return {"value": figure.value, "interval": figure.interval}

        return {
            "file": self.file,
            "judge": self.judge.to_dict(),
            "baselines": {
                n: {k: plain(f) for k, f in b.items()} for n, b in self.baselines.items()
            },
            "ahead": {name: plain(figure) for name, figure in self.ahead.items()},
            "failed": self.failed,
        }


async def measure(ungated: Judge, embed: Embed, file: Found, count: int) -> Told:
    """Judges a balanced sample of the file: as many that support as that oppose."""
    rows = [row for row in reporting(file.rows) if str(row["stance"]) in ("1", "-1")]
    items = _balanced(of_rows(rows, "stance", file.path.name), count)
    verdicts = await ungated.judge([one.item for one in items])
    reliability = compare("stance", items, verdicts, embed, file.path.name)
    told = [(i, v) for i, v in zip(items, verdicts, strict=True) if v.unscored is None]
    truth = [i.label for i, _ in told]
    said = [max((SUPPORTS, OPPOSES), key=lambda side: v.distribution[side]) for _, v in told]
    right = [a == b for a, b in zip(truth, said, strict=True)]
    guesses = {
        "majority": majority([i for i, _ in told]),
        "cosine": cosine([i for i, _ in told], embed),
    }
    baselines, ahead = dict[str, dict[str, Figure]](), dict[str, Figure]()
    for name, guess in guesses.items():
        own = measured(truth, guess, [1.0] * len(guess), (SUPPORTS, OPPOSES))
        baselines[name] = {"accuracy": own.accuracy, "macro_f1": own.macro_f1, "kappa": own.kappa}
        ahead[name] = difference(right, [a == b for a, b in zip(truth, guess, strict=True)])
    return Told(file.path.name, reliability, baselines, ahead)


def _balanced(items: list[Labelled], count: int) -> list[Labelled]:
    """Half of each side, always the same ones."""
    rng = random.Random(SEED)
    sides = [[i for i in items if i.label == side] for side in (SUPPORTS, OPPOSES)]
    half = min(count // 2, *map(len, sides))
    chosen = [item for side in sides for item in rng.sample(side, half)]
    rng.shuffle(chosen)
    return chosen
