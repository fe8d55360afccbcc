"""A table handed to R: ``data.csv`` and ``model.R``, which fits a mixed model with lme4, or a beta
mixed model with glmmTMB.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from smile_commons.errors import InputError, unwritable
from smile_commons.exports.templates import render
from smile_commons.files import write_atomically
from smile_commons.names import known
from smile_commons.studies.analysis.beta import as_shares
from smile_commons.studies.analysis.models import ENDS, Family

if TYPE_CHECKING:
    import pandas as pd

DATA, SCRIPT = "data.csv", "model.R"
_WORD = re.compile(r"[A-Za-z.][\w.]*")
_FORMULA = re.compile(r"[\w\s.~+*:()|/^-]+")


def lme4(
    df: "pd.DataFrame",
    path: Path,
    formula: str,
    *,
    family: Family = "gaussian",
    ends: tuple[float, float] = ENDS,
) -> list[Path]:
    """Writes the columns of a formula and a script that fits it; both files.

    Args:
        df: a row an observation, as for ``mixed``; ``components.changes(ballots)`` makes one of
            ballots.
        path: a folder.
        formula: as lme4 takes it: ``change ~ factor.recall + (1|run) + (1|persona)``.
        family: ``beta`` for an outcome with ends; a column ``share`` takes its place in the model.
        ends: of that outcome.

    Raises:
        InputError: a value lies outside of the ends, a name in the formula is no column, or a file
            cannot be written.
    """
    known(family, get_args(Family), "family")
    frame: Any = df
    columns = [str(name) for name in frame.columns]
    if "~" not in formula or not _FORMULA.fullmatch(formula):
        raise InputError(f"{formula!r} is no formula: OUTCOME ~ FACTORS + (1|run)")
    wanted = list(dict.fromkeys(_WORD.findall(formula)))
    for name in wanted:
        known(name, columns, "column")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error
    part = frame[wanted]
    texts = [name for name in wanted if part[name].dtype == object]
    random = re.findall(r"\|\s*([\w.]+)\s*\)", formula)
    whole = " ".join(formula.split())
    if family == "beta":
        outcome, _, right = whole.partition("~")
        known(outcome.strip(), columns, "column")
        part = part.dropna()
        part = part.assign(share=as_shares(part[outcome.strip()].to_numpy(dtype=float), *ends))
        whole = f"share ~{right}"
    script = render(
        "templates/model.R.j2",
        data=DATA,
        formula=whole,
        family=family,
        factors=list(dict.fromkeys([*texts, *random])),
    )
    write_atomically(path / DATA, part.to_csv(index=False, lineterminator="\n", na_rep="NA"))
    write_atomically(path / SCRIPT, script)
    return [path / DATA, path / SCRIPT]
