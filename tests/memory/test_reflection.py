"""What a persona makes of an act: what is looked back on, and what of an answer is kept."""

import json
from pathlib import Path

import pytest

from smile_commons.errors import InputError
from smile_commons.memory.memory import Memory, read_reflections, to_record
from smile_commons.memory.reflection import read_insights, variables, worth_reflecting

HEARD = [
    Memory(f"episode-{turn:05d}", text, "episode", turn=turn, act="forum", importance=weight)
    for turn, text, weight in (
        (1, "Kai said to me: I never counted the burned, and I should have.", 0.8),
        (2, "I said to Kai: Three hundred people trusted you because I told them to.", 0.6),
        (3, "Ezra said: The board wanted faces that sell and I gave them faces.", 0.7),
    )
]


def kept(answer: str) -> list[str]:
    return [one.text for one in read_insights(answer, HEARD, act="forum", turn=3)]


def sources(line: str) -> list[str]:
    (one,) = read_insights(line, HEARD, act="forum", turn=3)
    return [source.removeprefix("episode-0000") for source in one.sources]


def test_an_answer_is_read() -> None:
    answer = """
    1. Kai did not count because nobody made him. (1, 2)
    2. Ezra sold what he was ashamed of. (3)
    3. My word carried more than his numbers. (2)
    """
    first, second, third = read_insights(answer, HEARD, act="forum", turn=3)
    assert first == Memory(
        "reflection-forum-1",
        "Kai did not count because nobody made him.",
        "reflection",
        turn=3,
        act="forum",
        importance=0.8,
        sources=("episode-00001", "episode-00002"),
    )
    assert (second.id, second.sources) == ("reflection-forum-2", ("episode-00003",))
    assert third.text == "My word carried more than his numbers."


@pytest.mark.parametrize(
    ("line", "cited"),
    [
        ("- I trusted a man with cake on his sleeve (because of 2, 5)", ["2"]),
        ("• I trusted a man with cake on his sleeve. [1 and 3]", ["1", "3"]),
        ("2) I trusted a man with cake on his sleeve. (lines 3, 1, 3).", ["1", "3"]),
        ("Insight 1: I trusted a man with cake on his sleeve. (#2)", ["2"]),
        ('1. "I trusted a man with cake on his sleeve." (2)', ["2"]),
    ],
)
def test_a_line_may_be_marked_and_cite_in_many_ways(line: str, cited: list[str]) -> None:
    assert kept(line) == ["I trusted a man with cake on his sleeve."]
    assert sources(line) == cited


def test_without_numbers_the_words_say_what_it_rests_on() -> None:
    assert sources("Kai should have counted who was burned before he smiled.") == ["1"]
    assert kept("The weather may well be better tomorrow, I suppose.") == []


@pytest.mark.parametrize(
    "line",
    [
        "",
        "1.",
        "(1)",
        "- (1, 2, 3)",
        "Nothing much. (1)",  # two words are no insight
        "Sure! Here are three insights: (1)",  # nor is what announces them
        "1. The board wanted faces that sell and I gave them what they wanted. (3)",  # a copy
        "1. I never counted the burned, and I should have. (1)",
        "{'insight': 1}",
        "\x00\x01\x02",
    ],
)
def test_what_is_no_insight_is_dropped(line: str) -> None:
    assert kept(line) == []


def test_nothing_is_kept_twice_and_no_more_than_three() -> None:
    line = "1. Somebody has to count from now on. (1)"
    assert kept(f"{line}\n{line}\n{line}") == ["Somebody has to count from now on."]
    many = "\n".join(f"{n}. Somebody has to count for number {n * 'x'}. (1)" for n in range(1, 9))
    assert len(kept(many)) == 3


def test_numbers_that_name_no_episode_do_not_count() -> None:
    assert kept("1. Whatever may come, it will be something else. (0, 4, 99)") == []


def test_what_is_looked_back_on() -> None:
    other = Memory("episode-00009", "Another act.", "episode", turn=3, act="story", importance=1)
    later = Memory("episode-00004", "Later.", "episode", turn=4, act="forum", importance=1)
    canon = Memory("talia-1", "Long ago.", "canon", importance=1)
    all_ = [canon, *reversed(HEARD), other, later]
    assert worth_reflecting(all_, act="forum", turn=3) == HEARD
    most = worth_reflecting(all_, act="forum", turn=3, most=2)
    assert [memory.turn for memory in most] == [1, 3]  # what matters most, in its order


def test_the_prompt_gets_a_name_and_numbered_episodes() -> None:
    assert variables("Talia", HEARD[:1]) == {
        "name": "Talia",
        "episodes": [{"number": 1, "text": HEARD[0].text}],
    }


def test_reflections_are_kept_as_lines(tmp_path: Path) -> None:
    path = tmp_path / "reflections.jsonl"
    assert read_reflections(path) == []
    (one,) = read_insights("1. Somebody has to count from now on. (1)", HEARD, act="a", turn=3)
    line = json.dumps(to_record("talia", one))
    path.write_text(f"{line}\n\n{line[:30]}")  # the last was cut off by a crash
    assert read_reflections(path) == [("talia", one)]


@pytest.mark.parametrize("line", ["[]", '"x"', "{}", '{"persona": "talia"}', "{torn"])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "reflections.jsonl"
    path.write_text(f"{line}\n")
    with pytest.raises(InputError, match=r"reflections\.jsonl:1: not"):
        read_reflections(path)
