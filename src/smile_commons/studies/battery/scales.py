"""Scales of personality as data: items, their keys, and the questions by which they are asked."""

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from smile_commons.world.card import Line, Slug, Strict
from smile_commons.world.safe_yaml import parse_yaml


class Item(Strict):
    """One statement of a scale."""

    id: Slug
    dimension: Slug
    key: Literal[1, -1]
    """-1: who agrees is low on the dimension."""
    text: Line
    ask: Line
    """A question that can be answered freely, and tells it."""


class Scale(Strict):
    """A scale whose options are counted from ``low`` to ``high``."""

    id: Slug
    title: Line
    source: Line
    low: int
    high: int
    options: tuple[Line, ...] = Field(min_length=5, max_length=5)
    dimensions: dict[Slug, Line]
    items: tuple[Item, ...]

    def towards(self, item: Item, option: int) -> int:
        """How high an option is on the item's dimension."""
        return option if item.key > 0 else self.low + self.high - option


@cache
def scale(name: str = "mini-ipip") -> Scale:
    """A scale that ships."""
    path = files("smile_commons.studies.battery").joinpath("scales", f"{name}.yaml")
    return Scale.model_validate(parse_yaml(path.read_text("utf-8"), path.name).data)
