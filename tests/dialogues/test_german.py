"""A world in German plays: with its folder of words and templates, and without it."""

import json
import re
import shutil
from pathlib import Path

import pytest
from plays import QuickEmbedder, answer, new_run, play, speeches

from smile_commons.api.play import check_spoken
from smile_commons.errors import SilentError
from smile_commons.memory.memory import Embedder
from smile_commons.models.record import Record
from smile_commons.models.request import Request
from smile_commons.models.scripted import Scripted, ScriptedModel
from smile_commons.models.settings import load_settings
from smile_commons.prompts.check import check_world
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World, load_world

WORLD = Path(__file__).parents[1] / "data" / "welt"
ENGLISH = re.compile(
    r"\b(?:the|and|you|your|is|are|with|write|speech|notes|said|says|what|knows|words|german)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


def in_german(request: Request) -> Scripted:
    """The speaker's notes said over, so that what is asked for is what is spoken."""
    kind = request.purpose.split("/")[0]
    if kind == "reflect":
        return "Um das Tor ging es nie, sagte ich mir am Ende dieser Nacht. (1, 2)"
    if kind != "speak":
        return answer(request)
    asked = request.messages[-2].content if request.messages else request.prompt or ""
    notes = re.findall(r"^- (.+)$", asked.rsplit("\n\n", 1)[-1], re.MULTILINE)
    return [" ".join(notes) or "Kein Wort.", "Als KI kann ich das nicht sagen."]


def played(
    folder: Path, world: World, embedder: Embedder, model: ScriptedModel, language: str = "de"
) -> RunFolder:
    run, casting = new_run(folder, world, PlayOptions("wehr", takes=2, seed=3))
    with run.owned():
        run.change(settings={"language": language})
    play(run, casting, world, embedder, model)
    return run


def prompts(run: RunFolder, kind: str = "") -> list[str]:
    record = Record(run.replies_path, read_only=True)
    found = [asked for asked, _ in record.exchanges() if asked.purpose.startswith(kind)]
    return [
        "\n".join(text for _, text in json.loads(one.text)) if one.form != "prompt" else one.text
        for one in found
    ]


def test_the_world_is_right_and_names_its_language() -> None:
    language = load_settings(world=WORLD, environ={}, user_file=WORLD / "none").language
    assert language == "de"
    world = check_world(WORLD, language)
    assert "de/_lessons.j2" in world.templates
    assert "prompts/de/words.yaml" in world.files


def test_it_plays_through_and_nothing_in_its_prompts_is_english(
    tmp_path: Path, embedder: Embedder
) -> None:
    world = load_world(WORLD)
    run = played(tmp_path, world, embedder, ScriptedModel(in_german))
    assert run.status == "done"
    assert len(speeches(run)) >= 8
    shown = prompts(run, "speak/") + prompts(run, "reflect/")
    assert shown
    for text in shown:
        assert not ENGLISH.findall(text), text
    dropped = {take.dropped for event in run.events.all() for take in event.takes}
    assert "refusal" in dropped


def test_without_its_folder_it_plays_too_and_is_told_to_speak_german(
    tmp_path: Path, embedder: Embedder
) -> None:
    shutil.copytree(WORLD, tmp_path / "welt")
    shutil.rmtree(tmp_path / "welt" / "prompts")
    (tmp_path / "welt" / "prompts").mkdir()
    run = played(tmp_path, load_world(tmp_path / "welt"), embedder, ScriptedModel(in_german))
    assert run.status == "done"
    assert len(speeches(run)) >= 8
    assert all(" in German" in text for text in prompts(run, "speak/"))
    assert not any(event.text.endswith("says nothing.") for event in run.events.all())


def test_a_cast_that_never_speaks_is_no_success(tmp_path: Path, embedder: Embedder) -> None:
    silent = ScriptedModel(
        lambda request: (
            "Als KI kann ich das nicht sagen."
            if request.purpose.startswith("speak")
            else in_german(request)
        )
    )
    run = played(tmp_path, load_world(WORLD), embedder, silent)
    first = next(event for event in run.events.all() if event.is_turn)
    assert first.text == "Marta schweigt."
    assert {take.dropped for take in first.takes} == {"refusal"}
    with pytest.raises(SilentError, match=r"nobody spoke: all \d+ takes were dropped \(\d+ refus"):
        check_spoken(run)
    assert SilentError.exit_code == 3


def test_the_language_is_kept_with_the_run() -> None:
    fields = {"dialogue": "wehr"}
    assert Manifest(**fields, settings={"language": "de"}).language == "de"
    assert Manifest(**fields).language == "en"
