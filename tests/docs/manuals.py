"""Reads what a page of the docs shows: commands, files, what is printed."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
_FILE = re.compile(r"`([\w./-]+\.\w+)`:?")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of code of a page."""

    language: str
    text: str
    file: str | None
    """The name that the paragraph before it consists of: the block is that file, whole."""
    line: int

    def commands(self) -> Iterator[list[str]]:
        """The command lines of ``commons`` in it, in words, comments left out."""
        if self.language != "sh":
            return
        for line in self.text.replace("\\\n", " ").splitlines():
            for words in _piped(shlex.split(line, comments=True)):
                if words and words[0] in ("commons", ".venv/bin/commons"):
                    yield words[1:]


def _piped(words: list[str]) -> Iterator[list[str]]:
    """The commands of a line that pipes one into the next or into a file."""
    part: list[str] = []
    for word in words:
        if word in ("|", ">"):
            yield part
            part = []
        else:
            part.append(word)
    yield part


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of code of a page, in their order."""
    before = ""
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type == "inline":
            before = token.content
        elif token.type == "fence":
            assert token.map is not None
            named = _FILE.fullmatch(before)
            line = token.map[0] + 1
            yield Block(token.info.strip(), token.content, named and named[1], line)
            before = ""
        elif token.type == "heading_open":
            before = ""
