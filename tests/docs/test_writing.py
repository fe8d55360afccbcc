"""The guide for writers, followed word for word: files written, commands run, in its order."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from manuals import ROOT, Block, blocks
from staged import Staged, Told, commons, staged

GUIDE = ROOT / "docs" / "writing.md"
_DESK = re.compile(r"^(?:\[(?:before )?\d+\] desk>|>) ?(.*)$", re.MULTILINE)
"""What is typed at the desk, and for a seat."""


class Reader:
    """Somebody who does what the guide says, in a folder of their own."""

    def __init__(self, stage: Staged, folder: Path) -> None:
        self._stage = stage
        self.here = folder
        self.said = ""

    def follow(self, block: Block, typed: str = "") -> None:
        """Writes the file that a block is, or runs its commands."""
        if block.file is not None:
            (self.here / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            for line in block.text.splitlines():
                self._run(line.partition("  #")[0].strip(), typed)

    def _run(self, line: str, typed: str) -> None:
        if line.startswith("cd "):
            self.here /= line.removeprefix("cd ")
        elif line.startswith("commons "):
            done = self.commons(line, typed)
            leaves = typed.rstrip().endswith("quit")
            assert done.returncode == (130 if leaves else 0), f"{line}\n{done.stdout}{done.stderr}"
            self.said = done.stdout + done.stderr
        elif line:
            subprocess.run(line, shell=True, cwd=self.here, check=True)

    def commons(self, line: str, typed: str = "") -> Told:
        """Runs a command, its words as a shell has them, with the endpoint of the tests."""
        own = {
            "XDG_CACHE_HOME": str(self._stage.folder / "cache"),
            "OPENAI_API_KEY": self._stage.key,
            "COMMONS_MODEL": "instant",
            "COMMONS_BASE_URL": self._stage.address,
            "COLUMNS": "100",
        }
        return commons(*shlex.split(line)[1:], folder=self.here, own=own, stdin=typed)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A reader who came to the end of the guide."""
    folder = tmp_path_factory.mktemp("guide")
    pages = list(blocks(GUIDE))
    with staged(tmp_path_factory.mktemp("stage"), turns=3) as stage:
        reader = Reader(stage, folder)
        for place, block in enumerate(pages):
            shown = pages[place + 1].text if place + 1 < len(pages) else ""
            reader.follow(block, "".join(f"{line}\n" for line in _DESK.findall(shown)))
            if "no mistakes" in shown:
                assert shown.strip() in reader.said.replace(str(reader.here), "bakery")
        yield reader


def test_the_guide_can_be_followed_to_a_script_on_paper(followed: Reader) -> None:
    from pypdf import PdfReader

    [script] = followed.here.rglob("*.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(script).pages)
    assert "FOUR IN THE MORNING" in text.upper()
    assert "NORA" in text


def test_the_mistakes_it_shows_are_what_the_program_says(followed: Reader) -> None:
    broken = {"dialogues/last-night.yaml": ("move: defend\n", "move: defends\n"),
              "personas/tom.yaml": ("pronouns: he\n", "pronoun: he\n")}  # fmt: skip
    for name, (right, wrong) in broken.items():
        path = followed.here / name
        path.write_text(path.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    done = followed.commons("commons check")
    for name, (right, wrong) in broken.items():
        path = followed.here / name
        path.write_text(path.read_text(encoding="utf-8").replace(wrong, right), encoding="utf-8")
    [shown] = [block.text for block in blocks(GUIDE) if "is not a known key" in block.text]
    assert done.returncode == 2
    assert (done.stdout + done.stderr).replace(str(followed.here), "bakery") == shown
