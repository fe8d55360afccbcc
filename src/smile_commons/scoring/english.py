"""English that scores count with, and in which they are told, as data (``english.toml``)."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

_FILE = files("smile_commons.scoring").joinpath("english.toml")
ENGLISH: Mapping[str, Mapping[str, Any]] = tomllib.loads(_FILE.read_text("utf-8"))
"""By what it is for."""
