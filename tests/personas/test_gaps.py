"""A sentence that repeats a note and drops some of it on the way."""

import pytest

from smile_commons.personas.fidelity import gaps
from smile_commons.prompts.language import english

HUNG = "I should have hung that report at the door, as my father hung his accounts."
SAT = "She sat two hours for one of your artists, and nobody paid her."
SMILE = "Nine children in one nursery have the same smile, and you grew it for them."
ACHED = "He died at eleven of one that ached."


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (HUNG, "I should have hung at the door, as my father hung his accounts."),
        (SAT, "She sat two hours for you, and nobody paid her."),
        (SMILE, "Nine children in one nursery, and you grew it for them."),
        (SAT, "She sat two hours for one of your artists, two hours for one of your artists."),
        (ACHED, "He died at eleven of that that ached."),
        (HUNG, "I should have hung that report at the door, my father hung his accounts."),
        (HUNG, "Hang that report at the door, as my father hung his accounts."),
        ("I pay nobody unless the guild has signed.", "I pay nobody, the guild has signed."),
        ("Then I sign the paper.", "I sign the paper."),
    ],
)
def test_what_is_missing_within_a_note_is_found(note: str, said: str) -> None:
    assert gaps(said, (note,), english()) == 1
    assert gaps(note, (note,), english()) == 0


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (HUNG, "I should have hung it at the door, as my father hung his accounts."),
        (
            HUNG,
            "I should have hung that report at the door.",
        ),  # the end of a note is told elsewhere
        (SAT, "Two hours she sat for one of your artists. And nobody paid her."),
        ("I stand by the smiles that I invented.", "I stand by the smiles I invented."),
        ("You are right, and I never wrote to her.", "You're right, I never wrote to her."),
        ("Nine. Nine children have one smile.", "Nine, nine children have one smile."),
    ],
)
def test_what_people_leave_out_is_no_gap(note: str, said: str) -> None:
    assert gaps(said, (note,), english()) == 0
