"""Rows as a data frame."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smile_commons.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


def frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> "pd.DataFrame":
    """The rows as a frame, with its columns where there is no row too.

    Raises:
        InputError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise InputError(
            "a data frame needs pandas: pip install pandas, or 'smile-commons[notebook]'"
        ) from error
    return pd.DataFrame.from_records(rows, columns=list(columns))  # pyright: ignore[reportUnknownMemberType]
