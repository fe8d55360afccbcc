"""What a judge can tell of speeches and cards, and of answers given twice: planted, told or not.

    python benchmarks/planted_cards.py                           the report half, all of it
    python benchmarks/planted_cards.py --part development --way contradiction --kind fact
    python benchmarks/planted_cards.py --items 60 --model NAME --json

The lines were written for it and stand beside the labelled set (`scoring/judge/labelled/card.jsonl`
and `answers.jsonl`): of 76 people a principle, a fact or a red line of the card, with speeches that
keep to it, break it, or are about something else; and of 52 an answer with two that say the same in
other words and two that say the contrary. Halves are split by person. Told of each way to ask, and
of each kind of line: accuracy (mean over the two labels) and AUC of kept against broken, beside the
majority and a logistic regression on cosines that is told the labels of other people, and by how
much the judge is ahead; 95 % intervals resample people. Of speeches about something else: how often
they are called broken.
"""

import argparse
import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from smile_commons.api.engine import Engine
from smile_commons.api.judging import judges
from smile_commons.models.settings import load_settings
from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.judge.task import Item, Verdict

SEED, RESAMPLES, FOLDS, FEWEST = 2145, 2000, 5, 16
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
KEPT = ("keeps", "agrees")
SILENT = "silent"
WAYS: Mapping[str, tuple[str, int]] = {
    "contradiction": ("contradiction", -1),
    "motion": ("stance", 1),
    "answers": ("agreement", 1),
    "deed": ("red-line", -1),
}
"""By name: the task that the judge is asked, and the sign of its evidence for being kept."""


@dataclass(frozen=True)
class Planted:
    """One text, what it is held against, and what is known of it."""

    person: str
    kind: str
    against: str
    text: str
    label: str


@dataclass(frozen=True)
class Found:
    """How far one way to ask tells one kind."""

    way: str
    kind: str
    n: int
    people: int
    unscored: int
    accuracy: tuple[float, float, float]
    """Value, and the ends of its interval."""
    auc: tuple[float, float, float]
    cosine: float
    cosine_auc: float
    ahead: tuple[float, float, float]
    """Accuracy above the better baseline."""
    ahead_auc: tuple[float, float, float]
    """AUC above that of cosines, or above .5 where that is more."""
    silent_broken: float | None
    """Share of speeches about something else that are called broken."""

    @property
    def is_clear(self) -> bool:
        return self.ahead[1] > 0 and self.ahead_auc[1] > 0


def planted(part: str) -> list[Planted]:
    """All texts of a part: ``development``, ``report`` or ``all``."""
    found = list[Planted]()
    for name in ("card", "red-line", "answers"):
        path = files("smile_commons.scoring.judge").joinpath("labelled", f"{name}.jsonl")
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        people = list(dict.fromkeys(row["topic"] for row in rows))
        first = set(people[::2])
        found += [
            Planted(row["topic"], row.get("kind", name), row["against"], row["text"], row["label"])
            for row in rows
            if part == "all" or (row["topic"] in first) == (part == "development")
        ]
    return found


async def told(
    arguments: argparse.Namespace, some: Mapping[str, Sequence[Planted]]
) -> dict[str, list[Verdict]]:
    """The judge's verdicts by way, and the vectors' baseline beside them."""
    settings = load_settings({"model": arguments.model} if arguments.model else {})
    async with Engine(settings) as engine:
        opened = judges(await engine.judge(), settings, engine.kept_embedder)
        verdicts = dict[str, list[Verdict]]()
        for way, chosen in some.items():
            task, _ = WAYS[way]
            judge = opened.ungated if task == "stance" else opened.judge
            items = [Item(task=task, text=p.text, against=p.against) for p in chosen]
            verdicts[way] = await judge.judge(items)
    return verdicts


def measured(
    way: str, kind: str, chosen: Sequence[Planted], verdicts: Sequence[Verdict], embed: Embed
) -> Found:
    sign = WAYS[way][1]
    evidence = np.array([sign * (v.evidence or 0.0) for v in verdicts])
    silent = np.array([p.label == SILENT for p in chosen])
    sided = [p for p in chosen if p.label != SILENT]
    kept = np.array([p.label in KEPT for p in sided])
    own = evidence[~silent]
    near = by_cosine(sided, kept, embed)
    people = [p.person for p in sided]

    def both(figure: Callable[[Bools, Floats], float]) -> Callable[[NDArray[np.intp]], float]:
        return lambda at: figure(kept[at], own[at]) - max(0.5, figure(kept[at], near[at]))

    answered = [v.evidence is not None for v, s in zip(verdicts, silent, strict=True) if not s]
    return Found(
        way,
        kind,
        len(sided),
        len(set(people)),
        answered.count(False),
        over_people(people, lambda at: accuracy(kept[at], own[at])),
        over_people(people, lambda at: area(kept[at], own[at])),
        round(accuracy(kept, near), 3),
        round(area(kept, near), 3),
        over_people(people, both(accuracy)),
        over_people(people, both(area)),
        round(float((evidence[silent] < 0).mean()), 3) if silent.any() else None,
    )


def by_cosine(sided: Sequence[Planted], kept: Bools, embed: Embed) -> Floats:
    """Log-odds of being kept by the cosine with the line, learnt from other people's texts."""
    text, against = embed([p.text for p in sided]), embed([p.against for p in sided])
    near = (text * against).sum(axis=1)
    features = np.column_stack([near, near**2])
    people = np.array([p.person for p in sided])
    said = np.zeros(len(sided))
    for train, test in GroupKFold(min(FOLDS, len(set(people)))).split(features, kept, people):
        model = LogisticRegression(C=10.0, max_iter=1000).fit(features[train], kept[train])
        said[test] = model.decision_function(features[test])
    return said


def accuracy(kept: Bools, evidence: Floats) -> float:
    """Mean over the labels of the share that is right; no evidence is half right."""
    right = np.where(evidence == 0, 0.5, (evidence > 0) == kept)
    return float((right[kept].mean() + right[~kept].mean()) / 2)


def area(kept: Bools, evidence: Floats) -> float:
    return float(roc_auc_score(kept, evidence))


def over_people(
    people: Sequence[str], figure: Callable[[NDArray[np.intp]], float]
) -> tuple[float, float, float]:
    """A figure with its 95 % interval: people drawn again, each with all texts (percentiles)."""
    rng = np.random.default_rng(SEED)
    names = sorted(set(people))
    places = {name: np.flatnonzero(np.array(people) == name) for name in names}
    drawn = list[float]()
    for _ in range(RESAMPLES):
        picked = rng.integers(len(names), size=len(names))
        drawn.append(figure(np.concatenate([places[names[one]] for one in picked])))
    low, high = np.percentile(drawn, (2.5, 97.5))
    whole = figure(np.arange(len(people)))
    return round(whole, 3), round(float(low), 3), round(float(high), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--part", choices=["development", "report", "all"], default="report")
    parser.add_argument("--way", action="append", choices=list(WAYS), default=[])
    parser.add_argument("--kind", action="append", default=[])
    parser.add_argument("--items", type=int, default=None, help="of each kind; people stay whole")
    parser.add_argument("--silent", action="store_true", help="speeches about other things too")
    parser.add_argument("--model", default=None, help="as the commands take it")
    parser.add_argument("--json", action="store_true")
    found = asyncio.run(run(parser.parse_args()))
    if not found:
        parser.error(f"fewer than {FEWEST} texts of each kind: nothing can be said")


async def run(arguments: argparse.Namespace) -> list[Found]:
    every = planted(arguments.part)
    kinds = ("principle", "fact", "red-line")
    wanted = {
        "contradiction": kinds,
        "motion": ("principle",),
        "answers": ("answers",),
        "deed": ("red-line",),
    }
    some = dict[str, list[Planted]]()
    for way in arguments.way or WAYS:
        for kind in wanted[way]:
            if not arguments.kind or kind in arguments.kind:
                chosen = [p for p in every if p.kind == kind]
                chosen = [p for p in chosen if arguments.silent or p.label != SILENT]
                some.setdefault(way, []).extend(chosen[: arguments.items])
    verdicts = await told(arguments, some)
    settings = load_settings({})
    found = list[Found]()
    async with Engine(settings) as engine:
        embed = engine.kept_embedder.embed
        for way, chosen in some.items():
            pairs = list(zip(chosen, verdicts[way], strict=True))
            groups = {kind: [one for one in pairs if one[0].kind == kind] for kind in wanted[way]}
            if len(groups) > 1:
                groups["all"] = pairs
            for kind, group in groups.items():
                if len(group) >= FEWEST:
                    found.append(measured(way, kind, *map(list, zip(*group, strict=True)), embed))
    if arguments.json:
        print(json.dumps([{**asdict(one), "clear": one.is_clear} for one in found], indent=1))
    else:
        for one in found:
            print(one, "CLEAR" if one.is_clear else "not clear of both baselines", sep="\n  ")
    return found


if __name__ == "__main__":
    main()
