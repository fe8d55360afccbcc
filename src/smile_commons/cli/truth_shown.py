"""What readers made of the truth of lines, in words and as data."""

from collections.abc import Mapping
from typing import Any

from smile_commons.scoring.labels.truth import FALSE, GARBLED, TRUE, Told, Truth, agreement, told


def in_words(readers: Mapping[str, Mapping[str, Truth]], of: int) -> list[str]:
    """By reader the share false or garbled, and what agreement there is between readers."""
    lines = [f"{who}: {_told(told(labels.values()), of)}" for who, labels in readers.items()]
    if len(readers) < 2:
        return lines or ["nobody has labelled a line yet"]
    shared, found = agreement(list(readers.values()))
    if found is None:
        return [*lines, f"{shared} lines labelled by two or more: alpha is not defined"]
    value, interval = found
    within = f" [{interval[0]:.2f}, {interval[1]:.2f}]" if interval else ""
    by = f"over {shared} lines that two or more labelled"
    return [*lines, f"Krippendorff's alpha {value:.2f}{within} {by}"]


def _told(one: Told, of: int) -> str:
    if one.share is None or one.interval is None:
        return f"0 of {of} lines labelled"
    wrong = one.false + one.garbled
    not_asked = wrong - one.no_clean_take - one.wrong_choice
    parts = [
        f"{one.lines} of {of} lines labelled",
        f"false or garbled {one.share:.0%} [{one.interval[0]:.0%}, {one.interval[1]:.0%}]",
        f"{one.false} false, {one.garbled} garbled",
        f"no clean take {one.no_clean_take}, wrong choice {one.wrong_choice}"
        + (f", not told {not_asked}" if not_asked else ""),
    ]
    return "; ".join(parts)


def as_data(readers: Mapping[str, Mapping[str, Truth]], of: int) -> dict[str, Any]:
    """The same for ``--json``."""
    shared, found = agreement(list(readers.values()))
    return {
        "lines": of,
        "readers": {who: _data(told(labels.values())) for who, labels in readers.items()},
        "shared": shared,
        "alpha": found[0] if found else None,
        "alpha_interval": found[1] if found else None,
    }


def _data(one: Told) -> dict[str, Any]:
    return {
        "labels": one.lines,
        "by_label": {
            TRUE: one.lines - one.false - one.garbled,
            FALSE: one.false,
            GARBLED: one.garbled,
        },
        "share": one.share,
        "interval": one.interval,
        "no_clean_take": one.no_clean_take,
        "wrong_choice": one.wrong_choice,
    }
