"""Runs as a ConvoKit corpus: a conversation a run, an utterance a speech.

The files are those that ``Corpus.dump`` writes and ``Corpus(filename=...)`` loads (Chang et al.
2020; ConvoKit's documentation, "Data format"): ``utterances.jsonl``, ``speakers.json``,
``conversations.json``, ``corpus.json``, ``index.json``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from smile_commons.errors import unwritable
from smile_commons.files import write_atomically
from smile_commons.runs.manifest import package_version
from smile_commons.scoring.results import Results
from smile_commons.studies.tables.sources import Place, Source, Sources, sources

_TYPES: Mapping[type, str] = {kind: str(kind) for kind in (str, int, float, bool, dict, list)}


def convokit(paths: "Place | Sequence[Place]", out: Path) -> Path:
    """Writes a corpus of studies, runs, or folders of runs; the folder.

    Args:
        paths: as for ``load``.
        out: a folder; what stands in it under these names is replaced.

    Raises:
        InputError: something cannot be read or written.
    """
    found = sources(paths)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(out, error) from error
    utterances, speakers = list[dict[str, Any]](), dict[str, dict[str, Any]]()
    conversations = dict[str, dict[str, Any]]()
    for source in found:
        if not source.counted or source.folder is None:
            continue
        results = source.results()
        spoken = list(_utterances(source, results))
        if not spoken:
            continue
        utterances += spoken
        names = source.folder.manifest.cast
        for one in spoken:
            speakers.setdefault(one["speaker"], {"name": names.get(one["speaker"], one["speaker"])})
        conversations[source.folder.id] = _about(source, results, found)
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in utterances)
    write_atomically(out / "utterances.jsonl", lines)
    meta = {"name": "smile-commons", "version": package_version()}
    index: dict[str, Any] = {
        "utterances-index": _index(one["meta"] for one in utterances),
        "speakers-index": _index(speakers.values()),
        "conversations-index": _index(conversations.values()),
        "overall-index": _index([meta]),
        "version": 1,
        "vectors": [],
    }
    files: dict[str, Any] = {
        "speakers.json": _with_vectors(speakers),
        "conversations.json": _with_vectors(conversations),
        "corpus.json": meta,
        "index.json": index,
    }
    for name, data in files.items():
        write_atomically(out / name, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    return out


def _utterances(source: Source, results: Results | None) -> Iterator[dict[str, Any]]:
    """The speeches of a run, each in reply to the one before."""
    assert source.folder is not None
    run, before = source.folder.id, None
    positions = _positions(results)
    for event in source.folder.events.all():
        if event.kind != "speech" or event.speaker is None:
            continue
        id = f"{run}/{event.turn}"
        yield {
            "id": id,
            "conversation_id": run,
            "text": event.text,
            "speaker": event.speaker,
            "meta": {
                "turn": event.turn,
                "act": event.act,
                "move": event.move or "",
                "article": event.article or "",
                "to": list(event.to),
                "positions": positions.get(event.turn, {}),
            },
            "reply-to": before,
            "timestamp": _seconds(event.at),
            "vectors": [],
        }
        before = id


def _positions(results: Results | None) -> dict[int, dict[str, float]]:
    """What the judge read, by turn and article."""
    found = dict[int, dict[str, float]]()
    for one in results.positions if results else ():
        if one.channel == "speech" and one.position is not None:
            found.setdefault(one.turn, {})[one.article] = one.position
    return found


def _about(source: Source, results: Results | None, found: Sources) -> dict[str, Any]:
    """Of a conversation: the keys of its tables, and its scores of the whole."""
    keys = source.keys(results, found.factors)
    scores = {
        f"score.{one.id}": one.value
        for one in (results.scores if results else ())
        if one.scope.whole and one.value is not None
    }
    return {name: value for name, value in (keys | scores).items() if value is not None}


def _with_vectors(given: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {id: {"meta": meta, "vectors": []} for id, meta in given.items()}


def _index(metas: Any) -> dict[str, list[str]]:
    """By field the types that it has, as the corpus' index names them."""
    found = dict[str, list[str]]()
    for meta in metas:
        for name, value in meta.items():
            kind = _TYPES[type(value)]
            if kind not in found.setdefault(name, []):
                found[name].append(kind)
    return found


def _seconds(at: str) -> float | None:
    """A time as seconds since 1970; None where there is none."""
    try:
        return datetime.fromisoformat(at).timestamp()
    except ValueError:
        return None
