"""Where the time of runs went that were played by a real model: read from what they recorded.

    python benchmarks/timing.py RUN_FOLDER...

*Wall*: from the first request to the end of the last. *Model*: the part of it in which at least one
request was under way, so the rest is ours. *Gap*: from the end of a speech's reply to the start of
the next request, whatever it is for. *Cached*: prompt tokens that the server had already, over all
requests after the first speech. All of them by what the requests were for.
"""

import argparse
import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request; seconds on the clock of the day."""

    purpose: str
    start: float
    end: float
    prompt: int
    cached: int


def asked(run: Path) -> list[Asked]:
    """The requests of a run, by when they began."""
    found: list[Asked] = []
    for line in (run / "replies.jsonl").read_text(encoding="utf-8").splitlines():
        entry: dict[str, Any] = json.loads(line)
        if "usage" not in entry or "purpose" not in entry:
            continue
        end = datetime.fromisoformat(entry["at"]).timestamp()
        use = entry["usage"]
        found.append(
            Asked(entry["purpose"], end - use["seconds"], end, use["prompt"], use["cached"])
        )
    first = min(one.end for one in found if one.purpose.startswith("speak"))
    # Opening ballots that were kept from an earlier run bear the time of that run.
    found = [one for one in found if one.end >= first]
    return sorted(found, key=lambda one: one.start)


def busy(requests: Sequence[Asked]) -> float:
    """Seconds in which at least one request was under way."""
    total, until = 0.0, float("-inf")
    for one in requests:
        total += max(0.0, one.end - max(one.start, until))
        until = max(until, one.end)
    return total


def gaps(requests: Sequence[Asked]) -> list[float]:
    """Seconds from each speech to the next request."""
    return [
        after.start - before.end
        for before, after in pairwise(requests)
        if before.purpose.startswith("speak")
    ]


def report(run: Path) -> None:
    requests = asked(run)
    wall = max(one.end for one in requests) - requests[0].start
    later = requests[1:]
    cached = sum(one.cached for one in later) / sum(one.prompt for one in later)
    print(f"{run.name}: {len(requests)} requests in {wall:.1f} s")
    print(f"  wall to model {wall / busy(requests):.3f}, cached after the first {cached:.0%}")
    between = [gap * 1000 for gap in gaps(requests)]
    print(f"  gap after a speech: median {statistics.median(between):.0f} ms, "
          f"longest {max(between):.0f} ms")  # fmt: skip
    for kind in (
        "speak",
        "ballot/opening",
        "ballot/retest",
        "ballot/act",
        "ballot/final",
        "reflect",
    ):
        some = [one for one in requests if one.purpose.startswith(kind)]
        if some:
            print(f"  {kind:15} {len(some):4} requests, {busy(some):6.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("runs", nargs="+", type=Path)
    for run in parser.parse_args().runs:
        report(run)


if __name__ == "__main__":
    main()
