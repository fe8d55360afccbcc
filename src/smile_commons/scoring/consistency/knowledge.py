"""Names and numbers that a persona could not know: not its own, not the world's, not heard.

A weak test on purpose of being sure: it finds invented or borrowed names and numbers, nothing
that is invented in plain words. It asks no judge.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from smile_commons.scoring.consistency.likeness import Vectors
from smile_commons.scoring.consistency.shares import shares
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Score
from smile_commons.scoring.subject import Persona, Subject, Unknown

NO_MEMORIES = "there are no cards and memories to know it from"


def score_knowledge(
    subject: Subject, vectors: Vectors | None
) -> tuple[list[Score], list[dict[str, Any]]]:
    """The share of speeches without an unknown name or number, and each that has one."""
    check = subject.unknown
    told = [line for line in subject.lines if line.speaker in subject.personas]
    if check is None or not told:
        return [Score(id="knowledge", value=None, unscored=NO_MEMORIES)], []
    names = [word for one in subject.personas.values() for word in one.cue.lower().split()]
    own = list[float | None]()
    other = list[float | None]()
    unknown = list[tuple[Line, str]]()
    for place, line in enumerate(told):
        near = _heard(subject, line)
        found = check(line.text, (subject.personas[line.speaker].known, *near), names)
        own.append(float(found is None))
        other.append(_borrowed(check, line, place, subject.personas, near, names))
        if found is not None:
            unknown.append((line, found))
    if vectors is not None and unknown:
        vectors.of([line.text for line, _ in unknown])  # all of them in one go
    speakers = [line.speaker for line in told]
    nothing = "it never speaks"
    scores = shares("knowledge", own, other, speakers, subject.personas, nothing=nothing)
    return scores, [_row(line, found, subject, vectors) for line, found in unknown]


def _heard(subject: Subject, line: Line) -> Sequence[str]:
    """The scene, what the speaker was told to speak of, and all that it heard before."""
    before = [
        one.text for one in subject.lines if one.turn < line.turn and one.reaches(line.speaker)
    ]
    return (subject.scene, subject.given.get(line.turn, ""), *before)


def _borrowed(
    check: Unknown,
    line: Line,
    place: int,
    personas: Mapping[str, Persona],
    near: Sequence[str],
    names: Sequence[str],
) -> float | None:
    others = [one for who, one in personas.items() if who != line.speaker]
    if not others:
        return None
    known = others[place % len(others)].known
    return float(check(line.text, (known, *near), names) is None)


def _row(line: Line, found: str, subject: Subject, vectors: Vectors | None) -> dict[str, Any]:
    """What is unknown, whose it is if it is another's, and the nearest that the persona knows."""
    whose = [
        who
        for who, one in subject.personas.items()
        if who != line.speaker and found.lower() in one.known.lower().split()
    ]
    nearest = None
    if vectors is not None:
        parts = subject.personas[line.speaker].known.replace("! ", ". ").split(". ")
        near = vectors.nearest(line.text, [part.strip() for part in parts if part.strip()])
        nearest = None if near is None else {"text": near[0], "cosine": near[1]}
    return {
        "id": "knowledge",
        "turn": line.turn,
        "persona": line.speaker,
        "value": 0.0,
        "unknown": found,
        "known_to": whose,
        "nearest": nearest,
        "quote": line.text,
    }
