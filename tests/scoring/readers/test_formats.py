"""Files as programs write them, each with what is right: ``tests/data/transcripts``.

``expected.yaml`` says of each file which format it is, who says what, what is passed over; or why
it is refused. The files are our own, shaped after what people reported.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from smile_commons.errors import InputError
from smile_commons.scoring.readers import Transcript, read_transcripts

FILES = Path(__file__).parents[2] / "data" / "transcripts"
EXPECTED: dict[str, Any] = yaml.safe_load((FILES / "expected.yaml").read_text(encoding="utf-8"))
READ = [name for name, right in EXPECTED.items() if "read" in right]
REFUSED = [name for name, right in EXPECTED.items() if "refused" in right]
TEXTS = [name for name in READ if (FILES / name).suffix in (".txt", ".vtt", ".srt", ".sbv")]


def told(one: Transcript) -> dict[str, Any]:
    """A transcript as the table writes it."""
    said = [[x.speaker, x.text, *([list(x.to)] if x.to else [])] for x in one.lines]
    return {"conversation": one.conversation, "speeches": said, "passed_over": one.passed_over}


def right(name: str) -> list[dict[str, Any]]:
    return [{"conversation": None, "passed_over": {}, **one} for one in EXPECTED[name]["read"]]


def test_every_file_has_its_right_value() -> None:
    assert {path.name for path in FILES.iterdir()} - {"expected.yaml"} == set(EXPECTED)


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read_as_what_it_is(name: str) -> None:
    found = read_transcripts(FILES / name)
    assert [told(one) for one in found] == right(name)
    assert {one.format for one in found} == {EXPECTED[name]["format"]}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_be_given_to_the_wrong_person_is_refused(name: str) -> None:
    with pytest.raises(InputError) as caught:
        read_transcripts(FILES / name)
    assert f"{FILES / name}{EXPECTED[name]['refused']}" in str(caught.value)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("ending", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_marks_endings_of_lines_and_names_of_files_change_nothing(
    name: str, ending: str, mark: str, tmp_path: Path
) -> None:
    text = (FILES / name).read_text(encoding="utf-8-sig").replace("\n", ending)
    path = tmp_path / "transcript.txt"
    path.write_bytes((mark + text).encode())
    assert [told(one) for one in read_transcripts(path)] == right(name)


@pytest.mark.parametrize("name", ["wa-ios.txt", "zoom.vtt", "telegram.json"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_encodings(name: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes((FILES / name).read_text(encoding="utf-8").encode(encoding))
    assert [told(one) for one in read_transcripts(path)] == right(name)
