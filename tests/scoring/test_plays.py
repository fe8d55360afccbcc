"""Texts of plays are read as speeches; the texts here are our own."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from benchmark import benchmark

from smile_commons.scoring.rhythm import ROWS

CAPITALS = """
Preface. THE AUTHOR. I said so.
*** START OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***
A list: ACT I is short.

ACT I

A kitchen. The lamp is out.

MRS. MOSS [lighting a match;
it goes out] Who has the oil?

THE LODGER. Not I. [He laughs].

MRS MOSS. Ben: you had it.

She sits.

BEN [rising] It was for the
lamp [he stops] by the _door_ [a pause]. Nothing else.

B. B. No--

[He goes on, louder] not on my life.

BEN [silent].

ACT II

BEN. An act later, Mrs. Moss, with a lodger.

        **********

BEN. An epilogue.

*** END OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***

MR LAWYER. A licence.
"""
MIXED = """
ACT IV

(SCENE.--A hall. Mr. Moss. He waits.)

1st Citizen (meeting another). Who has the oil?

Dr. Moss. Not I (aside) for one.

Several Voices (at once), Shame!

(Applause.)

Dr. Moss. --and not you.
"""


@pytest.fixture(scope="module")
def plays() -> ModuleType:
    return benchmark("plays")


def test_cues_in_capitals_with_directions_in_brackets(plays: ModuleType) -> None:
    assert plays.acts_of(CAPITALS) == [
        [
            ("MRS. MOSS", "Who has the oil?"),
            ("THE LODGER", "Not I."),
            ("MRS MOSS", "Ben: you had it."),
            ("BEN", "It was for the lamp by the door. Nothing else."),
            ("B. B", "No-- not on my life."),
        ],
        [("BEN", "An act later, Mrs. Moss, with a lodger.")],
    ]


def test_cues_in_small_letters_with_directions_in_parentheses(plays: ModuleType) -> None:
    assert plays.acts_of(MIXED) == [
        [
            ("1st Citizen", "Who has the oil?"),
            ("Dr. Moss", "Not I for one."),
            ("Several Voices", "Shame!"),
            ("Dr. Moss", "--and not you."),
        ]
    ]


def test_acts_are_chosen_by_their_number(plays: ModuleType) -> None:
    assert plays.acts_of(CAPITALS, ["II"]) == plays.acts_of(CAPITALS)[1:]


def test_names_are_words_of_cues_that_are_written_with_a_capital(plays: ModuleType) -> None:
    assert plays.names_of(plays.acts_of(CAPITALS), ["Dolly"]) == {"moss", "ben", "dolly"}


def test_percentiles_are_written_for_every_row(
    plays: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [f"ANN. {'word ' * (1 + n % 9)}number {n}." for n in range(90)]
    text, table = tmp_path / "lamp.txt", tmp_path / "table.json"
    text.write_text("ACT I\n\n" + "\n\n".join(said), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["plays.py", str(text), "--write", str(table)])
    assert plays.main() == 0
    data = json.loads(table.read_text())
    assert data["windows"] == 6 and set(data["percentiles"]) == set(ROWS)
    assert "ANN" not in table.read_text()
