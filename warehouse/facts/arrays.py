"""Rows of a query as one array a field: what millions of rows take to be counted with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Integer, Select, String, case, cast, func, type_coerce

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

NONE = -1
"""Stands for a day that is missing. `date.min` is day 1."""


def arrays(connection: Connection, statement: Select[Any]) -> dict[str, Numbers]:
    """The statement's fields, all of them whole numbers without a missing one, by name."""
    import numpy as np  # noqa: PLC0415  (a crawl reads the warehouse too, and has no use for it)

    found = connection.execute(statement)
    names = list(found.keys())
    parts = [
        np.fromiter(chain.from_iterable(part), dtype=np.int64, count=len(part) * len(names)).reshape(-1, len(names))
        for part in found.partitions(200_000)
    ]
    table = np.concatenate(parts) if parts else np.empty((0, len(names)), dtype=np.int64)
    return {name: np.ascontiguousarray(table[:, n]) for n, name in enumerate(names)}


def day_number(connection: Connection, day: ColumnElement[Any]) -> ColumnElement[int]:
    """SQL: a calendar day as `date.toordinal` counts it, `NONE` where it is missing."""
    if connection.dialect.name == "postgresql":
        number: ColumnElement[Any] = type_coerce(day.op("-")(date(1, 1, 1)), Integer) + 1
    else:
        # Of the text as it is stored: julianday counts from noon.
        number = cast(func.julianday(type_coerce(day, String)) - 1721424.5, Integer)
    return func.coalesce(number, NONE)


def second_number(connection: Connection, moment: ColumnElement[Any]) -> ColumnElement[int]:
    """SQL: a moment as whole seconds since 1970 in UTC."""
    if connection.dialect.name == "postgresql":
        return cast(func.floor(func.extract("epoch", moment)), Integer)
    return cast(func.strftime("%s", type_coerce(moment, String)), Integer)


def code_of(field: ColumnElement[str], codes: Mapping[str, int]) -> ColumnElement[int]:
    """SQL: a text from a closed list as its number, `NONE` for all others."""
    return case(codes, value=field, else_=NONE)


def local_days(seconds: Numbers, zone: ZoneInfo) -> Numbers:
    """Calendar days in `zone`, as `date.toordinal` counts them, of moments given by `second_number`."""
    import numpy as np  # noqa: PLC0415  (as above)
    import pandas as pd  # noqa: PLC0415

    shown = pd.to_datetime(seconds, unit="s", utc=True).tz_convert(zone).tz_localize(None)
    days: Numbers = shown.to_numpy().astype("datetime64[D]").astype(np.int64) + date(1970, 1, 1).toordinal()
    return days


def as_days(numbers: Numbers) -> NDArray[np.datetime64]:
    """Days as a frame holds them (`DAY`), not-a-time where they are `NONE`."""
    import numpy as np  # noqa: PLC0415  (as above)

    days = (numbers - date(1970, 1, 1).toordinal()).astype("datetime64[D]").astype("datetime64[s]")
    return np.where(numbers == NONE, np.datetime64("NaT", "s"), days)
