"""Public stance sets as they are published, read into rows of `claim`, `text`, `stance`.

None is shipped. Put the files of a set into the folder of `--data` under their own names:

- `claim_stance_dataset_v1.csv`: IBM Debater, Claim Stance (Bar-Haim et al. 2017), CC BY-SA 3.0:
  claims from an encyclopaedia, on motions that begin "This house".
- `arguments-*.tsv`: Touché, ValueEval (Mirzakhmedova et al. 2023), CC BY 4.0, by the letter with
  which an argument's id begins: A, arguments by the crowd (of IBM-ArgQ-Rank-30kArgs); D, an Indian
  group-discussion site; E, the Conference on the Future of Europe. Each is a set.
- `stance-*.txt`: IAM (Cheng et al. 2022), its `stance/*.txt`: claims from the web on questions,
  which are put as sentences ("Should we ban it?": "We should ban it."). For development.

The newlines and quotes of some copies are odd; rows that cannot be read are passed over.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
TOUCHE = {"A": "argq", "D": "gd", "E": "cofe"}


def public_sets(folder: Path) -> dict[str, list[Row]]:
    """The sets that are there, by name."""
    found = dict[str, list[Row]]()
    for path in sorted(folder.glob("claim_stance_dataset*.csv")):
        found.setdefault("claim-stance", []).extend(_claim_stance(path))
    for path in sorted(folder.glob("arguments*.tsv")):
        for letter, row in _touche(path):
            if letter in TOUCHE:
                found.setdefault(TOUCHE[letter], []).append(row)
    for path in sorted(folder.glob("stance*.txt")):
        found.setdefault("iam", []).extend(_iam(path))
    return found


def _claim_stance(path: Path) -> Iterator[Row]:
    head, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    names = _cells(head)
    for line in lines:
        row = dict(zip(names, _cells(line), strict=False))
        side = {"PRO": 1, "CON": -1}.get(row.get("claims.stance", ""))
        if side:
            yield _row(row["topicText"], row["claims.claimCorrectedText"], side)


def _cells(line: str) -> list[str]:
    """Of a line as it should be, or quoted as a whole once more."""
    plain = re.sub(r";+\s*$", "", line.strip())
    cells = next(csv.reader([plain]), [])
    return next(csv.reader([cells[0]]), []) if len(cells) == 1 else cells


def _touche(path: Path) -> Iterator[tuple[str, Row]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            side = 1 if row["Stance"].startswith("in fav") else -1
            yield row["Argument ID"][:1], _row(row["Conclusion"], row["Premise"], side)


def _iam(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        cells = line.split("\t")
        question = re.fullmatch(r"Should (?:we|you) (.+?)\??\s*", cells[1]) if cells[1:] else None
        if question and cells[-1] in ("1", "-1"):
            yield _row(f"We should {question[1]}", cells[2], int(cells[-1]))


def _row(claim: str, text: str, stance: int) -> Row:
    return {"claim": _sentence(claim), "text": _sentence(text), "stance": stance}


def _sentence(text: str) -> str:
    """One line, with a capital at its beginning and a stop at its end."""
    flat = " ".join(text.split())
    whole = flat[:1].upper() + flat[1:]
    return whole if whole[-1:] in ".!?" else f"{whole}."
