"""How many words a speech of each class has, and how many tokens a take of it may take."""

import pytest

from smile_commons.personas.lengths import LARGE, SMALL, THROWN_IN, TOKENS_A_WORD, Length, tokens


@pytest.mark.parametrize("bounds", [SMALL, LARGE])
def test_every_class_has_bounds_and_a_longer_class_allows_more(
    bounds: dict[Length, object],
) -> None:
    retort, line, speech = (bounds[one] for one in Length)
    assert retort.least <= line.least <= speech.least
    assert 1 <= retort.most < line.most < speech.most


def test_a_strong_model_is_given_more_room_in_every_class() -> None:
    assert all(LARGE[one].most > SMALL[one].most for one in Length)
    assert (SMALL[Length.SPEECH].most, LARGE[Length.SPEECH].most) == (80, 220)
    assert THROWN_IN.most < SMALL[Length.RETORT].most


@pytest.mark.parametrize("length", Length)
def test_a_take_may_be_as_long_as_its_notes_need_and_no_longer_than_its_class(
    length: Length,
) -> None:
    most = round(SMALL[length].most * TOKENS_A_WORD)
    asked = [tokens(length, noted) for noted in range(200)]
    assert asked == sorted(asked)
    assert asked[-1] == most
    for noted, given in enumerate(asked):
        assert given == most or given >= noted * TOKENS_A_WORD  # its notes fit in


def test_without_notes_there_is_room_for_a_few_words() -> None:
    assert [tokens(one, 0) for one in Length] == [10, 13, 20]
    assert tokens(Length.RETORT, 0) < tokens(Length.LINE, 12) < tokens(Length.SPEECH, 40)
