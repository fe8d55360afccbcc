"""What has been said or shown so far, as runs of words: so that nothing is said twice."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from smile_commons.prompts.language import english, sentences, words
from smile_commons.prompts.text_cache import text_cache

COPY = 8
"""A run of so many words shared with a lesson, an exemplar or a speech is a copy."""

PHRASE = 4
"""Runs of so many words are counted over the whole transcript."""
ECHO = 5
"""Runs of so many words that others said are looked for sentence by sentence."""


class Echo:
    """Runs of words of everything said and shown; grows by what each speech adds."""

    def __init__(self) -> None:
        self._shown: set[tuple[str, ...]] = set()
        self._copies: set[tuple[str, ...]] = set()
        self._phrases: Counter[tuple[str, ...]] = Counter()
        self.said: set[tuple[str, ...]] = set()
        """Runs of five words of all speeches, and their sentences, however short."""

    def show(self, text: str) -> None:
        """Takes in a text that may not be copied: an exemplar, a prompt, a scene."""
        self._shown.update(_shown(text))

    def begin_again(self, texts: Iterable[str]) -> None:
        """Forgets what was said, all but these speeches."""
        for one in (self._copies, self._phrases, self.said):
            one.clear()
        for text in texts:
            self.say(text)

    def say(self, text: str) -> None:
        """Takes in a speech."""
        tokens = words(text)
        self._copies.update(grams(tokens, COPY))
        self._phrases.update(grams(tokens, PHRASE))
        self.said.update(grams(tokens, ECHO))
        self.said.update(
            whole for part in sentences(text, english()) if len(whole := words(part)) > 1
        )

    def copies(self, text: str, own: Collection[str] = ()) -> bool:
        """Whether a text holds a run of 8 words that stands elsewhere.

        Args:
            text: a take.
            own: the speaker's own notes, whose words are theirs.
        """
        tried = runs(text, COPY)
        held = (tried & self._copies) | (tried & self._shown)
        return any(all(run not in runs(one, COPY) for one in own) for run in held)

    def repetition(self, text: str, own: Collection[str] = ()) -> float:
        """The share of a text's runs of 4 words that were said before or twice in it, 0 to 1.

        What stands in ``own``, the speaker's notes, counts once.
        """
        all_of_it = list(grams(words(text), PHRASE))
        if not all_of_it:
            return 0.0
        mine = [runs(one, PHRASE) for one in own]
        fresh = {
            run for run in all_of_it if run not in self._phrases or any(run in one for one in mine)
        }
        return 1 - len(fresh) / len(all_of_it)


@text_cache(2048)  # the notes of a turn are asked about for every cut of its takes
def runs(text: str, size: int) -> frozenset[tuple[str, ...]]:
    """The different runs of ``size`` words of a text."""
    return frozenset(grams(words(text), size))


@lru_cache(maxsize=512)  # every run of a world shows the same prompts, cards and scenes
def _shown(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(grams(words(text), COPY))


def grams(tokens: Sequence[str], size: int) -> Iterable[tuple[str, ...]]:
    """Every run of ``size`` words."""
    return zip(*(tokens[start:] for start in range(size)), strict=False)
