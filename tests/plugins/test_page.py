"""What the page on plug-ins shows is what the tests install and use."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
EXAMPLE = Path(__file__).parent / "example"
SHOWN = re.findall(r"^```(python|toml)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("language", "text"), SHOWN)
def test_every_example_of_the_page_is_in_the_distribution(language: str, text: str) -> None:
    file = EXAMPLE / ("pyproject.toml" if language == "toml" else "commons_example.py")
    assert text in file.read_text(encoding="utf-8")


def test_there_is_one_of_each_sort() -> None:
    assert [language for language, _ in SHOWN] == ["toml", *["python"] * 6]
    groups = set(re.findall(r"`smile_commons\.(\w+)` \|", PAGE))
    named = set(re.findall(r'"smile_commons\.(\w+)"', (EXAMPLE / "pyproject.toml").read_text()))
    assert groups == named and len(groups) == 6
