"""A template's tree made to pay: what repeats says first how much it is about to do."""

from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateAssertionError
from jinja2.visitor import NodeTransformer

# A space in a name keeps a template from using it.
SPEND = " spend"
JOINED = " joined"
LEAF = " leaf"
LOOKED_THROUGH = " looked through"

_LITERALS = (nodes.Const, nodes.List, nodes.Dict, nodes.Tuple)
_REFUSED_NAMES = ("varargs", "kwargs")
"""They put lists into lists, and lists of lists of the same list grow without bound."""


def weigh(template: nodes.Template) -> nodes.Template:
    """The tree with its payments; the one given is changed.

    Raises:
        TemplateAssertionError: it uses what prompts do without; with the line.
    """
    _Weigher().visit(template)
    return template


class _Weigher(NodeTransformer):
    def visit_Template(self, node: nodes.Node) -> nodes.Node:  # noqa: N802
        return self._paid(node)

    visit_Macro = visit_CallBlock = visit_Block = visit_Template  # noqa: N815

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        if node.test is not None:  # it is asked for items too that never reach the body
            steps = _filter(nodes.Const(_size(node.test)), SPEND, node.lineno)
            node.test = nodes.And(steps, node.test, lineno=node.lineno)
        return self._paid(node)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filter(nodes.Tuple(node.nodes, "load"), JOINED, node.lineno)

    def visit_List(self, node: nodes.List | nodes.Tuple) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if isinstance(node, nodes.List) or node.ctx == "load":
            node.items = [_leaf(item) for item in node.items]
        return node

    visit_Tuple = visit_List  # noqa: N815

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.value = _leaf(node.value)
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.expr = _looked_through(node.expr)
        for operand in node.ops:
            operand.expr = _looked_through(operand.expr)
        return node

    def visit_Test(self, node: nodes.Test) -> nodes.Node:  # noqa: N802
        """Those with an argument compare; ``is defined`` asks for what may not be there."""
        self.generic_visit(node)
        if node.args:
            node.node = _looked_through(node.node)
            node.args = [_looked_through(argument) for argument in node.args]
        return node

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802
        if node.name in _REFUSED_NAMES:
            raise TemplateAssertionError(f"{node.name} is not for prompts", node.lineno)
        return node

    def visit_EvalContextModifier(self, node: nodes.EvalContextModifier) -> nodes.Node:  # noqa: N802
        raise TemplateAssertionError("autoescape is for HTML, not for prompts", node.lineno)

    visit_ScopedEvalContextModifier = visit_EvalContextModifier  # noqa: N815

    def _paid(self, node: Any) -> nodes.Node:
        steps = sum(_size(part) for part in node.body) + 1
        self.generic_visit(node)
        paid = _filter(nodes.Const(steps), SPEND, node.lineno)
        node.body.insert(0, nodes.ExprStmt(paid, lineno=node.lineno))
        return node


def _size(node: nodes.Node) -> int:
    return 1 + sum(1 for _ in node.find_all(nodes.Node))


def _leaf(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, _LITERALS) else _filter(node, LEAF, node.lineno)


def _looked_through(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const) else _filter(node, LOOKED_THROUGH, node.lineno)


def _filter(node: nodes.Expr, name: str, line: int) -> nodes.Filter:
    made = nodes.Filter(node, name, [], [], None, None)
    made.set_lineno(line)
    return made
