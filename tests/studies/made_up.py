"""A small study on disk: real folders, ballots whose truth is known, scored as runs are scored."""

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest, ModelRecord
from smile_commons.scoring.articles import Article
from smile_commons.scoring.lines import lines_of_events
from smile_commons.scoring.subject import Subject
from smile_commons.scoring.whole import score_all
from smile_commons.studies.design import AnalysisPlan, Design, Level, Outcome, Outcomes
from smile_commons.studies.study_file import Repeats
from smile_commons.transcript import Ballot, Event
from smile_commons.world.model import World

CAST = ("ezra", "talia")
ARTICLES = tuple(Article(id, f"{id} should be.", f"{id} is needless.") for id in ("lamps", "ovens"))
FORMS = 4
Effect = Callable[[str], float]
"""By level: how far final ballots lie from the opening."""


PRIMARY = (Outcome("movement"), Outcome("agreement"))


class _World:
    """All that an analysis looks at of a world: the articles."""

    def resolution(self, dialogue: str) -> SimpleNamespace:
        """Of every dialogue the same."""
        return SimpleNamespace(articles=ARTICLES)


def design(primary: tuple[Outcome, ...] = PRIMARY, **plan: Any) -> Design:
    """The design of the study that is made up here."""
    return Design(
        id="memory",
        path=Path("study.yaml"),
        world=cast("World", _World()),
        dialogue=("forum",),
        factors={"recall": (Level("full", None), Level("none", "none"))},
        outcomes=Outcomes(primary, (Outcome("movement", persona="ezra"),)),
        repeats=Repeats(seeds=tuple(range(2145, 2153))),
        analysis=AnalysisPlan(**({"sesoi": 0.1} | plan)),
    )


def make_study(
    folder: Path,
    *,
    blocks: int = 4,
    levels: Sequence[str] = ("full", "none"),
    effect: Effect = lambda level: 0.3 if level == "none" else 0.0,
    failed: Sequence[tuple[int, str]] = (),
    controls: Sequence[str] = ("",),
    noise: float = 0.05,
) -> Path:
    """A study of one factor, ``recall``, paired by seed; ``failed`` cells have no run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.yaml").write_text("format: 1\nid: memory\ndialogue: forum\n", encoding="utf-8")
    rows = list[dict[str, Any]]()
    for block in range(blocks):
        for control in controls:
            for level in levels:
                seed = 2145 + block
                run = None
                if (block, level) not in failed:
                    moved = 0.0 if control else effect(level)
                    run = make_run(folder / "runs", seed, moved, f"{seed}{level}{control}", noise)
                rows.append(_row(seed, level, control, run))
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "cells.jsonl").write_text(text, encoding="utf-8")
    return folder


def make_run(runs: Path, seed: int, moved: float, draw: str, noise: float = 0.05) -> RunFolder:
    """A run in which every final ballot lies ``moved`` from the opening, and noise."""
    rng = random.Random(draw)
    manifest = Manifest(
        dialogue="forum",
        cast={who: who.upper() for who in CAST},
        seed=seed,
        model=ModelRecord(name="quick", digest="ab" * 32),
        status="done",
    )
    now = datetime(2045, 11, 24, 15, 30, seed % 60, tzinfo=timezone.utc)  # noqa: UP017
    run = RunFolder.create(runs, manifest, now=now)
    with run.owned():
        for turn in range(1, 5):
            who = CAST[turn % 2]
            text = f"We mended lamp number {turn} and I would do it again."
            usage = {"prompt": 90, "completion": 12, "seconds": 0.5}
            run.append_event(
                Event(turn, "forum", "speech", who, text, move="defend", article="lamps",
                      heard_by=CAST, by="agent", usage=usage)
            )  # fmt: skip
        for who in CAST:
            for article in ARTICLES:
                start = rng.uniform(-0.5, 0.3)
                for stage, shift in (("opening", 0.0), ("retest", 0.0), ("final", moved)):
                    run.append_ballot(_ballot(rng, who, article.id, stage, start + shift, noise))
        run.change(status="done")
    subject = Subject(
        lines=tuple(lines_of_events(run.events.all())),
        articles=ARTICLES,
        ballots=tuple(run.ballots.all()),
    )
    asyncio.run(score_all(subject)).write(run.scores_path)
    return run


def _ballot(
    rng: random.Random, who: str, article: str, stage: str, middle: float, noise: float
) -> Ballot:
    forms = tuple(max(-1.0, min(1.0, middle + rng.gauss(0, noise))) for _ in range(FORMS))
    position = sum(forms) / len(forms)
    shares = {"-1": (1 - position) / 2, "0": 0.0, "1": (1 + position) / 2}
    turn = 0 if stage in ("opening", "retest") else 4
    return Ballot(turn, who, article, position, shares, inconsistency=0.4, forms=forms, stage=stage)


def _row(seed: int, level: str, control: str, run: RunFolder | None) -> dict[str, Any]:
    return {
        "cell": f"{seed}-{level}-{control}".ljust(64, "0"),
        "kind": "cell",
        "status": "done" if run else "failed",
        "factors": {"recall": level},
        "control": control,
        "dialogue": "forum",
        "dialogue_digest": "cd" * 32,
        "seed": seed,
        "block": f"forum/{seed}",
        "run_id": run.id if run else None,
        "attempts": 1 if run else 3,
        "tokens": 408,
        "cost": 0.01,
        "error": None if run else "the endpoint did not answer: 503",
        "seconds": 2.0,
        "model": "quick",
        "model_digest": "ab" * 32,
        "judge": None,
        "judge_digest": None,
        "package": "0.1.0",
        "at": "2045-11-24T15:30:12+00:00",
    }
