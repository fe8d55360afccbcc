"""``python -m smile_commons`` is ``commons``."""

import sys

_STOPPED = 130


def main() -> None:
    """Runs the program; whoever stops it while it is still being loaded sees no traceback."""
    try:
        from smile_commons.cli.program import app
    except KeyboardInterrupt:
        sys.exit(_STOPPED)
    app(prog_name="commons")


if __name__ == "__main__":
    main()
