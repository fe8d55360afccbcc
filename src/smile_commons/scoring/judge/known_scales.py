"""Scales that ship: what the balanced lines told of the embedded default, so that they need not be
asked on every machine.

``commons judge check --out`` writes them with the figures; they hold for one judge's digest.
"""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, cast

from smile_commons.scoring.judge.scale import Scale

SHIPPED = "measured.json"


def shipped_scales(digest: str | None) -> dict[str, Scale]:
    """The scales by form, where they were measured of the judge with this digest; else none."""
    try:
        packaged = files("smile_commons.scoring.judge").joinpath(SHIPPED)
        data = cast("dict[str, Any]", json.loads(packaged.read_text("utf-8")))
        if digest is None or data["digest"] != digest:
            return {}
        scales = cast("Mapping[str, list[float]]", data["scales"])
        return {
            form: Scale(float(offset), float(spread), int(sign))
            for form, (offset, spread, sign) in scales.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def to_dict(scales: Mapping[str, Scale]) -> dict[str, list[float]]:
    """As they are written."""
    return {
        form: [round(one.offset, 6), round(one.spread, 6), one.sign]
        for form, one in sorted(scales.items())
    }
