"""Stance: on which side of an article a speech is, and whether it speaks to it at all."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from smile_commons.scoring.judge.answer import LEAST_MASS, Answer
from smile_commons.scoring.judge.asking import Form, Question
from smile_commons.scoring.judge.gate import Gate, assent
from smile_commons.scoring.judge.harmless import harmless
from smile_commons.scoring.judge.scale import Scales, logistic
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
from smile_commons.scoring.judge.units import MOST, pieces

GAIN = 1.6
"""Log-odds of a side for each spread from the middle. Fitted on development items."""
BAND = 0.35
"""Log-odds that a side needs to be likelier than undecided. Fitted on development items."""
LEAST_SPOKEN = 0.5
"""Where a text is less likely than this to speak to the article, the model is not asked: it is
silent whatever side it would be told to take."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a speech, and what it counts."""

    text: str
    weight: float
    """P(it speaks to the article)."""
    sign: int = 1
    """-1: it was said of this text that it is wrong."""


@dataclass(frozen=True, slots=True)
class StanceReader:
    """Asks for the side of what speaks to the article, and puts the answers together."""

    forms: Sequence[Form]
    scales: Scales
    gate: Gate | None
    """None: every text is taken to speak to its article."""
    symbols: Collection[str] = ()
    """Of all articles that are judged together."""

    def pieces(self, item: Item) -> list[Piece]:
        """What is to be judged of an item; nothing where it does not speak to the article."""
        if symbols_of(item.against):
            return []
        text, sign = _meant(item)
        parts = pieces(text)
        if self.gate is None:
            return [Piece(part, 1.0, sign) for part in parts[:MOST]]
        if len(parts) == 1:
            whole = self.gate.spoken(_about(item, text))
            found = [Piece(text, whole, sign)]
        else:
            found = [Piece(p, self.gate.spoken(_about(item, p)), sign) for p in parts]
        found = [piece for piece in found if piece.weight >= LEAST_SPOKEN]
        return sorted(found, key=lambda piece: -piece.weight)[:MOST]

    def questions(self, item: Item) -> list[Question]:
        """The questions, piece by piece and form by form."""
        return list(self._questions(item))

    def verdict(self, item: Item, answers: Sequence[Answer]) -> Verdict:
        """What the answers to ``questions(item)`` come to."""
        own = symbols_of(item.against)
        if own:
            return self._of_symbols(item, own)
        found = self.pieces(item)
        if not found:
            return _SILENT
        by_form = self._standard(found, answers)
        told = [one for one in by_form if one is not None]
        if not told:
            mass = max(answer.mass for answer in answers)
            return unscored(f"no answer: label mass {mass:.2f} at most")
        forms = tuple(round(GAIN * one, 6) for one in told)
        evidence = sum(forms) / len(forms)
        spoken = max(piece.weight for piece in found)
        return Verdict(_distribution(evidence, spoken), round(evidence, 6), None, forms)

    def _of_symbols(self, item: Item, own: Collection[str]) -> Verdict:
        text, sign = _meant(item)
        told = side(text, own, {*own, *self.symbols})
        if told is None:
            return _SILENT
        return Verdict(_distribution(sign * told, 1.0), sign * told, None, (sign * told,))

    def _questions(self, item: Item) -> Iterator[Question]:
        # The negation is not asked about: a small model says Yes to it where it says Yes to the
        # article, and the difference orders lines worse than the article alone (docs/judge.md).
        for piece in self.pieces(item):
            variables = {"motion": harmless(item.against), "text": harmless(piece.text)}
            for form in self.forms:
                yield Question(form, variables)

    def _standard(self, found: Sequence[Piece], answers: Sequence[Answer]) -> list[float | None]:
        """The standardised evidence of each form; None where it had no answer."""
        width = len(self.forms)
        means: list[float | None] = []
        for place, form in enumerate(self.forms):
            total = weights = 0.0
            for piece, answer in zip(found, answers[place::width], strict=True):
                if answer.mass >= LEAST_MASS:
                    value = self.scales[form.id].standard(answer.log_odds)
                    total += piece.weight * piece.sign * value
                    weights += piece.weight
            means.append(total / weights if weights else None)
        return means


_SILENT = Verdict({SUPPORTS: 0.0, OPPOSES: 0.0, UNDECIDED: 0.0, SILENT: 1.0}, None)


def _meant(item: Item) -> tuple[str, int]:
    """The text to be judged, and whether it counts for or against: a bare assent means the line
    before it."""
    sign = assent(item.text) if item.before else 0
    return (item.before, sign) if sign and item.before else (item.text, 1)


def _about(item: Item, text: str) -> Item:
    return Item(task="stance", text=text, against=item.against, negation=item.negation)


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
