"""Whom a battery asks: a model that speaks for personas, one that judges and writes questions."""

import asyncio
import json
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar, cast

from smile_commons.errors import ModelError
from smile_commons.models.model import Model
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, conversation
from smile_commons.personas.speech import subseed
from smile_commons.personas.takes import tidy
from smile_commons.prompts.environment import Prompts
from smile_commons.scoring.judge.answer import LEAST_MASS, shares
from smile_commons.scoring.judge.asking import LISTED, REPEATS
from smile_commons.scoring.judge.harmless import harmless, spoken

ANSWER, QUESTION, JUDGE = "battery_answer.j2", "battery_question.j2", "battery_judge.j2"
YES, NO = "yes", "no"
GRADES = ("1", "2", "3", "4", "5")
LETTERS = "ABCDE"
Asked = Mapping[str, str]
"""A question and its answer, by ``question`` and ``answer``."""
T = TypeVar("T")
_MOST_TOKENS = 110
_HEARD = 1_400
"""Words of the debate that a persona is reminded of, the latest ones."""
_FACT: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "question": {"type": "string", "minLength": 8, "maxLength": 300},
        "choices": {
            "type": "array",
            "items": {"type": "string", "minLength": 1, "maxLength": 160},
            "minItems": 5,
            "maxItems": 5,
        },
        "right": {"type": "integer", "minimum": 0, "maximum": 4},
    },
    "required": ["question", "choices", "right"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Picked:
    """What a judge answered."""

    shares: Mapping[str, float]
    """Of each option, as far as the judge gave it any; they need not sum to 1."""

    @property
    def told(self) -> str | None:
        """The likeliest option; None: it answered something else (``answer.LEAST_MASS``)."""
        if sum(self.shares.values()) < LEAST_MASS:
            return None
        return max(self.shares, key=lambda one: self.shares[one])

    @property
    def yes(self) -> bool | None:
        """Of yes and no; None: it answered neither."""
        return None if self.told is None else self.told == YES

    @property
    def evidence(self) -> float:
        """Log-odds of yes; of grades, how high the mean is."""
        total = sum(self.shares.values())
        if total <= 0:
            return 0.0
        if YES in self.shares:
            return math.log((self.shares[YES] + 1e-4) / (self.shares[NO] + 1e-4))
        return sum(int(name) * share for name, share in self.shares.items()) / total


NOTHING = Picked({})
_NO_MORE: Mapping[str, Any] = {
    "card": None, "against": "", "question": "", "asked": [], "options": [],
}  # fmt: skip
"""What a form of the judge's question does not need."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A question of multiple choice that a card answers."""

    question: str
    choices: tuple[str, ...]
    right: int

    @property
    def answer(self) -> str:
        """The right choice as it is to be given."""
        return f"{LETTERS[self.right]}. {self.choices[self.right]}"


@dataclass(slots=True)
class Asking:
    """Both models, and the words in which they are asked."""

    judge: Model
    prompts: Prompts
    speaker: Model | None = None
    """None: no persona is asked anything."""
    seed: int = 0
    at_once: int = 1
    on_asked: Callable[[], None] = lambda: None
    sampled: bool = False
    """Whether the judge turned out to give no log-probabilities."""
    held: dict[str, Any] = field(default_factory=dict[str, Any])
    """What was asked once and is used by several metrics."""

    async def together(self, work: Iterable[Awaitable[T]]) -> list[T]:
        """What comes of them, in their order; several at a time where the models take that."""
        if self.at_once == 1:
            return [await one for one in work]
        slots = asyncio.Semaphore(self.at_once)

        async def held(one: Awaitable[T]) -> T:
            async with slots:
                return await one

        return list(await asyncio.gather(*(held(one) for one in work)))

    async def yes(self, form: str, purpose: str, /, **given: Any) -> Picked:
        """A question to the judge that is answered by yes or no.

        Raises:
            ModelError: the model failed.
        """
        return await self.pick(form, (YES, NO), purpose, **given)

    async def pick(
        self, form: str, options: Sequence[str], purpose: str, /, **given: Any
    ) -> Picked:
        """A question to the judge with so many answers; a text that is orders alone has none.

        Raises:
            ModelError: the model failed.
        """
        given = {name: _cleaned(value) for name, value in given.items()}
        if not given["text"]:
            return NOTHING
        blank: dict[str, Any] = {
            "card": None,
            "against": "",
            "question": "",
            "asked": [],
            "options": [],
        }
        whole = blank | given
        request = _chat(
            self.prompts.render(JUDGE, form=form, prefill=self.judge.profile.prefill, **whole),
            JUDGE,
            Request(purpose=f"{form}/{purpose}", prompt="-", max_tokens=1, temperature=0.0,
                    logprobs=LISTED),
            prefill=True,
        )  # fmt: skip
        parts = list[tuple[str, float]]()
        if not self.sampled:
            (choice,) = (await self._complete(self.judge, request))[:1]
            parts = [(token, math.exp(p)) for token, p in (choice.logprobs or {}).items()]
            self.sampled = not parts
        if self.sampled:
            drawn = replace(request, logprobs=0, n=REPEATS, temperature=1.0, max_tokens=4)
            choices = await self._complete(self.judge, drawn)
            parts = [(one.text, 1 / len(choices)) for one in choices]
        found = shares(parts, [(option,) for option in options])
        return Picked(dict(zip(options, found, strict=True)))

    async def answer(
        self,
        card: Mapping[str, Any],
        question: str,
        purpose: str,
        *,
        heard: Sequence[Mapping[str, str]] = (),
        choices: Sequence[str] = (),
    ) -> str:
        """What a persona answers; empty: nothing that could be used.

        Args:
            card: who is asked.
            question: what.
            purpose: of the request.
            heard: what was said so far; of that the latest that fits.
            choices: where it is multiple choice.

        Raises:
            ModelError: the model failed.
        """
        assert self.speaker is not None
        text = self.prompts.render(
            ANSWER,
            card=card,
            heard=_latest(heard),
            question=question,
            choices=[
                {"letter": letter, "text": text}
                for letter, text in zip(LETTERS, choices, strict=False)
            ],
        )
        profile = self.speaker.profile
        said = await self._complete(
            self.speaker,
            _chat(text, ANSWER, Request(
                purpose=f"answer/{purpose}", prompt="-", max_tokens=_MOST_TOKENS,
                temperature=profile.temperature, seed=subseed(self.seed, purpose),
                stop=("\n\n",), samplers=dict(profile.samplers)), profile.prefill),
        )  # fmt: skip
        return tidy(said[0].text, str(card["cue"]))

    async def question(
        self, form: Literal["chain", "open"], card: Mapping[str, Any], asked: Sequence[Asked],
        purpose: str,
    ) -> str:  # fmt: skip
        """A question that the judge's model writes; the first line of it.

        Raises:
            ModelError: the model failed.
        """
        said = await self._complete(self.judge, self._to_write(form, card, asked, purpose))
        lines = [line.strip() for line in said[0].text.splitlines() if line.strip()]
        return lines[0].removeprefix("Question:").strip().strip('"') if lines else ""

    async def fact(
        self, card: Mapping[str, Any], asked: Sequence[Asked], purpose: str
    ) -> Fact | None:
        """A question of multiple choice that the judge's model makes; None: it made none.

        Raises:
            ModelError: the model failed in another way.
        """
        request = self._to_write("fact", card, asked, purpose)
        try:
            said = await self._complete(self.judge, replace(request, schema=_FACT, max_tokens=320))
            made = json.loads(said[0].text)
        except (ModelError, ValueError):
            return None
        choices = tuple(str(one).strip() for one in made["choices"])
        right = int(made["right"])
        return (
            Fact(str(made["question"]).strip(), choices, right) if len(set(choices)) == 5 else None
        )

    def _to_write(
        self, form: str, card: Mapping[str, Any], asked: Sequence[Asked], purpose: str
    ) -> Request:
        text = self.prompts.render(QUESTION, form=form, card=card, asked=[*asked])
        profile = self.judge.profile
        return _chat(text, QUESTION, Request(
            purpose=f"write/{purpose}", prompt="-", max_tokens=70, temperature=0.7,
            seed=subseed(self.seed, purpose), samplers=dict(profile.samplers)),
            profile.prefill)  # fmt: skip

    async def _complete(self, model: Model, request: Request) -> Sequence[Choice]:
        self.on_asked()
        return (await model.complete(request)).choices


def _chat(text: str, template: str, request: Request, prefill: bool) -> Request:
    """The request with the template's messages in the place of its prompt."""
    messages = conversation(text, template)
    if messages[-1].role == "assistant" and not prefill:
        messages = messages[:-1]
    return replace(request, prompt=None, messages=messages)


def _cleaned(value: Any) -> Any:
    """Texts that a judge is shown: harmless, and without orders to it."""
    if isinstance(value, str):
        return harmless(spoken(value))
    if isinstance(value, list):
        return [_cleaned(one) for one in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, Mapping) and "answer" in value:  # a question with its answer, no card
        return {name: _cleaned(one) for name, one in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return cast("Any", value)


def _latest(heard: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    kept, words = list[Mapping[str, str]](), 0
    for one in reversed(heard):
        words += len(one["text"].split())
        if words > _HEARD:
            break
        kept.insert(0, one)
    return kept
