"""Two lines against each other: whether one agrees with the other, or contradicts it.

Tasks of plug-ins, which have two labels as well, are read in the same way; and so is a red line, as
a motion that what it rules out be done. A small model hears the tone towards a thing, and no rule
against it: asked whether a speech is for "Nobody should sell the harbour" it tosses a coin, asked
whether it is for selling it does not (``docs/consistency.md``). So it is asked about the deed, and
whoever is for it crosses the line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from smile_commons.scoring.judge.answer import Answer, Scales, logistic
from smile_commons.scoring.judge.asking import Form, Question
from smile_commons.scoring.judge.harmless import harmless
from smile_commons.scoring.judge.task import Item, Verdict, unscored

_RULED_OUT = re.compile(
    r"^[\w'’ -]{1,40}?\b(?:will not|won['’]t|will never|would not|would never|must not|must never"
    r"|shall not|does not|refuses to) (?P<deed>\S.*)$",
    re.IGNORECASE,
)


def deed_of(red_line: str) -> str | None:
    """What a red line rules out, from the verb on; None where it is worded in another way."""
    found = _RULED_OUT.match(" ".join(red_line.split()))
    return found["deed"] if found else None


def motion_of(red_line: str) -> str:
    """The motion that is asked about; a line that rules out nothing by such words as it stands."""
    deed = deed_of(red_line)
    return f"It is right to {deed}" if deed else red_line


GAIN = 1.6
"""Log-odds for each spread from the middle. Fitted on development items."""


@dataclass(frozen=True, slots=True)
class PairReader:
    """Asks about a text and the line it is held against."""

    forms: Sequence[Form]
    scales: Scales

    def questions(self, item: Item) -> list[Question]:
        """One question a form."""
        ruled = item.task == "red-line"
        variables = {
            "against": harmless(item.against),
            "motion": harmless(motion_of(item.against) if ruled else item.against),
            "text": harmless(item.text),
        }
        return [Question(form, variables) for form in self.forms]

    def verdict(self, item: Item, answers: Sequence[Answer]) -> Verdict:
        """What the answers to ``questions(item)`` come to."""
        forms = tuple(
            round(GAIN * self.scales[form.id].standard(answer.log_odds), 6)
            for form, answer in zip(self.forms, answers, strict=True)
            if answer.mass >= form.least_mass and form.id in self.scales
        )
        if not forms:
            mass = max(answer.mass for answer in answers)
            return unscored(f"no answer: label mass {mass:.2f} at most")
        evidence = sum(forms) / len(forms)
        first, second = item.labels
        share = round(logistic(evidence), 6)
        distribution = {first: share, second: round(1 - share, 6)}
        return Verdict(distribution, round(evidence, 6), None, forms)
