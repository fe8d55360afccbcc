"""One question to a model about two texts, asked with its contrary: yes or no."""

from collections.abc import Mapping
from typing import Any, Literal

from smile_commons.models.model import Model
from smile_commons.models.reply import Reply
from smile_commons.models.request import Request, conversation
from smile_commons.personas.vote import Vote, contrast, quoted, voted
from smile_commons.prompts.environment import Prompts

Form = Literal["meets", "crosses"]
TEMPLATE = "cause.j2"


async def says_yes(
    model: Model,
    prompts: Prompts,
    form: Form,
    *,
    purpose: str,
    who: str,
    line: str,
    by: str,
    said: str,
) -> bool:
    """Whether a model holds that words meet, or cross, a line of a card.

    A model leans to Yes whatever it is asked, so its answer to the contrary is set against it;
    what cannot be read is a no.

    Args:
        model: what answers.
        prompts: holds ``cause.j2``.
        form: what is asked.
        purpose: of the requests, to which the sign is added.
        who: cue of whose card it is.
        line: of the card.
        by: cue of who says it.
        said: the words.

    Raises:
        ModelError: the model failed.
    """
    given = {"form": form, "who": who, "line": quoted(line), "by": by, "said": quoted(said)}
    yes = await _ask(model, prompts, f"{purpose}/+", {**given, "contrary": False})
    no = await _ask(model, prompts, f"{purpose}/-", {**given, "contrary": True})
    return not yes.unscored and not no.unscored and contrast(yes, no) > 0


async def _ask(model: Model, prompts: Prompts, purpose: str, variables: dict[str, Any]) -> Vote:
    messages = conversation(prompts.render(TEMPLATE, **variables), TEMPLATE)

    async def complete(how: Mapping[str, Any]) -> Reply:
        return await model.complete(Request(purpose=purpose, messages=messages, **how))

    return (await voted(complete))[0]
