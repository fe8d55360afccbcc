"""Card and transcript text that means something elsewhere: no export lets it act."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smile_commons.cli.program import app
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest, Scene
from smile_commons.transcript import Event

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "\x1b[31mred\x1b[0m\x07\x00\u0085\u2028next",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{7*7}} {% include 'x' %} ${7*7}",
    "[[a note]] /* gone */ ~ # = > < *b* _i_",
    ":: Passage [tag]",
    "INT. ELSEWHERE - DAY\n\nSOMEBODY\nNo.",
    "half a letter \udcff and \ufffe",
    "]]> <!-- --> &amp; & \"quoted' `code`",
    "(to nobody)\n(V.O.) ^",
)
FORMATS = ("md", "fountain", "pdf", "fdx", "html", "docx", "epub", "twee", "csv", "jsonl")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    manifest = Manifest(
        dialogue="forum",
        title=HOSTILE[4],
        cast={"kai": "=KAI<b>", "lyra": "\x1b[1mLYRA"},
        scenes={"forum": Scene(title=HOSTILE[0], heading=HOSTILE[4])},
    )
    run = RunFolder.create(folder / "runs", manifest)
    with run.owned():
        run.append_event(Event(0, "forum", "act", None, HOSTILE[4]))
        for turn, text in enumerate(HOSTILE, start=1):
            run.append_event(Event(turn, "forum", "speech", ("kai", "lyra")[turn % 2], text))
        run.change(status="done")
    return folder / "runs"


@pytest.mark.parametrize("to", FORMATS)
def test_hostile_text_is_only_text(to: str, runs: Path, tmp_path: Path) -> None:
    out = tmp_path / f"out.{to}"
    result = CliRunner().invoke(
        app, ["export", "last", "--runs", str(runs), "--to", to, "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    content = out.read_bytes()
    if to in ("docx", "epub"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(
                archive.read(name) for name in archive.namelist() if name.endswith("ml")
            )
    if to != "pdf":
        text = content.decode("utf-8")
        assert not {"\x1b", "\x07", "\x00"} & set(text)
    if to in ("html", "epub", "fdx", "docx"):
        assert b"<script>alert" not in content
        assert b"<img src=x" not in content
    if to == "csv":
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]


@pytest.mark.parametrize("words", [("show",), ("show", "--json"), ("list",), ("tree",)])
def test_no_control_character_reaches_the_terminal(words: tuple[str, ...], runs: Path) -> None:
    target = [] if words[0] == "list" else ["last"]
    result = CliRunner().invoke(app, [words[0], *target, *words[1:], "--runs", str(runs)])
    assert result.exit_code == 0, result.output
    assert not {"\x1b", "\x07", "\x00"} & set(result.output)
