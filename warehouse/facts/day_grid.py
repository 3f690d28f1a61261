"""Columns by days: who owed what when, and the newest item of each column on each day, as arrays of one row a column.

For questions about thousands of columns and hundreds of days at once; `warehouse.facts.days` answers them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from schemas.agencies import Agency
from schemas.results import Limit
from schemas.rules import RuleSet
from warehouse.facts.arrays import NONE, arrays, day_number, local_days, second_number
from warehouse.facts.inherited import pasts_of
from warehouse.facts.limits import limit_days
from warehouse.facts.seen import Key, items_at, local_day, recorded, with_codes
from warehouse.tables import columns, item_versions, nights, observations

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from warehouse.facts.arrays import Numbers


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    @property
    def begin(self) -> int:
        """The first day as `date.toordinal` counts it."""
        return self.first.toordinal()

    def place(self, day: date) -> int:
        """How many days it lies after the first one."""
        return (day - self.first).days

    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(self.length)]


UNCOUNTED = -2
"""In place of a limit in hours or working days: only a night's own verdict says how such a column stood."""


@dataclass(frozen=True)
class Register:
    """The columns asked for, a row each, over the days of a span."""

    keys: tuple[Key, ...]
    ids: tuple[int, ...]
    """Of each row's own column; `NONE`: it was never saved."""
    sources: tuple[tuple[int, int], ...]
    """Column id and row: a row's own column, and those that it continues."""
    limits: tuple[Limit | None, ...]
    owed: NDArray[np.bool_]
    """The duty exists on the day."""
    limit: Numbers
    """In days, as of the day; `NONE`: no limit; `UNCOUNTED`: see there."""

    @classmethod
    def of(cls, connection: Connection, agencies: Sequence[Agency], rules: RuleSet, span: Span) -> Register:
        import numpy as np  # noqa: PLC0415  (a crawl reads the warehouse too, and has no use for it)

        ids = {(row.agency, row.column): row.id for row in connection.execute(with_codes(columns.c.id))}
        pasts = pasts_of(agencies)
        owing = [(agency, column) for agency in agencies for column in agency.columns]
        owed = np.zeros((len(owing), span.length), dtype=bool)
        limit = np.full((len(owing), span.length), NONE, dtype=np.int64)
        limits, sources = [], []
        in_days: dict[Limit, Numbers] = {}
        for row, (agency, column) in enumerate(owing):
            begins, ends = agency.duty(column)
            until = None if ends is None else max(0, span.place(ends) + 1)
            owed[row, 0 if begins is None else max(0, span.place(begins)) : until] = True
            own = column.own_limit or rules.limit_for(column.kind)
            if own is not None and own.unit in ("hours", "working_days"):
                own, limit[row] = None, UNCOUNTED
            limits.append(own)
            if own is not None:
                if own not in in_days:
                    in_days[own] = np.array([limit_days(own, today=day) for day in span.days()], dtype=np.int64)
                limit[row] = in_days[own]
            key = agency.code, column.code
            sources += [(ids[each], row) for each in (key, *pasts.get(key, ())) if each in ids]
        keys = tuple((agency.code, column.code) for agency, column in owing)
        own_ids = tuple(ids.get(key, NONE) for key in keys)
        return cls(keys=keys, ids=own_ids, sources=tuple(sources), limits=tuple(limits), owed=owed, limit=limit)

    @cached_property
    def row_of(self) -> Numbers:
        """By column id: the row whose own column it is; `NONE` for all others."""
        import numpy as np  # noqa: PLC0415  (as above)

        rows = np.full(max(self.ids, default=0) + 2, NONE, dtype=np.int64)
        for row, number in enumerate(self.ids):
            if number != NONE:
                rows[number] = row
        return rows

    def rows_of(self, column_ids: Numbers) -> Numbers:
        """`row_of` for many ids, of whatever column."""
        import numpy as np  # noqa: PLC0415  (as above)

        inside = column_ids < len(self.row_of)
        return np.where(inside, self.row_of[np.where(inside, column_ids, 0)], NONE)


@dataclass(frozen=True)
class Newest:
    """The newest item of each column on each day, dated up to it; `NONE`: there was none."""

    then: Numbers
    """Among the items that had been seen by the latest night up to the day."""
    now: Numbers
    """Among all, whenever they were seen first."""
    shown_until: Numbers
    """The day on which the one of `now` was seen last; of several of one day the one seen last."""
    undated: NDArray[np.bool_]
    """By row: some item of the column carries no day."""

    @classmethod
    def of(
        cls, connection: Connection, register: Register, span: Span, zone: ZoneInfo, known_at: datetime | None
    ) -> Newest:
        """An item that was dated otherwise before counts for either day."""
        import numpy as np  # noqa: PLC0415  (as above)

        rows, published, known_from, seen_until = _dated(connection, register, span, zone, known_at)
        dated = published != NONE
        undated = np.zeros(len(register.keys), dtype=bool)
        undated[rows[~dated]] = True
        rows, published, known_from, seen_until = (part[dated] for part in (rows, published, known_from, seen_until))
        place = np.maximum(published - span.begin, 0)
        then, now = (np.full(register.owed.shape, NONE, dtype=np.int64) for _ in range(2))
        _raise_to(then, rows, np.maximum(place, known_from), published)
        # Both days in one number, so that the later day of publication wins and brings its own last sighting.
        _raise_to(now, rows, place, published * _MANY + seen_until)
        none = now == NONE
        return cls(then, np.where(none, NONE, now // _MANY), np.where(none, NONE, now % _MANY), undated)


_MANY = 10_000_000
"""More than any day's number."""


def _raise_to(grid: Numbers, rows: Numbers, places: Numbers, values: Numbers) -> None:
    """From its place on, a row of the grid is not below any of the values."""
    import numpy as np  # noqa: PLC0415  (as above)

    inside = places < grid.shape[1]
    np.maximum.at(grid, (rows[inside], places[inside]), values[inside])
    np.maximum.accumulate(grid, axis=1, out=grid)


def _dated(
    connection: Connection, register: Register, span: Span, zone: ZoneInfo, known_at: datetime | None
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Of each item, and of each day it carried before: row, day, place of the night that showed it first, last day."""
    import numpy as np  # noqa: PLC0415  (as above)

    shown = items_at(known_at)
    numbers = (
        shown.c.column_id,
        observations.c.night_id,
        second_number(connection, shown.c.last_seen_at).label("last"),
    )
    first_shown = observations.c.id == shown.c.first_seen_observation_id
    present = select(*numbers, day_number(connection, shown.c.published).label("published")).join(
        observations, first_shown
    )
    before = (
        select(*numbers, day_number(connection, item_versions.c.published).label("published"))
        .join(observations, first_shown)
        .join(item_versions, item_versions.c.item_id == shown.c.id)
        .where(item_versions.c.reread.is_(False), item_versions.c.published.is_not(None))
        .where(recorded(item_versions, known_at))
    )
    parts = [arrays(connection, statement) for statement in (present, before)]
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    by_night = _places_of_nights(connection, span, zone)
    own = register.rows_of(found["column_id"])
    picked = [(own, own != NONE)]
    handed_over = [pair for pair in register.sources if register.row_of[pair[0]] != pair[1]]
    picked += [(np.full(len(own), row), found["column_id"] == column) for column, row in handed_over]
    rows = np.concatenate([rows[which] for rows, which in picked])
    which = np.concatenate([np.flatnonzero(which) for _, which in picked])
    last = local_days(found["last"], zone)
    return rows, found["published"][which], by_night[found["night_id"]][which], last[which]


def _places_of_nights(connection: Connection, span: Span, zone: ZoneInfo) -> Numbers:
    """By night id: how many days after the span's first one its monitoring point lies, from 0 to just beyond it."""
    import numpy as np  # noqa: PLC0415  (as above)

    found = connection.execute(select(nights.c.id, nights.c.as_of)).all()
    place = np.zeros(max((row.id for row in found), default=0) + 1, dtype=np.int64)
    for row in found:
        place[row.id] = min(max(0, span.place(local_day(row.as_of, zone))), span.length)
    return place
