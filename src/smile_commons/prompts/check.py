"""Whether a world's templates can be rendered, and the whole world checked at once."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError, meta
from jinja2.nodes import Getattr, Name

from smile_commons.errors import InputError, Problem, WorldError
from smile_commons.prompts.contract import CONTRACTS
from smile_commons.prompts.environment import Prompts, environment
from smile_commons.world import World
from smile_commons.world.load import survey_world

_PREFIX = "default:"


def check_world(root: Path) -> World:
    """The world in a folder, its templates rendered once with examples.

    Raises:
        WorldError: it has mistakes; all of them are named.
    """
    survey = survey_world(root)
    problems = [*survey.problems, *check_templates(survey.templates)]
    if problems or survey.world is None:
        raise WorldError(problems)
    return survey.world


def check_templates(templates: Mapping[str, str]) -> list[Problem]:
    """What is wrong with templates: syntax, unknown variables, what fails with the example."""
    problems: list[Problem] = []
    prompts = Prompts(templates)
    for name, source in templates.items():
        if not name.startswith(_PREFIX):
            problems += _check(name, source, templates, prompts)
    return problems


def _check(name: str, source: str, templates: Mapping[str, str], prompts: Prompts) -> list[Problem]:
    file = f"prompts/{name}"
    try:
        tree = environment(templates).parse(source, name)
    except TemplateSyntaxError as error:
        return [Problem(file, error.lineno, "", error.message or "does not parse")]
    if name.startswith("_"):
        return []
    if name not in CONTRACTS:
        near = difflib.get_close_matches(name, CONTRACTS, n=1)
        hint = f"did you mean {near[0]}?" if near else "a file of macros begins with _"
        return [Problem(file, None, "", "is not a template that anything asks for", hint)]
    known = CONTRACTS[name]
    unknown = meta.find_undeclared_variables(tree) - set(known) - {"range", "dict"}
    if unknown:
        return [_unknown(file, tree, variable, known) for variable in sorted(unknown)]
    try:
        prompts.render(name, **known)
    except (InputError, RecursionError) as error:
        place, _, message = str(error).partition(": ")
        line = place.rsplit(":", 1)[-1]
        return [Problem(file, int(line) if line.isdigit() else None, "", message or str(error))]
    return []


def _unknown(file: str, tree: Any, variable: str, known: Mapping[str, Any]) -> Problem:
    lines = [
        node.lineno
        for node in tree.find_all((Name, Getattr))
        if getattr(node, "name", None) == variable
    ]
    near = difflib.get_close_matches(variable, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known))}"
    return Problem(file, min(lines, default=None), variable, "is not a known variable", hint)
