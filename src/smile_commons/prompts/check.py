"""Whether a world's templates can be rendered, and the whole world checked at once."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, meta, nodes

from smile_commons.errors import Problem, WorldError
from smile_commons.names import did_you_mean
from smile_commons.prompts.contract import Contract, contracts
from smile_commons.prompts.environment import FAILURES, SHIPPED, Prompts, failure
from smile_commons.prompts.language import read_language
from smile_commons.prompts.sources import ENGLISH
from smile_commons.world.load import WORDS_FILE, survey_world
from smile_commons.world.model import World


def check_world(root: Path, language: str | None = None) -> World:
    """The world in a folder, its templates tried with examples.

    Args:
        root: the folder.
        language: the world's; None: that of the first folder of its ``prompts/``, or English.

    Raises:
        WorldError: it has mistakes; all of them are named.
    """
    survey = survey_world(root)
    problems = [
        *survey.problems,
        *check_templates(survey.templates, language),
        *check_words(survey.words),
    ]
    if problems or survey.world is None:
        raise WorldError(problems)
    return survey.world


def check_templates(templates: Mapping[str, str], language: str | None = None) -> list[Problem]:
    """What is wrong with a world's templates: what does not parse, is not known, or fails.

    Those in a language's folder are tried as a world in that language has them. What was tried
    once in a process is not tried again.
    """
    return list(_checked(tuple(sorted(templates.items())), language))


@lru_cache(maxsize=64)
def _checked(sources: tuple[tuple[str, str], ...], language: str | None) -> tuple[Problem, ...]:
    templates = dict(sources)
    folders = {path.rpartition("/")[0] for path in templates} - {""}
    home = language or min(folders, default=ENGLISH)
    prompts = {code: Prompts(templates, code or home) for code in ("", *sorted(folders))}
    return tuple(
        problem
        for path, source in sources
        for problem in _template(path, source, prompts[path.rpartition("/")[0]])
    )


def check_words(words: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the words of a world's languages, by the languages' codes."""
    problems: list[Problem] = []
    for code, text in sorted(words.items()):
        file = f"prompts/{code}/{WORDS_FILE}"
        try:
            found = read_language(text, file)
        except WorldError as error:
            problems += error.problems
        else:
            if found.code != code:
                said = f"is {found.code!r} in the folder of {code!r}"
                problems.append(Problem(file, None, "language", said))
    return problems


def _template(path: str, source: str, prompts: Prompts) -> list[Problem]:
    file, name = f"prompts/{path}", path.rpartition("/")[2]
    macros = name.startswith("_")
    contract = contracts().get(name)
    if contract is None and not macros:
        hint = did_you_mean(name, contracts()) or "a file of macros begins with `_`"
        return [Problem(file, None, "", "is not a template that anything asks for", hint)]
    try:
        tree = prompts.environment.parse(source, name, file)
        prompts.environment.compile(source, name, file)
    except FAILURES as error:
        return [failure(error, path)]
    problems = list(_missing_templates(file, tree, prompts))
    if contract is not None:
        problems += _unknown(file, tree, contract, prompts.environment)
        problems += unknown_parts(file, tree, contract.variables)
    if problems or contract is None or prompts.sources[name] != source:
        return problems  # hidden by the language's own: it is parsed, and never rendered
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


_METHODS = frozenset({"get", "items", "keys", "values"})
_OWN_SCOPE = (nodes.Macro, nodes.CallBlock)


def unknown_parts(file: str, tree: nodes.Template, variables: Mapping[str, Any]) -> list[Problem]:
    """Every ``card.nme`` where the example of ``card`` has no ``nme``."""
    return list(_walk(file, tree, dict(variables)))


def _walk(file: str, node: nodes.Node, scope: dict[str, Any]) -> Iterator[Problem]:
    if isinstance(node, _OWN_SCOPE):
        scope = {name: value for name, value in scope.items() if name not in _names(node.args)}
    elif isinstance(node, nodes.For):
        yield from _walk(file, node.iter, scope)
        inside = _bound(node, scope)
        for part in [*node.body, *([node.test] if node.test else [])]:
            yield from _walk(file, part, inside)
        for part in node.else_:
            yield from _walk(file, part, scope)
        return
    elif isinstance(node, nodes.Assign | nodes.AssignBlock):
        for name in _names([node.target]):
            scope.pop(name, None)
    elif isinstance(node, nodes.Getattr):
        whole = _value(node.node, scope)
        if isinstance(whole, dict) and node.attr not in whole and node.attr not in _METHODS:
            known = [str(key) for key in whole]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            hint = did_you_mean(node.attr, known)
            yield Problem(file, node.lineno, node.attr[:80], "is not known here", hint)
    for part in node.iter_child_nodes():
        yield from _walk(file, part, scope)


def _bound(node: nodes.For, scope: dict[str, Any]) -> dict[str, Any]:
    """The names of a loop's body: its own variable stands for all items of the example."""
    inside = {name: value for name, value in scope.items() if name not in _names([node.target])}
    items = _value(node.iter, scope)
    if isinstance(node.target, nodes.Name) and isinstance(items, list):
        merged: dict[str, Any] = {}
        for item in items:  # pyright: ignore[reportUnknownVariableType]
            if not isinstance(item, Mapping):
                return inside
            merged.update(item)  # pyright: ignore[reportUnknownArgumentType]
        if merged:
            inside[node.target.name] = merged
    return inside


def _value(node: nodes.Node, scope: dict[str, Any]) -> Any:
    """The example of what an expression names; None when that cannot be told."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Getattr):
        whole = _value(node.node, scope)
        return whole.get(node.attr) if isinstance(whole, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return None


def _names(targets: list[Any]) -> set[str]:
    found = {name.name for target in targets for name in target.find_all(nodes.Name)}
    return found | {target.name for target in targets if isinstance(target, nodes.Name)}
