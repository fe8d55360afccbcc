"""Takes in other languages and scripts: judged by what is known of them, and by nothing else."""

import pytest

from smile_commons.personas.echo import Echo
from smile_commons.personas.faults import Names, Rules, fault, scripts
from smile_commons.personas.fidelity import Notes, fidelity
from smile_commons.personas.lengths import SMALL, Length
from smile_commons.personas.ranking import Brief, is_clean
from smile_commons.personas.takes import Judging, cuts, judge, tidy
from smile_commons.personas.voice import Voices
from smile_commons.prompts.language import NEUTRAL, Language, read_language

RUSSIAN = "Лампа погасла на девятую ночь. Я стояла на скале и считала секунды до утра."
JAPANESE = "灯りは九日目の夜に消えた。私は岩の上で朝まで秒を数えていた。"
GERMAN = read_language(
    """
language: de
first_person: [ich, mein]
second_person: [du, dein]
endings: [en, e, t]
numbers: {units: null eins zwei drei vier fünf, others: {dreißig: 30}, thousands: '.'}
refusals: [als ki]
named_oneself: [ich, ich bin]
stock: [ich verstehe]
""",
    "prompts/de/words.yaml",
)


def rules(language: Language, world: str = "", cue: str = "Ада") -> Rules:
    names = Names(cue, frozenset({cue.lower()}), frozenset({"bo", "бо"}))
    return Rules(names, language, SMALL[Length.SPEECH], scripts=scripts(world))


@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE])
def test_a_take_in_the_worlds_script_is_spoken(text: str) -> None:
    assert fault(text, rules(NEUTRAL, text), Echo()) is None
    assert fault(text, rules(NEUTRAL), Echo()) is None


@pytest.mark.parametrize(
    ("world", "text"), [(RUSSIAN, JAPANESE), (JAPANESE, RUSSIAN), (RUSSIAN, "The lamp went out.")]
)
def test_an_alphabet_that_the_world_has_not_is_dropped(world: str, text: str) -> None:
    assert fault(text, rules(NEUTRAL, world), Echo()) == "script"


def test_marks_of_no_alphabet_are_everybodys() -> None:
    world = scripts("Лампа, 灯り")
    assert scripts("ー々ª") <= world
    assert scripts("カメラ") == scripts("かめら")


def test_a_name_may_be_said_where_nobody_knows_how_a_language_names_oneself() -> None:
    assert fault("Меня зовут Ада.", rules(NEUTRAL, RUSSIAN), Echo()) is None
    german = rules(GERMAN, cue="Marta")
    assert fault("Marta sieht zu Boden.", german, Echo()) == "narration"
    assert fault("Ich bin Marta.", german, Echo()) is None
    assert fault("Als KI darf ich das nicht sagen.", german, Echo()) == "refusal"


def test_a_label_with_a_wide_colon_is_one() -> None:
    assert fault("そうだ。雪：行こう。", rules(NEUTRAL, JAPANESE, "雪"), Echo()) == "label"


@pytest.mark.parametrize(("said", "again"), [(RUSSIAN, 0.9), (JAPANESE, 0.9)])
def test_what_was_said_before_is_found_in_any_script(said: str, again: float) -> None:
    echo = Echo()
    echo.say(said)
    assert echo.repetition(said) > again
    assert echo.copies(said)
    assert not echo.copies(said, (said,))


def test_a_long_take_is_long_in_any_script() -> None:
    assert fault("はい。" * 90, rules(NEUTRAL), Echo()) == "long"
    assert fault("我们明天再去那里看看吧。" * 12, rules(NEUTRAL), Echo()) != "long"


def test_sentences_without_spaces_are_cut_and_joined_without() -> None:
    assert cuts(JAPANESE, NEUTRAL)[0] == JAPANESE
    assert len(cuts(JAPANESE, NEUTRAL)) == 3


def test_german_quotation_marks_are_a_pair() -> None:
    assert tidy("Er sagte „nein“.", "Marta") == 'Er sagte "nein".'
    assert tidy("„Nein.“", "Marta") == "Nein."


@pytest.mark.parametrize(
    ("note", "true", "false"),
    [
        (RUSSIAN, "На скале я стояла, девятая ночь, и лампа погасла.", "Корабль пришёл домой."),
        (JAPANESE, "九日目の夜、灯りは消えた。岩の上で秒を数えた。", "船は港に帰った。"),
    ],
)
def test_a_take_is_held_against_its_notes_without_a_words_file(
    note: str, true: str, false: str
) -> None:
    notes = Notes(tuple(cuts(note, NEUTRAL)[:1]))
    assert fidelity(true, notes, NEUTRAL).kept > 0.5
    assert fidelity(false, notes, NEUTRAL).kept < 0.2


def test_german_is_judged_by_its_own_words() -> None:
    notes = Notes(("Ich habe dreißig Bretter bezahlt.", "Du hast geschlafen."))
    good = fidelity("Dreißig Bretter habe ich bezahlt. Du hast geschlafen.", notes, GERMAN)
    assert (good.lost, good.invented, good.person) == (0, 0, 0)
    assert fidelity("Vierzig Bretter, 1.200 Mark.", notes, GERMAN).lost == 1
    assert fidelity("Ich habe 1.200 Bretter bezahlt.", notes, GERMAN).invented == 1
    assert fidelity("Du hast dreißig Bretter bezahlt.", notes, GERMAN).person > 0


def test_the_better_of_two_takes_is_chosen_in_any_language() -> None:
    brief = Brief(speaker="ada", notes=Notes((RUSSIAN,)), language=NEUTRAL)
    judging = Judging(brief, rules(NEUTRAL, RUSSIAN), Echo(), Voices({}, NEUTRAL))
    takes = judge(["Корабль пришёл домой.", "Лампа погасла, и я считала секунды."], judging)
    assert [take.chosen for take in takes] == [False, True]
    assert is_clean({**takes[1].why, "kept": 1.0, "left": 0.0, "gap": 0.0})
