"""Runs as logs of Inspect: a log an arm, a sample a run, a score an outcome.

Written by Inspect's own library (extra ``inspect``), so that its viewer and data frames open them.
"""

import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smile_commons.errors import InputError, unwritable
from smile_commons.scoring.results import Results, Score
from smile_commons.studies.tables.load import score_name
from smile_commons.studies.tables.sources import Place, Source, Sources, sources

_NO_INSPECT = "Inspect logs need its library: pip install 'smile-commons[inspect]'"
SCORER = "smile_commons"


def inspect_logs(
    paths: "Place | Sequence[Place]", out: Path, *, outcomes: Sequence[str] = ()
) -> list[Path]:
    """Writes a log ``….eval`` for every arm and dialogue into a folder.

    A speech is a message of role *assistant* with ``metadata.speaker``; a score has its interval,
    control and definition in its metadata, and what could not be scored is NaN with its reason.

    Args:
        paths: as for ``load``.
        out: a folder.
        outcomes: as designs name them (``movement@all``); none: every score of the whole.

    Raises:
        InputError: Inspect is not there, or something cannot be read or written.
    """
    try:
        import inspect_ai.log as library
    except ImportError as error:
        raise InputError(_NO_INSPECT) from error
    write: Any = library.write_eval_log
    found = sources(paths)
    arms = dict[str, list[tuple[Source, Results | None]]]()
    for source in found:
        if source.counted and source.folder is not None:
            arms.setdefault(_arm(source), []).append((source, source.results()))
    try:
        out.mkdir(parents=True, exist_ok=True)
        files = list[Path]()
        for arm, runs in arms.items():
            path = out / f"{arm}.eval"
            write(_log(arm, runs, found, set(outcomes)), str(path))
            files.append(path)
    except OSError as error:
        raise unwritable(out, error) from error
    return files


def _arm(source: Source) -> str:
    """The name of the log that a run belongs to: dialogue, levels, control."""
    keys = source.keys(None, ())
    levels = [f"{name}-{level}" for name, level in source.factors.items()]
    parts = [str(keys["dialogue"]), *levels, str(keys["control_arm"] or "")]
    plain = "_".join(part for part in parts if part)
    safe = re.sub(r"[^A-Za-z0-9_.-]+", "-", plain)[:120]
    # Two arms whose names differ in what a file cannot have are two files.
    return safe if safe == plain else f"{safe}-{_digest(plain)[:6]}"


def _log(
    arm: str, runs: Sequence[tuple[Source, Results | None]], found: Sources, outcomes: set[str]
) -> Any:
    import inspect_ai.log as library

    log: Any = library
    first = runs[0][0]
    keys = first.keys(runs[0][1], found.factors)
    seeds = [one.keys(None, ())["seed"] for one, _ in runs]
    samples = [
        _sample(one, results, seeds[:place].count(seeds[place]) + 1, found, outcomes)
        for place, (one, results) in enumerate(runs)
    ]
    spec = log.EvalSpec(
        created=_utc(str(first.manifest.created if first.manifest else "")),
        eval_id=_digest(f"{arm}/eval")[:22],
        run_id=_digest(f"{keys['study']}/run")[:22],
        task_id=_digest(f"{arm}/task")[:22],
        task=str(keys["dialogue"]),
        task_args=dict(first.factors),
        dataset=log.EvalDataset(
            name=str(keys["study"] or keys["dialogue"]),
            samples=len(samples),
            sample_ids=[one.id for one in samples],
        ),
        model=str(keys["model"] or "unknown"),
        config=log.EvalConfig(),
        packages={"smile-commons": str(keys["package_version"] or "")},
        metadata={name: value for name, value in keys.items() if name not in ("run_id", "seed")},
    )
    results = log.EvalResults(
        total_samples=len(samples), completed_samples=len(samples), scores=_means(samples)
    )
    return log.EvalLog(status="success", eval=spec, results=results, samples=samples)


def _sample(
    source: Source, results: Results | None, epoch: int, found: Sources, outcomes: set[str]
) -> Any:
    import inspect_ai.log as log_library
    import inspect_ai.model as model_library

    log: Any = log_library
    model: Any = model_library
    assert source.folder is not None
    keys = source.keys(results, found.factors)
    messages = [
        model.ChatMessageAssistant(
            id=f"{source.folder.id}-{event.turn}",
            content=event.text,
            metadata={
                "speaker": event.speaker,
                "turn": event.turn,
                "act": event.act,
                "move": event.move,
                "article": event.article,
                "to": list(event.to),
            },
        )
        for event in source.folder.events.all()
        if event.kind == "speech"
    ]
    # Inspect's frames take messages from what models put out, its viewer from both.
    events = [_event(str(keys["model"] or "unknown"), message) for message in messages]
    return log.EvalSample(
        id=str(keys["cell"] or source.folder.id)[:40],
        epoch=epoch,
        input=source.folder.manifest.title or str(keys["dialogue"]),
        target="",
        messages=messages,
        events=events,
        scores=dict(_scores(results, outcomes)),
        metadata=keys,
    )


def _event(name: str, message: Any) -> Any:
    """A speech as what a model put out; what it was asked is in the run's record."""
    import inspect_ai.event as event_library
    import inspect_ai.model as model_library

    event: Any = event_library
    model: Any = model_library
    choice = model.ChatCompletionChoice(message=message, stop_reason="stop")
    return event.ModelEvent(
        model=name,
        input=[],
        tools=[],
        tool_choice="none",
        config=model.GenerateConfig(),
        output=model.ModelOutput(model=name, choices=[choice]),
    )


def _scores(results: Results | None, outcomes: set[str]) -> Iterator[tuple[str, Any]]:
    import inspect_ai.scorer as library

    scorer: Any = library
    for one in results.scores if results else ():
        name = score_name(one.id, one.scope.persona, one.scope.article, one.scope.act)
        if name in outcomes or (not outcomes and one.scope.whole):
            yield (
                name,
                scorer.Score(
                    value=math.nan if one.value is None else one.value,
                    explanation=_explained(one),
                    metadata=one.model_dump(mode="json", exclude={"left_out"}),
                ),
            )


def _explained(one: Score) -> str:
    """A score in words."""
    value, interval = one.words()
    shown = {True: "shown", False: "not shown", None: "not decided"}[one.shown]
    return f"{value}; 95 %: {interval}; {shown}" if interval else f"{value}; {shown}"


def _means(samples: Sequence[Any]) -> list[Any]:
    """Of each score its mean over the samples, for the head of a log."""
    import inspect_ai.log as library

    log: Any = library
    names = dict.fromkeys(name for one in samples for name in one.scores)
    found = list[Any]()
    for name in names:
        values = [one.scores[name].value for one in samples if name in one.scores]
        there = [value for value in values if not math.isnan(value)]
        metrics = {}
        if there:
            metrics = {"mean": log.EvalMetric(name="mean", value=sum(there) / len(there))}
        found.append(
            log.EvalScore(
                name=name,
                scorer=SCORER,
                scored_samples=len(there),
                unscored_samples=len(samples) - len(there),
                metrics=metrics,
            )
        )
    return found


def _utc(created: str) -> str:
    try:
        return datetime.fromisoformat(created).astimezone(UTC).isoformat()
    except ValueError:
        return datetime.fromtimestamp(0, UTC).isoformat()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
