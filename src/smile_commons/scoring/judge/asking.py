"""Questions put to a model: one token, two sides, asked once and kept."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from smile_commons.models.model import Model
from smile_commons.models.reply import Reply
from smile_commons.models.request import Request, conversation, digest
from smile_commons.prompts.environment import Prompts
from smile_commons.scoring.judge.answer import (
    LEAST_MASS,
    Answer,
    Sides,
    from_logprobs,
    from_texts,
)
from smile_commons.scoring.judge.answers import KeptAnswers
from smile_commons.scoring.judge.task import Spent

REPEATS = 8
"""Answers drawn where a model gives no log-probabilities."""
LISTED, LISTED_HERE = 20, 200
"""Readings of the first token that are asked for, of an endpoint and of a model on this machine."""
PURPOSE = "judge"
OnProgress = Callable[[int, int], None]
"""Told how many questions of a batch are answered, and how many there are."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to ask: its words stand in a template, under ``form``."""

    id: str
    template: str
    sides: Sides
    """What speaks for the task's first label, and for its second."""
    least_mass: float = LEAST_MASS
    """With less on both sides together the model did not answer; little where it goes on freely."""
    among: bool = False
    """The words of both sides are the only ones that may be said: for words that are rare where the
    model goes on freely. llama.cpp's server alone can be asked so; elsewhere it is no answer."""
    turned: bool = False
    """Some models answer it upside down: the labelled balanced lines say which way to read it."""
    source: str | None = None
    """The template's text, where it is neither the world's nor one that ships."""

    @property
    def is_script(self) -> bool:
        """Whether it is a text to go on with, and no chat."""
        return self.template.endswith("_script.j2")

    @property
    def name(self) -> str:
        """The name by which the template knows it."""
        return self.id.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Question:
    """One form, filled in."""

    form: Form
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it goes to the model."""

    request: Request
    sides: Sides
    key: str
    """Names the request, the model and the sides: the same key, the same answer."""
    kept: Answer | None
    """The answer, where it was there before anybody asked now."""


@dataclass(kw_only=True)
class Asker:
    """Puts questions to a model, in the order given, and keeps the answers.

    Args:
        model: what answers, with log-probabilities or, failing these, in repeated answers.
        prompts: holds the templates.
        kept: answers of earlier times.
        identity: stands for the model's digest where it has none, such as an endpoint's address;
            None as well: nothing is kept.
        on_progress: told after every answer.
        at_once: requests under way at a time; 1 lets a local server's cache serve what
            neighbouring questions share.
    """

    model: Model
    prompts: Prompts
    kept: KeptAnswers
    identity: str | None = None
    at_once: int = 1
    on_progress: OnProgress | None = None
    spent: Spent = field(default_factory=Spent)
    sampled: bool = False
    """Whether the model turned out to give no log-probabilities."""
    _brought: dict[str, Prompts] = field(default_factory=dict[str, Prompts])
    """By the name of their template, those of tasks that are none of ours."""

    @property
    def known_by(self) -> str | None:
        """What names the model's weights, as well as it can be told."""
        return self.model.digest or self.identity

    def prepare(self, question: Question) -> Asked:
        """A question as a request, with its answer where that is kept.

        Raises:
            InputError: a template is not what it has to be.
        """
        request, sides = self._request(question), question.form.sides
        whole = f"{digest(request, self.model.name, self.known_by)} {sides.named}"
        key = hashlib.sha256(whole.encode()).hexdigest()
        return Asked(request, sides, key, self.kept.get(key))

    async def ask(self, asked: Sequence[Asked]) -> None:
        """Gets the answers that are not kept, in the order given, each question once.

        Raises:
            ModelError: the model failed; what was answered before is kept.
        """
        slots = asyncio.Semaphore(self.at_once)
        missing = {one.key: one for one in asked if self.kept.get(one.key) is None}
        done = 0

        async def get(one: Asked) -> None:
            nonlocal done
            async with slots:
                answer = await self._asked(one.request, one.sides)
                self.kept.add({one.key: answer}, on_disk=self.known_by is not None)
            done += 1
            if self.on_progress is not None:
                self.on_progress(done, len(missing))

        if self.at_once == 1:
            for one in missing.values():
                await get(one)
        else:
            await asyncio.gather(*(get(one) for one in missing.values()))

    def answer(self, asked: Asked) -> Answer:
        """The answer to a question that was asked."""
        answer = self.kept.get(asked.key)
        if answer is None:
            raise KeyError(asked.request.purpose)
        return answer

    async def _asked(self, request: Request, sides: Sides) -> Answer:
        if not self.sampled:
            reply = await self._complete(request)
            logprobs = reply.choices[0].logprobs
            if logprobs:
                return from_logprobs(logprobs, sides)
            self.sampled = True
        drawn = replace(request, logprobs=0, n=REPEATS, temperature=1.0, max_tokens=4)
        reply = await self._complete(drawn)
        return from_texts([choice.text for choice in reply.choices], sides)

    async def _complete(self, request: Request) -> Reply:
        started = time.monotonic()
        reply = await self.model.complete(request)
        past, use = self.spent, reply.usage
        self.spent = replace(
            past,
            requests=past.requests + 1,
            prompt=past.prompt + use.prompt,
            cached=past.cached + use.cached,
            seconds=past.seconds + time.monotonic() - started,
        )
        return reply

    def _prompts(self, form: Form) -> Prompts:
        """What holds the template of a form."""
        if form.source is None:
            return self.prompts
        if form.template not in self._brought:
            own = {form.template: form.source}
            self._brought[form.template] = Prompts(own, self.prompts.language)
        return self._brought[form.template]

    def _request(self, question: Question) -> Request:
        """The request with log-probabilities; its digest is the answer's key however it is got."""
        form = question.form
        prefill = self.model.profile.prefill
        text = self._prompts(form).render(
            form.template, form=form.name, prefill=prefill, **question.variables
        )
        purpose = f"{PURPOSE}/{form.id}"
        if form.is_script:
            return Request(
                purpose=purpose,
                prompt=text.rstrip(),
                max_tokens=1,
                temperature=1.0 if form.among else 0.0,
                logprobs=LISTED_HERE,
                seed=0 if form.among else None,
                samplers=_only(form.sides) if form.among else {},
            )
        return Request(
            purpose=purpose,
            messages=conversation(text, form.template),
            max_tokens=1,
            temperature=0.0,
            logprobs=LISTED,
        )


def _only(sides: Sides) -> dict[str, Any]:
    """Samplers under which a first token is one of these words, each with its own share."""
    words = sorted({*sides.first, *sides.second})
    return {
        "logit_bias": [[f" {word}", 100] for word in words],
        "post_sampling_probs": True,
        "samplers": ["temperature"],
    }
