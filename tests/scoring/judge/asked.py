"""Models and judges for the tests of judging: a rule decides what is answered."""

import math
import re
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from smile_commons.models.model import Profile
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.prompts.environment import Prompts
from smile_commons.scoring.judge.answers import KeptAnswers
from smile_commons.scoring.judge.asking import Asker
from smile_commons.scoring.judge.gate import Gate
from smile_commons.scoring.judge.model_judge import ModelJudge

DIGEST = "5" * 64


def quoted(request: Request) -> list[str]:
    """What stands in quotation marks in a question."""
    return re.findall(r'\\"(.*?)\\"', asked_text(request))


def yes_or_no(log_odds: float, mass: float = 0.98) -> Choice:
    """A first token, whichever words the question wants."""
    first = mass / (1 + math.exp(-log_odds))
    tokens = {"Yes": first, "No": mass - first}
    return Choice("Yes", "length", {token: math.log(max(p, 1e-9)) for token, p in tokens.items()})


def answering(rule: Callable[[str, str], float], mass: float = 0.98) -> ScriptedModel:
    """A model whose log-odds are a function of motion and text, with a leaning of its own."""

    def answer(request: Request) -> Choice:
        motion, text = quoted(request)[:2]
        words = _words(asked_text(request))
        about = "speaking about" in asked_text(request)
        choice = yes_or_no((-5.0 if "soup" in text else 2.0) if about else rule(motion, text), mass)
        assert choice.logprobs is not None
        yes, no = choice.logprobs["Yes"], choice.logprobs["No"]
        return Choice(words[0], "length", {words[0]: yes, words[1]: no})

    model = ScriptedModel(answer, style="chat", profile=Profile(prefill=True))
    model.digest = DIGEST
    return model


def _words(text: str) -> tuple[str, str]:
    """The two answers that a question leaves."""
    return ("Yes", "No") if "Yes or No" in text else ("A", "B")


def judge_of(
    model: ScriptedModel,
    path: Path | None = None,
    *,
    gated: bool = True,
    identity: str | None = None,
) -> ModelJudge:
    """A judge over a model, with an embedder that counts shared words."""
    asker = Asker(model=model, prompts=Prompts({}), kept=KeptAnswers(path), identity=identity)
    gate = Gate(by_words) if gated else None
    return ModelJudge(asker=asker, gate=gate, embedder="words")


def by_words(texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of unit length in which texts with the same words lie near."""
    vectors = np.zeros((len(texts), 4096), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in set(re.findall(r"[a-z]{4,}", text.lower())):
            vectors[row, zlib.crc32(word.encode()) % 4096] = 1
        vectors[row, 0] += 1e-6
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
