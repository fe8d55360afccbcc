"""The guide to a study, followed word for word at its own small size."""

import json
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from manuals import ROOT, blocks
from staged import commons, staged

import smile_commons as sc
from smile_commons.world.find import FOLDERS

GUIDE = ROOT / "docs" / "research.md"
STUDIES = sorted((ROOT / "docs" / "studies").glob("*/study.yaml"))


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the study of somebody who came to the end of the guide."""
    here = tmp_path_factory.mktemp("research")
    with staged(tmp_path_factory.mktemp("stage"), turns=1) as stage:
        own = {
            "XDG_CACHE_HOME": str(stage.folder / "cache"),
            "OPENAI_API_KEY": stage.key,
            "COMMONS_MODEL": "instant",
            "COMMONS_BASE_URL": stage.address,
        }
        for block in blocks(GUIDE):
            if block.file is not None:
                (here / block.file).write_text(block.text, encoding="utf-8")
            for line in block.text.splitlines() if block.language == "sh" else ():
                if line.startswith("mkdir "):
                    (here / line.removeprefix("mkdir ")).mkdir()
            for words in block.commands():
                told = commons(*words, folder=here, own=own)
                assert told.returncode == 0, f"{words}\n{told.stdout}{told.stderr}"
    return here / "memory-study"


def test_the_guide_can_be_followed_to_a_bundle(followed: Path) -> None:
    with zipfile.ZipFile(followed / "bundle.zip") as bundle:
        names = set(bundle.namelist())
        crate = json.loads(bundle.read("ro-crate-metadata.json"))
    assert {"study.yaml", "cells.jsonl", "CITATION.cff", "codemeta.json", "SHA256SUMS"} <= names
    assert {"registration/plan.json", "tables/DATADICT.md", "report.html"} <= names
    described = {one["@id"] for one in crate["@graph"]}
    assert names - described <= {"SHA256SUMS", "ro-crate-preview.html"}


def test_nothing_was_done_otherwise_than_registered(followed: Path) -> None:
    assert json.loads((followed / "deviations.json").read_bytes()) == []
    assert len((followed / "report.html").read_text(encoding="utf-8")) > 10_000


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.parent.name)
def test_the_studies_of_the_docs_can_be_run(path: Path) -> None:
    assert all((ROOT / folder).is_dir() for folder in FOLDERS)
    study = sc.study(path)
    assert len(study.cells) == study.design.stop.max_runs
