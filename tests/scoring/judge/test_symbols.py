"""Talk about cards: short, without a sentence, and read by rule."""

import pytest
from asked import answering, judge_of

from smile_commons.scoring.judge.symbols import names, side, symbols_of
from smile_commons.scoring.judge.task import OPPOSES, SILENT, SUPPORTS, Item

CARDS = ("A", "7", "4", "K")


def test_an_article_is_about_the_symbol_of_what_it_names() -> None:
    assert symbols_of("Card U should be turned.") == ("U",)
    assert symbols_of("Card 7 should be turned.") == ("7",)
    assert symbols_of("Each household gets 5 bins.") == ()
    assert symbols_of("The plan is sound.") == ()


@pytest.mark.parametrize(
    ("text", "card", "told"),
    [
        ("I think A and 7", "A", 1),
        ("I think A and 7", "K", -1),
        ("flip a and 4 but not 7", "7", -1),
        ("flip a and 4 but not 7", "4", 1),
        ("We don't need the k", "K", -1),
        ("A, 7", "4", -1),
        ("7 is an odd number", "K", 0),
        ("hello all", "A", 0),
        ("a good idea", "A", 0),
    ],
)
def test_which_side_a_message_takes(text: str, card: str, told: int) -> None:
    evidence = side(text, (card,), CARDS)
    assert (evidence or 0) * told > 0 or (told == 0 and evidence is None)


def test_a_question_counts_half_and_leaving_out_less_than_naming() -> None:
    sure, asked = side("A and 7", ("A",), CARDS), side("A and 7?", ("A",), CARDS)
    out = side("A and 7", ("4",), CARDS)
    assert sure is not None and asked is not None and out is not None
    assert asked == sure / 2
    assert -sure < out < 0


@pytest.mark.parametrize("text", ["I think A and M", "a and 4", "just A", "A 4", "card a"])
def test_a_letter_that_is_a_word_too_counts_where_it_stands_as_a_name(text: str) -> None:
    assert names(text, "A")


@pytest.mark.parametrize("text", ["a good idea", "We need a card", "A vowel", "have a nice day"])
def test_and_not_where_it_is_the_word(text: str) -> None:
    assert not names(text, "A")


def test_numbers_and_letters_are_whole_words() -> None:
    assert names("flip 7.", "7")
    assert not names("at 17 past", "7")
    assert names("the u then", "U")
    assert not names("upset", "U")


async def test_the_judge_reads_cards_without_asking_a_model_and_carries_assent() -> None:
    model = answering(lambda motion, text: 0.0)
    cards = {name: f"Card {name} should be turned." for name in CARDS}

    def about(name: str, text: str, before: str | None = None) -> Item:
        return Item(task="stance", text=text, against=cards[name], before=before)

    items = [
        about("A", "I chose A and 7"),
        about("4", "I chose A and 7"),
        about("A", "I agree", "I chose A and 7"),
        about("A", "hi there"),
    ]
    told = await judge_of(model).judge(items)
    assert [one.label for one in told] == [SUPPORTS, OPPOSES, SUPPORTS, SILENT]
    assert not any("chose" in str(request) for request in model.requests)
