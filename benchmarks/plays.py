"""The rhythm of plays, for the percentiles that speeches are set beside.

    python benchmarks/plays.py enemy.txt:IV barbara.txt pygmalion.txt dilemma.txt \\
        --names Thomas,Dolly --write src/smile_commons/scoring/rhythm_plays.json

Reads plain texts of plays as Project Gutenberg gives them; the texts themselves do not ship. After
a colon: the acts to read, as the text numbers them; none: all. Two manners of printing are known:

    HIGGINS [brusquely] Why, this is the girl!       directions in [], paragraphs without a cue are
                                                     directions too
    Petra (to HORSTER). If only you had not come.    directions in ()

What comes before the first act, after the end of the text and after a line of asterisks (an
epilogue) is left out. Windows are 14 speeches of one act and share none; what is left at the end of
an act is not counted. Percentiles are interpolated linearly (numpy's default).
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from smile_commons.scoring.rhythm import (
    ROWS,
    TITLES,
    WINDOW,
    Range,
    Rhythm,
    Speech,
    middle,
    rhythm_of,
    windows,
    words,
)

LEVELS = (5, 50, 95)
_ACT = re.compile(r"^ACT ([IVX]+|\d+)\.?\s*$", re.MULTILINE)
_MARKS = re.compile(r"\*\*\* ?START OF.*|\*\*\* ?END OF.*")
_HERE = "\u241f"
"""Where a direction stood."""
_CAPITALS = re.compile(
    r"^(?P<cue>(?:A |(?:MRS|MR|DR)\.? |B\. ?)?(?:B\b|[A-Z][A-Z'-]+)(?: [A-Z][A-Z'-]+)*)"
    rf"(?: ?{_HERE}[.,:]?|[.,:]+)(?P<said>.*)"
)
_MIXED = re.compile(
    rf"^(?P<cue>(?:(?:Dr|Mrs|Mr)\. )?(?:[A-Z]|\d\w+ )[\w' -]{{1,40}}?)(?: ?{_HERE})?"
    r"[.,:]+(?: |(?=--))(?P<said>.*)"
)


def acts_of(text: str, wanted: Collection[str] = ()) -> list[list[Speech]]:
    """The speeches of a play, act by act."""
    body = _MARKS.split(text.replace("\r", ""))
    play = max(body, key=len)
    play = re.split(r"^\s*\*{10,}\s*$", play, flags=re.MULTILINE)[0]
    heads = [*_ACT.finditer(play)]
    ends = [*(head.start() for head in heads), len(play)]
    acts = [
        (head.group(1), play[head.end() : end])
        for head, (_, end) in zip(heads, pairwise(ends), strict=True)
    ]
    return [list(speeches(act)) for number, act in acts if not wanted or number in wanted]


def speeches(act: str) -> Iterator[Speech]:
    """Who says what in an act, directions taken out; a speech with no words left is none."""
    cue, direction = _manner(act)
    found: list[list[str]] = []
    for paragraph in re.split(r"\n\s*\n", direction.sub(_HERE, act)):
        line = " ".join(paragraph.replace("_", "").split())
        if match := cue.match(line):
            found.append([match["cue"].strip(), match["said"]])
        elif line.startswith(_HERE) and found:  # a speech goes on after a direction of its own
            found[-1][1] += f" {line}"
    for who, said in found:
        text = re.sub(rf"(?<=[.!?])\s*{_HERE}\.|{_HERE}", " ", said)
        text = re.sub(r"\s+(?=[.,;:!?])", "", " ".join(text.split()))
        if words(text):
            yield who, text


def _manner(act: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The pattern of cues and that of directions, by which kind of cue there is more of."""
    capitals = re.findall(r"^[A-Z][A-Z'-]+(?: [A-Z]+)*(?:\.| \[)", act, re.MULTILINE)
    others = re.findall(r"^[A-Z][a-z]+(?: \(.*?\))?\. ", act, re.MULTILINE)
    if len(capitals) >= len(others):
        return _CAPITALS, re.compile(r"\[[^\[\]]+\]")
    return _MIXED, re.compile(r"\([^()]+\)")


def title_of(text: str, otherwise: str) -> str:
    """The title that the head of a text gives."""
    found = re.search(r"^Title: (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else otherwise


def names_of(acts: Sequence[Sequence[Speech]], more: Collection[str] = ()) -> frozenset[str]:
    """Words of the cues that are names: where spoken, they have a capital more often than not."""
    spoken = " ".join(text for act in acts for _, text in act)
    written = Counter(re.findall(r"[^\W\d_]+", spoken))
    cues = {word for act in acts for who, _ in act for word in words(who)} - TITLES
    named = {word for word in cues if written[word.title()] > written[word]}
    return frozenset(named | {name.lower() for name in more})


def rhythms(acts: Sequence[Sequence[Speech]], names: Collection[str]) -> list[Rhythm]:
    """The figures of every window of a play, in order."""
    return [rhythm_of(window, names) for act in acts for window in windows(act, step=WINDOW)]


def percentiles(found: Sequence[Rhythm]) -> dict[str, list[float]]:
    """The 5th, 50th and 95th of each figure."""
    rows = [asdict(one) for one in found]
    return {
        row: [round(float(p), 4) for p in np.percentile([one[row] for one in rows], LEVELS)]
        for row in ROWS
    }


def some_outside(
    plays: Sequence[Sequence[Rhythm]], size: int, table: Mapping[str, Sequence[float]]
) -> float:
    """How often the medians of ``size`` windows of a play running have a figure outside."""
    ranges = {row: Range(*levels) for row, levels in table.items()}
    running = [play[at : at + size] for play in plays for at in range(len(play) - size + 1)]
    medians = [one for one in map(middle, running) if one]
    out = [any(not ranges[row].holds(v) for row, v in asdict(one).items()) for one in medians]
    return round(sum(out) / max(1, len(out)), 3)


def main() -> int:
    parser = argparse.ArgumentParser(description="The rhythm of plays.")
    parser.add_argument("plays", nargs="+", metavar="FILE[:ACTS]", help="barbara.txt, enemy.txt:IV")
    parser.add_argument("--names", default="", help="further names that are spoken, with commas")
    parser.add_argument("--write", type=Path, metavar="FILE")
    asked = parser.parse_args()
    more = [name for name in asked.names.split(",") if name]
    read: list[list[Rhythm]] = []
    about: dict[str, Any] = {}
    for given in asked.plays:
        path, _, wanted = given.partition(":")
        text = Path(path).read_text(encoding="utf-8")
        acts = acts_of(text, [act for act in wanted.split(",") if act])
        read.append(rhythms(acts, names_of(acts, more)))
        name = title_of(text, Path(path).stem) + (f", act {wanted}" if wanted else "")
        about[name] = {"speeches": sum(map(len, acts)), "windows": len(read[-1])}
        print(name, about[name], sorted(names_of(acts, more)), sep="\n  ")
    table = percentiles([one for play in read for one in play])
    print(f"\n{'5 / 50 / 95':>30}  {sum(map(len, read))} windows")
    for row, levels in table.items():
        print(f"{row:10} {levels[0]:7.3f} {levels[1]:7.3f} {levels[2]:7.3f}   {ROWS[row]}")
    data = {
        "made_by": "benchmarks/plays.py",
        "window": WINDOW,
        "plays": about,
        "windows": sum(map(len, read)),
        "any_figure_outside": {
            str(size): some_outside(read, size, table) for size in (1, 3, 5, 8)
        },
        "levels": list(LEVELS),
        "percentiles": table,
    }  # fmt: skip
    print(f"medians of so many windows, some figure outside: {data['any_figure_outside']}")
    if asked.write:
        asked.write.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
