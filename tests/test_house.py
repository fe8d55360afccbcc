"""The habits of the house, where a linter does not hold them."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "smile_commons"
LONGEST = 450
SAYING_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
BUILT_IN = {"Exception", "BaseException", "RuntimeError"}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def named(node: ast.AST | None) -> str:
    """The name that a node consists of; nothing for any other."""
    return node.id if isinstance(node, ast.Name) else ""


def prints(node: ast.AST) -> bool:
    calls = isinstance(node, ast.Call) and named(node.func)
    return calls in ("print", "breakpoint", "eval", "exec")


def catches_all(node: ast.AST) -> bool:
    return isinstance(node, ast.ExceptHandler) and node.type is None


def swallows(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler) or named(node.type) not in BUILT_IN:
        return False
    return len(node.body) == 1 and isinstance(node.body[0], (ast.Pass, ast.Continue))


def raises_what_is_not_ours(node: ast.AST) -> bool:
    """A bare ``Exception`` has no exit code and says nothing of who is to mend it."""
    if not isinstance(node, ast.Raise):
        return False
    return named(node.exc.func if isinstance(node.exc, ast.Call) else node.exc) in BUILT_IN


def draws_from_a_shared_generator(node: ast.AST) -> bool:
    """Draws come from a generator that is handed in, never from a module's global one."""
    is_global = isinstance(node, ast.Attribute) and named(node.value) == "random"
    return is_global and node.attr not in ("Random", "SystemRandom")


NEVER = (prints, catches_all, swallows, raises_what_is_not_ours, draws_from_a_shared_generator)


@cache
def read() -> tuple[list[str], dict[str, list[str]]]:
    """The modules that do not say what they are for, and where the code does what it never should.

    All of it in one reading: to parse every file anew for every habit takes ten times as long.
    """
    unsaid, done = list[str](), {habit.__name__: list[str]() for habit in NEVER}
    for path in modules():
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        if text and not ast.get_docstring(tree):
            unsaid.append(name(path))
        for node in ast.walk(tree):
            for habit in NEVER:
                if habit(node):
                    done[habit.__name__].append(f"{name(path)}:{getattr(node, 'lineno', 0)}")
    return unsaid, done


def test_a_file_is_about_one_thing() -> None:
    files = [*modules(), *sorted((ROOT / "tests").rglob("*.py"))]
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_a_name_says_what_is_in_it() -> None:
    paths = [path.relative_to(SOURCE).with_suffix("") for path in modules()]
    words = {path: {word for part in path.parts for word in part.split("_")} for path in paths}
    assert [str(path) for path in paths if words[path] & SAYING_NOTHING] == []
    marked = {path.stem for path in paths if path.stem.strip("_") != path.stem}
    assert marked <= {"__init__", "__main__"}


def test_what_a_module_is_for_is_written_in_it() -> None:
    unsaid, _ = read()
    assert unsaid == [], "a docstring says what the module is for"


@pytest.mark.parametrize("habit", [habit.__name__ for habit in NEVER])
def test_the_code_never(habit: str) -> None:
    _, done = read()
    assert done[habit] == []


def test_importing_does_no_work() -> None:
    """All of it can be imported where nothing can be reached and nothing may be written."""
    names = [
        ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in modules()
    ]
    script = f"""
import importlib, socket, sys
def refuse(*_args, **_more):
    raise AssertionError("import reached for the network")
socket.socket.connect = refuse
for name in {names!r}:
    importlib.import_module(name)
"""
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
