"""Worlds with one thing wrong in each: all load, or say what is wrong and where; none hangs.

    python benchmarks/world_mutations.py [--worlds 1000] [--seed 1]

Prints how many loaded and how many were refused, anything else that was raised, and how long the
slowest took. Each mutation is drawn from a seeded generator, so a finding can be had again.
"""

import argparse
import hashlib
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from smile_commons.errors import WorldError
from smile_commons.prompts.check import check_world

ROOT = Path(__file__).parents[1]
STARTER = ROOT / "src" / "smile_commons" / "world" / "starter"

Mutation = Callable[[Path, random.Random], None]

YAML_BOMBS = [
    "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "a: &a [*a]\n",
    "a: &a {b: *a}\n",
    "x: " + "[" * 20_000,
    "x: " + "{a: " * 5_000,
    "".join(f"{' ' * depth}a:\n" for depth in range(2_000)),
    "- " * 20_000,
    "? " * 20_000,
    "&a " * 20_000,
    "*a " * 20_000,
    "x: !!python/object/apply:os.system ['touch pwned']\n",
    "x: !!binary aGVsbG8=\n",
    "<<: {id: y}\n",
    "%TAG ! tag:x,2000:\n---\nx: !y 1\n",
    "--- a\n--- b\n",
    "x: " + "9" * 100_000,
    "x: 1e999999999\n",
    "x: .nan\n",
    "x: 0x" + "f" * 100_000,
    "x: 1:1:1:1:1:1\n",
    '"\\uD800": x\n',
    'x: "\\x00"\n',
    "x: |\n" + "  y\n" * 60_000,
    "".join(f"k{n}: {n}\n" for n in range(20_000)),
    "? [a, b]\n: c\n",
    "\ufeffid: x\n",
    "id: x\r\nname: y\r",
    "id:\tx\n\tname: y\n",
    "'" * 100_001,
    "x: >" + "9" * 1000 + "\n",
]
TEMPLATE_BOMBS = [
    '{{ "a" * 1000000000 }}',
    "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    '{% set n = namespace(x="ab") %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}',
    '{% include "speech.j2" %}{% include "speech.j2" %}',
    '{% extends "speech.j2" %}',
    "{{ " + "(" * 10_000,
    "{{ 1" + "+1" * 10_000 + " }}",
    "{% if 1 %}" * 3_000,
    "{{ " + "9" * 30_000 + " }}",
    "{{ [1, 2, 3][::0] }}",
    '{{ "%1000000000d" % 1 }}',
    '{{ "{:1000000000}".format(1) }}',
    '{{ "".__class__.__mro__ }}',
    '{% include "/etc/passwd" %}',
    "{{ cycler.__init__.__globals__ }}",
    "{{x}}" * 6_000,
    "{{ x.y.z|upper|lower }}" * 1_300,
    "{% raw %}",
    "{# " * 9_000,
    "{% block a %}{% block a %}",
    "{% import ask as a %}{{ a }}",
    '{% from "_moves.j2" import * %}',
    "{% set forever = [forever] %}",
]
OUTWARD = [
    "../../x",
    "/etc/passwd",
    "..",
    "a/b",
    "a\\b",
    "nul\x00",
    "\u202ex",
    "x" * 5_000,
    "",
    "~",
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one world."""

    mutation: str
    result: str
    """``loaded``, ``refused``, or what was raised in spite of all."""
    seconds: float
    unnamed: bool = False
    """Whether a problem did not name its file."""


def grown_world(folder: Path) -> Path:
    """The starter's world with a resolution and templates of its own, so that all can break."""
    shutil.copytree(STARTER, folder)
    shutil.copytree(ROOT / "dialogues" / "resolutions", folder / "dialogues" / "resolutions")
    for template in (ROOT / "prompts").glob("*.j2"):
        shutil.copy(template, folder / "prompts")
    return folder


def outcomes(worlds: int, seed: int, scratch: Path) -> Iterator[Outcome]:
    """Checks so many worlds, each with one mutation; says how each went.

    Args:
        worlds: how many; every mutation has its turn before any has a second.
        seed: of the generator.
        scratch: an empty folder to work in.
    """
    rng = random.Random(seed)
    names = list(MUTATIONS)
    whole = grown_world(scratch / "whole")
    for number in range(worlds):
        name = names[number % len(names)]
        world = scratch / "world"
        shutil.copytree(whole, world)
        MUTATIONS[name](world, rng)
        before = _around(scratch)
        yield _tried(name, world)
        if _around(scratch) != before:
            yield Outcome(name, "wrote outside of itself", 0.0)
        shutil.rmtree(world)


def _tried(name: str, world: Path) -> Outcome:
    start = time.perf_counter()
    unnamed = False
    try:
        check_world(world)
        result = "loaded"
    except WorldError as error:
        result = "refused" if error.problems else "refused without a word"
        unnamed = not all(problem.file and problem.message for problem in error.problems)
    except Exception as error:
        result = f"raised {type(error).__name__}: {error}"[:200]
    return Outcome(name, result, time.perf_counter() - start, unnamed)


def _around(scratch: Path) -> str:
    """All files of the folder with their contents, the world's own among them."""
    digest = hashlib.sha256()
    for path in sorted(scratch.rglob("*")):
        digest.update(str(path).encode("utf-8", "surrogateescape"))
        if path.is_file() and not path.is_symlink():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _any_file(world: Path, rng: random.Random, *endings: str) -> Path:
    endings = endings or (".yaml", ".md", ".j2")
    files = [
        path
        for path in sorted(world.rglob("*"))
        if path.suffix in endings and path.name != "README.md"
    ]
    return rng.choice(files)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def _a_key(lines: list[str], rng: random.Random) -> int:
    return rng.choice([n for n, line in enumerate(lines) if ":" in line and line[0] != "#"])


def delete_key(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng, ".yaml")
    lines = _lines(path)
    del lines[_a_key(lines, rng)]
    path.write_text("".join(lines), encoding="utf-8")


def rename_key(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng, ".yaml")
    lines = _lines(path)
    at = _a_key(lines, rng)
    key, colon, rest = lines[at].partition(":")
    place = rng.randrange(1, len(key) + 1)
    lines[at] = key[:place] + rng.choice(["x", "", "-", " "]) + key[place + 1 :] + colon + rest
    path.write_text("".join(lines), encoding="utf-8")


def duplicate_line(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    lines = _lines(path)
    at = rng.randrange(len(lines))
    lines.insert(at, lines[at])
    path.write_text("".join(lines), encoding="utf-8")


def swap_lines(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    lines = _lines(path)
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    path.write_text("".join(lines), encoding="utf-8")


def change_type(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng, ".yaml")
    lines = _lines(path)
    at = _a_key(lines, rng)
    value = rng.choice(["[]", "{}", "null", "true", "-1", "1e9", ".nan", "NO", "2145-03-03", "''"])
    lines[at] = f"{lines[at].partition(':')[0]}: {value}\n"
    path.write_text("".join(lines), encoding="utf-8")


def garbage_bytes(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    raw = bytearray(path.read_bytes())
    for _ in range(rng.choice([1, 5, 200])):
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    path.write_bytes(raw)


def only_garbage(world: Path, rng: random.Random) -> None:
    _any_file(world, rng).write_bytes(rng.randbytes(rng.choice([0, 1, 1000, 100_000])))


def nul_bytes(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    raw = path.read_bytes()
    at = rng.randrange(len(raw))
    path.write_bytes(raw[:at] + b"\0" * rng.choice([1, 1000]) + raw[at:])


def other_encoding(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    text = "é" + path.read_text(encoding="utf-8").encode("ascii", "replace").decode()
    path.write_text(text, encoding=rng.choice(["latin-1", "utf-16", "utf-32", "utf-8-sig"]))


def cut_off(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    raw = path.read_bytes()
    path.write_bytes(raw[: rng.randrange(len(raw))])


def yaml_bomb(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng, ".yaml")
    bomb = rng.choice(YAML_BOMBS)
    before = rng.choice(["", path.read_text(encoding="utf-8")])
    path.write_text(before + bomb, encoding="utf-8")


def template_bomb(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng, ".j2")
    before = rng.choice(["", path.read_text(encoding="utf-8")])
    path.write_text(before + rng.choice(TEMPLATE_BOMBS), encoding="utf-8")


def outward_name(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng, ".yaml")
    lines = _lines(path)
    at = rng.choice([n for n, line in enumerate(lines) if "id: " in line or "use: " in line])
    key = lines[at].partition(":")[0]
    lines[at] = f"{key}: {rng.choice(OUTWARD)}\n"
    path.write_text("".join(lines), encoding="utf-8")


def outward_link(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    path.unlink()
    path.symlink_to(rng.choice(["/etc/passwd", "../../whole/README.md", "/dev/zero", path.name]))


def outward_folder(world: Path, rng: random.Random) -> None:
    folder = world / rng.choice(["personas", "memory", "prompts", "dialogues"])
    shutil.rmtree(folder)
    target = rng.choice(["/", "/proc/self/fd", f"../whole/{folder.name}", folder.name, "nowhere"])
    folder.symlink_to(target)


def huge_file(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    size = rng.choice([300_000, 3_000_000])
    with path.open("a", encoding="utf-8") as file:
        file.write(rng.choice(["x", "- x\n", "# ", "a: b\n", "{{ x }}", "\n"]) * (size // 4))


def long_line(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    lines = _lines(path)
    lines.insert(rng.randrange(len(lines)), rng.choice(["x", "- ", " ", ": ", "[", "\\"]) * 50_000)
    path.write_text("".join(lines), encoding="utf-8")


def many_files(world: Path, rng: random.Random) -> None:
    folder = world / rng.choice(["personas", "memory", "prompts", "dialogues"])
    ending = {"personas": "yaml", "dialogues": "yaml", "memory": "md", "prompts": "j2"}[folder.name]
    for number in range(rng.choice([100, 600])):
        (folder / f"x{number}.{ending}").write_text("x: y\n", encoding="utf-8")


def strange_name(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    stem = rng.choice([b"\xff\xfe", b"\x1b[2J", b" ", b"-", b"..", "ü".encode(), b"a\nb", b"CON"])
    (path.parent / (stem + path.suffix.encode()).decode("utf-8", "surrogateescape")).write_bytes(
        path.read_bytes()
    )


def folder_for_file(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    path.unlink()
    path.mkdir()


def gone(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    path.unlink() if rng.random() < 0.7 else shutil.rmtree(path.parent)


def shuffled_words(world: Path, rng: random.Random) -> None:
    path = _any_file(world, rng)
    words = path.read_text(encoding="utf-8").split(" ")
    one, other = rng.randrange(len(words)), rng.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    path.write_text(" ".join(words), encoding="utf-8")


MUTATIONS: dict[str, Mutation] = {
    mutation.__name__.replace("_", " "): mutation
    for mutation in (
        delete_key, rename_key, duplicate_line, swap_lines, change_type, garbage_bytes,
        only_garbage, nul_bytes, other_encoding, cut_off, yaml_bomb, template_bomb, outward_name,
        outward_link, outward_folder, huge_file, long_line, many_files, strange_name,
        folder_for_file, gone, shuffled_words,
    )
}  # fmt: skip


def main() -> int:
    """Prints the figures; 1 when anything but loading and refusing came about."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = list(outcomes(given.worlds, given.seed, Path(scratch)))
    counts = Counter(outcome.result for outcome in found)
    for result, count in counts.most_common():
        print(f"{count:6}  {result}")
    print(f"{sum(outcome.unnamed for outcome in found):6}  with a problem that names no file")
    seconds = sorted(outcome.seconds for outcome in found)
    slowest = max(found, key=lambda outcome: outcome.seconds)
    print(
        f"seconds: median {statistics.median(seconds):.3f}, "
        f"99 % under {seconds[int(len(seconds) * 0.99)]:.3f}, "
        f"slowest {slowest.seconds:.3f} ({slowest.mutation})"
    )
    return int(bool(set(counts) - {"loaded", "refused"}))


if __name__ == "__main__":
    sys.exit(main())
