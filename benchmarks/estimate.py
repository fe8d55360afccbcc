"""How near `commons play --estimate` comes to what plays took: read from runs that were played.

    python benchmarks/estimate.py RUN_FOLDER... [--pace RUN_FOLDER...]

Each run is estimated as if before its first call: from its own world, dialogue, seed and settings,
with the pace measured over the *other* runs given, or over those of ``--pace``, never over the run
itself (``--guess`` takes the catalogue's). What a run has no record of at all (ballots, judging) is
left out of its estimate; opening ballots count as kept if they came from the cache. Time is the
model's: what lies between hangs on the machine's other work.
Exits with 1 if tokens or calls of a run are more than 15 % off; times are printed, not judged.
"""

import argparse
import asyncio
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from smile_commons.api.estimate import Estimate, estimated
from smile_commons.api.pace import pace_of
from smile_commons.api.play import Prepared
from smile_commons.api.worlds import world_of
from smile_commons.dialogues.casting import cast
from smile_commons.models.catalogue import catalogue
from smile_commons.models.pace import Pace
from smile_commons.models.record import Record
from smile_commons.models.rehearsed import Expected, shown
from smile_commons.models.reply import Usage
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder

MOST_OFF = 0.15
JUDGED = ("prompt", "completion", "calls")


def recorded(folder: RunFolder) -> dict[str, Usage]:
    """What a run cost, by what it was for; what came from a cache cost nothing."""
    found = defaultdict[str, Usage](Usage)
    for asked, reply in Record(folder.replies_path, read_only=True).exchanges():
        found[shown(asked.purpose)] += reply.usage
    return {kind: usage for kind, usage in found.items() if usage.calls}


def estimate(folder: RunFolder, pace: Pace, kept: bool) -> Estimate:
    world = world_of(folder)
    manifest = folder.manifest
    casting = cast(world, manifest.options())
    settings = load_settings(run=manifest.settings, world=world.root, environ={})
    planned = Prepared(world=world, casting=casting, manifest=manifest, settings=settings)
    return asyncio.run(estimated(planned, pace, kept=kept))


def compare(folder: RunFolder, others: Sequence[RunFolder]) -> bool:
    """Prints estimate beside record; whether what is judged came near enough."""
    entry = catalogue().get(folder.manifest.model.name if folder.manifest.model else "")
    guess = (entry.pace if entry else None) or Pace()
    parts = recorded(folder)
    kept = "ballot/opening" not in parts
    found = estimate(folder, pace_of(list(others), guess) if others else guess, kept)
    wanted = {kind: one for kind, one in found.tally.expected.items() if kind in parts}
    total, actual = sum(wanted.values(), Expected()), sum(parts.values(), Usage())
    speeches = sum(event.is_turn for event in folder.events.all())
    rows = {
        "speeches": (float(found.speeches), float(speeches)),
        "calls": (total.calls, float(actual.calls)),
        "prompt": (total.prompt, float(actual.prompt)),
        "cached": (total.cached, float(actual.cached)),
        "completion": (total.completion, float(actual.completion)),
        "seconds": (total.seconds, actual.seconds),
    }
    print(f"{folder.path.name}{', opening ballots kept' if kept else ''}")
    for name, (one, other) in rows.items():
        print(f"  {name:11} {one:9.0f} {other:9.0f} {one / other - 1 if other else 0:+7.1%}")
    for kind, one in wanted.items():
        print(f"    {kind:15} {one.seconds:6.0f} s {parts[kind].seconds:6.0f} s")
    return all(abs(rows[name][0] / max(1.0, rows[name][1]) - 1) <= MOST_OFF for name in JUDGED)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--pace", nargs="+", type=Path, default=[])
    parser.add_argument("--guess", action="store_true")
    asked = parser.parse_args()
    folders = [RunFolder.open(path, path.parent) for path in asked.runs]
    given = [RunFolder.open(path, path.parent) for path in asked.pace]
    print(f"{'':13} {'estimate':>9} {'recorded':>9} {'off':>7}")
    near = True
    for folder in folders:
        others = given or [one for one in folders if one is not folder]
        near &= compare(folder, [] if asked.guess else others)
    return int(not near)


if __name__ == "__main__":
    sys.exit(main())
