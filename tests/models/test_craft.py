"""Which craft a model speaks by."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from smile_commons.errors import InputError
from smile_commons.models.model import craft_of, kept_craft
from smile_commons.models.settings import load_settings


@dataclass
class Known:
    parameters: float | None = None


@dataclass
class Named:
    style: str = "chat"
    profile: Known = field(default_factory=Known)


@pytest.mark.parametrize(
    ("wanted", "model", "local", "craft"),
    [
        ("auto", Named(), False, "large"),
        ("auto", Named(style="script"), False, "small"),
        ("auto", Named(style="script"), True, "small"),
        ("auto", Named(profile=Known(3.9)), True, "small"),
        ("auto", Named(style="script", profile=Known(8.0)), True, "large"),
        ("small", Named(), False, "small"),
        ("large", Named(style="script"), True, "large"),
    ],
)
def test_a_craft_goes_by_the_model_unless_it_is_named(
    wanted: Any, model: Any, local: bool, craft: str
) -> None:
    assert craft_of(wanted, model, local=local) == craft


def test_a_run_from_before_there_were_two_is_small() -> None:
    assert kept_craft(None) == "small" and kept_craft("large") == "large"


def test_it_is_a_setting_like_others() -> None:
    assert load_settings(environ={"COMMONS_CRAFT": "large"}).craft == "large"
    assert load_settings({"craft": "small"}, environ={"COMMONS_CRAFT": "large"}).craft == "small"
    with pytest.raises(InputError, match="COMMONS_CRAFT"):
        load_settings(environ={"COMMONS_CRAFT": "huge"})
