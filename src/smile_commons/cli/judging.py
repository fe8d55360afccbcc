"""The judge as the settings name it, opened and closed."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from smile_commons.cli.playing import open_embedder
from smile_commons.models.model import Model
from smile_commons.models.settings import Settings
from smile_commons.scoring.judge.asking import OnProgress
from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.judge.model_judge import ModelJudge

ANSWERS = "judge.sqlite"
"""In the cache: what models answered, by content."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A judge, ready to be asked, in two moods over one model and one store of answers."""

    judge: ModelJudge
    ungated: ModelJudge
    """Tells a side of every stance, whether or not the text speaks to its article."""
    embed: Embed


@asynccontextmanager
async def opened_judge(
    settings: Settings,
    *,
    templates: Mapping[str, str] | None = None,
    model: Model | None = None,
    log: Path | None = None,
    progress: OnProgress | None = None,
) -> AsyncGenerator[Opened]:
    """The judge that the settings name; its model starts when something is asked for that is new.

    Args:
        settings: ``judge``, else ``model``; an endpoint is asked several things at once.
        templates: a world's own words for the questions, by file; the others are those that ship.
        model: one that is open already, left open; None: the settings' own.
        log: the folder for an embedded model's log.
        progress: told how many questions are answered.

    Raises:
        InputError: there is no such model.
        ModelError: an endpoint cannot be asked.
    """
    from smile_commons.memory.cache import CachedEmbedder
    from smile_commons.models.attempt import OPENAI, shown_url
    from smile_commons.models.cache import cache_folder
    from smile_commons.models.open import is_local, open_model
    from smile_commons.prompts.environment import Prompts
    from smile_commons.scoring.judge.answers import KeptAnswers
    from smile_commons.scoring.judge.asking import Asker
    from smile_commons.scoring.judge.gate import Gate

    name = settings.judge or settings.model
    local = is_local(settings, name)
    asked = model or await open_model(settings, run_dir=log, name=name)
    try:
        embedder = CachedEmbedder(open_embedder(settings))
        asker = Asker(
            model=asked,
            prompts=Prompts(templates or {}, settings.language),
            kept=KeptAnswers(cache_folder(settings.cache_dir) / ANSWERS),
            identity=None if local else shown_url(settings.base_url or OPENAI),
            at_once=1 if local else settings.concurrency,
            on_progress=progress,
        )
        gate = Gate(embedder.embed)
        yield Opened(
            ModelJudge(asker=asker, gate=gate, embedder=embedder.name),
            ModelJudge(asker=asker, gate=None, embedder=embedder.name),
            embedder.embed,
        )
    finally:
        if model is None:
            await asked.aclose()
