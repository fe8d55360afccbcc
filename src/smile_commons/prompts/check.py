"""Whether a world's templates can be rendered, and the whole world checked at once."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, meta, nodes

from smile_commons.errors import Problem, WorldError
from smile_commons.prompts.contract import CONTRACTS, Contract
from smile_commons.prompts.environment import FAILURES, SHIPPED, Prompts, failure
from smile_commons.prompts.shapes import unknown_parts
from smile_commons.world.load import survey_world
from smile_commons.world.model import World
from smile_commons.world.nearest import did_you_mean


def check_world(root: Path) -> World:
    """The world in a folder, its templates tried with examples.

    Raises:
        WorldError: it has mistakes; all of them are named.
    """
    survey = survey_world(root)
    problems = [*survey.problems, *check_templates(survey.templates)]
    if problems or survey.world is None:
        raise WorldError(problems)
    return survey.world


def check_templates(templates: Mapping[str, str]) -> list[Problem]:
    """What is wrong with a world's templates: what does not parse, is not known, or fails."""
    prompts = Prompts(templates)
    return [
        problem
        for name, source in sorted(templates.items())
        for problem in _template(name, source, prompts)
    ]


def _template(name: str, source: str, prompts: Prompts) -> list[Problem]:
    file = f"prompts/{name}"
    macros = name.startswith("_")
    contract = CONTRACTS.get(name)
    if contract is None and not macros:
        hint = did_you_mean(name, CONTRACTS) or "a file of macros begins with `_`"
        return [Problem(file, None, "", "is not a template that anything asks for", hint)]
    try:
        tree = prompts.environment.parse(source, name, file)
        prompts.environment.get_template(name)
    except FAILURES as error:
        return [failure(error, name)]
    problems = list(_missing_templates(file, tree, prompts))
    if contract is not None:
        problems += _unknown(file, tree, contract, prompts.environment)
        problems += unknown_parts(file, tree, contract.variables)
    if problems or contract is None:
        return problems
    return _rendered(name, contract, prompts)


def _missing_templates(file: str, tree: nodes.Template, prompts: Prompts) -> Iterator[Problem]:
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        name = getattr(node, "template", None)
        if not isinstance(name, nodes.Const) or not isinstance(name.value, str):
            continue
        if getattr(node, "ignore_missing", False):
            continue
        wanted = name.value
        if wanted not in prompts.sources and wanted.removeprefix(SHIPPED) not in prompts.sources:
            hint = did_you_mean(wanted, prompts.sources)
            yield Problem(file, node.lineno, "", f"there is no template {wanted[:80]!r}", hint)


def _unknown(
    file: str, tree: nodes.Template, contract: Contract, environment: Environment
) -> Iterator[Problem]:
    known = set(contract.variables)
    for name in sorted(meta.find_undeclared_variables(tree) - known - set(environment.globals)):
        lines = [node.lineno for node in tree.find_all(nodes.Name) if node.name == name]
        hint = did_you_mean(name, known)
        yield Problem(file, min(lines, default=None), name[:80], "is not a known variable", hint)


def _rendered(name: str, contract: Contract, prompts: Prompts) -> list[Problem]:
    for variables in contract.examples():
        try:
            prompts.render(name, **variables)
        except WorldError as error:
            return list(error.problems)
    return []
