"""A world: its folder found, loaded, cross-checked and digested; frozen."""

from smile_commons.world.find import find_world
from smile_commons.world.load import load_world
from smile_commons.world.model import CanonMemory, World

__all__ = ["CanonMemory", "World", "find_world", "load_world"]
