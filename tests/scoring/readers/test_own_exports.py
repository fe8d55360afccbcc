"""What we export comes back in as it was said: FDX, Fountain, CSV and JSONL."""

from pathlib import Path

import pytest

from smile_commons.exports.formats import EXPORTERS
from smile_commons.exports.script import Scene, Script
from smile_commons.scoring.readers import read_transcript
from smile_commons.transcript import Event

NAMES = {"jose": "José", "ohara": "Mrs. O’Hara", "ivan": "Иван", "ann": "Ann & Ben 2"}
SAID = [
    ("jose", "The mill should be kept."),
    ("ohara", "I cannot agree.\n\nThe roof alone: 12:30 and *no* later."),
    ("ivan", "НЕТ."),
    ("ann", "(aside) Then we mend the roof.\nINT. x - y"),
    ("ohara", "=1+1"),
]


@pytest.fixture
def script() -> Script:
    events = [Event(0, "one", "act", None, "Night falls.")]
    for turn, (who, text) in enumerate(SAID, start=1):
        alone = ("jose", "ohara") if turn == 2 else ()
        events.append(Event(turn, "one", "speech", who, text, visible_to=alone))
        events.append(Event(turn, "one", "narration", None, "THE LIGHT FAILS.\nA pause."))
    return Script(
        title="The Mill", events=tuple(events), cast=NAMES,
        scenes={"one": Scene("The night: before", "INT. MILL - NIGHT")},
    )  # fmt: skip


@pytest.mark.parametrize("format", ["fdx", "fountain", "csv", "jsonl"])
@pytest.mark.parametrize("renamed", [False, True])
def test_an_export_comes_back(script: Script, format: str, renamed: bool, tmp_path: Path) -> None:
    exporter = EXPORTERS[format]
    content = exporter.write(script).content
    path = tmp_path / ("a.txt" if renamed else f"a.{exporter.suffix}")
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = read_transcript(path)
    by_id = format in ("csv", "jsonl")
    who = [name if by_id else NAMES[name].upper() for name, _ in SAID]
    assert [line.speaker for line in found.lines] == who
    # Blank lines and the joiner that holds syntax apart are layout.
    assert [line.text.replace("\u2060", "").split() for line in found.lines] == [
        text.split() for _, text in SAID
    ]


def test_who_heard_a_whisper_comes_back_from_a_table(script: Script, tmp_path: Path) -> None:
    content = EXPORTERS["csv"].write(script).content
    path = tmp_path / "a.csv"
    path.write_text(str(content), encoding="utf-8")
    assert read_transcript(path).lines[1].heard_by == ("ohara", "jose")


FDX = """<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Template="No" Version="5"><Content>
<Paragraph Type="Scene Heading"><Text>INT. MILL - DAY</Text></Paragraph>
<Paragraph Type="Character"><Text>ÉDOUARD (CONT'D)</Text></Paragraph>
<Paragraph Type="Parenthetical"><Text>(softly)</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>The </Text><Text Style="Bold">mill</Text><Text>.</Text></Paragraph>
<Paragraph><DualDialogue>
<Paragraph Type="Character"><Text>ИВАН</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>Нет.</Text></Paragraph>
</DualDialogue></Paragraph>
<Paragraph Type="Action"><Text>He goes.</Text></Paragraph>
</Content></FinalDraft>
"""


def test_fdx_of_final_draft(tmp_path: Path) -> None:
    path = tmp_path / "a.fdx"
    path.write_text(FDX, encoding="utf-8")
    found = read_transcript(path)
    assert [(line.speaker, line.text) for line in found.lines] == [
        ("ÉDOUARD", "The mill."), ("ИВАН", "Нет."),
    ]  # fmt: skip
    assert found.passed_over == {"directions": 3}
