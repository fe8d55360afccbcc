"""Studies of a little world, played by a scripted model: what the tests of studies share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "api"))

from little import Words, copy_little_world, says

import smile_commons as sc
from smile_commons.models.request import Request
from smile_commons.models.scripted import Scripted

__all__ = ["Words", "copy_little_world", "says"]

RECALL = """\
format: 1
id: little-memory
dialogue: bench
factors:
  recall: [full, none]
repeats: {seeds: 1..2}
options: {takes: 1, judged: false}
outcomes: {primary: movement@all}
"""
PAIRED = """\
format: 1
id: little-whisper
dialogue: bench
factors:
  direction: {none: null, give way: give way}
design: paired:direction
at: 2
repeats: {seeds: 1..2}
options: {takes: 1, judged: false}
outcomes: {primary: movement@all}
"""


def write(folder: Path, text: str) -> Path:
    """A study in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return folder


class Asked:
    """Answers as ``says`` does, and keeps what it was asked for."""

    def __init__(self) -> None:
        self.purposes: list[str] = []

    def __call__(self, request: Request) -> Scripted:
        self.purposes.append(request.purpose)
        return says(request)

    def speech(self, turn: int) -> int:
        """How many plays asked for that speech."""
        return self.purposes.count(f"speak/{turn}")


def engine(says: "Asked | None" = None) -> sc.Engine:
    """A scripted model and the words' embedder."""
    return sc.Engine(model=sc.ScriptedModel(says or Asked()), embedder=Words())
