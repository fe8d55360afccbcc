"""The page for programs, followed word for word: its blocks run in order, as in a notebook."""

import ast
import asyncio
import inspect
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from manuals import ROOT, Block, blocks
from staged import staged

import smile_commons as sc

PAGE = ROOT / "docs" / "python.md"
_EXPECTED = re.compile(r"# -> (.+)$")


class Notebook:
    """Cells in one namespace and one loop, which runs while they do."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.checked = 0

    async def run(self, block: Block) -> None:
        """Runs a cell; what stands behind ``# ->`` is what the line comes to."""
        lines = block.text.splitlines()
        for part in ast.parse(block.text).body:
            wanted = _EXPECTED.search(lines[(part.end_lineno or 1) - 1])
            if wanted is None:
                await self._do(ast.Module([part], type_ignores=[]), "exec", block)
            else:
                assert isinstance(part, ast.Expr), f"line {block.line}: no expression"
                found = await self._do(ast.Expression(part.value), "eval", block)
                assert repr(found) == wanted[1].strip(), lines[part.lineno - 1]
                self.checked += 1

    async def _do(self, part: ast.Module | ast.Expression, mode: str, block: Block) -> Any:
        place = f"{PAGE.name}:{block.line}"
        awaits = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code: CodeType = compile(part, place, mode, flags=awaits, dont_inherit=True)
        found = eval(code, self.names)
        return await found if inspect.isawaitable(found) else found


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    """Somebody who came to the end of the page, with an endpoint and nothing else set."""
    notebook = Notebook()
    with (
        staged(tmp_path_factory.mktemp("stage"), turns=3) as stage,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in list(os.environ):
            if name.startswith(("COMMONS_", "OPENAI_")):
                patch.delenv(name)
        patch.setenv("OPENAI_API_KEY", stage.key)
        patch.setenv("OPENAI_BASE_URL", stage.address)
        patch.setenv("COMMONS_MODEL", "instant")
        patch.setenv("COMMONS_CACHE_DIR", str(stage.folder / "cache" / "smile-commons"))
        patch.chdir(tmp_path_factory.mktemp("reader"))

        async def all_of_it() -> None:
            for block in blocks(PAGE):
                if block.language == "python":
                    await notebook.run(block)

        asyncio.run(all_of_it())
        yield notebook


def test_the_page_can_be_followed(followed: Notebook) -> None:
    assert followed.checked >= 15
    assert followed.names["run"].status == "done"


def test_every_public_verb_is_told_of() -> None:
    text = PAGE.read_text(encoding="utf-8")
    verbs = [name for name in sc.__all__ if name.islower()]
    assert [name for name in verbs if not re.search(rf"\b{name}\b", text)] == []


def test_every_error_is_told_of() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in sc.__all__ if name.endswith("Error") and f"`{name}`" not in text] == []


def test_every_change_is_told_of() -> None:
    text = PAGE.read_text(encoding="utf-8")
    made = [
        name
        for name, found in vars(sc.change).items()
        if inspect.isfunction(found)
        and found.__module__ == sc.change.__name__
        and not name.startswith("_")
    ]
    assert [name for name in made if f"{name}(" not in text] == []
