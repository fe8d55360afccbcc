"""The two crafts by one name: how a speech is made for the model that a run has."""

from smile_commons.models.reply import Reply
from smile_commons.models.request import Request
from smile_commons.personas import large, small
from smile_commons.personas.speech import Part, Speech, Stage
from smile_commons.personas.takes import Judging


async def speak(stage: Stage, part: Part) -> Speech:
    """A speech in the craft of the run.

    Raises:
        ModelError: the model failed.
    """
    return await (large if stage.craft == "large" else small).speak(stage, part)


def asked(stage: Stage, part: Part, number: int, memory: int | None) -> tuple[Request, Judging]:
    """What a model is asked for one round of takes, and by what they are judged.

    Args:
        stage: what all speeches share.
        part: what the speech is given.
        number: of the round, from 0.
        memory: index of the memory that is given; of a large craft's speech all are, whatever it
            says.

    Raises:
        InputError: a template is not what it has to be.
    """
    return (large if stage.craft == "large" else small).asked(stage, part, number, memory)


def whole(stage: Stage, part: Part, number: int, reply: Reply) -> list[str]:
    """The speeches of a reply, whole."""
    return (large if stage.craft == "large" else small).whole(stage, part, number, reply)
