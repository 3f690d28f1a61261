"""One row an agency and month: of the days on which its columns were owed, how many were read, and why the rest not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection, and_, case, extract, func, or_, select

from schemas.agencies import Agency
from warehouse.connect import Warehouse
from warehouse.facts.crawl import went_out
from warehouse.facts.frames import NUMBER, TEXT, frame
from warehouse.facts.seen import Key, columns_at, latest_reading, local_day, recorded, with_codes
from warehouse.tables import agencies as agency_table
from warehouse.tables import columns, nights, observations

if TYPE_CHECKING:
    import pandas as pd

COVERAGE: Mapping[str, str] = {
    "agency": TEXT,
    "month": TEXT,  # 2026-11
    "days": NUMBER,  # of the month, as far as they were asked for: as many nights are expected
    "nights": NUMBER,  # days with a crawled night
    "owed": NUMBER,  # columns by days: one for each column on each day of its duty
    "read": NUMBER,  # of them, those on which a night could read the column
    "missed": NUMBER,  # those without a night
    "our_failure": NUMBER,  # those with a night that could not read the column, or did not come to it
    "not_assessable": NUMBER,  # those with a night that found that it cannot be judged from outside
    "share": "Float64",  # read / owed; missing where nothing was owed
}
"""Columns of `coverage` and their dtypes. `owed = read + missed + our_failure + not_assessable`, always."""


def coverage(
    w: Warehouse,
    *,
    agencies: Sequence[Agency],
    zone: ZoneInfo,
    first: date,
    last: date,
    known_at: datetime | None = None,
) -> pd.DataFrame:
    """What was read from `first` to `last`, both included, in the order of the register, then of months.

    The day of a night is that of its monitoring point in `zone`; several nights of one day are one. A column without
    `from` is owed from the day on which it was registered, or from the night that first looked: nobody could before.
    A day on which any visit could read it is read. `known_at`: what was recorded after it does not count.
    """
    months = list(_months(first, last))
    with w.read() as connection:
        crawled = _crawled(connection, first, last, known_at)
        since = _registered(connection, zone)
        looks = _looks(connection, first, last, known_at)
    rows = []
    for agency in agencies:
        for month in months:
            owed = nights = read = hopeless = 0
            for column in agency.columns:
                key = (agency.code, column.code)
                begin, end = agency.duty(column)
                days = month.within(begin or since.get(key) or last + timedelta(days=1), end)
                owed += days.length
                nights += days.count(crawled)
                seen = looks.get((key, month.name), _Looks(0, 0))
                read += seen.read
                hopeless += seen.not_assessable
            rows.append(
                {
                    "agency": agency.code,
                    "month": month.name,
                    "days": month.length,
                    "nights": month.count(crawled),
                    "owed": owed,
                    "read": read,
                    "missed": owed - nights,
                    "our_failure": nights - read - hopeless,
                    "not_assessable": hopeless,
                    "share": read / owed if owed else None,
                }
            )
    return frame(rows, COVERAGE)


@dataclass(frozen=True)
class _Days:
    """Days in a row, both ends included; none where `last` lies before `first`."""

    first: date
    last: date

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def length(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    def count(self, days: Sequence[date]) -> int:
        """How many of `days`, which are sorted, lie among them."""
        return max(0, bisect_right(days, self.last) - bisect_left(days, self.first))

    def within(self, begin: date, end: date | None) -> _Days:
        return _Days(max(self.first, begin), min(self.last, end or self.last))


@dataclass(frozen=True)
class _Looks:
    """Days of one column in one month."""

    read: int
    not_assessable: int


def _months(first: date, last: date) -> Iterator[_Days]:
    begin = first
    while begin <= last:
        following = begin.replace(day=1) + relativedelta(months=1)
        yield _Days(begin, min(last, following - timedelta(days=1)))
        begin = following


def _crawled(connection: Connection, first: date, last: date, known_at: datetime | None) -> list[date]:
    days = select(nights.c.day).distinct().where(nights.c.day.between(first, last), went_out(known_at))
    return list(connection.execute(days.order_by(nights.c.day)).scalars())


def _registered(connection: Connection, zone: ZoneInfo) -> dict[Key, date]:
    # A night that begins after midnight may be that of the day before.
    first_look = (
        select(nights.c.day)
        .join(observations, observations.c.night_id == nights.c.id)
        .where(observations.c.column_id == columns.c.id)
        .order_by(observations.c.observed_at)
        .limit(1)
        .correlate(columns)
        .scalar_subquery()
    )
    rows = connection.execute(with_codes(columns.c.registered_at, first_look.label("looked")))
    return {
        (row.agency, row.column): min(filter(None, (local_day(row.registered_at, zone), row.looked))) for row in rows
    }


def _looks(connection: Connection, first: date, last: date, known_at: datetime | None) -> dict[tuple[Key, str], _Looks]:
    """By column and month: the days on which it was read, and those on which it was only found not assessable."""
    register = columns_at(known_at)
    on_duty = and_(
        or_(register.c.valid_from.is_(None), register.c.valid_from <= nights.c.day),
        or_(register.c.valid_to.is_(None), register.c.valid_to >= nights.c.day),
    )
    by_day = (
        select(
            observations.c.column_id,
            nights.c.day,
            func.max(case((observations.c.readable, 1), else_=0)).label("read"),
            func.max(case((observations.c.cause == "not_assessable", 1), else_=0)).label("hopeless"),
        )
        .join(nights, nights.c.id == observations.c.night_id)
        .join(register, register.c.id == observations.c.column_id)
        .where(
            nights.c.day.between(first, last),
            went_out(known_at),
            recorded(observations, known_at),
            latest_reading(known_at=known_at),
            on_duty,
        )
        .group_by(observations.c.column_id, nights.c.day)
        .subquery()
    )
    year, month = extract("year", by_day.c.day), extract("month", by_day.c.day)
    by_month = (
        select(
            by_day.c.column_id,
            year.label("year"),
            month.label("month"),
            func.sum(by_day.c.read).label("read"),
            func.sum((1 - by_day.c.read) * by_day.c.hopeless).label("hopeless"),
        )
        .group_by(by_day.c.column_id, year, month)
        .subquery()
    )
    rows = connection.execute(
        select(
            agency_table.c.code.label("agency"),
            columns.c.code.label("column"),
            by_month.c.year,
            by_month.c.month,
            by_month.c.read,
            by_month.c.hopeless,
        )
        .join(columns, columns.c.id == by_month.c.column_id)
        .join(agency_table, agency_table.c.id == columns.c.agency_id)
    )
    return {
        ((row.agency, row.column), f"{int(row.year):04}-{int(row.month):02}"): _Looks(int(row.read), int(row.hopeless))
        for row in rows
    }
