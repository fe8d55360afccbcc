"""``python -m smile_commons`` is ``commons``."""

from smile_commons.cli import app

if __name__ == "__main__":
    app(prog_name="commons")
