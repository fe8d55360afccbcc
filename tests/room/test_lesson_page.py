"""A teacher's page, and the minutes of a lesson by what was measured on this machine."""

from pathlib import Path

import pytest

from smile_commons.errors import InputError
from smile_commons.models.settings import Settings
from smile_commons.room.lesson import in_words_of, lesson_of, read_lesson, shipped_lessons
from smile_commons.room.lesson_plan import (
    Measured,
    lengths,
    measured_here,
    plan_of,
    replanned,
    speeches_of,
)
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest, ModelRecord
from smile_commons.transcript import Event
from smile_commons.world.find import shipped_world
from smile_commons.world.load import load_world

LESSONS = {one.id: one for one in shipped_lessons()}


def test_three_lessons_ship_besides_the_storys() -> None:
    assert set(LESSONS) == {"one-bed", "machine-teacher", "two-towns"}


@pytest.mark.parametrize("name", sorted(LESSONS))
def test_a_lesson_has_a_page_and_fits_fourteen_speeches(name: str) -> None:
    world = load_world(LESSONS[name].root)
    dialogue = world.dialogues[name]
    lesson = lesson_of(world, name)
    assert lesson is not None
    assert lesson.question.endswith("?")
    assert lesson.seeds
    assert speeches_of(dialogue) == 14
    assert 3 <= len(world.resolution(name).articles) <= 4
    assert len(world.personas) == len(dialogue.cast) == 4
    for who in dialogue.cast:
        assert len(world.memories[who]) >= 12
    for article in world.resolution(name).articles:  # fair: somebody is for it, somebody against
        places = [card.positions[article.id].position for card in world.personas.values()]
        assert min(places) < 0 < max(places)


def test_a_run_finds_the_page_of_the_lesson_it_plays(tmp_path: Path) -> None:
    world = load_world(LESSONS["one-bed"].root)
    for name, content in world.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    again = lesson_of(load_world(tmp_path), "one-bed")
    assert again == LESSONS["one-bed"].lesson


@pytest.mark.parametrize("name", [*sorted(LESSONS), "elixirs-hearing"])
def test_a_lesson_has_a_german_page_that_is_whole(name: str) -> None:
    world = load_world(LESSONS[name].root if name in LESSONS else shipped_world())
    english, german = (lesson_of(world, name, code) for code in ("en", "de"))
    assert english is not None
    assert german is not None
    assert german.title != english.title
    for part in ("aims", "words", "before", "questions", "watch_for", "statements"):
        assert len(getattr(german, part)) == len(getattr(english, part)), part
    articles = list(world.resolution(name).articles)
    translated = in_words_of(articles, german)
    assert [one.id for one in translated] == [one.id for one in articles]
    assert all(new.text != old.text for new, old in zip(translated, articles, strict=True))
    assert in_words_of(articles, english) == articles
    assert lesson_of(world, name, "fr") == english, "where nobody has written one"


def test_a_dialogue_without_a_page_has_none() -> None:
    assert lesson_of(load_world(shipped_world()), "investors-call") is None


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("title: x", "aims"),
        ("- x", "aims"),
        ("title: {", "YAML"),
        ("title: x\nages: 12\nquestion: y\naims: [z]\nquestions: [z]", "ages"),
    ],
)
def test_a_page_with_a_mistake_is_told_with_its_field(
    tmp_path: Path, text: str, field: str
) -> None:
    page = tmp_path / "teacher.yaml"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"(?s)teacher\.yaml.*{field}"):
        read_lesson(page)


BED = load_world(LESSONS["one-bed"].root).dialogues["one-bed"]


@pytest.mark.parametrize("minutes", [20, 45, 90])
def test_the_parts_of_a_lesson_add_up(minutes: int) -> None:
    plan = plan_of(BED, minutes, Measured(6.0, 40.0))
    assert sum(step.minutes for step in plan.steps) == minutes
    assert [step.starts for step in plan.steps] == sorted(step.starts for step in plan.steps)
    assert 1 <= plan.speeches <= speeches_of(BED)
    debate = next(step for step in plan.steps if step.phase == "debate")
    assert plan.speeches * lengths().read <= debate.minutes * 60


def test_a_slow_machine_has_time_for_fewer_speeches_and_says_so() -> None:
    quick, slow = (plan_of(BED, 45, Measured(one, 70.0)) for one in (6.4, 120.0))
    assert (quick.speeches, quick.cut) == (14, False)
    assert (slow.speeches, slow.cut) == (7, True)
    assert plan_of(BED, 45, Measured(6.4, 400.0)).late_ballots


def test_what_was_not_measured_is_not_guessed_and_the_first_speech_measures_it() -> None:
    plan = plan_of(BED, 45, Measured(None, None))
    assert plan.speech is None
    spoken = Event(1, "a", "speech", "ines", "x", by="agent", usage={"seconds": 240.0})
    again = replanned(BED, plan, [spoken])
    assert (again.speech, again.speeches) == (240.0, 3)
    person = Event(1, "a", "speech", "ines", "x", by="human", usage={"seconds": 9.0})
    assert replanned(BED, plan, [person]) == plan


def test_there_is_no_lesson_of_any_length() -> None:
    with pytest.raises(InputError, match="20, 45, 90"):
        plan_of(BED, 30, Measured(None, None))


def test_the_pace_is_that_of_the_latest_runs_of_the_same_model(tmp_path: Path) -> None:
    from smile_commons.models.open import unopened

    settings = Settings(model="some-model", base_url="http://127.0.0.1:9/v1")
    assert measured_here(settings, tmp_path) == Measured(None, None, 0)
    name = unopened(settings).name
    for model, seconds in ((name, 10.0), ("another", 99.0)):
        run = RunFolder.create(
            tmp_path, Manifest(dialogue="bed", model=ModelRecord(name=model, digest=None))
        )
        with run.owned():
            for turn in range(1, 5):
                run.append_event(
                    Event(turn, "a", "speech", "i", "x", by="agent", usage={"seconds": seconds})
                )
    assert measured_here(settings, tmp_path) == Measured(10.0, None, 4)
