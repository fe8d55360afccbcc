"""The layers hold: who may import whom, and where each heavy package lives."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "smile_commons"

CONTENT = {"models", "prompts", "memory", "personas", "dialogues", "scoring", "exports"}
BELOW: dict[str, set[str]] = {
    "errors": set(),
    "transcript": set(),
    "world": set(),  # and PLAIN_DATA
    "models": {"world"},
    "prompts": {"world"},
    "memory": {"world", "models"},
    "personas": {"world", "transcript", "models", "prompts", "memory"},
    "dialogues": {"world", "transcript", "models", "prompts", "memory", "personas"},
    "scoring": {"world", "transcript", "models", "prompts"},
    "exports": {"transcript", "scoring"},
    "study": CONTENT | {"world", "transcript"},
    "room": CONTENT | {"world", "transcript"},
    "cli": CONTENT | {"world", "transcript"},
    "__main__": {"cli"},
}
# The models that a world's files are checked against: they lie at the world's height, wherever
# their modules stand, so who may import the world may import them.
PLAIN_DATA = ("smile_commons.personas.card", "smile_commons.dialogues.dialogue")

ONLY_IN: dict[str, set[str]] = {
    "openai": {"models"},
    "chromadb": {"memory"},
    "langgraph": {"dialogues"},
    "typer": {"cli"},
    "jinja2": {"prompts", "exports", "room"},
}


def sources() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def layer(module: str) -> str:
    """`smile_commons.memory.store` -> `memory`; the package itself is ``."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def module_of(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(path: Path) -> tuple[tuple[str, int], ...]:
    """Every module that a file imports, inside functions too, with the line."""
    return tuple(_imports(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            assert node.module is not None
            yield node.module, node.lineno
            if node.module == "smile_commons":
                yield from ((f"smile_commons.{alias.name}", node.lineno) for alias in node.names)


@pytest.mark.parametrize("path", sources(), ids=module_of)
def test_modules_import_downwards_only(path: Path) -> None:
    here = layer(module_of(path))
    for module, line in imports(path):
        there = "world" if module in PLAIN_DATA else layer(module)
        if not module.startswith("smile_commons.") or there in (here, "errors", "__version__"):
            continue
        allowed = BELOW.get(here, set[str]())
        assert there in allowed, f"{path}:{line}: {here or 'the package'} may not import {module}"


@pytest.mark.parametrize("path", sources(), ids=module_of)
def test_each_heavy_package_has_one_place(path: Path) -> None:
    here = layer(module_of(path))
    for module, line in imports(path):
        where = ONLY_IN.get(module.split(".")[0])
        assert where is None or here in where, f"{path}:{line}: {module} belongs in {where}"


def test_every_part_of_the_code_has_its_layer() -> None:
    parts = {layer(module_of(path)) for path in sources()} - {""}
    assert parts <= set(BELOW), f"no layer is laid down for {parts - set(BELOW)}"


def test_plain_data_imports_nothing_that_works() -> None:
    """What a world may import must not pull the forum or the agents in with it."""
    for name in PLAIN_DATA:
        path = SOURCE.parent / Path(*name.split(".")).with_suffix(".py")
        ours = {module for module, _ in imports(path) if module.startswith("smile_commons")}
        assert ours <= set(PLAIN_DATA)
