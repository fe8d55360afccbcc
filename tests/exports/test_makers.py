"""Where people spoke too, each line says who made it, in every format that people read."""

import pytest
from spoken import script, speech, whisper

from smile_commons.exports.formats import exporter_of
from smile_commons.transcript import Take

EVENTS = (
    speech("One.", by="agent"),
    speech("Two.", 2, by="human"),
    speech(
        "Three.",
        3,
        by="human",
        takes=(Take(text="Tree."), Take(text="Three.", chosen=True, by="human")),
    ),
)
MAKERS = ("(AI)", "(a person)", "(AI, edited by a person)")


@pytest.mark.parametrize("format", ["md", "fountain", "html", "fdx", "twee"])
def test_a_labelled_script_says_who_made_a_line(format: str) -> None:
    exporter = exporter_of(format)
    told = exporter.write(script(*EVENTS, labelled=True)).content
    plain = exporter.write(script(*EVENTS)).content
    assert isinstance(told, str)
    assert isinstance(plain, str)
    for maker in MAKERS:
        assert maker in told
        assert maker not in plain


def test_a_whisper_says_both() -> None:
    one = whisper("Hush.", "ezra")
    assert script(one, labelled=True).aside(one) == "AI, whispering to Ezra"
