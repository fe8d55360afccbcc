"""Names before a colon, in texts whose every line may begin with one."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LABEL = re.compile(
    r"^\s*(?:>>\s*|[-–—]\s*)?(?:\[(?P<in>[^\[\]]{1,60})\]|(?P<name>[^\s:][^:]{0,59}?))"
    r"\s?(?::(?:\s+|$)|：\s*)(?P<said>.*)$",
    re.DOTALL,
)
_MOST_WORDS = 5
_LONGEST_CASELESS = 12
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
    def of(cls, cues: Sequence[str], others: Sequence[str] = ()) -> "Labels":
        """Reads them from the beginnings of a text's parts.

        Args:
            cues: the lines on which somebody may begin to speak.
            others: the lines between them, where a name in capitals is one, and what is
                written like a name is doubtful.

        Names stand in capitals where two do and none begins with one alone. Otherwise each word
        of a name begins with a capital; where four parts of five have a label, what comes twice
        is a name however it is written, and what comes once is doubtful; where all have one,
        all are names.
        """
        counts = Counter(name for name in _before_colons(cues) if not _sentence(name))
        inside = {name for name in _before_colons(others) if _may_be_name(name)}
        likes = {name for name in counts if like_name(name)}
        capitals = {name for name in likes if name.isupper()}
        often = {name for name, count in counts.items() if count > 1}
        if capitals and len(likes) == len(capitals) and sum(counts[n] for n in capitals) > 1:
            capitals |= {name for name in inside if name.isupper()}
            doubtful = often | set(filter(_caseless, {*counts, *inside}))
            return cls(frozenset(capitals), frozenset(doubtful - capitals))
        names = likes | set(filter(_caseless, often))
        doubtful = often | inside | set(filter(_caseless, counts))
        if counts.total() >= 0.8 * len(cues):
            all_have_one = counts.total() == len(cues)
            names = names | often if names and not all_have_one else set(counts)
            doubtful |= set(counts)
        return cls(frozenset(names), frozenset(doubtful - names))

    def split(self, row: str) -> tuple[str, str] | None:
        """The name and the words of a line that begins with a name."""
        label = split_label(row)
        return label if label and label[0] in self.names else None

    def doubts(self, row: str) -> bool:
        """Whether a line begins with what may be a name."""
        label = split_label(row)
        return label is not None and label[0] in self.doubtful


def _before_colons(rows: Iterable[str]) -> list[str]:
    return [label[0] for row in rows if (label := split_label(row))]


def _may_be_name(name: str) -> bool:
    return not _sentence(name) and (like_name(name) or _caseless(name))


def _caseless(name: str) -> bool:
    """Whether it is short, and in letters that have no capitals, as those of Chinese."""
    letters = [letter for letter in name if letter.isalpha()]
    without = all(letter.lower() == letter.upper() for letter in letters)
    return bool(letters) and without and len(name) <= _LONGEST_CASELESS and len(name.split()) <= 3


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
