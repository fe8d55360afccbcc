"""A question thrown into a speech, out of its own last words."""

import pytest

from smile_commons.personas.asking_back import asked_back
from smile_commons.prompts.language import NEUTRAL, english


@pytest.mark.parametrize(
    ("heard", "question"),
    [
        ("I will not help with a festival.", "With a festival?"),
        ("They laughed. Nine children smile in one nursery on Lantern Hill.", "On Lantern Hill?"),
        ("You kept silent for fourteen weeks!", "For fourteen weeks?"),
        ("Nobody grew a tooth for my brother.", None),  # whose, when somebody else says it?
        ("Two people may die tonight without it.", None),
        (
            "They came in from every village that lies on the river by the old mill.",
            "By the old mill?",
        ),
        ("It began in the hall, and then it rained.", None),
        ("I refuse.", None),
        ("", None),
    ],
)
def test_what_was_just_said_is_asked_back(heard: str, question: str | None) -> None:
    assert asked_back(heard, english()) == question
    assert asked_back(heard, NEUTRAL) is None
