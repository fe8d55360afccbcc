"""Speeches out of events; articles out of sentences."""

from pathlib import Path

import pytest

from smile_commons.errors import InputError
from smile_commons.scoring.article_files import articles_of_file
from smile_commons.scoring.articles import Article, articles_of_texts
from smile_commons.scoring.lines import Line, lines_of_events
from smile_commons.transcript import Event


def test_the_speeches_of_a_run_alone_become_lines() -> None:
    events = [
        Event(0, "forum", "act", None, "Night."),
        Event(1, "forum", "speech", "talia", "No.", ("ezra",), "challenge", article="genuine",
              heard_by=("talia", "ezra")),
        Event(1, "forum", "narration", None, "A bell."),
    ]  # fmt: skip
    assert lines_of_events(events) == [
        Line(1, "talia", "No.", "forum", ("ezra",), "challenge", "genuine", ("talia", "ezra"))
    ]


def test_an_article_is_named_by_its_first_words() -> None:
    first, second = articles_of_texts(
        ["The café's doors should stay open all night, every night.", "Pay   the\npainters."],
        ["It should close at ten.", "Nobody need be paid."],
    )
    assert first.id == "the-cafes-doors-should-stay-open-all"
    assert first.negation == "It should close at ten."
    assert (second.id, second.text) == ("pay-the-painters", "Pay the painters.")


def test_articles_that_begin_alike_and_articles_without_letters_have_ids_of_their_own() -> None:
    texts = [
        f"The city should pay for the upkeep of the harbour {end}." for end in ("now", "later")
    ]
    assert [a.id for a in articles_of_texts([*texts, "電車は無料にすべきだ。"])] == [
        "the-city-should-pay-for-the-upkeep-of",
        "the-city-should-pay-for-the-upkeep-of-2",
        "article-3",
    ]


@pytest.mark.parametrize(
    ("texts", "negations", "words"),
    [
        (["A.", "A."], [], "given twice"),
        (["A.", "B."], ["Not A."], "1 negations for 2 articles"),
        (["   "], [], "needs an id and a text"),
        (["Keep it."], ["keep  it."], "says the same"),
    ],
)
def test_articles_that_cannot_be_told_apart_are_refused(
    texts: list[str], negations: list[str], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        articles_of_texts(texts, negations)


def test_a_weight_is_bounded() -> None:
    with pytest.raises(InputError, match="above 0"):
        Article("a", "A.", None, 0)


def test_the_articles_of_a_dialogue_and_of_a_resolution_alone() -> None:
    dialogues = Path(__file__).parents[2] / "dialogues"
    played = articles_of_file(dialogues / "forum.yaml")
    assert [article.id for article in played][:2] == ["genuine", "community-smiles"]
    assert played[0].negation is not None
    alone = articles_of_file(dialogues / "resolutions" / "cultural-alliance.yaml")
    assert {article.id for article in played} <= {article.id for article in alone}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id: x\ntitle: X\narticles:\n  - {id: a, title: A, text: A.}\n", "negation: is missing"),
        ("- 1\n", r"x\.yaml:1: is not a list of keys"),
        ("a: [\n", r"x\.yaml:2: no YAML"),
    ],
)  # fmt: skip
def test_a_fault_in_such_a_file_is_placed(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        articles_of_file(path)
