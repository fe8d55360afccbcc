"""A persona asked something outside any debate."""

from collections.abc import Sequence
from dataclasses import replace

from smile_commons.models.model import Model
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, conversation
from smile_commons.personas.takes import tidy
from smile_commons.prompts.environment import Prompts
from smile_commons.world.card import Card


async def answer(
    model: Model,
    prompts: Prompts,
    card: Card,
    question: str,
    memories: Sequence[str],
    *,
    purpose: str,
    most_tokens: int,
    seed: int | None,
) -> Choice:
    """What the persona answers; without text when the model says nothing, and then with its reason.

    Args:
        model: what speaks for the persona.
        prompts: holds ``ask.j2``.
        card: who is asked.
        question: what about.
        memories: texts of what comes to mind, the best first.
        purpose: of the request.
        most_tokens: of the answer.
        seed: of the request; None leaves it to the model.

    Raises:
        ModelError: the model failed.
        InputError: the template is not what it has to be.
    """
    text = prompts.render(
        "ask.j2",
        name=card.cue,
        title=card.title,
        biography=card.biography,
        notes=card.voice.notes,
        principle=card.stance.principle,
        exemplars=list(card.voice.exemplars),
        memories=list(memories),
        question=question,
    )
    messages = conversation(text, "ask.j2")
    if not model.profile.prefill:
        messages = messages[:-1]
    reply = await model.complete(
        Request(
            purpose=purpose,
            messages=messages,
            max_tokens=most_tokens,
            temperature=model.profile.temperature,
            seed=seed,
            stop=("\n\n",),
            samplers=dict(model.profile.samplers),
        )
    )
    said = reply.choices[0]
    return replace(said, text=tidy(said.text, card.cue))
