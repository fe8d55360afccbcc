"""What counts as an answer to a ballot, and which lines bear on an article."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.models.reply import Choice
from smile_commons.personas.heard import WORDS, HeardLine, end_of, heard_lines, lines_on
from smile_commons.personas.vote import from_answers, from_logprobs
from smile_commons.transcript import Event
from smile_commons.world.dialogue import Article


def logs(**shares: float) -> dict[str, float]:
    return {token.replace("_", " "): math.log(share) for token, share in shares.items()}


def test_a_position_is_yes_less_no_over_the_labels_alone() -> None:
    vote = from_logprobs(logs(_Yes=0.5, _No=0.2, The=0.3))
    assert vote.mass == pytest.approx(0.7)
    assert vote.position == pytest.approx((0.5 - 0.2) / 0.7, abs=1e-5)
    assert vote.distribution["0"] == 0


def test_undecided_is_a_label_and_counts_as_nothing_between() -> None:
    vote = from_logprobs(logs(_Yes=0.4, _Blank=0.4, _No=0.2))
    assert vote.position == pytest.approx(0.2)
    assert vote.distribution["0"] == pytest.approx(0.4)


def test_spelling_and_case_of_a_label_do_not_matter() -> None:
    vote = from_logprobs(logs(YES=0.3, _yes=0.3, Yes=0.2, _Abst=0.1))
    assert vote.mass == pytest.approx(0.9)
    assert vote.distribution["0"] == pytest.approx(0.1 / 0.9, abs=1e-5)


@pytest.mark.parametrize("token", ["Nothing", "Yesterday", "Not", "Y", "N", "", "None"])
def test_what_only_looks_like_a_label_is_none(token: str) -> None:
    assert from_logprobs({token: 0.0}).mass == 0


def test_too_little_on_the_labels_is_unscored_and_not_zero() -> None:
    vote = from_logprobs(logs(_Yes=0.3, _No=0.1, Well=0.6))
    assert vote.position is None
    assert vote.unscored == "no answer: label mass 0.40"


@given(st.dictionaries(st.sampled_from([" Yes", "no", "Blank", "The", "x"]), st.floats(-9, 0)))
def test_a_vote_is_a_distribution_or_nothing(logprobs: dict[str, float]) -> None:
    vote = from_logprobs(logprobs)
    assert 0 <= vote.mass <= 1
    if vote.distribution:
        assert sum(vote.distribution.values()) == pytest.approx(1, abs=1e-5)
    assert vote.position is None or -1 <= vote.position <= 1


def test_repeated_answers_are_counted() -> None:
    texts = [" Yes.", "yes, I do", '"No"', "No.", "Blank", "Yes", "I think", "Yes!"]
    vote = from_answers([Choice(text, "stop") for text in texts])
    assert vote.mass == pytest.approx(7 / 8)
    assert vote.position == pytest.approx((4 - 2) / 7, abs=1e-5)


ARTICLES = (
    Article(id="a", title="A", text="The first.", negation="Not the first."),
    Article(id="b", title="B", text="The second.", negation="Not the second."),
)


def axes(texts: object) -> list[np.ndarray]:
    """Vectors by what a text speaks of: the first article, the second, or neither."""
    turns = {"first": 0, "second": 1}
    vectors = []
    for text in texts:  # type: ignore[attr-defined]
        vector = np.zeros(3, dtype=np.float32)
        vector[next((axis for word, axis in turns.items() if word in text), 2)] = 1
        vectors.append(vector)
    return vectors


def speech(turn: int, speaker: str, text: str, *to: str, article: str | None = None) -> Event:
    return Event(turn=turn, act="x", kind="speech", speaker=speaker, text=text, to=to,
                 article=article, heard_by=("ann", "ben", "cleo"))  # fmt: skip


def test_what_was_said_and_told_about_an_article_is_remembered_newest_last() -> None:
    events = [
        speech(1, "ann", "I like the first."),
        speech(2, "ben", "The first is a folly.", "ann"),
        speech(3, "ben", "The first again.", "cleo"),
        speech(4, "ann", "The second is worse."),
        speech(5, "ann", "A fine evening."),
        speech(6, "ann", "I give up the first."),
    ]
    heard = heard_lines(events, "ann", {"ann": "Ann", "ben": "Ben"}, ARTICLES, axes)
    assert [line.turn for line in heard] == [1, 2, 4, 5, 6]
    assert [(line.speaker, line.turn) for line in lines_on(heard, "a")] == [
        ("Ann", 1),
        ("Ben", 2),
        ("Ann", 6),
    ]
    assert [line.turn for line in lines_on(heard, "b")] == [4]


def test_a_speech_made_on_an_article_bears_on_it_whatever_its_words() -> None:
    events = [speech(1, "ann", "Pull it down.", article="a")]
    heard = heard_lines(events, "ann", {}, ARTICLES, axes)
    assert [line.text for line in lines_on(heard, "a")] == ["Pull it down."]
    assert lines_on(heard, "b") == []


def test_few_lines_stand_for_a_long_debate() -> None:
    heard = [HeardLine(turn, "Ann", str(turn), own=True, article="a") for turn in range(50)]
    heard += [HeardLine(turn, "Ben", str(turn), own=False, article="a") for turn in range(50)]
    assert len(lines_on(heard, "a")) <= 4
    assert lines_on(heard, "a")[-1].turn == 49


@given(st.text(max_size=600))
def test_a_long_speech_is_cut_to_its_end(text: str) -> None:
    cut = end_of(text)
    assert len(cut.split()) <= WORDS + 1
    assert not cut.strip("… ") or " ".join(text.split()).endswith(cut.removeprefix("… "))


def test_a_cut_keeps_whole_sentences() -> None:
    assert end_of("One two three. Four five. Six seven.", words=4) == "Four five. Six seven."
