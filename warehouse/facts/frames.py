"""Frames whose columns have the type they are documented to have, also when a value is missing or no row is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

TEXT = "str"
NUMBER = "Int64"
HOURS = "Float64"
FLAG = "boolean"
DAY = "datetime64[s]"
"""Midnight of a calendar day in the office's zone, without a zone."""
MOMENT = "datetime64[us, UTC]"


def frame(rows: Sequence[Mapping[str, Any]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Rows (plain Python values, `None` for what is missing) as a frame of exactly the columns of `dtypes`."""
    import pandas as pd  # noqa: PLC0415  (a crawl reads the warehouse too, and has no use for its 60 MB)

    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=dtype) for name, dtype in dtypes.items()},
        columns=list(dtypes),
    )


def plain_rows(facts: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as plain Python values: `None`, `int`, `bool`, `str`, `date`, aware `datetime`."""
    lists = {str(name): [_plain(value) for value in series] for name, series in facts.items()}
    return [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]


def _plain(value: Any) -> Any:
    import pandas as pd  # noqa: PLC0415  (as above)

    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime() if value.tzinfo else value.date()
    return value.item() if hasattr(value, "item") else value
