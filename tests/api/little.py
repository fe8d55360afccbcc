"""A little world and who plays in it: what the tests of the public API have in common."""

import hashlib
import math
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import Scripted
from smile_commons.world.find import FOLDERS

sys.path.insert(0, str(Path(__file__).parent.parent))

from plays import answer
from staged import ROOT

TURNS = 4
"""Speeches of the dialogue."""
TASKS = Path("/proc/self/task")
_MEMORIES = 6
"""Of each persona: vectors take time."""
_DIALOGUE = """
id: bench
title: The bench
logline: Two people and one article.
setting: Carrow, a city on the river Lenn, in 2145.
cast: [talia, ezra]
resolution: {use: cultural-alliance, articles: [genuine]}
acts:
  - id: told
    title: Told
    heading: INT. STUDIO FOUR - NIGHT
    scene: A lamp over the workbench; it rains on the tin roof.
    stake: What makes a smile one's own?
    mode: directed
    articles: [genuine]
    beats:
      - {who: ezra, move: testify, to: [talia], on: the loaf that nobody came for, article: genuine}
      - {who: talia, move: question, to: [ezra], on: whom the loaf was for, article: genuine}
  - id: asked
    title: Asked
    heading: INT. STUDIO FOUR - LATER
    scene: The rain has stopped.
    stake: Who pays for the Studios?
    mode: free
    turns: 2
    articles: [genuine]
"""


def copy_little_world(folder: Path) -> Path:
    """The shipped world in a folder, with few memories and one dialogue of two people more."""
    for content in FOLDERS:
        shutil.copytree(ROOT / content, folder / content)
    (folder / "dialogues" / "bench.yaml").write_text(_DIALOGUE, encoding="utf-8")
    for file in (folder / "memory").glob("*.md"):
        file.write_text("\n".join(_first(file.read_text(encoding="utf-8"))), encoding="utf-8")
    return folder


def _first(text: str) -> list[str]:
    kept, there = list[str](), 0
    for line in text.splitlines():
        there += line.startswith("- ")
        if there <= _MEMORIES:
            kept.append(line)
    return kept


class Words:
    """An embedder of one's own: texts are near that share words."""

    name, dimension = "words", 32

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(texts), self.dimension), 0.01, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[hashlib.md5(word.encode()).digest()[0] % self.dimension] += 1
            row /= np.linalg.norm(row)
        return rows


def says(request: Request) -> Scripted:
    """Speeches that are never alike; votes and verdicts that hang on what was asked."""
    kind = request.purpose.split("/")[0]
    if kind not in ("ballot", "judge"):
        return answer(request)
    lot = hashlib.sha256(asked_text(request).encode()).digest()[0] / 256
    yes = 0.5 + 0.4 * lot if not request.purpose.endswith("/-") else 0.5 - 0.4 * lot
    odds = {" Yes": math.log(yes), " No": math.log(1 - yes)}
    return Choice(max(odds, key=lambda word: odds[word]), "stop", odds)


def children() -> list[str]:
    """The processes that this one started and that run still, by their numbers."""
    found = [file.read_text(encoding="ascii") for file in TASKS.glob("*/children")]
    return sorted(" ".join(found).split())
