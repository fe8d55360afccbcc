"""Every command with twenty kinds of nonsense: a clear error, or done, and never a traceback.

    python benchmarks/nonsense.py [--options] [--only COMMAND]

Each kind is given for each argument of each command (and, with --options, for each option that
takes a value), in a world and a folder of runs that are whole. Counted: calls, by exit code, and
what is none of 0, 2, 3, 130: a traceback. What a call may have changed is looked at too: the run
and the world have to be as they were, or still be read.
"""

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import typer
from staged import Staged, staged
from typer.testing import CliRunner

from smile_commons.cli.program import app

CODES = (0, 2, 3, 130)
DEAR = ("play", "resume", "branch", "take", "ask")
"""Commands that ask a model once they are content: their options are not gone through."""
RIGHT = {
    "run": "last", "a": "last", "b": "last", "target": "last", "targets": "last", "turn": "1",
    "persona": "lyra", "name": "lyra", "id": "lyra/canon/1", "question": "Why?", "query": "bread",
    "text": "bread", "dialogue": "staged", "what": "list", "directory": "new", "file": "card.json",
}  # fmt: skip


def kinds(folder: Path) -> dict[str, str]:
    """Twenty kinds of nonsense, by a name for each."""
    (folder / "empty").write_bytes(b"")
    (folder / "binary").write_bytes(bytes(range(256)) * 40)
    (folder / "torn.json").write_text('{"entries": [{"keys": ["a"')
    (folder / "deep.json").write_text("[" * 100_000)
    return {
        "nothing": "",
        "a blank": " ",
        "256 letters": "a" * 256,
        "5000 letters": "ä" * 5000,
        "a path that climbs": "../../etc/passwd",
        "the root": "/",
        "two points": "..",
        "escape sequences": "\x1b[31m\x07",
        "a formula": "=cmd|' /C calc'!A0",
        "markup": "<script>alert(1)</script>",
        "lines": "a\nb\r\nc",
        "letters of many scripts": "ç漢字🦆ع",
        "half a letter": "a\udcff",
        "not a number": "nan",
        "below nothing": "-1",
        "a number without end": "1e400",
        "many digits": "9" * 5000,
        "a folder": str(folder),
        "an empty file": str(folder / "empty"),
        "bytes": str(folder / "binary"),
        "a torn file": str(folder / "torn.json"),
        "a file nested deep": str(folder / "deep.json"),
        "a device": "/dev/null",
        "an unknown flag": "--nonsense",
    }


def commands() -> Iterator[tuple[list[str], list[Any]]]:
    """Each command's words, and its parameters."""

    def walk(command: Any, words: list[str]) -> Iterator[tuple[list[str], list[Any]]]:
        if hasattr(command, "commands"):
            for name, inner in command.commands.items():
                yield from walk(inner, [*words, name])
        else:
            yield words, list(command.params)

    yield from walk(typer.main.get_command(app), [])


def calls(folder: Path, options: bool) -> Iterator[tuple[str, list[str]]]:
    """What is called, with a name for it."""
    for words, parameters in commands():
        arguments = [one for one in parameters if one.param_type_name == "argument"]
        right = [RIGHT.get(one.name, "x") for one in arguments if one.required]
        for kind, text in kinds(folder).items():
            for place in range(max(1, len(right)) if arguments else 0):
                given = [*right]
                given[place : place + 1] = [text]
                yield f"{' '.join(words)} <{kind}>", [*words, *given]
            valued = [one for one in parameters if one.param_type_name == "option"]
            for one in valued if options and words[0] not in DEAR else ():
                if not one.is_flag and one.name not in ("help", "base_url", "model"):
                    name = f"{' '.join(words)} {one.opts[0]} <{kind}>"
                    yield name, [*words, *right, one.opts[0], text]


def settings(stage: Staged) -> dict[str, str]:
    return {
        "COMMONS_MODEL": "instant",
        "COMMONS_BASE_URL": stage.address,
        "OPENAI_API_KEY": stage.key,
        "XDG_CACHE_HOME": str(stage.folder / "cache"),
        "COMMONS_RUNS": str(stage.runs),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--options", action="store_true")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    runner, codes, wrong = CliRunner(), Counter[int](), list[str]()
    with tempfile.TemporaryDirectory() as name, staged(Path(name), 2) as stage:
        import os

        folder = stage.folder
        (folder / "nonsense").mkdir()
        run = stage.played()
        os.environ |= settings(stage)
        os.chdir(folder / "world")
        shutil.copytree(stage.runs, folder / "world" / "runs")
        said = (run / "transcript.jsonl").read_bytes()
        for called, words in calls(folder / "nonsense", given.options):
            if given.only and not called.startswith(given.only):
                continue
            result = runner.invoke(app, words, input="")
            codes[result.exit_code] += 1
            error = result.exception
            strange = error is not None and not isinstance(error, SystemExit)
            if strange or result.exit_code not in CODES or stage.key in result.output:
                wrong.append(f"{called}: {result.exit_code} {type(error).__name__}: {error!s:.160}")
        kept = (folder / "world" / "runs" / run.name / "transcript.jsonl").read_bytes() == said
        checked = runner.invoke(app, ["check", "."])
    for line in wrong:
        print(line)
    whole = checked.exit_code == 0 or checked.output[:1000]
    print(f"{sum(codes.values())} calls: {dict(sorted(codes.items()))}; {len(wrong)} tracebacks")
    print(f"the run is {'as it was' if kept else 'CHANGED'}")
    print(f"the world is {'whole' if whole is True else whole}")
    sys.exit(1 if wrong or not kept else 0)


if __name__ == "__main__":
    main()
