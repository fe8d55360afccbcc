"""What a template reads of its variables, against the example of each.

An example is rendered too, but only where its values lead; here branches count that no example
enters. What cannot be known from the text alone, such as a macro's arguments, is passed over.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import nodes

from smile_commons.errors import Problem
from smile_commons.names import did_you_mean

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
