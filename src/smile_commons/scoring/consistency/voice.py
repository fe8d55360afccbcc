"""Whether a blind reader can tell who speaks, and whether that fades.

The reader is multinomial naive Bayes over character n-grams (Stamatatos 2009 for the features,
Manning, Raghavan and Schütze 2008, ch. 13, for the model), taught all speeches but the one it
reads. Names are masked. What people speak of gives them away too: an upper bound.
"""

import re
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smile_commons.scoring.consistency.shares import COVERS, TOO_FEW, scopes
from smile_commons.scoring.intervals import FEWEST, SEED, of_share, percentiles
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Control, Score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GRAMS = (2, 3, 4)
BUCKETS = 4096
"""N-grams share counts by a hash; few of a debate's meet."""
_SMOOTHING = 0.1
_EXCHANGES = 60
_MANY = 400
"""With more speeches fewer exchanges tell as much."""
ALONE = "one speaker alone cannot be told from another"
TOO_SHORT = "fewer than nine speeches: no thirds"
_WORD = re.compile(r"[^\W_]+")


def score_voice(
    lines: Sequence[Line], names: Sequence[str]
) -> tuple[list[Score], list[dict[str, Any]]]:
    """How often the reader is right: of the whole, by persona, and last third less first.

    Args:
        lines: the speeches.
        names: to be masked, such as the cues.
    """
    import numpy as np

    speakers = list(dict.fromkeys(line.speaker for line in lines))
    counts = [sum(line.speaker == who for line in lines) for who in speakers]
    if len(speakers) < 2 or min(counts) < 2:
        reason = ALONE if len(speakers) < 2 else "somebody speaks once: nothing to learn from"
        return [Score(id=id, value=None, unscored=reason) for id in ("voice", "voice-fading")], []
    features = _features(lines, names)
    whose = np.array([speakers.index(line.speaker) for line in lines])
    right = _right(features, whose)
    rng = np.random.default_rng(SEED)
    exchanges = _EXCHANGES if len(lines) <= _MANY else 10
    chance = np.array([_right(features, rng.permutation(whose)).mean() for _ in range(exchanges)])
    scores = [
        _told(scope, right[places], chance, rng)
        for scope, places in scopes([line.speaker for line in lines], speakers)
    ]
    rows = [
        {"id": "voice", "turn": line.turn, "persona": line.speaker, "value": float(hit)}
        for line, hit in zip(lines, right, strict=True)
    ]
    return [*scores, _fading(right, rng)], rows


def _told(scope: Any, right: Any, chance: Any, rng: "np.random.Generator") -> Score:
    n = len(right)
    value, level = float(right.mean()), float(chance.mean())
    enough = n >= FEWEST
    drawn = right[rng.integers(0, n, size=(1000, n))].mean(axis=1) - rng.choice(chance, size=1000)
    return Score(
        id="voice",
        scope=scope,
        value=value,
        interval=of_share(int(right.sum()), n) if enough else None,
        uncertain=COVERS if enough else TOO_FEW,
        control=Control(
            kind="chance",
            value=level,
            difference=value - level,
            interval=percentiles(drawn) if enough else None,
            reason=None if enough else TOO_FEW,
        ),
        n=n,
    )


def _fading(right: Any, rng: "np.random.Generator") -> Score:
    """Last third less first third, beside the same with the speeches in random order."""
    third = len(right) // 3
    if third < 3:
        return Score(id="voice-fading", value=None, unscored=TOO_SHORT)
    first, last = right[:third], right[-third:]
    value = float(last.mean() - first.mean())
    picks = rng.integers(0, third, size=(2, 1000, third))
    drawn = last[picks[0]].mean(axis=1) - first[picks[1]].mean(axis=1)
    mixed = rng.permuted(right[None, :].repeat(1000, axis=0), axis=1)
    shuffled = mixed[:, -third:].mean(axis=1) - mixed[:, :third].mean(axis=1)
    return Score(
        id="voice-fading",
        value=value,
        interval=percentiles(drawn),
        uncertain="resampled over the speeches of each third",
        control=Control(
            kind="shuffled",
            value=float(shuffled.mean()),
            difference=value - float(shuffled.mean()),
            interval=percentiles(drawn - shuffled),
        ),
        n=2 * third,
    )


def _features(lines: Sequence[Line], names: Sequence[str]) -> "NDArray[np.float64]":
    """Dampened counts of hashed n-grams, one row a speech."""
    import numpy as np

    masked = {name.lower() for name in names}
    table = np.zeros((len(lines), BUCKETS))
    for row, line in enumerate(lines):
        for word in _WORD.findall(line.text.lower()):
            if word in masked:
                continue
            padded = f" {word} "
            for size in GRAMS:
                for start in range(len(padded) - size + 1):
                    gram = padded[start : start + size]
                    table[row, zlib.crc32(gram.encode()) % BUCKETS] += 1
    return np.log1p(table)


def _right(features: "NDArray[np.float64]", whose: "NDArray[np.intp]") -> "NDArray[np.float64]":
    """1 where the reader names the speaker, 0 where not; each speech left out of its lesson."""
    import numpy as np

    classes = int(whose.max()) + 1
    taught = np.stack([features[whose == one].sum(axis=0) for one in range(classes)])
    size = taught.sum(axis=1) + _SMOOTHING * BUCKETS
    scores = features @ (np.log(taught + _SMOOTHING) - np.log(size)[:, None]).T
    left = taught[whose] - features
    rest = size[whose] - features.sum(axis=1)
    own = (features * np.log(np.maximum(left, 0) + _SMOOTHING)).sum(axis=1)
    scores[np.arange(len(whose)), whose] = own - features.sum(axis=1) * np.log(rest)
    return (scores.argmax(axis=1) == whose).astype(np.float64)
