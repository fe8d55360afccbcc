"""What a persona makes of an act when it is over: choosing, asking, and reading the answer.

After Park et al. 2023 (Generative Agents, section 4.2): a few insights, each with the memories
that it is drawn from. The asking itself is the agent's; here is all that surrounds it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from smile_commons.memory.memory import Memory
from smile_commons.memory.recall import recency

MOST_EPISODES = 5
MOST_INSIGHTS = 3
COPY = 8
"""A run of so many words shared with an episode is a copy, not an insight."""

_FEWEST_WORDS = 4
_IMPORTANT = 0.7
"""An insight matters at least so much: it was worth a thought."""

_MARK = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.):]|insight\s*\d*\s*:)\s*", re.IGNORECASE)
_CITED = re.compile(r"\s*[(\[]([^()\[\]]*\d[^()\[\]]*)[)\]]\s*[.!]?\s*$")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_QUOTES = "\"“”«»' "
_COMMON = frozenset(
    """
    about after again also because been before being could does done down even every from have
    here into just like made make more most much must never nobody nothing only other over said
    same says should some such take than that their them then there these they thing this those
    through told under until very want were what when where which while will with would your
    """.split()
)


def worth_reflecting(
    memories: Iterable[Memory], *, act: str, turn: int, most: int = MOST_EPISODES
) -> list[Memory]:
    """The episodes of an act that matter most and are freshest, in the order of the story.

    Args:
        memories: all that the persona remembers, or more.
        act: the id of the act.
        turn: the number of its last speech; nothing later is looked at.
        most: how many at most.
    """
    of_act = [
        memory
        for memory in memories
        if memory.kind == "episode"
        and memory.act == act
        and memory.turn <= turn
        # An earlier run may have had an act of the same name.
        and memory.origin is None
    ]
    of_act.sort(key=lambda memory: (-memory.importance - recency(memory, turn + 1), memory.id))
    return sorted(of_act[:most], key=lambda memory: (memory.turn, memory.id))


def variables(cue: str, episodes: Sequence[Memory]) -> dict[str, Any]:
    """What ``prompts/reflect.j2`` is filled with: the name, and the episodes with numbers."""
    return {
        "name": cue,
        "episodes": [
            {"number": number, "text": episode.text}
            for number, episode in enumerate(episodes, start=1)
        ],
    }


def read_insights(answer: str, episodes: Sequence[Memory], *, act: str, turn: int) -> list[Memory]:
    """The first insights of a model's answer, one a line, as memories that cite their episodes.

    A line may be numbered or not, and may end with the numbers of its episodes in brackets.
    Dropped are lines that are no sentence, that repeat another, that copy an episode, and those
    that neither cite an episode nor have words in common with one.

    Args:
        answer: what the model wrote.
        episodes: those it was shown, in their order.
        act: the id of the act.
        turn: the number of the act's last speech.
    """
    insights: list[Memory] = []
    seen = {run for episode in episodes for run in _runs(_words(episode.text))}
    for line in answer.splitlines():
        text, numbers = _split(line)
        words = _words(text)
        if len(insights) == MOST_INSIGHTS or not _is_sentence(text, words) or seen & _runs(words):
            continue
        sources = _sources(words, numbers, episodes)
        if not sources:
            continue
        seen |= _runs(words) | {tuple(words)}
        insights.append(
            Memory(
                id=f"reflection-{act}-{len(insights) + 1}",
                text=text,
                kind="reflection",
                turn=turn,
                act=act,
                importance=max(_IMPORTANT, *(source.importance for source in sources)),
                sources=tuple(source.id for source in sources),
            )
        )
    return insights


def _split(line: str) -> tuple[str, list[int]]:
    """The text of a line without its mark, and the numbers that it cites."""
    text = _MARK.sub("", line, count=1).strip()
    cited = _CITED.search(text)
    if cited is None:
        return text.strip(_QUOTES), []
    text = text[: cited.start()].strip(_QUOTES)
    if text and text[-1].isalnum():
        text += "."
    return text, [int(number) for number in re.findall(r"\d{1,3}", cited[1])]


def _is_sentence(text: str, words: Sequence[str]) -> bool:
    return len(words) >= _FEWEST_WORDS and text[0].isalpha() and text[-1] in '.!?…”"'


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Every run of words that makes a copy; a shorter text is one run."""
    if len(words) < COPY:
        return {tuple(words)}
    return {tuple(words[start : start + COPY]) for start in range(len(words) - COPY + 1)}


def _sources(
    words: Sequence[str], numbers: Sequence[int], episodes: Sequence[Memory]
) -> list[Memory]:
    """The episodes that are cited; without any, the two with the most words in common."""
    cited = sorted({number for number in numbers if 1 <= number <= len(episodes)})
    if cited:
        return [episodes[number - 1] for number in cited]
    telling = _telling(words)
    shared = [(len(telling & _telling(_words(episode.text))), episode) for episode in episodes]
    shared.sort(key=lambda pair: (-pair[0], pair[1].id))
    return [episode for count, episode in shared[:2] if count >= 2]


def _telling(words: Iterable[str]) -> set[str]:
    return {word for word in words if len(word) > 3 and word not in _COMMON}


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]
