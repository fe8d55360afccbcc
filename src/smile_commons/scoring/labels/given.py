"""What a speech was given, and what became of it: what a reader of its truth is shown."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from smile_commons.transcript import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One speech, with all that it may say."""

    turn: int
    speaker: str
    """The cue."""
    to: tuple[str, ...]
    """Cues."""
    move: str
    notes: str
    """What the speaker had to say; where no notes were kept, what the speech was about."""
    noted: bool
    """Whether there were notes."""
    memory: str
    """The memory that the speaker was given: of those that came up it is kept first."""
    recalled: tuple[str, ...]
    """What else came up; whether it was shown hangs on the model."""
    last: str
    """Cue and words of the speech before, in the same act."""
    holds: str
    """What the speaker thinks of the matter."""
    text: str
    others: tuple[str, ...]
    """Takes that could have been spoken as well."""
    digest: str
    """Of the run, the turn and the words: a label is not carried over to others."""


def givens(
    run: str,
    events: Sequence[Event],
    cues: Mapping[str, str],
    holds: Mapping[tuple[str, str], str],
) -> Iterator[Given]:
    """Every speech of an agent, in order.

    Args:
        run: the run's id.
        events: its transcript.
        cues: by persona.
        holds: by persona and article, in the persona's words.
    """
    before: Event | None = None
    for event in events:
        if event.kind != "speech" or event.speaker is None:
            continue
        if event.by != "human":
            last = before if before is not None and before.act == event.act else None
            yield _given(run, event, last, cues, holds)
        before = event


def _given(
    run: str,
    event: Event,
    last: Event | None,
    cues: Mapping[str, str],
    holds: Mapping[tuple[str, str], str],
) -> Given:
    say: str = getattr(event, "say", None) or ""
    who = event.speaker or ""
    memories = [one.text for one in event.memories]
    free = [take.text for take in event.takes if not take.dropped and take.text != event.text]
    whole = "\n".join((run, str(event.turn), say, event.on or "", *memories[:1], event.text))
    return Given(
        turn=event.turn,
        speaker=cues.get(who, who),
        to=tuple(cues.get(one, one) for one in event.to),
        move=event.move or "",
        notes=say or event.on or "",
        noted=bool(say),
        memory=memories[0] if memories else "",
        recalled=tuple(memories[1:]),
        last=f"{cues.get(last.speaker or '', last.speaker)}: {last.text}" if last else "",
        holds=holds.get((who, event.article or ""), ""),
        text=event.text,
        others=tuple(dict.fromkeys(free)),
        digest=hashlib.sha256(whole.encode()).hexdigest()[:16],
    )
