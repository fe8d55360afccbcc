"""How true a take is to its notes: what of them is there, what is lost, bent or made up.

Notes are what a speech has to get across, in the speaker's own I and you, so a take can be held
against them sentence by sentence, in any language whose pronouns are known.

A small model repeats most of a note word for word and drops some of it on the way: *I should have
hung at the door*. At the end of a note a word of meaning may be missing; between words that were
kept it breaks the sentence.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from smile_commons.personas.echo import runs
from smile_commons.personas.grounding import forms, invented, names_in, numbers, unbound
from smile_commons.personas.persons import exchanged, keys, nearest
from smile_commons.prompts.language import Language, sentences, words
from smile_commons.prompts.script import size

RUN = 5
"""A run of so many words is a repetition of an earlier speech."""
_ALIKE = 0.6
"""Two sentences that share a larger part of their words of meaning say the same."""
_HEARD = 0.25
"""How much a word counts as one from nowhere that only the speech before has."""
_BENT = 0.5
"""The same of a word that the notes have in another form: *hanging* for *hangs*."""
_SAID = 0.75
"""A sentence that has so much of a note's words of meaning says that note."""
_LEFT = 0.7
"""A note of which less than this share of its words of meaning is there was left out."""
_LENGTH = 0.75
"""Of the notes' words a take has so many at least: small words tell who has done what."""

_BEGUN = 4
"""Words at the beginning of a note that may be said otherwise, as long as who does it is said."""
_STUTTER = 8
"""Words at most that are looked for twice in a row."""
_WORD_FOR_WORD = 0.7
"""A sentence that has so much of its words from a note, in its order, repeats that note."""

_CURLY = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


@dataclass(frozen=True, eq=False)
class Notes:
    """What a speech is held against; compared by identity."""

    say: tuple[str, ...]
    """Sentences that it has to get across."""
    more: tuple[str, ...] = ()
    """Sentences that it may use: a memory, what the speaker holds."""
    last: str = ""
    """The speech before: its words may be taken up."""
    known: frozenset[str] = frozenset()
    """Further names that may be said, in lower case: those who are there."""
    leads: bool = False
    """Whether what it may use comes first, so that it ends on what it has to say."""

    @property
    def text(self) -> str:
        """All sentences that it may take its facts from."""
        return " ".join((*self.say, *self.more))


@dataclass(frozen=True, slots=True)
class Fidelity:
    """What became of the notes in a take; each in [0, 1]."""

    kept: float
    """The share of the notes' words of meaning that is there."""
    lost: float
    """The share of their numbers and names that is not."""
    invented: float
    """1 for a number or a name that nobody gave."""
    unbound: float
    """Numbers that stand with words they were not given with."""
    person: float
    """The share of sentences in which I and you are exchanged."""
    strange: float
    """The share of words from nowhere in the sentence that has most of them."""
    denied: float
    """The share of sentences that say a note and not its *not* or *should*, or the other way."""
    gap: float
    """The share of sentences with something missing in the middle of a note, or a word twice."""
    left: float
    """The share of the notes that were left out."""
    order: float
    """How often a sentence says an earlier note than the sentence before it."""
    twice: float
    """The share of sentences that say again what another one says."""
    verbatim: float
    """1 for a take that is nothing but its notes, word for word."""

    @property
    def parts(self) -> dict[str, float]:
        """By name."""
        return {name: getattr(self, name) for name in self.__slots__}


def fidelity(take: str, notes: Notes, language: Language) -> Fidelity:
    """Holds a take against its notes."""
    given = keys(" ".join(notes.say) or notes.text, language)
    about = keys(take, language)
    known = f"{notes.text} {notes.last}"
    return Fidelity(
        kept=len(given & about) / len(given) if given else 1.0,
        lost=_lost(take, notes.say, language),
        invented=made_up(take, notes, language),
        unbound=unbound(take, known, language),
        person=exchanged(take, (*notes.say, *notes.more), language),
        strange=_strange(take, notes, language),
        denied=_denied(take, (*notes.say, *notes.more), language),
        gap=gaps(take, (*notes.say, *notes.more), language),
        left=max(_left(about, notes.say, language), _shortened(take, notes, language)),
        order=_disorder(take, notes.say, language),
        twice=_twice(take, language),
        verbatim=float(words(take) in _whole_runs(notes.say or notes.more)),
    )


def made_up(take: str, notes: Notes, language: Language) -> float:
    """1 for a number, a name or a quotation in a take that nobody gave, else 0."""
    known = f"{notes.text} {notes.last}"
    new = invented(take, [known], notes.known, language)
    return float(new is not None or _quotes(take, known))


def repeated(take: str, earlier: Set[tuple[str, ...]], notes: Notes) -> float:
    """The share of a take's sentences that an earlier speech has, or a run of their words, 0 to 1.

    What stands in the speaker's own notes is theirs to say, whoever said it before.
    """
    own = runs(notes.text, RUN) | {words(part) for part in sentences(notes.text)}
    again = [not (_told(part) & earlier) <= own for part in sentences(take)]
    return sum(again) / len(again) if again else 0.0


def _told(part: str) -> Set[tuple[str, ...]]:
    """The runs of words of a sentence, and the sentence itself."""
    return runs(part, RUN) | {words(part)}


def _lost(take: str, say: Sequence[str], language: Language) -> float:
    text = " ".join(say)
    wanted = numbers(text, language)
    named = names_in(text, language)
    there = numbers(take, language)
    missing = len(wanted - there) + len(named - forms(take))
    return missing / (len(wanted) + len(named)) if wanted or named else 0.0


def _quotes(take: str, known: str) -> bool:
    """Whether somebody is quoted whom nobody has quoted."""
    return '"' in take and '"' not in known.translate(_CURLY)


def _strange(take: str, notes: Notes, language: Language) -> float:
    """The largest share of words from nowhere that a sentence has."""
    mine, heard = keys(notes.text, language), keys(notes.last, language)
    known = keys(" ".join(sorted(notes.known)), language)
    forms = frozenset(words(f"{notes.text} {notes.last}"))
    worst = 0.0
    for part in sentences(take, language):
        about = keys(part, language)
        new = about - mine - known
        of_heard = _HEARD if mine else 0.0
        # Of an unknown language only beginnings are compared.
        others = set(words(part)) - forms if language.endings else ()
        bent = sum(bool(keys(word, language) & mine) for word in others)
        count = len(new - heard) + of_heard * len(new & heard) + _BENT * bent
        near = nearest(part, (*notes.say, *notes.more), language)
        if _is_scrap(part, near, notes, language) or _hangs(part, near, take, notes, language):
            count = len(about)
        worst = max(worst, count / len(about)) if about else worst
    return min(1.0, worst)


def _is_scrap(part: str, near: Sequence[str], notes: Notes, language: Language) -> bool:
    """Whether it is a piece of what may be said besides, and not that: *And six marks.*"""
    if not near or not notes.say or any(one in notes.say for one in near):
        return False
    return not any(says(part, one, language) for one in near)


def _hangs(part: str, near: Sequence[str], take: str, notes: Notes, language: Language) -> bool:
    """Whether it says *he* of somebody whom only a sentence names that is not said."""
    places = [notes.more.index(one) for one in near if one in notes.more]
    if not places or len(places) < len(near) or not language.third & set(words(part)):
        return False
    place = min(places)
    before = notes.more[place - 1] if place else None
    return before is not None and not says(take, before, language)


def _shortened(take: str, notes: Notes, language: Language) -> float:
    """How far what a take has of its notes falls short of their length, 0 to 1."""
    if not notes.say:
        return 0.0
    told = " ".join(
        part
        for part in sentences(take, language)
        if (near := nearest(part, (*notes.say, *notes.more), language)) and near[0] in notes.say
    )
    share = size(told) / (_LENGTH * size(" ".join(notes.say)))
    return max(0.0, 1 - share)


def _denied(take: str, notes: Sequence[str], language: Language) -> float:
    """The share of sentences that say a whole note and not its *not*, or the other way, 0 to 1.

    *I should have read that page* is no *I read that page* either.
    """
    parts = sentences(take, language)
    if not parts:
        return 0.0
    wrong = sum(
        bool(said := [note for note in notes if says(part, note, language)])
        and all(_is_contrary(part, note, language) for note in said)
        for part in parts
    )
    return wrong / len(parts)


def says(text: str, note: str, language: Language, share: float = _SAID) -> bool:
    """Whether a text has so much of a note's words of meaning; no text says one without any."""
    meant = keys(note, language)
    return bool(meant) and len(keys(text, language) & meant) >= share * len(meant)


def _is_contrary(part: str, note: str, language: Language) -> bool:
    if bool(language.denying & set(words(part))) != bool(language.denying & set(words(note))):
        return True
    here, there = _supposes(part, language), _supposes(note, language)
    return None not in (here, there) and here != there


def _supposes(part: str, language: Language) -> bool | None:
    """Whether it tells of what should or might be; None where that is open: *I'd*."""
    said = set(words(part))
    if said & language.supposing:
        return True
    return None if any(word.endswith("'d") for word in said) else False


def _left(about: frozenset[str], say: Sequence[str], language: Language) -> float:
    """The share of notes of which hardly anything is there."""
    meant = [keys(note, language) for note in say]
    gone = sum(len(about & one) < _LEFT * len(one) for one in meant)
    return gone / len(meant) if meant else 0.0


def _disorder(take: str, say: Sequence[str], language: Language) -> float:
    """How often a sentence says an earlier note than the sentence before it, 0 to 1.

    A note may begin with *he* for somebody whom the note before it names.
    """
    places = [
        say.index(near[0])
        for part in sentences(take, language)
        if (near := nearest(part, say, language))
    ]
    steps = list(pairwise(places))
    return sum(later < before for before, later in steps) / len(steps) if steps else 0.0


def _twice(take: str, language: Language) -> float:
    """The share of sentences that say again what another sentence of the take says."""
    told = [keys(part, language) for part in sentences(take, language)]
    again = sum(
        any(
            len(other) > 1 and len(one & other) > _ALIKE * min(len(one), len(other))
            for other in told[:place]
        )
        for place, one in enumerate(told)
        if len(one) >= 2
    )
    return again / len(told) if told else 0.0


@lru_cache(maxsize=256)
def _whole_runs(notes: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The notes word for word: every run of whole sentences."""
    ends = range(1, len(notes) + 1)
    return {words(" ".join(notes[start:end])) for end in ends for start in range(end)}


def gaps(take: str, notes: Sequence[str], language: Language) -> float:
    """The share of a take's sentences that lack something within a note, or stutter, 0 to 1.

    Args:
        take: a speech.
        notes: sentences that it says.
        language: of both.
    """
    parts = sentences(take, language)
    own = tuple(notes)
    told = keys(take, language)
    wrong = sum(_stutters(part, own) or _has_gap(part, own, told, language) for part in parts)
    return wrong / len(parts) if parts else 0.0


def _stutters(part: str, notes: tuple[str, ...]) -> bool:
    """Whether it says some words twice in a row that no note says twice: *of that that ached*."""
    return bool(_twice_in_a_row(part) - frozenset().union(*map(_twice_in_a_row, notes)))


@lru_cache(maxsize=2048)
def _twice_in_a_row(text: str) -> frozenset[tuple[str, ...]]:
    said = words(text)
    return frozenset(
        said[start : start + size]
        for size in range(1, _STUTTER + 1)
        for start in range(len(said) - 2 * size + 1)
        if said[start : start + size] == said[start + size : start + 2 * size]
    )


@lru_cache(maxsize=2048)
def _has_gap(part: str, notes: tuple[str, ...], told: frozenset[str], language: Language) -> bool:
    near = nearest(part, notes, language)
    return bool(near) and all(_lacks(part, note, told, language) for note in near)


def _lacks(part: str, note: str, told: frozenset[str], language: Language) -> bool:
    """``told``: the words of meaning of all that is said; a note may be said in two sentences."""
    said, given = words(part), words(note)
    matcher = SequenceMatcher(None, given, said, autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < _WORD_FOR_WORD * len(said):
        return False
    here = keys(part, language)
    *places, _ = matcher.get_opcodes()
    if language.subject_first and _is_unsaid_who(places[:1], given, said, language):
        return True
    return any(
        _is_missed(given[a:b], said[c:d], here if place else told, language)
        for place, (kind, a, b, c, d) in enumerate(places)
        if kind in ("delete", "replace") and (place or language.subject_first)
    )


def _is_unsaid_who(
    first: Sequence[tuple[str, int, int, int, int]],
    given: Sequence[str],
    said: Sequence[str],
    language: Language,
) -> bool:
    """Whether *I should have hung* has become *hang*: nobody does it, and nobody new is named."""
    for kind, _, b, _, d in first:
        who = given[0]
        subjects = (language.first | language.second | language.third) - language.owning
        begun = kind != "equal" and 0 < b <= _BEGUN
        unsaid = begun and who in subjects and not subjects & set(said)
        new = keys(" ".join(said[:d]), language) - keys(" ".join(given), language)
        return bool(unsaid and (not new or d < b))
    return False


def _is_missed(
    lost: Sequence[str], instead: Sequence[str], told: frozenset[str], language: Language
) -> bool:
    if not instead and len(lost) == 1 and lost[0] in language.binding:
        return True
    if (language.third | language.pointing) & set(instead):
        return False  # *it* for what was named before
    return bool(keys(" ".join(lost), language) - told)
