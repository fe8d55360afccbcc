"""Templates from anybody end, stay small, and see nothing but what they are handed."""

import pytest

from smile_commons.errors import InputError, WorldError
from smile_commons.prompts.environment import Prompts

BOMBS = {
    "a text multiplied": '{{ "a" * 1000000000 }}',
    "a list multiplied": "{{ ([1] * 1000000000)|length }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a product of numbers": "{% set n = namespace(x=99999) %}{% for i in range(99) %}"
    "{% set n.x = n.x * n.x %}{% endfor %}",
    "a long range": "{% for i in range(1000000000) %}x{% endfor %}",
    "an endless range": "{% for i in range(1000000000000000000000000000000) %}x{% endfor %}",
    "loops in loops": "{% for a in range(9999) %}"
    "{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "loops in loops that filter": "{% for a in range(9999) %}"
    "{% for b in range(9999) if false %}{% endfor %}{% endfor %}",
    "a doubled text": '{% set n = namespace(x="ab") %}{% for i in range(60) %}'
    "{% set n.x = n.x ~ n.x %}{% endfor %}",
    "an added text": '{% set n = namespace(x="ab") %}{% for i in range(60) %}'
    "{% set n.x = n.x + n.x %}{% endfor %}",
    "a captured text": '{% set n = namespace(x="ab") %}{% for i in range(60) %}'
    "{% set c %}{{ n.x }}{{ n.x }}{% endset %}{% set n.x = c %}{% endfor %}",
    "a doubled list": "{% set n = namespace(x=[1]) %}{% for i in range(60) %}"
    "{% set n.x = n.x + n.x %}{% endfor %}",
    "lists in lists": "{% set n = namespace(x=[1]) %}{% for i in range(60) %}"
    "{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x == n.x }}",
    "lists in lists by lines": "{% set a = [1] %}" + "{% set a = [a, a] %}" * 60 + "{{ a|length }}",
    "wide lists in lists": "{% set a = [1] %}" + "{% set a = [a, a, a, a, a] %}" * 10,
    "much searching": "{% set a = range(9999)|list %}{% for i in a %}{{ -1 in a }}{% endfor %}",
    "much comparing": "{% set a = range(9999)|list %}{% set b = range(9999)|list %}"
    "{% for i in a %}{{ a == b }}{% endfor %}",
    "much testing": "{% set a = range(9999)|list %}{% for i in a %}{{ -1 is in a }}{% endfor %}",
    "much sorting": "{% set a = range(9999)|list %}"
    "{% for i in a %}{% set b = a|sort %}{% endfor %}",
    "much casing": '{% set n = namespace(x="ab c") %}{% for i in range(15) %}'
    "{% set n.x = n.x ~ n.x %}{% endfor %}"
    "{% for i in range(9999) %}{% set b = n.x|title %}{% endfor %}",
    "a list as long as a text": '{% set n = namespace(x="a ") %}{% for i in range(16) %}'
    "{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x.split()|length }}",
    "groups in groups": "{% set a = {} %}" + '{% set a = {"x": a, "y": a} %}' * 60,
    "a macro that calls itself": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "a macro that doubles": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}"
    "{% endmacro %}{{ m(60) }}",
    "a template that includes itself": '{% include "ask.j2" %}{% include "ask.j2" %}',
    "a template that extends itself": '{% extends "ask.j2" %}',
    "a loop that calls itself": "{% for x in [1, 2] recursive %}{{ loop([1, 2]) }}{% endfor %}",
    "a block that calls itself": "{% block b %}{{ self.b() }}{{ self.b() }}{% endblock %}",
    "a wide format": '{{ "%1000000000d"|format(1) }}',
    "a wide % format": '{{ "%1000000000d" % 1 }}',
    "a wide format method": '{{ "{:1000000000}".format(1) }}',
    "a wide centre": '{{ "a"|center(1000000000) }}',
    "a wide indent": '{{ "a\nb"|indent(1000000000) }}',
    "a wide method": '{{ "a".ljust(1000000000) }}',
    "tabs": '{{ "\t".expandtabs(1000000000) }}',
    "a replacement": '{% set n = namespace(x="ab") %}{% for i in range(60) %}'
    '{% set n.x = n.x|replace("a", n.x) %}{% endfor %}',
    "a replacement of nothing": '{{ ("a" ~ "b" * 9)|replace("", "c" * 9999) }}',
    "a join": '{% set n = namespace(x="ab") %}{% for i in range(60) %}'
    "{% set n.x = range(9)|join(n.x) %}{% endfor %}",
    "a precise round": "{{ 1.5|round(1000000000, 'floor') }}",
    "filler text": "{{ lipsum(1000000) }}",
    "batches": "{{ range(9)|batch(1000000000, 1)|list }}",
    "a written list": "{% set a = range(9999) %}{% set b = [a, a] %}{{ b }}",
    "long output": "{% for a in range(9999) %}0123456789012345678901234567890123456789{% endfor %}",
    "much arithmetic": "{% for a in range(9999) %}" + "{{ 1" + " + 1" * 50 + " }}{% endfor %}",
    "many brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "many terms": "{{ 1" + " + 1" * 5000 + " }}",
    "many blocks": "{% if 1 %}" * 2000 + "{% endif %}" * 2000,
    "a long number": "{{ " + "9" * 50_000 + " }}",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_does_not_go_off(bomb: str) -> None:
    with pytest.raises(WorldError) as caught:
        Prompts({"ask.j2": bomb}).render("ask.j2")
    (problem,) = caught.value.problems
    assert problem.file == "prompts/ask.j2"
    assert problem.message


ESCAPES = {
    "a class": '{{ "".__class__ }}',
    "a class by item": '{{ ""["__class__"] }}',
    "a class by filter": '{{ ""|attr("__class__") }}',
    "a class by map": '{{ [""]|map(attribute="__class__")|list|first }}',
    "globals of a macro": "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "globals of a function": "{{ range.__globals__ }}",
    "the loop's insides": "{% for x in [1] %}{{ loop._context }}{% endfor %}",
    "the template": "{{ self._TemplateReference__context }}",
    "format": '{{ "{0.__class__}".format(1) }}',
    "format map": '{{ "{x.__class__}".format_map({"x": 1}) }}',
    "a changed list": "{{ names.append(1) }}",
    "a changed group": "{{ card.update({}) }}",
    "a changed group by item": '{{ card["pop"]("name") }}',
    "internal filters": '{{ 1|" spend" }}',
    "another folder": '{% include "../personas/kai.yaml" %}',
    "a file by its path": '{% include "/etc/hostname" %}',
    "a function of another kind": "{{ names.__len__() }}",
    "an encoded text": '{{ "a".encode() }}',
    "arguments beyond": "{% macro m() %}{{ varargs }}{% endmacro %}{{ m(1) }}",
    "HTML": "{% autoescape true %}{{ 1 }}{% endautoescape %}",
}


@pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES)
def test_there_is_no_way_out(escape: str) -> None:
    given = {"names": ["Ada", "Bo"], "card": {"name": "Ada"}}
    with pytest.raises(WorldError):
        Prompts({"ask.j2": escape}).render("ask.j2", **given)
    assert given == {"names": ["Ada", "Bo"], "card": {"name": "Ada"}}


def test_only_plain_data_is_handed_over() -> None:
    with pytest.raises(InputError, match="plain data"):
        Prompts({"ask.j2": "{{ x }}"}).render("ask.j2", x=object())


def test_what_is_said_is_never_a_template() -> None:
    said = "{{ 6 * 7 }} {% include 'ask.j2' %}"
    assert Prompts({"ask.j2": "{{ said }}"}).render("ask.j2", said=said) == said
