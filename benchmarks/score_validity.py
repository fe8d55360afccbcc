"""Whether the scores measure what they say, where it could fail.

    python benchmarks/score_validity.py                 planted pairs; labelled sets if found
    python benchmarks/score_validity.py --data DIR      labelled sets of that folder
    python benchmarks/score_validity.py --only planted --kind manners
    python benchmarks/score_validity.py --items 100 --groups 20 --json

(a) Planted: pairs of debates in `tests/data/planted/` that differ only in how they end; the share
that each score concerned orders rightly, with its Wilson interval. Chance is one half.

(b) Labelled sets: those of the folder in `--data`, else in the environment variable COMMONS_DATA,
told apart by their fields: every `*.jsonl`, and public sets as they are published (`validity/
public.py` says which). Rows of `claim`, `text`, `stance` (as Perspectrum has them): single
sentences, as many of each side of a motion; the judge's side against the label beside the cosine of
embeddings, with intervals over motions, and apart for motions that would end a thing. After the
sets their mean and the worst of them. Rows of `messages`, `cards`, `final_agreement` (as DeliData
has them): every card is an article, what members argue for is their stated position, and
`stated-agreement` is set against how far their answers agreed, beside naive baselines.

Ends with 1 when the judge is not clear of both baselines in a use that is not withheld.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from validity import groups, planted, stances
from validity.files import Found, found_in

from smile_commons.api.engine import Engine
from smile_commons.api.judging import judges
from smile_commons.models.cache import cache_folder
from smile_commons.models.settings import Settings, load_settings
from smile_commons.scoring.judge.kept_reliability import reliability_of

DATA = "COMMONS_DATA"


def main() -> None:
    arguments = _arguments()
    settings = load_settings({"model": arguments.model} if arguments.model else {})
    result = asyncio.run(run(settings, arguments))
    if arguments.json:
        print(json.dumps(result, indent=1))
    failed = result["failed"]
    for reason in failed:
        print(f"FAILED: {reason}", file=sys.stderr)
    sys.exit(bool(failed))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=None, help=f"a folder; else {DATA}")
    parser.add_argument("--only", choices=["planted", "stances", "groups"], default=None)
    parser.add_argument("--kind", action="append", choices=list(planted.CONCERNED))
    parser.add_argument("--items", type=int, default=200, help="labelled rows, drawn by seed")
    parser.add_argument("--groups", type=int, default=40, help="groups, drawn by seed")
    parser.add_argument("--model", default=None, help="as the commands take it")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.items < 8 or arguments.groups < 8:
        parser.error("--items and --groups are 8 at least: with fewer nothing can be said")
    if arguments.data is None and os.environ.get(DATA):
        arguments.data = Path(os.environ[DATA])
    if arguments.data is not None and not arguments.data.is_dir():
        parser.error(f"{arguments.data}: there is no such folder")
    return arguments


async def run(settings: Settings, arguments: argparse.Namespace) -> dict[str, Any]:
    say = Report(quiet=arguments.json)
    started = time.monotonic()
    result = dict[str, Any]()
    failed = list[str]()
    async with Engine(settings) as engine:
        opened = judges(await engine.judge(), settings, engine.kept_embedder)
        embed = engine.kept_embedder.embed
        known = reliability_of(opened.judge, cache_folder(settings.cache_dir))
        withheld = known.withheld if known else {}
        result["judge"] = {"name": opened.judge.name, "digest": opened.judge.digest}
        if known is None:
            say("the judge was never checked: `commons judge check`; nothing is withheld here")
        sets = list[stances.Told]()
        for file in _files(arguments, say):
            if file.kind == "stances" and arguments.only in (None, "stances"):
                one = await stances.measure(opened.ungated, embed, file, arguments.items)
                sets.append(one)
                say(f"{one.file}: {one.judge.n} sentences")
                if one.failed and "side" not in withheld:
                    failed.append(one.failed)
                result.setdefault("stances", []).append(one.to_dict())
            elif file.kind == "groups" and arguments.only in (None, "groups"):
                held = await groups.measure(opened.judge, embed, file, arguments.groups)
                say.groups(held, withheld.get("side"))
                if held.failed and "side" not in withheld:
                    failed.append(held.failed)
                result.setdefault("groups", []).append(held.to_dict())
        say.stances(sets, withheld.get("side"))
        if arguments.only in (None, "planted"):
            kinds = arguments.kind or planted.CONCERNED
            pairs = [pair for pair in planted.read_pairs() if pair.kind in kinds]
            ordered = await planted.order(opened.judge, engine.kept_embedder.embed, pairs, withheld)
            say.planted(ordered)
            result["planted"] = [one.to_dict() for one in ordered]
        spent = opened.judge.spent
        asked = spent.requests + opened.ungated.spent.requests
    seconds = time.monotonic() - started
    say(f"{asked} questions, {seconds:.0f} s")
    return {**result, "failed": failed, "questions": asked, "seconds": round(seconds, 1)}


def _files(arguments: argparse.Namespace, say: "Report") -> list[Found]:
    if arguments.only == "planted":
        return []
    if arguments.data is None:
        say(f"labelled sets: skipped, for neither --data nor {DATA} names a folder")
        return []
    files = found_in(arguments.data)
    for file in files:
        if file.kind is None:
            say(f"{file.name}: skipped, {file.reason}")
    if not files:
        say(f"labelled sets: {arguments.data} holds none")
    return files


class Report:
    """Prints what was found, unless JSON is wanted."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet

    def __call__(self, text: str) -> None:
        if not self.quiet:
            print(text, flush=True)

    def planted(self, ordered: list[planted.Ordered]) -> None:
        self("\nPlanted pairs ordered rightly (chance .50)")
        self(f"  {'kind':12} {'score':28} {'right':>8}  {'share':>5}  95 %")
        for one in ordered:
            low, high = one.interval
            share = one.right / one.pairs
            counts = (("ties", one.ties), ("unscored", one.unscored))
            note = ", ".join(f"{count} {what}" for what, count in counts if count)
            held = "  WITHHELD" if one.withheld else ""
            self(
                f"  {one.kind:12} {one.score:28} {one.right:3d} of {one.pairs:2d}  {share:5.2f}  "
                f"[{low:.2f}, {high:.2f}]  {note}{held}"
            )
        for one in ordered:
            if one.wrong:
                self(f"  not right, {one.score}: {', '.join(one.wrong)}")

    def stances(self, sets: list[stances.Told], withheld: str | None) -> None:
        if not sets:
            return
        self("\nSide of single sentences, 95 % over motions")
        for row in stances.table(sets):
            self(f"  {row}")
        if withheld:
            self(f"  WITHHELD: {withheld}")

    def groups(self, held: groups.Held, withheld: str | None) -> None:
        self(f"\n{held.file}: {held.n} groups, {held.unscored} without a stated-agreement")
        for row in held.rows():
            self(f"  {row}")
        self(f"  {groups.PUBLISHED}")
        if withheld:
            self(f"  WITHHELD: {withheld}")


if __name__ == "__main__":
    main()
