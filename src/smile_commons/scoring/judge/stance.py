"""Stance: on which side of an article a speech is, and whether it speaks to it at all."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from smile_commons.scoring.judge.answer import Answer, Scales, logistic
from smile_commons.scoring.judge.asking import Form, Question
from smile_commons.scoring.judge.gate import LEAST, Gate, assent
from smile_commons.scoring.judge.harmless import harmless
from smile_commons.scoring.judge.symbols import side, symbols_of
from smile_commons.scoring.judge.task import (
    OPPOSES,
    SILENT,
    SUPPORTS,
    UNDECIDED,
    Item,
    Verdict,
    unscored,
)
from smile_commons.scoring.judge.upright import Upright, upright

LONGEST = 60
"""Words that are judged at once; more, and the model loses the thread."""
MOST = 3
"""Pieces of one speech that are judged, the ones nearest to the article."""
_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+")


def pieces(text: str) -> list[str]:
    """The text whole, or in runs of whole sentences of up to ``LONGEST`` words.

    A sentence that is longer by itself is cut at a comma or semicolon where it has one, else
    between words.
    """
    if len(text.split()) <= LONGEST:
        return [" ".join(text.split())]
    found: list[str] = []
    words = 0
    for sentence in (part for whole in _END.split(text.strip()) for part in _cut(whole)):
        size = len(sentence.split())
        if found and words + size <= LONGEST:
            found[-1], words = f"{found[-1]} {sentence}", words + size
        else:
            found.append(sentence)
            words = size
    return found


def _cut(sentence: str) -> list[str]:
    words = sentence.split()
    if len(words) <= LONGEST:
        return [" ".join(words)] if words else []
    middle = next(
        (n for n in range(LONGEST, LONGEST // 2, -1) if words[n - 1][-1] in ",;:—"), LONGEST
    )
    return [" ".join(words[:middle]), *_cut(" ".join(words[middle:]))]


GAIN = 1.2
"""Log-odds of a side for each spread from the middle."""
BAND = 0.8
"""Log-odds that a side needs to be as likely as not, against undecided."""
SPOKEN, STEEP = -1.4, 1.8
"""Where an answer to *is this about it* is as likely yes as no, in spreads from that of lines that
are about theirs; and the log-odds for each spread. All four fitted on development items."""
EXPECTED = 1.0
"""Log-odds more for what was said where the article was the matter; set beforehand, not fitted."""


@dataclass(frozen=True, slots=True)
class StanceReader:
    """Asks for the side of what speaks to the article, and puts the answers together."""

    forms: Sequence[Form]
    """Of the question on which side a text is."""
    scales: Scales
    gate: Gate | None
    """None: every text is taken to speak to its article."""
    about: Form | None = None
    """The question whether it speaks to the article; asked where there is a gate."""
    symbols: Collection[str] = ()
    """Of all articles that are judged together."""
    turns: bool = False
    """Whether articles that would end a thing are put as their contrary."""

    def put(self, item: Item) -> Upright:
        """The article as the model is asked about it."""
        return upright(item.against) if self.turns else Upright(item.against)

    def pieces(self, item: Item) -> list[str]:
        """What is to be judged of an item; nothing where it does not speak to the article."""
        if symbols_of(item.against):
            return []
        parts = pieces(_meant(item)[0])
        if self.gate is None:
            return parts[:MOST]
        near = {part: self.gate.cosine(replace(item, text=part)) for part in parts}
        found = [part for part in near if item.expected or near[part] >= LEAST]
        return sorted(found, key=lambda part: -near[part])[:MOST]

    def questions(self, item: Item) -> list[Question]:
        """The questions, piece by piece and form by form."""
        return list(self._questions(item))

    def verdict(self, item: Item, answers: Sequence[Answer]) -> Verdict:
        """What the answers to ``questions(item)`` come to."""
        own = symbols_of(item.against)
        if own:
            return self._of_symbols(item, own)
        if not self.pieces(item):
            return NOT_SPOKEN_TO
        width = len(self._asked)
        rows = [answers[start : start + width] for start in range(0, len(answers), width)]
        spoken = [self._spoken(row, EXPECTED if item.expected else 0.0) for row in rows]
        sign = self.put(item).sign * _meant(item)[1]
        by_form = self._standard(rows, spoken)
        told = [sign * one for one in by_form if one is not None]
        if not told:
            mass = max(answer.mass for answer in answers)
            return unscored(f"no answer: label mass {mass:.2f} at most")
        forms = tuple(round(GAIN * one, 6) for one in told)
        evidence = sum(forms) / len(forms)
        return Verdict(_distribution(evidence, max(spoken)), round(evidence, 6), None, forms)

    @property
    def _asked(self) -> tuple[Form, ...]:
        """What is asked of each piece, in order."""
        if self.gate is None or self.about is None:
            return tuple(self.forms)
        return (self.about, *self.forms)

    def _of_symbols(self, item: Item, own: Collection[str]) -> Verdict:
        text, sign = _meant(item)
        told = side(text, own, {*own, *self.symbols})
        if told is None:
            return NOT_SPOKEN_TO
        return Verdict(_distribution(sign * told, 1.0), sign * told, None, (sign * told,))

    def _questions(self, item: Item) -> Iterator[Question]:
        # The negation is not asked about: a small model says Yes to it where it says Yes to the
        # article, and the difference orders lines worse than the article alone (docs/judge.md).
        for piece in self.pieces(item):
            variables = {"motion": harmless(self.put(item).text), "text": harmless(piece)}
            for form in self._asked:
                yield Question(form, variables)

    def _spoken(self, row: Sequence[Answer], prior: float) -> float:
        """P(a piece speaks to the article), by the answers about it; 1 where it was not asked."""
        if (
            self.about is None
            or self._asked[0] is not self.about
            or row[0].mass < self.about.least_mass
            or self.about.id not in self.scales
        ):
            return 1.0
        told = self.scales[self.about.id].standard(row[0].log_odds)
        return logistic(STEEP * (told - SPOKEN) + prior)

    def _standard(
        self, rows: Sequence[Sequence[Answer]], spoken: Sequence[float]
    ) -> list[float | None]:
        """The standardised evidence of each form; None where it had no answer."""
        skipped = len(self._asked) - len(self.forms)
        means: list[float | None] = []
        for place, form in enumerate(self.forms):
            total = weights = 0.0
            for row, weight in zip(rows, spoken, strict=True):
                answer = row[skipped + place]
                if answer.mass >= form.least_mass and form.id in self.scales:
                    value = self.scales[form.id].standard(answer.log_odds)
                    total += weight * value
                    weights += weight
            means.append(total / weights if weights else None)
        return means


NOT_SPOKEN_TO = Verdict({SUPPORTS: 0.0, OPPOSES: 0.0, UNDECIDED: 0.0, SILENT: 1.0}, None)


def _meant(item: Item) -> tuple[str, int]:
    """The text to be judged, and whether it counts for or against: a bare assent means the line
    before it."""
    sign = assent(item.text) if item.before else 0
    return (item.before, sign) if sign and item.before else (item.text, 1)


def _distribution(evidence: float, spoken: float) -> dict[str, float]:
    """Ordered logit over opposes, undecided, supports, given that it speaks to the article."""
    for_, against = logistic(evidence - BAND), logistic(-evidence - BAND)
    shares = {
        SUPPORTS: spoken * for_,
        OPPOSES: spoken * against,
        UNDECIDED: spoken * (1 - for_ - against),
        SILENT: 1 - spoken,
    }
    return {label: round(share, 6) for label, share in shares.items()}
