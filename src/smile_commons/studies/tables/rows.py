"""The rows that one run has in each table, without the keys."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from smile_commons.exports.tidy import Value, tidy_tables
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.labels.label import labels_path, read_labels
from smile_commons.scoring.results import Answered, Mark, Results
from smile_commons.studies.tables.sources import GONE, Source
from smile_commons.transcript import Ballot, Event

Row = dict[str, Value]
Rows = Iterator[Row]
Named = tuple[str, Row]


def _scores(source: Source, results: Results | None) -> Rows:
    for row in _tidy(results, "scores"):
        found = dict(row)
        found["definition_version"] = found.pop("version")
        yield found


def _positions(source: Source, results: Results | None) -> Rows:
    return (dict(row) for row in _tidy(results, "positions"))


def _tidy(results: Results | None, name: str) -> Iterator[Mapping[str, Value]]:
    tables = tidy_tables(results) if results else []
    return iter(next((table.rows for table in tables if table.name == name), ()))


def _ballots(source: Source, results: Results | None) -> Rows:
    if source.folder is None:
        return
    for ballot in source.folder.ballots.all():
        forms = list(enumerate(ballot.forms)) or [(None, ballot.position)]
        for form, position in forms:
            yield _ballot(ballot, form, position)


def _ballot(ballot: Ballot, form: int | None, position: float | None) -> Row:
    return {
        "stage": ballot.stage,
        "after_turn": ballot.after_turn,
        "persona": ballot.persona,
        "article": ballot.article,
        "form": form,
        "position": position,
        "ballot": ballot.position,
        "alone": ballot.alone,
        "inconsistency": ballot.inconsistency,
        "p_against": ballot.distribution.get("-1"),
        "p_undecided": ballot.distribution.get("0"),
        "p_for": ballot.distribution.get("1"),
        "unscored": ballot.unscored,
    }


def _speeches(source: Source, results: Results | None) -> Rows:
    if source.folder is None:
        return
    for event in source.folder.events.all():
        if event.kind == "speech":
            yield _speech(event)


def _speech(event: Event) -> Row:
    usage = event.usage or {}
    return {
        "turn": event.turn,
        "act": event.act,
        "speaker": event.speaker,
        "to": ",".join(event.to) or None,
        "move": event.move,
        "article": event.article,
        "about": event.on,
        "by": event.by,
        "words": len(event.text.split()),
        "takes": len(event.takes),
        "prompt_tokens": _whole(usage.get("prompt")),
        "completion_tokens": _whole(usage.get("completion")),
        "seconds": usage.get("seconds"),
        "text": event.text,
    }


def _readings(source: Source, results: Results | None) -> Rows:
    if results is None:
        return
    for one in results.positions:
        if one.channel == "speech":
            shares = one.distribution
            yield {
                "turn": one.turn,
                "persona": one.persona,
                "article": one.article,
                "position": one.position,
                "p_against": shares.get("-1"),
                "p_undecided": shares.get("0"),
                "p_for": shares.get("1"),
            }
    for gap in results.unread:
        found: Row = {"turn": gap.turn, "persona": gap.persona, "article": gap.article}
        yield found | {"unread": gap.reason}


def _influence(source: Source, results: Results | None) -> Rows:
    for one in results.influence if results else ():
        low, high = one.interval or (None, None)
        yield {
            "turn": one.turn,
            "speaker": one.speaker,
            "listener": one.listener,
            "article": one.article,
            "side": one.side,
            "share": one.share,
            "change": one.change,
            "influence": one.influence,
            "low": low,
            "high": high,
            "shown": one.shown,
        }


def _consistency(source: Source, results: Results | None) -> Rows:
    for one in results.consistency if results else ():
        yield _counted(one, results)


def _counted(one: Mark | Answered, results: Results | None) -> Row:
    known = (results.definitions if results else {}).get(one.id) or DEFINITIONS.get(one.id)
    answer = one if isinstance(one, Answered) else None
    return {
        "id": one.id,
        "definition_version": known.version if known else None,
        "persona": one.persona,
        "turn": one.turn,
        "stage": answer and answer.stage,
        "question": answer and answer.question,
        "value": one.value,
        "quote": one.quote,
        "against": one.against,
        "excuse": one.excuse if isinstance(one, Mark) else None,
    }


def _run(source: Source, results: Results | None) -> Rows:
    cell, run = source.cell, source.manifest
    ballots = source.folder.ballots.all() if source.folder else []
    usage = run.usage if run else None
    status = str(cell.get("status") or (source.folder.status if source.folder else "failed"))
    gone = GONE if source.folder is None and cell.get("run_id") else None
    yield {
        "status": status,
        "error": cell.get("error") or gone,
        "attempts": cell.get("attempts"),
        "speeches": sum(one.kind == "speech" for one in source.folder.events.all())
        if source.folder
        else 0,
        "ballots": len(ballots),
        "unscored_ballots": sum(one.position is None for one in ballots),
        "scored": results is not None,
        "tokens": cell.get("tokens") or (usage and usage.prompt + usage.completion),
        "cost": cell.get("cost") if cell else (usage and usage.cost),
        "seconds": cell.get("seconds") or (usage and usage.seconds),
        "world": run and run.world,
        "created": (run and run.created) or None,
        "finished": run and run.finished,
    }


def _labels(source: Source, results: Results | None) -> Rows:
    if source.folder is None:
        return
    for one in read_labels(labels_path(source.folder.path)):
        yield {
            "turn": one.turn,
            "article": one.article,
            "label": one.label,
            "coder": one.coder or None,
            "codebook": one.codebook or None,
            "probability": one.probability,
            "sample_seed": one.seed,
            "place": one.place,
            "sample_pairs": one.pairs,
            "at": one.at or None,
        }


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


OF: Mapping[str, Callable[[Source, Results | None], Rows]] = MappingProxyType(
    {
        "scores": _scores,
        "positions": _positions,
        "ballots": _ballots,
        "speeches": _speeches,
        "readings": _readings,
        "influence": _influence,
        "consistency": _consistency,
        "runs": _run,
        "labels": _labels,
    }
)
"""By table: what a run has in it."""


def rows_of(source: Source, what: Sequence[str], factors: Sequence[str]) -> Iterator[Named]:
    """The rows that one run has in some tables, with the table's name; its files are read once.

    Raises:
        InputError: a file cannot be read.
    """
    wanted = [name for name in what if name == "runs" or source.counted]
    if not wanted:
        return
    results = source.results()
    keys = source.keys(results, factors)
    for name in wanted:
        for row in OF[name](source, results):
            yield name, keys | row
