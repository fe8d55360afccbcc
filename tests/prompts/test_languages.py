"""Templates and words by language: where each is looked for, and what is wrong with a folder."""

import pytest

from smile_commons.prompts.check import check_templates, check_words
from smile_commons.prompts.contract import contracts
from smile_commons.prompts.environment import Prompts
from smile_commons.prompts.language import NEUTRAL, english, language_from
from smile_commons.prompts.sources import lineage

EXAMPLE = contracts()["ask.j2"].variables


def asked(templates: dict[str, str], language: str) -> str:
    return Prompts(templates, language).render("ask.j2", **EXAMPLE)


def test_a_languages_own_comes_before_the_worlds_and_that_before_what_ships() -> None:
    own = {"ask.j2": "world", "de/ask.j2": "deutsch", "fr/ask.j2": "français"}
    assert [asked(own, code) for code in ("de", "fr", "en")] == ["deutsch", "français", "world"]
    assert asked({"de/ask.j2": "deutsch"}, "en").startswith("@@system\nYou are a playwright.")


def test_a_regions_language_has_what_its_language_has() -> None:
    assert lineage("de-at") == ("de-at", "de")
    both = {"de/ask.j2": "deutsch", "de-at/ask.j2": "österreichisch"}
    assert [asked(both, code) for code in ("de-at", "de-ch")] == ["österreichisch", "deutsch"]


def test_a_macro_file_of_a_language_stands_under_the_shipped_templates() -> None:
    moves = "{% macro doing(move, to, they) %}singt{% endmacro %}"
    text = Prompts({"de/_moves.j2": moves}, "de").render(
        "speech.j2", **contracts()["speech.j2"].variables
    )
    assert "ADA, keeper of the light, singt." in text


def test_the_shipped_one_is_reached_from_a_languages_own() -> None:
    own = {"de/voice.j2": 'Gut. {% include "default:voice.j2" %}'}
    text = Prompts(own, "de").render("voice.j2", **contracts()["voice.j2"].variables)
    assert text.startswith("Gut. In her own voice")


@pytest.mark.parametrize("name", ["speech.j2", "speech_script.j2", "retort.j2", "ask.j2"])
def test_without_a_folder_english_templates_say_what_to_speak(name: str) -> None:
    variables = contracts()[name].variables
    assert " in Russian" in Prompts({}, "ru").render(name, **variables)
    assert " in the language `xx`" in Prompts({}, "xx").render(name, **variables)
    assert " in English" not in Prompts({}, "en-gb").render(name, **variables)


def test_a_folders_templates_are_checked_with_file_and_line() -> None:
    told = check_templates({"de/ask.j2": "\n{{ nmae }}", "de/_moves.j2": "{{"})
    assert [(one.file, one.line) for one in told] == [
        ("prompts/de/_moves.j2", 1),
        ("prompts/de/ask.j2", 2),
    ]


def test_a_template_of_the_world_may_use_what_a_languages_folder_has() -> None:
    own = {"ask.j2": '{% include "_wort.j2" %}', "de/_wort.j2": "Wort"}
    assert check_templates(own, "de") == []
    (only,) = check_templates(own, "fr")
    assert str(only).startswith("prompts/ask.j2:1: there is no template '_wort.j2'")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("language: de\nfirst_persn: [ich]", "prompts/de/words.yaml:2: first_persn: "),
        ("language: de\nstock:\n- gut\n- '('", "prompts/de/words.yaml:4: stock"),
        ("language: de\nsays_nothing: schweigt", "prompts/de/words.yaml:2: says_nothing: "),
        ("language: de\nwhether: 'ob {artikel}'", "prompts/de/words.yaml:2: whether: "),
        ("language: fr", "prompts/de/words.yaml: language: is 'fr' in the folder of 'de'"),
        ("language: [", "prompts/de/words.yaml:2: no YAML"),
    ],
)
def test_mistakes_of_a_words_file_have_file_line_and_field(text: str, said: str) -> None:
    (only,) = check_words({"de": text})
    assert str(only).startswith(said)


def test_which_language_a_world_is_judged_by() -> None:
    own = language_from({"de": "language: de\nfirst_person: [ich]"}, "de-at")
    assert own.first == {"ich"}
    assert own is language_from({"de": "language: de\nfirst_person: [ich]"}, "de")
    assert language_from({}, "ru") is NEUTRAL
    assert language_from({}, "en-gb") is english()


def test_what_a_language_says_in_the_narrators_place() -> None:
    assert english().silence("Kai") == "Kai says nothing."
    assert english().matter("The lamp is lit.") == "whether the lamp is lit"
    assert english().listed(["Kai", "Ezra", "Lyra"]) == "Kai, Ezra and Lyra"
    assert NEUTRAL.silence("雪") == "雪 …"
    assert NEUTRAL.matter("Лампа горит.") == "Лампа горит"
