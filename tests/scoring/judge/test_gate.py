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
