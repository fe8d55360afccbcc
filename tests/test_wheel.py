"""A wheel holds the shipped world; an editable install holds no copy of it."""

import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent
FOLDERS = ("personas", "memory", "prompts", "dialogues", "lessons")


def names(wheel: str) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What is in a wheel built of this checkout, offline."""
    directory = str(tmp_path_factory.mktemp("wheel"))
    return names(
        next(iter(WheelBuilder(str(ROOT)).build(directory=directory, versions=["standard"])))
    )


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_of_the_world_is_in_the_wheel(wheel: set[str], folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    shipped = {f"smile_commons/_content/{path.relative_to(ROOT)}" for path in files}
    assert shipped, f"{folder}/ is empty"
    assert shipped <= wheel


def test_the_code_is_in_the_wheel_and_nothing_else(wheel: set[str]) -> None:
    assert {"smile_commons/cli/__init__.py", "smile_commons/py.typed"} <= wheel
    source = ROOT / "src"
    ours = {
        str(path.relative_to(source))
        for path in (source / "smile_commons").rglob("*.*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours <= wheel  # a line of .gitignore may hide a folder of ours from the builder
    assert {name.split("/")[0].split("-")[0] for name in wheel} == {"smile_commons"}


def test_an_editable_install_holds_no_copy_of_the_world(tmp_path: Path) -> None:
    built = names(
        next(iter(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["editable"])))
    )
    assert not [name for name in built if "_content" in name]
    assert not (ROOT / "src" / "smile_commons" / "_content").exists()
