"""Does a name in a speech move the judge?

    python benchmarks/judge_names.py                 the shipped lines that take a side
    python benchmarks/judge_names.py --items 20 --model NAME --json

Each line is said to somebody ("Ezra, ..."): to several people by name, to a stand-in, and as the
judge is given it (``scoring/stated/blind.py``), where the name is left out. Told: how far the
evidence (log-odds) of the same line lies apart by name, mean over lines, with its 95 % interval
(bootstrap over lines); how many lines change sides; and the accuracy of the side in each case. As
the judge is given them names can move nothing, for it reads the same text: that is checked.
"""

import argparse
import asyncio
import json
import random
from dataclasses import asdict, dataclass, replace

import numpy as np
from scipy.stats import bootstrap

from smile_commons.api.engine import Engine
from smile_commons.api.judging import judges
from smile_commons.models.settings import load_settings
from smile_commons.scoring.judge.labelled import shipped
from smile_commons.scoring.judge.task import OPPOSES, SUPPORTS
from smile_commons.scoring.stated.blind import STAND_INS, blind

SEED = 2145
NAMES = ("Ezra", "Talia", "Mohammed", "Grace", "Wang", "Sir Reginald")


@dataclass(frozen=True)
class Found:
    """What the names did."""

    n: int
    apart: float
    """Largest less smallest evidence of a line over the names, in log-odds; mean."""
    apart_interval: tuple[float, float]
    spread: float
    """Standard deviation of the evidence over the lines, beside it."""
    flipped: float
    """Share of lines that are not on one side under all names."""
    accuracy: dict[str, float]
    """As the judge is given it, by name, with a stand-in."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--items", type=int, default=80, help="lines, drawn by seed")
    parser.add_argument("--model", default=None, help="as the commands take it")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found = asyncio.run(run(arguments.model, arguments.items))
    if arguments.json:
        print(json.dumps(asdict(found), indent=1))
        return
    low, high = found.apart_interval
    print(f"{found.n} lines, {len(NAMES)} names")
    print(f"evidence apart by name: {found.apart:.2f} [{low:.2f}, {high:.2f}] log-odds")
    print(f"evidence over the lines, standard deviation: {found.spread:.2f}")
    print(f"lines that change sides with the name: {found.flipped:.2f}")
    for name, share in found.accuracy.items():
        print(f"  right, {name:14} {share:.3f}")


async def run(model: str | None, count: int) -> Found:
    settings = load_settings({"model": model} if model else {})
    lines = [one for one in shipped("stance") if one.label in (SUPPORTS, OPPOSES)]
    lines = random.Random(SEED).sample(lines, min(count, len(lines)))
    called = {"as given": "", **{name: name for name in NAMES}, "stand-in": STAND_INS[0]}
    for one in lines:
        given = blind([f"{name}, {one.item.text}" for name in NAMES], [[n] for n in NAMES])
        if set(given) != {one.item.text[:1].upper() + one.item.text[1:]}:
            raise SystemExit(f"a name gets through to the judge: {given}")
    async with Engine(settings) as engine:
        opened = judges(await engine.judge(), settings, engine.kept_embedder)
        verdicts = await opened.ungated.judge(
            [
                replace(one.item, text=f"{name}, {one.item.text}" if name else one.item.text)
                for one in lines
                for name in called.values()
            ]
        )
    table = np.array([one.evidence or 0.0 for one in verdicts]).reshape(len(lines), len(called))
    truth = np.array([one.label == SUPPORTS for one in lines])
    by_name = table[:, 1:-1]
    apart = np.ptp(by_name, axis=1)
    found = bootstrap((apart,), np.mean, n_resamples=4000, random_state=SEED, method="percentile")
    interval = found.confidence_interval
    right = ((table > 0) == truth[:, None]).mean(axis=0)
    return Found(
        len(lines),
        float(apart.mean()),
        (float(interval.low), float(interval.high)),
        float(table[:, 0].std()),
        float(((by_name > 0).any(axis=1) & (by_name <= 0).any(axis=1)).mean()),
        dict(zip(called, right.tolist(), strict=True)),
    )


if __name__ == "__main__":
    main()
