"""What all tests have in common."""

from hypothesis import settings

# How long an example takes says nothing where other workers and other people have the cores.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")
