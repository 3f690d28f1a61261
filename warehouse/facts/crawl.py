"""Which night this is, and what it still has to read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func, select

from warehouse.connect import Warehouse
from warehouse.facts.seen import Key, in_force, latest_reading, local_day, with_codes
from warehouse.nights import CRAWLING, NIGHT_COLUMNS, Night, as_night
from warehouse.tables import columns, nights, observations, office, runs

SEEN_FOR = timedelta(days=1)
"""A night shows the pages from its monitoring point up to the next night's, which comes a day later."""


def night_at(w: Warehouse, as_of: datetime) -> Night | None:
    """The night of this monitoring point; if there is none, the latest one before it; if none, `None`."""
    with w.read() as connection:
        row = connection.execute(
            select(*NIGHT_COLUMNS).where(nights.c.as_of <= as_of).order_by(nights.c.as_of.desc()).limit(1)
        ).first()
    return as_night(row) if row else None


def crawled_night_at(w: Warehouse, as_of: datetime, *, known_at: datetime | None = None) -> Night | None:
    """The latest night up to `as_of` in which columns were visited; a point that was only judged has seen nothing.

    `known_at`: only visits that had begun by then make a night a crawled one.
    """
    with w.read() as connection:
        row = connection.execute(
            select(*NIGHT_COLUMNS)
            .where(nights.c.as_of <= as_of, went_out(known_at))
            .order_by(nights.c.as_of.desc())
            .limit(1)
        ).first()
    return as_night(row) if row else None


def night_seen_at(w: Warehouse, as_of: datetime, *, known_at: datetime | None = None) -> Night | None:
    """The crawled night that shows the pages at `as_of`; `None` where none was crawled in the day before it.

    What a page showed on the day before a missed night is not what it showed in that night.
    """
    night = crawled_night_at(w, as_of, known_at=known_at)
    return night if night is not None and as_of - night.as_of < SEEN_FOR else None


def end_of_crawl(w: Warehouse, night: Night) -> datetime | None:
    """When the night's own runs ended: those begun within a day of its first; `None` if none of them ended."""
    with w.read() as connection:
        return connection.execute(
            select(func.max(runs.c.finished_at, type_=runs.c.finished_at.type)).where(
                runs.c.night_id == night.id,
                runs.c.command.in_(CRAWLING),
                runs.c.started_at < night.started_at + SEEN_FOR,
            )
        ).scalar()


def crawled_nights(w: Warehouse, *, since: datetime, until: datetime) -> tuple[Night, ...]:
    """The nights with a monitoring point from `since` to `until` in which columns were visited, the oldest first."""
    with w.read() as connection:
        rows = connection.execute(
            select(*NIGHT_COLUMNS)
            .where(nights.c.as_of.between(since, until), went_out())
            .order_by(nights.c.as_of, nights.c.id)
        )
        return tuple(as_night(row) for row in rows)


def pending_columns(w: Warehouse, night: Night) -> set[Key]:
    """Columns in force at the monitoring point that this night has not managed to read: (agency, column) codes.

    What was read under an address that has been corrected since was not this column.
    """
    with w.read() as connection:
        zone = connection.execute(select(office.c.zone)).scalar()
        if zone is None:
            return set()
        read = exists().where(
            observations.c.column_id == columns.c.id,
            observations.c.night_id == night.id,
            observations.c.readable,
            observations.c.url == columns.c.url,
            latest_reading(),
        )
        rows = connection.execute(with_codes().where(in_force(local_day(night.as_of, ZoneInfo(zone))), ~read))
        return {(row.agency, row.column) for row in rows}


def went_out(known_at: datetime | None = None) -> ColumnElement[bool]:
    """SQL condition on `nights`: columns were visited in it."""
    visiting = exists().where(runs.c.night_id == nights.c.id, runs.c.command.in_(CRAWLING))
    return visiting if known_at is None else visiting.where(runs.c.started_at <= known_at)
