"""The layers hold: who may import whom, and where each heavy package lives."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "smile_commons"

GROUND = {"errors", "names", "files", "plugins", "transcript"}
AGENTS = GROUND | {"world", "models", "prompts", "memory", "personas"}
FORUM = AGENTS | {"runs", "dialogues"}
WORK = FORUM | {"branches", "provenance", "scoring", "exports"}
BELOW: dict[str, set[str]] = {
    "errors": set(),
    "names": {"errors"},
    "files": {"errors"},
    "plugins": {"errors", "names"},
    "transcript": {"errors", "files"},
    "world": GROUND,
    "models": GROUND | {"world"},
    "prompts": GROUND | {"world"},
    "runs": GROUND | {"world"},
    "memory": GROUND | {"world", "models"},
    "personas": AGENTS,
    "dialogues": FORUM,
    "branches": FORUM,
    "provenance": FORUM | {"branches"},
    "scoring": GROUND | {"world", "models", "prompts"},
    "exports": GROUND | {"scoring"},
    "api": WORK,
    "studies": WORK | {"api"},
    "room": WORK | {"api"},
    "cli": WORK | {"api", "studies", "room"},
    "__main__": {"cli"},
    "": WORK | {"api", "studies"},  # the public names
}

ONLY_IN: dict[str, set[str]] = {
    "openai": {"models"},
    "chromadb": {"memory"},
    "langgraph": {"dialogues"},
    "typer": {"cli"},
    "ray": {"studies"},
    "dask": {"studies"},
    "distributed": {"studies"},
    "gpboost": {"studies"},
    "jinja2": {"prompts", "exports", "room", "studies"},
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


def all_imports() -> Iterator[tuple[str, str, str]]:
    """Every import of the code: the layer it is made in, where, and the module."""
    for path in sources():
        for module, line in imports(path):
            yield layer(module_of(path)), f"{path.relative_to(SOURCE)}:{line}", module


def test_modules_import_downwards_only() -> None:
    upwards = [
        f"{where}: {here or 'the package'} may not import {module}"
        for here, where, module in all_imports()
        if module.startswith("smile_commons.")
        and layer(module) not in BELOW.get(here, set[str]()) | {here, "__version__"}
    ]
    assert upwards == []


def test_each_heavy_package_has_one_place() -> None:
    elsewhere = [
        f"{where}: {module} belongs in {place}"
        for here, where, module in all_imports()
        if (place := ONLY_IN.get(module.split(".")[0])) is not None and here not in place
    ]
    assert elsewhere == []


def test_the_program_layer_never_prints_or_asks_the_terminal() -> None:
    """What a reader is told goes to an observer; a notebook's loop is none of its business."""
    files = sorted((SOURCE / "api").glob("*.py"))
    named = {path.name: {module.split(".")[0] for module, _ in imports(path)} for path in files}
    faces = {"sys", "rich", "typer", "readline", "signal", "logging"}
    assert {name: found & faces for name, found in named.items() if found & faces} == {}
    loops = [path.name for path in files if "asyncio.run(" in path.read_text(encoding="utf-8")]
    assert set(loops) <= {"blocking.py"}


def test_every_part_of_the_code_has_its_layer() -> None:
    parts = {layer(module_of(path)) for path in sources()} - {""}
    assert parts <= set(BELOW), f"no layer is laid down for {parts - set(BELOW)}"


def test_no_files_import_one_another_in_a_circle() -> None:
    """Types and imports inside functions count too: a circle is two files that are one."""
    files = {module_of(path): path for path in sources()}
    waiting = {
        name: {module for module, _ in imports(path) if module in files and module != name}
        for name, path in files.items()
    }
    while free := [name for name, needs in waiting.items() if not needs & set(waiting)]:
        for name in free:
            del waiting[name]
    # What is left is in a circle, or imports one.
    assert not waiting, f"in a circle, or on the way to one: {sorted(waiting)}"
