"""From which moment a column's newest item is, where its limit is in hours: by the time of day that lists show."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from warehouse.facts.seen import Key, items_at, local_day
from warehouse.tables import agencies, columns

NEWEST = 200
"""So many of the newest items are looked at: those of one day need not stand in the order of their times."""

_TIME_OF_DAY = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:：]([0-5]\d)(?!\d)")


def newest_moment(
    connection: Connection, key: Key, *, as_of: datetime, zone: ZoneInfo, known_at: datetime | None
) -> datetime | None:
    """The latest moment at which an item that the column itself showed can have been published, up to `as_of`.

    An item with a time of day is of that moment. One without was published before its day ended, and before it was
    first seen. `None`: no such item is dated.
    """
    shown = items_at(known_at)
    rows = connection.execute(
        select(shown.c.published, shown.c.published_raw, shown.c.first_seen_at)
        .join(columns, columns.c.id == shown.c.column_id)
        .join(agencies, agencies.c.id == columns.c.agency_id)
        .where(agencies.c.code == key[0], columns.c.code == key[1], shown.c.published <= local_day(as_of, zone))
        .order_by(shown.c.published.desc())
        .limit(NEWEST)
    )

    def moments() -> Iterator[datetime]:
        for row in rows:
            told = _TIME_OF_DAY.search(row.published_raw or "")
            if told is None:
                end = end_of_day(row.published, as_of, zone)
                seen_that_day = local_day(row.first_seen_at, zone) == row.published
                yield min(end, row.first_seen_at) if seen_that_day else end
            elif (moment := datetime.combine(row.published, time(int(told[1]), int(told[2])), zone)) <= as_of:
                yield moment

    return max(moments(), default=None)


def end_of_day(day: date, as_of: datetime, zone: ZoneInfo) -> datetime:
    """The day's last second, or the monitoring point if that comes first."""
    return min(datetime.combine(day, time(23, 59, 59), zone), as_of)
