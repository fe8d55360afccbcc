"""Red lines as motions that what they rule out be done."""

import pytest

from smile_commons.scoring.judge.pairs import deed_of, motion_of


@pytest.mark.parametrize(
    ("line", "deed"),
    [
        ("He will not sell the harbour.", "sell the harbour."),
        ("Mother Agnes will never read a pupil's letters.", "read a pupil's letters."),
        ("She won’t lie to a child.", "lie to a child."),
        ("Her bees are hers.", None),
    ],
)
def test_what_a_line_rules_out_is_told_by_its_words(line: str, deed: str | None) -> None:
    assert deed_of(line) == deed


def test_the_motion_is_that_it_be_done() -> None:
    assert motion_of("He will not sell the harbour.") == "It is right to sell the harbour."
    assert motion_of("Her bees are hers.") == "Her bees are hers."
