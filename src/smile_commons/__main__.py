"""``python -m smile_commons`` is ``commons``."""

import gc
import sys

_STOPPED = 130
_BETWEEN = 50_000
"""New objects after which garbage is looked for. Python's 700 mean hundreds of times while packages
are loaded that stay: a fifth of a start."""


def main() -> None:
    """Runs the program; whoever stops it while it is still being loaded sees no traceback."""
    gc.set_threshold(_BETWEEN)
    try:
        from smile_commons.cli.program import app
    except KeyboardInterrupt:
        sys.exit(_STOPPED)
    app(prog_name="commons")


if __name__ == "__main__":
    main()
