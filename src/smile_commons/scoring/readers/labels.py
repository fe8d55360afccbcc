"""Names before a colon, in texts whose every line may begin with one."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LABEL = re.compile(
    r"^\s*(?:>>\s*|[-–—]\s*)?(?:\[(?P<in>[^\[\]]{1,60})\]|(?P<name>[^\s:][^:]{0,59}?))"
    r"\s?[:：](?:\s+|$)(?P<said>.*)$",
    re.DOTALL,
)
_MOST_WORDS = 5
_ENDS = re.compile(r"[.!?…;]\s")
_TITLES = re.compile(r"\b(?:Mrs?|Ms|Dr|Prof|St|Sr|Jr|Sra|Mme|Mlle|Hr|Fr|M|[A-Z])\.\s")


def split_label(row: str) -> tuple[str, str] | None:
    """The name at the start of a line and what is said after it; None: there is no colon."""
    found = _LABEL.match(row)
    if found is None:
        return None
    return " ".join((found["in"] or found["name"]).split()), found["said"]


@dataclass(frozen=True, slots=True)
class Labels:
    """Which words before a colon are names in this text."""

    names: frozenset[str]
    doubtful: frozenset[str] = frozenset()
    """What may be a name and is not written as the others are."""

    @classmethod
    def of(cls, cues: Sequence[str]) -> "Labels":
        """Reads them from the beginnings of a text's parts.

        Names stand in capitals where two do and none begins with one alone. Otherwise each word
        of a name begins with a capital; where four parts of five have a label, what comes twice
        is a name however it is written, and what comes once is doubtful; where all have one,
        all are names.
        """
        found = [label[0] for cue in cues if (label := split_label(cue))]
        counts = Counter(name for name in found if not _sentence(name))
        likes = {name for name in counts if like_name(name)}
        capitals = {name for name in likes if name.isupper()}
        often = {name for name, count in counts.items() if count > 1}
        if capitals and len(likes) == len(capitals) and sum(counts[n] for n in capitals) > 1:
            return cls(frozenset(capitals), frozenset(often - capitals))
        dense = counts.total() >= 0.8 * len(cues)
        if not dense:
            return cls(frozenset(likes), frozenset(often - likes))
        all_have_one = counts.total() == len(cues)
        names = likes | often if likes and not all_have_one else set(counts)
        return cls(frozenset(names), frozenset(set(counts) - names))

    def split(self, row: str) -> tuple[str, str] | None:
        """The name and the words of a line that begins with a name."""
        label = split_label(row)
        return label if label and label[0] in self.names else None

    def doubts(self, row: str) -> bool:
        """Whether a line begins with what may be a name."""
        label = split_label(row)
        return label is not None and label[0] in self.doubtful


def _sentence(name: str) -> bool:
    return bool(_ENDS.search(_TITLES.sub("", name))) or (", " in name and not like_name(name))


def like_name(name: str) -> bool:
    """Whether each of a few words begins with a capital or a digit."""
    words = [word for word in re.split(r"[\s_]+", name) if any(map(str.isalnum, word))]
    return 0 < len(words) <= _MOST_WORDS and all(
        word[0].isupper() or word[0].isdigit() or not word[0].isalpha() for word in words
    )


def grown_names(firsts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names that hold a colon themselves, by the part before it.

    Args:
        firsts: the part before the first colon and the text after it, message by message.

    Where two messages or more begin so and all of them go on alike up to another colon, that
    belongs to the name.
    """
    rests = dict[str, list[str]]()
    for name, rest in firsts:
        rests.setdefault(name, []).append(rest)
    grown = dict[str, str]()
    for name, texts in rests.items():
        parts = {text.partition(": ")[0] if ": " in text[:60] else "" for text in texts}
        if len(texts) > 1 and len(parts) == 1 and (part := parts.pop()):
            grown[name] = f"{name}: {part}"
    return grown
