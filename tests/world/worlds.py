"""What the tests of worlds share."""

from collections.abc import Callable
from pathlib import Path

from smile_commons.errors import Problem

STARTER = Path(__file__).parents[2] / "src" / "smile_commons" / "world" / "starter"

Edit = Callable[[str, str, str], None]
"""Replaces words of a file, once: file, old, new."""
Problems = Callable[[], list[Problem]]
"""All that a check of the world finds."""
