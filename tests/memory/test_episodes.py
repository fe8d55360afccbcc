"""A speech as each of those who heard it remembers it."""

import pytest

from smile_commons.memory.episodes import episodes, importance
from smile_commons.memory.memory import Memory
from smile_commons.transcript import Event

CUES = {"talia": "Talia", "kai": "Kai", "ezra": "Ezra", "lyra": "Lyra"}


def heard(*there: str, to: tuple[str, ...] = (), move: str | None = None) -> dict[str, Memory]:
    said = Event(12, "forum", "speech", "talia", "How many were burned?", to=to, move=move)
    return episodes(said, there, CUES)


def texts(memories: dict[str, Memory]) -> dict[str, str]:
    return {who: memory.text.partition(":")[0] for who, memory in memories.items()}


def test_each_remembers_it_from_where_they_stood() -> None:
    assert texts(heard("talia", "kai", "ezra", to=("kai",))) == {
        "talia": "I said to Kai",
        "kai": "Talia said to me",
        "ezra": "Talia said to Kai",
    }


def test_what_is_said_to_several() -> None:
    assert texts(heard(*CUES, to=("kai", "ezra", "talia"))) == {
        "talia": "I said to Kai and Ezra",
        "kai": "Talia said to Ezra and me",
        "ezra": "Talia said to Kai and me",
        "lyra": "Talia said to Kai and Ezra",
    }


def test_what_is_said_to_everybody() -> None:
    assert texts(heard("talia", "kai")) == {"talia": "I said", "kai": "Talia said"}


def test_who_was_not_there_remembers_nothing() -> None:
    assert [*heard("talia", "ezra", to=("kai",))] == ["talia", "ezra"]
    assert heard() == {}


def test_one_speech_is_one_memory_of_the_same_id() -> None:
    memories = heard("talia", "kai").values()
    assert {memory.id for memory in memories} == {"episode-00012"}
    for memory in memories:
        assert (memory.kind, memory.turn, memory.act) == ("episode", 12, "forum")
        assert memory.speaker == "talia"
        assert memory.text.endswith(": How many were burned?")


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"move": "confess"}, {"move": "question"}),
        ({"move": "decide"}, {"move": "challenge"}),
        ({"move": "question"}, {"move": None}),
        ({"move": None}, {"move": "never heard of", "hearer": "lyra", "to": ()}),
        ({"to": ("kai",)}, {"to": ("ezra",)}),
        ({"to": ("kai",)}, {"to": ()}),
        ({"hearer": "talia"}, {"hearer": "kai"}),
    ],
)
def test_what_matters_more(more: dict[str, object], less: dict[str, object]) -> None:
    def of(given: dict[str, object]) -> float:
        all_ = {"hearer": "kai", "speaker": "talia", **given}
        return importance(str(all_.pop("hearer")), **all_)  # type: ignore[arg-type]

    assert 0 <= of(less) <= of(more) <= 1
    assert of(more) > of(less) or less.get("move") == "never heard of"
