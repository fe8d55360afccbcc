"""What a model takes and gives, and what a forum on it will take."""

from contextlib import aclosing

from smile_commons.api.estimate import Estimate, estimated
from smile_commons.api.play import prepare
from smile_commons.models.attempt import OPENAI, shown_url
from smile_commons.models.checking import Examined, examine
from smile_commons.models.embedded import EmbeddedModel
from smile_commons.models.gateway import Gateway
from smile_commons.models.open import is_local, open_unasked
from smile_commons.models.pace import Pace
from smile_commons.models.request import Message, conversation
from smile_commons.models.settings import Settings
from smile_commons.prompts.environment import Prompts
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World

TEMPLATE = "model_check.j2"
_FORUM = "forum"


async def examined(settings: Settings) -> tuple[Examined, int]:
    """Asks a model a dozen small questions: what it takes and gives, and choices at once.

    Raises:
        InputError: there is no such model.
        ModelError: it does not answer the plainest of them.
    """

    prompts = Prompts({})

    def words(question: str) -> tuple[Message, ...]:
        text = prompts.render(TEMPLATE, question=question).strip()
        return conversation(text if text.startswith("@@") else f"@@user\n{text}", TEMPLATE)

    async with aclosing(await open_unasked(settings)) as model:
        gateway = await model.start() if isinstance(model, EmbeddedModel) else model
        assert isinstance(gateway, Gateway)
        return await examine(gateway, words), gateway.features.at_once


async def forum_on(settings: Settings, world: World, found: Examined) -> Estimate | None:
    """What the world's forum would take by what was measured; None where it has no dialogue."""

    if not world.dialogues:
        return None
    dialogue = _FORUM if _FORUM in world.dialogues else next(iter(world.dialogues))
    planned = prepare(world, PlayOptions(dialogue=dialogue, seed=1), settings, runs=settings.runs)
    return await estimated(planned, found.pace(Pace()))


def where(settings: Settings) -> str:
    """At what address a model is asked, without what may be secret."""

    return "this machine" if is_local(settings) else shown_url(settings.base_url or OPENAI)
