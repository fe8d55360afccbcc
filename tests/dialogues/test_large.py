"""A whole act by a strong model behind a real endpoint, in each of the ways such models answer."""

import asyncio
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from plays import QuickEmbedder, new_run, play, speeches
from strong import WANTS, WAYS, Strong, strong

from smile_commons.dialogues.casting import Wanted, cast, wanted_of
from smile_commons.dialogues.run_folder import RunFolder
from smile_commons.memory.memory import Embedder
from smile_commons.models.gateway import Gateway
from smile_commons.models.model import Model
from smile_commons.models.open import open_model
from smile_commons.models.settings import load_settings
from smile_commons.world import World, find_world, load_world

TURNS = 6


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


def opened(endpoint: Strong, folder: Path) -> Model:
    settings = load_settings(
        {"model": "strong", "base_url": endpoint.url, "cache_dir": folder}, environ={}
    )
    return asyncio.run(open_model(settings))


def large_run(folder: Path, world: World, turns: int = TURNS, dialogue: str = "forum") -> RunFolder:
    run, _ = new_run(folder, world, Wanted(dialogue, turns=turns, takes=3, seed=4))
    with run.owned():
        run.change(settings={"craft": "large"})
    return run


@pytest.mark.parametrize("way", WAYS)
def test_an_act_is_played_however_the_model_answers(
    way: str, tmp_path: Path, world: World, embedder: Embedder
) -> None:
    with strong(way=WAYS[way], one_at_a_time=True, refused=("max_tokens", "temperature")) as model:
        run = large_run(tmp_path, world)
        play(run, cast(world, wanted_of(run.manifest)), world, embedder, opened(model, tmp_path))
    said = speeches(run)
    assert len(said) == TURNS
    for event in said:
        assert not set("*#_[]“”") & set(event.text), event.text
        assert "WANTS" not in event.text and "LINE" not in event.text
        assert ":" not in event.text and "leans" not in event.text
        assert "\n" not in event.text
    form = way in ("as_asked", "in_markdown", "in_json")
    assert all((event.mind == WANTS) is form for event in said)
