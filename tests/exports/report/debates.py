"""Results of a scored debate as ``scores.json`` holds them, and what was said in it."""

import random
from typing import Any

from smile_commons.exports.report.debate import Debate
from smile_commons.scoring.lines import Line

CAST = {"talia": "Talia", "ezra": "Ezra", "lyra": "Lyra", "kai": "Kai"}
ARTICLES = {
    "genuine": "The city should honour smiles as people's own life stories.",
    "studios": "The city should fund the Studios so that every workshop is free.",
    "elixirs": "Genetic Elixirs should be developed only with the community's consent.",
    "festivals": "Grief should never be sold by the ticket.",
}
DEFINITIONS = {
    "attainment": (0, 1),
    "agreement": (0, 1),
    "polarisation": (0, 1),
    "convergence": (-1, 1),
    "mutual-convergence": (-1, 1),
    "movement": (-2, 2),
    "stated-position": (-1, 1),
    "stated-agreement": (0, 1),
    "stated-convergence": (-1, 1),
    "stated-movement": (-2, 2),
    "gap": (0, 2),
    "influence": (-2, 2),
    "prompt-to-line": (0, 1),
    "line-to-line": (0, 1),
    "red-lines": (0, 1),
    "voice": (0, 1),
    "drift": (-100, 100),
}
OF_MANY = {"agreement", "polarisation", "mutual-convergence", "stated-agreement"}
TASKS = ("stance", "agreement", "contradiction", "attribution")


def debate(turns: int = 24, cast: dict[str, str] = CAST) -> Debate:
    """Who took part, and short speeches in two acts."""
    people = list(cast)
    return Debate(
        title="The Public Forum",
        source="forum-21451124-153012-3f9a",
        played="2145-11-24T15:30:12+00:00",
        model="qwen2.5-coder-1.5b-instruct-q4_k_m",
        digest="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        seed=7,
        cast=cast,
        articles=ARTICLES,
        titles={"genuine": "The genuine smile", "studios": "The Joyful Fabrication Studios",
                "elixirs": "The Genetic Elixirs", "festivals": "Festivals",
                "uproar": "The uproar", "forum": "The public forum"},
        speeches=[
            Line(turn, people[turn % len(people)], f"Speech {turn} of nine & <ninety>.",
                 "uproar" if turn <= turns // 2 else "forum")
            for turn in range(1, turns + 1)
        ],
    )  # fmt: skip


def scores_json(
    turns: int = 24, cast: dict[str, str] = CAST, *, controls: bool = True, judge: bool = True
) -> dict[str, Any]:
    """What scoring writes; every figure is drawn from one seed."""
    return _Drawn(turns, list(cast), controls=controls, judge=judge).data()


class _Drawn:
    def __init__(self, turns: int, people: list[str], *, controls: bool, judge: bool) -> None:
        self.turns, self.people = turns, people
        self.controls, self.judge = controls, judge
        self.rng = random.Random(5)

    def data(self) -> dict[str, Any]:
        positions = self.positions()
        ids = [id for id in DEFINITIONS if self.judge or not self.needs_judge(id)]
        return {
            "controls": {
                "run": ["retest", "shuffled"] if self.controls else [],
                "not_run": ["sham", "swapped", "negated"],
                "note": None if self.controls else "No control was run: nothing here is shown.",
            },
            "scores": [*self.scores(ids), self.unscored()],
            "judge": self.of_judge() if self.judge else None,
            "definitions": {id: self.definition(id) for id in DEFINITIONS},
            "positions": positions,
            "series": self.series(ids),
            "influence": self.influence(),
            "consistency": self.marks() if self.judge else [],
            "addressed": [{"turn": 5, "persona": "kai", "quote": "Answer: Yes."}],
            "unread": [{"turn": 3, "persona": "kai", "article": "studios", "reason": "mass 0.31"}],
        }

    @staticmethod
    def needs_judge(id: str) -> bool:
        return id.startswith("stated") or id in ("gap", "prompt-to-line", "line-to-line",
                                                 "red-lines", "voice", "drift")  # fmt: skip

    def scores(self, ids: list[str]) -> list[dict[str, Any]]:
        found = [self.score(id) for id in ids if id not in ("influence", "stated-position")]
        for id in ids:
            if id not in OF_MANY and id != "stated-position":
                found += [self.score(id, persona=who) for who in self.people]
        return found

    def score(self, id: str, **scope: str) -> dict[str, Any]:
        low, high = DEFINITIONS[id]
        value = self.rng.uniform(max(low, -0.3), min(high, 0.9))
        ends = [max(low, value - 0.12), min(high, value + 0.14)]
        apart = self.rng.uniform(-0.1, 0.2)
        control = {"kind": "retest", "value": value - apart, "difference": apart,
                   "interval": [apart - 0.08, apart + 0.09], "reason": None}  # fmt: skip
        return {
            "id": id,
            "version": 1,
            "scope": {"persona": None, "article": None, "act": None, **scope},
            "value": value,
            "start": value - 0.1 if id.endswith(("attainment", "agreement")) else None,
            "interval": ends,
            "uncertain": "resampled over articles",
            "control": control if self.controls else None,
            "further_controls": [],
            "shown": apart > 0.08 if self.controls else None,
            "unscored": None,
            "left_out": [],
            "n": 16,
        }

    def unscored(self) -> dict[str, Any]:
        return {"id": "voice", "scope": {"persona": self.people[0]}, "value": None,
                "unscored": "withheld: no better than chance", "n": 0}  # fmt: skip

    def definition(self, id: str) -> dict[str, Any]:
        return {"id": id, "version": 1, "title": id.replace("-", " "), "words": f"What {id} is.",
                "formula": "1 - D", "range": list(DEFINITIONS[id]), "source": "Smile Commons",
                "side": "above", "control": "retest"}  # fmt: skip

    def positions(self) -> list[dict[str, Any]]:
        rows = list[dict[str, Any]]()
        for who in self.people:
            for what in ARTICLES:
                here = self.rng.uniform(-0.9, 0.9)
                times = (("opening", 0), ("retest", 0), ("act", self.turns // 2),
                         ("final", self.turns))  # fmt: skip
                for stage, turn in times:
                    here = max(
                        -1, min(1, here + self.rng.uniform(-0.15, 0.25) * (stage != "opening"))
                    )
                    rows.append(self.position("ballot", who, what, turn, here, stage))
                for turn in range(1, self.turns + 1):
                    speaks = self.people[turn % len(self.people)] == who
                    if self.judge and speaks and self.rng.random() < 0.4:
                        here = max(-1, min(1, here + self.rng.uniform(-0.3, 0.4)))
                        rows.append(self.position("stated", who, what, turn, here))
        rows.append(self.position("ballot", self.people[-1], "studios", self.turns, None, "final"))
        rows[-1]["unscored"] = "inconsistent 1.97"
        return rows

    def position(
        self,
        channel: str,
        who: str,
        what: str,
        turn: int,
        p: float | None,
        stage: str | None = None,
    ) -> dict[str, Any]:
        return {"channel": channel, "persona": who, "article": what, "turn": turn, "position": p,
                "stage": stage, "unscored": None,
                "distribution": {"-1": 0.2, "0": 0.1, "1": 0.7}}  # fmt: skip

    def series(self, ids: list[str]) -> list[dict[str, Any]]:
        rows = list[dict[str, Any]]()
        for id in ("attainment", "agreement", "polarisation", "stated-agreement"):
            stated = id.startswith("stated")
            times = range(1, self.turns + 1) if stated else (0, self.turns // 2, self.turns)
            value = self.rng.uniform(0.3, 0.6)
            for turn in times if id in ids else ():
                value = max(0, min(1, value + self.rng.uniform(-0.03, 0.05)))
                ends = [max(0, value - 0.08), min(1, value + 0.09)]
                rows.append({"id": id, "turn": turn, "value": value, "interval": ends})
        return rows

    def influence(self) -> list[dict[str, Any]]:
        rows = list[dict[str, Any]]()
        for turn in range(1, self.turns + 1):
            speaker = self.people[turn % len(self.people)]
            for listener in self.people:
                if listener == speaker or self.rng.random() < 0.3:
                    continue
                value = self.rng.gauss(0, 0.15)
                what = self.rng.choice(list(ARTICLES))
                rows.append({"turn": turn, "speaker": speaker, "listener": listener,
                             "article": what, "side": 0.5, "share": 0.3, "change": value / 0.3,
                             "between": [0, self.turns], "influence": value,
                             "interval": [value - 0.1, value + 0.1]})  # fmt: skip
        return rows

    def marks(self) -> list[dict[str, Any]]:
        rows = list[dict[str, Any]]()
        for turn in range(1, self.turns + 1):
            who = self.people[turn % len(self.people)]
            for id in ("prompt-to-line", "line-to-line", "red-lines", "voice"):
                value = float(self.rng.random() < 0.8)
                crossed = "I never sold a smile." if id == "red-lines" and not value else None
                rows.append({"id": id, "turn": turn, "persona": who, "value": value,
                             "quote": crossed})  # fmt: skip
        for stage in ("again", "during", "after", "pressed"):
            id = "interrogation" if stage == "pressed" else "answer-consistency"
            rows.append({"id": id, "turn": None, "persona": "kai", "stage": stage,
                         "question": "What do you hold right?", "value": float(stage != "after"),
                         "quote": f"The lamp, {stage}.", "against": "I hold the lamp.",
                         "unscored": None})  # fmt: skip
        return rows

    def of_judge(self) -> dict[str, Any]:
        def figure(value: float) -> dict[str, Any]:
            return {"value": value, "interval": [value - 0.07, value + 0.06]}

        task = {"data": "labelled", "n": 160, "unscored": 2, "accuracy": figure(0.73),
                "macro_f1": figure(0.72), "kappa": figure(0.46), "ece": figure(0.07),
                "auc": None, "majority": 0.25, "cosine": 0.55, "advantage": figure(0.18),
                "usable": True, "withheld": None}  # fmt: skip
        tasks = {name: {"task": name, **task} for name in TASKS}
        return {
            "name": "qwen2.5-coder-1.5b-instruct-q4_k_m",
            "digest": "d" * 64,
            "reliability": {"judge": "qwen", "digest": "d" * 64, "tasks": tasks},
            "withheld": {"attribution": "not clear of the better baseline"},
            "cost": {"items": 96, "kept": 0, "requests": 200, "cached_share": 0.91,
                     "seconds": 81.5},
        }  # fmt: skip
