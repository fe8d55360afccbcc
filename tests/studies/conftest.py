"""Nothing set, caches of their own, and the little world."""

from little_world import here, nothing_set, world

__all__ = ["here", "nothing_set", "world"]
