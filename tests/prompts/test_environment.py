"""Templates: the world's own before the shipped, strict, with the place of every failure."""

import pytest

from smile_commons.errors import Problem, WorldError
from smile_commons.prompts.contract import contracts
from smile_commons.prompts.environment import Prompts, shipped_templates


def render(source: str, **variables: object) -> str:
    return Prompts({"ask.j2": source}).render("ask.j2", **variables)


def problem_of(source: str, **variables: object) -> Problem:
    with pytest.raises(WorldError) as caught:
        render(source, **variables)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("name", contracts())
def test_every_template_with_a_contract_ships_and_renders_with_each_example(name: str) -> None:
    for example in contracts()[name].examples():
        assert Prompts({}).render(name, **example).strip()


def test_a_world_without_templates_has_those_that_ship() -> None:
    prompts = Prompts({})
    bare = {path.rpartition("/")[2]: text for path, text in shipped_templates().items()}
    assert dict(prompts.sources) == bare


def test_the_worlds_own_template_comes_first_and_can_use_the_shipped_one() -> None:
    example = contracts()["reflect.j2"].variables
    shipped = Prompts({}).render("reflect.j2", **example)
    own = Prompts({"reflect.j2": 'Be kind.\n{% include "default:reflect.j2" %}'})
    assert own.render("reflect.j2", **example) == f"Be kind.\n{shipped}"


def test_one_macro_file_can_be_exchanged_under_the_shipped_templates() -> None:
    own = "{% macro doing(move, to, they) %}sings{% endmacro %}"
    text = Prompts({"_moves.j2": own}).render(
        "speech_script.j2", **contracts()["speech_script.j2"].variables
    )
    assert "ADA, keeper of the light, sings." in text


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{% for c in cast %}{{ c.name|upper }}{{ ', ' if not loop.last }}{% endfor %}", "ADA, BO"),
        ("{{ cast|map(attribute='name')|join(' and ') }}", "Ada and Bo"),
        ("{{ cast|selectattr('age', 'gt', 30)|map(attribute='name')|first }}", "Bo"),
        ("{{ (cast|first).name ~ 7 }}", "Ada7"),
        ("{{ cast[1]['name'][:1] }}", "B"),
        ("{{ cast[0].items()|list|length }}", "2"),
        ("{{ cast[0].nickname|default('none') }}", "none"),
        ("{{ 'yes' if cast[0].nickname is defined else 'no' }}", "no"),
        ("{{ ['c', 'a', 'b']|sort|join }}{{ [3, 1]|min }}", "abc1"),
        ("{{ 'a b c'.split()|length + 1 }}", "4"),
        ("{{ 'one\ntwo'|indent(2) }}", "one\n  two"),
        ("{{ 'red red'|replace('red', 'blue', 1) }}", "blue red"),
        ("{{ 2.345|round(1) }} {{ 7 // 2 }} {{ 7 % 2 }}", "2.3 3 1"),
        ("{% macro m(a, b='x') %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}"
         "{% call m(1) %}!{% endcall %}", "1x!"),
        ("{% for x in [1, [2, 3]] recursive %}{% if x is iterable %}{{ loop(x) }}"
         "{% else %}{{ x }}{% endif %}{% endfor %}", "123"),
        ("{% filter upper %}a{% block b %}b{% endblock %}{% endfilter %}{{ self.b() }}", "ABb"),
        ("{% set n = namespace(x=0) %}{% for i in range(3) %}{% set n.x = n.x + i %}"
         "{% endfor %}{{ n.x }}", "3"),
        ("{% for a, b in [[1, 2], [3, 4]] if a > 1 %}{{ a }}{{ b }}{% else %}-{% endfor %}", "34"),
        ("{{ {'she': 'her'}['she'] }}{{ 'x' in 'xyz' }}{{ none }}", "herTrueNone"),
    ],
)  # fmt: skip
def test_what_templates_are_made_of_works_as_in_jinja(template: str, expected: str) -> None:
    cast = [{"name": "Ada", "age": 30}, {"name": "Bo", "age": 40}]
    assert render(template, cast=cast) == expected


def test_a_key_of_a_group_comes_before_a_method_of_the_same_name() -> None:
    assert render("{{ card.items }} {{ card.title }}", card={"items": 3, "title": "Dr"}) == "3 Dr"


def test_a_name_that_is_not_there_fails_with_its_line_and_the_nearest() -> None:
    problem = problem_of("one\n\n{{ card.nmae }}", card={"name": "Ada"})
    assert (problem.file, problem.line) == ("prompts/ask.j2", 3)
    assert "did you mean 'name'?" in problem.message


def test_a_failure_in_another_template_is_told_where_it_is() -> None:
    prompts = Prompts({"ask.j2": '{% include "_part.j2" %}', "_part.j2": "\n{{ 1 / 0 }}"})
    with pytest.raises(WorldError) as caught:
        prompts.render("ask.j2")
    assert str(caught.value).startswith("prompts/_part.j2:2: ")


def test_a_failure_in_a_shipped_template_says_that_it_is_shipped() -> None:
    with pytest.raises(WorldError, match=r"prompts/reflect\.j2 \(as shipped\):\d+: 'name' is"):
        Prompts({}).render("reflect.j2", episodes=[])


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("a\n{% if %}", 2, "Expected an expression"),
        ("{{ x", 1, "unexpected end of template"),
        ("\n\n{{ 1|uper }}", 3, "No filter named 'uper'"),
        ("{% include 'sepech.j2' %}", 1, "did you mean 'speech.j2'?"),
        ("\n{{ 'a' - 1 }}", 2, "`-` is for numbers"),
        ("{{ [1, 2] }}", 1, "cannot write out a list"),
        ("{{ 'a'.zfill(3) }}", 1, "zfill() is not for prompts"),
    ],
)
def test_a_failure_has_a_line_and_plain_words(source: str, line: int, said: str) -> None:
    problem = problem_of(source)
    assert problem.line == line
    assert said in problem.message


def test_a_template_that_nobody_has() -> None:
    with pytest.raises(WorldError, match=r"there is no template 'sing\.j2'"):
        Prompts({}).render("sing.j2")
