"""Of a memory a speech is given what its notes do not say already."""

from smile_commons.personas.adding import MOST_WORDS, what_it_adds
from smile_commons.personas.persons import keys
from smile_commons.prompts.language import english

SAY = "You kept silent about that report for fourteen weeks."
KEPT = "Kai kept silent about that report for fourteen weeks."
MINUTES = (
    "I read the minutes of nineteen meetings in the archive by candle, for weeks, and no report."
)
ELSEWHERE = "The pear tree stood in bloom beside the harbour wall."


def adds(memory: str, say: str = SAY) -> str:
    return what_it_adds(memory, say, english())


def test_without_notes_a_memory_is_what_there_is_to_say() -> None:
    assert adds(f"{KEPT}\n  {MINUTES}", say="") == f"{KEPT} {MINUTES}"


def test_what_the_notes_say_is_left_out_and_what_they_do_not_is_kept() -> None:
    assert adds(f"{KEPT} {MINUTES}") == MINUTES
    assert adds(KEPT) == ""


def test_a_sentence_that_means_nothing_adds_nothing() -> None:
    assert adds(f"And so it was. {MINUTES}") == MINUTES


def test_a_memory_is_cut_at_a_sentence_before_it_takes_the_place_of_the_notes() -> None:
    assert (
        adds(f"{MINUTES} Old Rusk copied a report by hand for weeks, in a coat, at noon.")
        == MINUTES
    )
    longest = " ".join(f"lamp{number}" for number in range(MOST_WORDS + 1)) + " weeks report."
    assert adds(longest) == ""


def test_what_has_nothing_to_do_with_the_notes_is_not_told_beside_them() -> None:
    assert adds(ELSEWHERE) == ""
    assert adds(f"{ELSEWHERE} {MINUTES}") == MINUTES


def test_a_single_word_or_a_number_ties_nothing() -> None:
    say = "Her picture sold for nine hundred marks at the fair."
    assert adds("Free evenings in nine rooms would cost thousands of marks a year.", say) == ""
    assert (
        adds(
            "Her picture hung crooked beside the mill in all weathers until that fair was over.",
            say,
        )
        != ""
    )
    named = "You said nothing to Bettine either."
    assert adds("Two hours Bettine sat in the cold for those artists.", named) != ""


def test_notes_that_nobody_wrote_are_given_all_that_adds_something() -> None:
    memory = f"No minutes held a word of that. {ELSEWHERE}"
    assert what_it_adds(memory, SAY, english(), tied=False) == memory
    assert what_it_adds(ELSEWHERE, SAY, english(), tied=False) == ELSEWHERE


def test_she_is_not_told_of_where_who_she_is_was_left_out() -> None:
    told = "A mother heard that silent report for fourteen weeks."
    assert adds(f"{told} She put on her daughter's hat.") == ""
    assert adds(f"{told} {MINUTES}") == MINUTES


def test_what_anybody_said_in_the_scene_is_not_told_again() -> None:
    """What everybody remembers comes up for each of them."""
    shared = "After a fight with spades in which two men died both towns signed a silent report."
    language = english()
    said = "After a fight with spades two men died, and the towns signed a silent report."
    spoken = [keys(said, language)]
    assert what_it_adds(shared, SAY, language) == shared
    assert what_it_adds(shared, SAY, language, spoken) == ""
    assert what_it_adds(f"{shared} {MINUTES}", SAY, language, spoken) == MINUTES
