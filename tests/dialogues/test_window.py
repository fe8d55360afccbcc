"""What of the debate a prompt shows."""

from itertools import pairwise

from smile_commons.dialogues.window import BOUNDS, last_words, moved, scenes
from smile_commons.transcript import Event
from smile_commons.world import find_world, load_world
from smile_commons.world.dialogue import Act

MOST_WORDS, LEFT_WORDS = BOUNDS["small"].most, BOUNDS["small"].left
CARDS = load_world(find_world()).personas
ACT = Act(id="a", title="A", heading="INT. A - DAY", scene="Here.", stake="What?")


def said(text: str, speaker: str = "talia", heard_by: tuple[str, ...] = ()) -> Event:
    return Event(1, "a", "speech", speaker, text, heard_by=heard_by)


def test_the_window_stays_until_it_is_full_and_then_moves_far() -> None:
    events = [said("word " * 30) for _ in range(200)]
    starts: list[int] = [0]
    for count in range(1, 200):
        starts.append(moved(events[:count], starts[-1]))
        shown = 30 * (count - starts[-1])
        assert shown <= MOST_WORDS
    steps = [after - before for before, after in pairwise(starts) if after > before]
    assert min(steps) * 30 >= MOST_WORDS - LEFT_WORDS - 60
    assert len(steps) * (MOST_WORDS - LEFT_WORDS) <= 30 * len(events)


def test_only_what_the_listener_heard_is_shown() -> None:
    events = [said("Secret.", heard_by=("talia", "ezra")), said("Open.", heard_by=("talia", "kai"))]
    texts = [line["text"] for line in scenes(events, 0, "kai", [ACT], CARDS)[0]["lines"]]
    assert texts == ["Open."]
    assert last_words(events[0], "kai", CARDS) is None


def test_the_last_words_are_the_end_of_the_speech() -> None:
    found = last_words(said("I waited there. You never came to the gate that night."), "kai", CARDS)
    assert found == {"cue": "Talia", "words": "You never came to the gate that night."}
