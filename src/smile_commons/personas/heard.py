"""What a persona said and was told, and which of it bears on an article."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smile_commons.transcript import Event

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from smile_commons.world.dialogue import Article

    Embed = Callable[[Sequence[str]], Iterable[NDArray[np.float32]]]

NEAR = 0.15
"""Cosine below which a line does not speak to an article; see ``docs/scoring.md``."""
CLOSEST = 2
"""A line speaks to no more articles than this, the nearest ones."""
MOST_OWN = 2
MOST_TOLD = 1
WORDS = 60
"""Of one line; of a longer one the end stands, where a speech says what it comes to."""

_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+")


@dataclass(frozen=True, slots=True)
class HeardLine:
    """One speech that a persona gave, or that was made to it."""

    turn: int
    speaker: str
    """The cue."""
    text: str
    own: bool
    article: str | None = None
    """The article it was made on, where the moderator set one."""
    near: Mapping[str, float] = field(default_factory=dict[str, float])
    """Cosine to each article, in [-1, 1], by article id."""

    def bears_on(self, article: str) -> bool:
        """Whether it speaks to the article: it was made on it, or is near it."""
        if self.article == article:
            return True
        closest = sorted(self.near.values(), reverse=True)[:CLOSEST]
        here = self.near.get(article, -1.0)
        return here >= NEAR and here in closest


def heard_lines(
    events: Sequence[Event],
    persona: str,
    cues: Mapping[str, str],
    articles: "Sequence[Article]",
    embed: "Embed",
) -> list[HeardLine]:
    """What ``persona`` said, and what was said to it in its hearing, in the order of the debate.

    Args:
        events: the transcript so far.
        persona: an id.
        cues: by persona id.
        articles: those that are voted on.
        embed: gives texts their vectors of unit length.
    """
    speeches = [event for event in events if _concerns(event, persona)]
    if not speeches:
        return []
    texts = [event.text for event in speeches]
    sides = [side for a in articles for side in (f"{a.title}. {a.text}", a.negation)]
    vectors = list(embed([*texts, *sides]))
    said, meant = vectors[: len(texts)], vectors[len(texts) :]
    return [
        HeardLine(
            turn=event.turn,
            speaker=cues.get(event.speaker or "", event.speaker or ""),
            text=event.text,
            own=event.speaker == persona,
            article=event.article,
            near={
                article.id: max(float(vector @ meant[2 * i]), float(vector @ meant[2 * i + 1]))
                for i, article in enumerate(articles)
            },
        )
        for event, vector in zip(speeches, said, strict=True)
    ]


def lines_on(heard: Sequence[HeardLine], article: str) -> list[HeardLine]:
    """The few lines to be remembered when an article is voted on, newest last, each cut short."""
    bearing = [line for line in heard if line.bears_on(article)]
    own = [line for line in bearing if line.own][-MOST_OWN:]
    told = [line for line in bearing if not line.own][-MOST_TOLD:]
    return sorted((*own, *told), key=lambda line: line.turn)


def end_of(text: str, words: int = WORDS) -> str:
    """The last sentences of a text, as many as ``words`` allow; at the least its last words."""
    flat = " ".join(text.split())
    if len(flat.split()) <= words:
        return flat
    kept: list[str] = []
    for sentence in reversed(_SENTENCE.split(flat)):
        if sum(len(s.split()) for s in (*kept, sentence)) > words:
            break
        kept.insert(0, sentence)
    return " ".join(kept) or "… " + " ".join(flat.split()[-words:])


def _concerns(event: Event, persona: str) -> bool:
    if event.kind != "speech":
        return False
    told = persona in event.to and (not event.heard_by or persona in event.heard_by)
    return event.speaker == persona or told
