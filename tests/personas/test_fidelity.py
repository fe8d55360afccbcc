"""A take is held against its notes: each part finds the false lines it is there for.

The false ones are of the kind that a small model wrote when it was given these notes.
"""

import pytest

from smile_commons.personas.echo import grams
from smile_commons.personas.fidelity import Fidelity, Notes, fidelity, repeated
from smile_commons.prompts.language import NEUTRAL, Language, english, sentences, words

NURSERY = (
    "Nine of twenty-two children in one nursery have the same smile.",
    "Beside this letter hangs a list of 212 names, and nobody calls them.",
)
REPORT = (
    "You kept silent about that report for fourteen weeks.",
    "I passed you on Tannery Row with your case open, fitting a band, and I noted the date.",
)
LAMP = ("I left the lamp burning in the window for six hours.", "You never came.")
TRUE = (
    (
        NURSERY,
        "Nine children of twenty-two have one smile, in one nursery. And here hangs a list, "
        "212 names beside the letter, and nobody calls them.",
    ),
    (
        REPORT,
        "Fourteen weeks you kept silent about that report. I passed you on Tannery Row, your case "
        "open, fitting a band. I noted the date.",
    ),
    (LAMP, "Six hours I left the lamp burning, in the window. You never came."),
)


def held(take: str, say: tuple[str, ...], language: Language | None = None) -> Fidelity:
    return fidelity(take, Notes(say), language or english())


def wrong(found: Fidelity) -> set[str]:
    """The parts that hold something against a take."""
    return {name for name, value in found.parts.items() if value and name != "kept"}


@pytest.mark.parametrize(("say", "take"), TRUE)
def test_a_line_that_says_its_notes_as_people_talk_has_nothing_wrong(
    say: tuple[str, ...], take: str
) -> None:
    found = held(take, say)
    assert found.kept > 0.8
    assert wrong(found) == set()


@pytest.mark.parametrize(
    ("say", "take"),
    [
        (NURSERY, "Ninety of twenty-two children in one nursery have the same smile."),
        (NURSERY, "Beside this letter hangs a list of 213 names, and nobody calls them."),
        (("I signed for thirty-one people.",), "I signed for the thirty-one-two people."),
        (REPORT, "I passed you on TanneryRow with your case open."),
        (REPORT, "You kept silent about that report, and Silas noted the date."),
    ],
)
def test_a_number_or_a_name_that_was_bent_is_invented_and_another_is_lost(
    say: tuple[str, ...], take: str
) -> None:
    found = held(take, say)
    assert found.invented == 1
    assert found.lost > 0


def test_what_is_lost_is_the_share_of_the_numbers_and_names_that_are_missing() -> None:
    assert held("Nine of twenty-two children, and a list that nobody calls.", NURSERY).lost == 1 / 3
    assert held("You were on Tannery Row, and I noted it.", REPORT).lost == 1 / 3
    assert held("The children have one smile.", NURSERY).lost == 1
    assert held("You never came.", LAMP[1:]).lost == 0  # there was none to lose


def test_a_number_in_digits_is_the_same_in_words() -> None:
    take = "Nobody calls the two hundred and twelve names, nor 9 children of the 22."
    found = held(take, NURSERY)
    assert (found.lost, found.invented) == (0, 0)


@pytest.mark.parametrize(
    ("take", "share"),
    [
        ("You showed a burning lamp for six hours.", 1),
        ("You left the lamp burning in the window for six hours.", 1),
        ("I never came.", 1),
        ("You left the lamp burning. You never came.", 1 / 2),
        ("Six hours, burning in the window.", 1 / 2),  # it says neither: whose lamp was it?
        ("My lamp burned for six hours.", 0),  # *my* is as good as *I*
    ],
)
def test_where_i_and_you_are_exchanged_the_deed_is_somebody_elses(take: str, share: float) -> None:
    assert held(take, LAMP).person == share


@pytest.mark.parametrize(
    "take",
    [
        "I kept silent about that report for fourteen weeks.",
        "Fourteen weeks of silence about that report, and I kept it.",
    ],
)
def test_the_speaker_is_not_made_the_culprit(take: str) -> None:
    assert held(take, REPORT).person == 1


def test_two_facts_that_were_swapped_stand_with_words_they_were_not_given_with() -> None:
    swapped = "212 children in one nursery have the same smile, and nine names hang on the list."
    found = held(swapped, NURSERY)
    assert (found.lost > 0, found.invented) == (True, 0)  # every number of it was given
    assert found.unbound == 1
    half = "Nine of twenty-two children have the same smile. Somebody paid 212 marks for it."
    assert held(half, NURSERY).unbound == pytest.approx(1 / 3)


def test_a_tail_of_invention_is_strange() -> None:
    tail = " The mayor will shiver under the crane when thunder rattles every rusty anchor."
    for say, take in TRUE:
        plain, tailed = held(take, say), held(take + tail, say)
        assert plain.strange == 0
        assert tailed.kept == plain.kept
        assert tailed.strange > 0


def test_the_strangest_sentence_counts() -> None:
    note = ("Seven crates stood beside the kiln.",)
    assert held("Beside the kiln, seven crates stood.", note).strange == 0
    assert held("Seven crates stood beside the kiln, cold.", note).strange == pytest.approx(1 / 6)
    assert held("Seven crates stood beside the kiln. Anchors rattled.", note).strange == 1


def test_what_the_speech_before_said_is_not_one_of_the_notes() -> None:
    notes = Notes(("I will have no festival.",), last="Light my rooms, and then I sign.")
    assert fidelity("I will have no festival. And I will sign.", notes, english()).strange > 0.1


@pytest.mark.parametrize(
    ("note", "contrary"),
    [
        ("Not every mouth asks to be mended.", "Every mouth asks to be mended."),
        ("Nobody grew a tooth for my brother.", "I grew a tooth for my brother."),
        ("I wrote to her in March.", "I never wrote to her in March."),
        ("I should have read that page.", "I read that page."),
        ("You signed for the crates.", "You might have signed for the crates."),
    ],
)
def test_a_note_is_not_turned_into_its_contrary(note: str, contrary: str) -> None:
    assert held(note, (note,)).denied == 0
    assert held(contrary, (note,)).denied == 1
    assert held(contrary, (note,), NEUTRAL).denied == 0  # a language whose words are not known


def test_what_is_drawn_together_may_be_a_wish_or_not() -> None:
    note = ("I would have burned that letter.",)
    assert held("I'd have burned that letter.", note).denied == 0
    assert held("I burned that letter.", note).denied == 1


def test_a_note_that_is_left_out_is_told() -> None:
    assert held("You never came.", LAMP).left >= 1 / 2
    assert held("I left the lamp burning in the window for six hours.", LAMP).left == 1 / 2


def test_a_take_that_has_the_words_and_not_the_sense_is_shorter_than_its_notes() -> None:
    note = ("My grandmother tapped each loaf against her front teeth and listened to the gap.",)
    assert (
        held("My grandmother tapped each loaf against her front teeth and listened.", note).left
        == 0
    )
    assert held("Grandmother, teeth, loaf, gap: tapped, front, listened.", note).left > 0


def test_a_word_in_another_form_is_half_from_nowhere() -> None:
    note = ("My sister has pushed the new band away.",)
    assert held("My sister has pushed away the new band.", note).strange == 0
    assert held("Pushing the new band away, my sister has done.", note).strange >= 0.1


def test_he_is_nobody_where_who_he_is_was_left_out() -> None:
    notes = Notes(LAMP, more=("My brother rowed out to the skerry.", "He took the last oar."))
    said = " ".join(LAMP)
    whole = fidelity(f"{said} My brother rowed out to the skerry. He took the last oar.", notes,
                     english())  # fmt: skip
    assert whole.strange == 0
    assert fidelity(f"{said} He took the last oar.", notes, english()).strange == 1


def test_nobody_is_quoted_whom_no_note_quotes() -> None:
    note = ("You asked me if I was eating.",)
    assert held('You asked me if I was eating. And I said, "Eating."', note).invented == 1
    said = ('You asked me, "Are you eating?"',)
    assert held('And you asked me, "Are you eating?"', said).invented == 0


def test_a_comma_does_not_part_a_number_from_what_it_counts() -> None:
    note = ("At Saltgate 140 people painted the wall.",)
    assert held("At Saltgate 140 people painted the wall.", note).unbound == 0
    assert held("At Saltgate 140, people painted the wall.", note).unbound == 1


def test_words_of_the_speech_before_may_be_taken_up() -> None:
    notes = Notes(("I did it.",), last="The harbour crane fell on nineteen barrels.")
    found = fidelity("The crane, and nineteen barrels. I did it.", notes, english())
    assert found.strange < 0.3  # half a sentence of it, a quarter each
    assert (found.invented, found.unbound) == (0, 0)


def test_what_may_be_said_besides_is_known_and_need_not_be_kept() -> None:
    notes = Notes(LAMP[:1], more=("I trimmed it with Marta on 3,100 nights.",))
    bare = fidelity("I left the lamp burning in the window for six hours.", notes, english())
    more = fidelity("Six hours I left the lamp burning in the window, and 3,100 nights I trimmed "
                    "it, with Marta.", notes, english())  # fmt: skip
    assert (bare.kept, bare.lost) == (more.kept, more.lost) == (1, 0)
    assert (more.invented, more.strange) == (0, 0)


def test_those_who_are_there_may_be_named() -> None:
    known = Notes(LAMP, known=frozenset({"kai"}))
    assert fidelity("You never came, Kai.", known, english()).invented == 0
    assert fidelity("You never came, Silas.", known, english()).invented == 1


def test_notes_are_told_in_their_order() -> None:
    say = ("My brother Silas had an aching tooth.", "He died of it at eleven.", "Nobody came.")
    told = "Silas, my brother, had an aching tooth. He died of it, at eleven. Nobody came."
    assert held(told, say).order == 0
    assert held("He died of it at eleven. My brother Silas had an aching tooth.", say).order == 1
    turned = "Nobody came. He died of it at eleven. Silas, my brother, had an aching tooth."
    assert held(turned, say).order == 1
    half = "He died of it at eleven. My brother Silas had an aching tooth. Nobody came."
    assert held(half, say).order == 1 / 2


def test_what_was_said_is_not_said_again_in_the_same_breath() -> None:
    again = "I left the lamp burning for six hours. Six hours I left that lamp burning."
    assert held(again, LAMP).twice == 1 / 2
    assert held("I left the lamp burning for six hours. You never came.", LAMP).twice == 0


def test_a_take_that_is_nothing_but_its_notes_is_verbatim() -> None:
    assert held(" ".join(LAMP), LAMP).verbatim == 1
    assert held("You never came!", LAMP).verbatim == 1
    assert held("And you never came.", LAMP).verbatim == 0


def test_without_notes_somebody_elses_words_are_said_over_again_and_not_made_ones_own() -> None:
    notes = Notes((), last="I left the lamp burning for six hours.")
    assert wrong(fidelity("Six hours?", notes, english())) == set()
    assert fidelity("Seven hours?", notes, english()).invented == 1
    assert fidelity("I left it.", notes, english()).person == 1


def test_without_a_language_only_what_is_the_same_in_all_of_them_counts() -> None:
    say = ("Ich habe 19 Lampen gezählt.", "Du bist nicht gekommen.")
    found = held("Du hast 19 Lampen gezählt.", say, NEUTRAL)
    assert (found.person, found.lost, found.invented) == (0, 0, 0)
    assert held("Ich habe 20 Lampen gezählt.", say, NEUTRAL).invented == 1


def test_a_sentence_with_five_words_of_an_earlier_speech_is_a_repetition() -> None:
    earlier = set(grams(words("You locked the report in a drawer and went home."), 5))
    again = "You locked the report in a drawer. I noted the date."
    assert repeated(again, earlier, Notes(())) == 1 / 2
    assert repeated("You locked it in a drawer.", earlier, Notes(())) == 0
    own = Notes(("You locked the report in a drawer.",))
    assert repeated(again, earlier, own) == 0  # whoever said it before, it is theirs to say
    assert repeated("", earlier, own) == 0


def test_notes_are_read_as_sentences() -> None:
    assert sentences(" ".join(NURSERY), english()) == NURSERY
