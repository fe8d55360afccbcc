"""The habits of the house, where a linter does not hold them."""

import ast
import subprocess
import sys
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


@pytest.mark.parametrize("path", [*modules(), *sorted((ROOT / "tests").rglob("*.py"))], ids=name)
def test_a_file_is_about_one_thing(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_name_says_what_is_in_it(path: Path) -> None:
    words = {
        word for part in path.relative_to(SOURCE).with_suffix("").parts for word in part.split("_")
    }
    assert not words & SAYING_NOTHING
    assert path.stem.strip("_") == path.stem or path.stem in ("__init__", "__main__")


@pytest.mark.parametrize("path", modules(), ids=name)
def test_what_a_module_is_for_is_written_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text or ast.get_docstring(ast.parse(text)), "a docstring says what the module is for"


@pytest.mark.parametrize("path", modules(), ids=name)
def test_nothing_prints_and_nothing_is_swallowed(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("print", "breakpoint", "eval", "exec"), (
                f"{path}:{node.lineno}"
            )
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"{path}:{node.lineno}: a bare except"
            only = node.body[0] if len(node.body) == 1 else None
            broad = isinstance(node.type, ast.Name) and node.type.id in BUILT_IN
            swallowed = broad and isinstance(only, (ast.Pass, ast.Continue))
            assert not swallowed, f"{path}:{node.lineno}: an exception swallowed"


@pytest.mark.parametrize("path", modules(), ids=name)
def test_only_our_errors_are_raised_for_the_user(path: Path) -> None:
    """A bare ``Exception`` has no exit code and says nothing of who is to mend it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise):
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            assert not (isinstance(raised, ast.Name) and raised.id in BUILT_IN), (
                f"{path}:{node.lineno}"
            )


@pytest.mark.parametrize("path", modules(), ids=name)
def test_no_random_generator_is_shared(path: Path) -> None:
    """Draws come from a generator that is handed in, never from a module's global one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            is_global = node.value.id == "random" and node.attr not in ("Random", "SystemRandom")
            assert not is_global, f"{path}:{node.lineno}: random.{node.attr}"


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
