"""A world's templates are tried before anything is played."""

import pytest

from smile_commons.prompts.check import check_templates
from smile_commons.prompts.environment import shipped_templates


def told(**templates: str) -> list[str]:
    return [str(p) for p in check_templates({f"{n}.j2": t for n, t in templates.items()})]


def test_the_shipped_templates_are_right() -> None:
    assert check_templates(shipped_templates()) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a\n\n{% for x in memories %}", "prompts/ask.j2:3: Unexpected end of template"),
        ("\n{{ nmae }}", "prompts/ask.j2:2: nmae: is not a known variable (did you mean 'name'?)"),
        ("{{ name|uper }}", "prompts/ask.j2:1: No filter named 'uper'. (did you mean 'upper'?)"),
        ('{% include "_cats.j2" %}',
         "prompts/ask.j2:1: there is no template '_cats.j2' (did you mean '_cast.j2'?)"),
        ('\n{% from "_cast.j2" import persn %}{{ persn(name) }}', "prompts/ask.j2:2: the template"),
        ("{{ 1 / 0 }}", "prompts/ask.j2:1: division by zero"),
        ("{{ name.first }}", "prompts/ask.j2:1: 'str object' has no attribute 'first'"),
        ("{{ memories }}", "prompts/ask.j2:1: cannot write out a list"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_line(source: str, said: str) -> None:
    (only,) = told(ask=source)
    assert only.startswith(said)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% for c in cast %}{% if not c.cue %}\n{{ c.nmae }}{% endif %}{% endfor %}",
         "prompts/speech.j2:2: nmae: is not known here (did you mean 'name'?)"),
        ("{% if not title %}{{ last.word }}{% endif %}",
         "prompts/speech.j2:1: word: is not known here (did you mean 'words'?)"),
        ("{% for act in acts if 0 %}{% for l in act.lines %}{{ l.txt }}{% endfor %}{% endfor %}",
         "prompts/speech.j2:1: txt: is not known here (did you mean 'text'?)"),
    ],
)  # fmt: skip
def test_branches_that_no_example_enters_are_looked_at_too(source: str, said: str) -> None:
    assert told(speech=source) == [said]


@pytest.mark.parametrize(
    "source",
    [
        "{% set last = {'any': 1} %}{{ last.any }}",
        "{% macro m(last) %}{{ last.any }}{% endmacro %}{{ m({'any': 1}) }}",
        "{% for last in [{'any': 1}] %}{{ last.any }}{% endfor %}",
        "{% for act in acts %}{% for key, value in act.items() %}{{ key }}{% endfor %}{% endfor %}",
        "{% if last %}{{ last.get('any', 'none') }}{% endif %}",
    ],
)
def test_a_templates_own_names_are_its_own(source: str) -> None:
    assert told(speech=source) == []


def test_what_is_there_only_at_times_must_be_asked_for() -> None:
    (only,) = told(speech="{{ last.words }}")
    assert only == "prompts/speech.j2:1: 'None' has no attribute 'words'"
    assert told(speech="{{ last.words if last }}") == []


def test_a_template_that_nothing_asks_for() -> None:
    assert told(speach="hello") == [
        "prompts/speach.j2: is not a template that anything asks for (did you mean 'speech.j2'?)"
    ]


def test_parts_for_other_templates_have_any_name_and_need_only_parse() -> None:
    assert told(_greeting="{{ anything }}") == []
    (only,) = told(_greeting="{{")
    assert only.startswith("prompts/_greeting.j2:1: ")
