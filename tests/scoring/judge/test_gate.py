"""Whether a text speaks to an article: by likeness, or by assent to what does."""

import pytest
from asked import by_words

from smile_commons.scoring.judge.gate import LEAST, Gate, assent
from smile_commons.scoring.judge.task import Item


def opens(text: str, against: str, negation: str | None = None) -> bool:
    item = Item(task="stance", text=text, against=against, negation=negation)
    return Gate(by_words).cosine(item) >= LEAST


def test_likeness_to_article_or_negation_opens_the_gate() -> None:
    article, contrary = "The mill should be pulled down.", "The wheel keeps turning."
    assert opens("Pulled down? The mill should stand.", article)
    assert not opens("My aunt plays cards on Fridays.", article)
    assert not opens("That wheel keeps turning without me.", article)
    assert opens("That wheel keeps turning without me.", article, contrary)


@pytest.mark.parametrize(
    ("text", "sign"),
    [("Yes.", 1), ("I agree", 1), ("ok, sure", 1), ("No.", -1), ("I disagree", -1), ("Agreed?", 0),
     ("No, the mill stays where it is and that is all", 0), ("Hello", 0), ("", 0)],
)  # fmt: skip
def test_a_bare_assent(text: str, sign: int) -> None:
    assert assent(text) == sign


def test_a_speech_is_asked_about_the_nearest_articles_and_what_it_was_expected_to_be_on() -> None:
    text = "The mill and the wheel and the barn and the orchard, all of them."
    articles = ["The mill wheel and barn orchard stay.", "The mill, barn, orchard and wheel go."]
    articles += ["The barn has a wheel and orchard.", "A mill.", "Cards are played on Fridays."]
    items = [Item(task="stance", text=text, against=article) for article in articles]
    assert Gate(by_words).beyond(items) == {2, 3, 4}
    items[4] = Item(task="stance", text=text, against=articles[4], expected=True)
    assert Gate(by_words).beyond(items) == {2, 3}


def test_articles_about_symbols_are_all_read() -> None:
    cards = [f"Card {card} should be turned." for card in "UEK7"]
    items = [Item(task="stance", text="U and 7, I think.", against=card) for card in cards]
    assert Gate(by_words).beyond(items) == set()
