"""What the crawl must know before it goes out: which night this is, what is still to be read, what is known already."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select

from schemas.entries import Identity
from warehouse.connect import Warehouse
from warehouse.facts.seen import Key, in_force, latest_readable, local_day, read_back_to, with_codes
from warehouse.nights import NIGHT_COLUMNS, Night, as_night
from warehouse.tables import agencies, columns, items, nights, observations, office, runs, validators
from warehouse.validators import PageValidators

CRAWLING = ("crawl", "nightly")
"""Commands whose runs visit columns."""


def night_at(w: Warehouse, as_of: datetime) -> Night | None:
    """The night of this monitoring point; if there is none, the latest one before it; if none, `None`."""
    with w.read() as connection:
        row = connection.execute(
            select(*NIGHT_COLUMNS).where(nights.c.as_of <= as_of).order_by(nights.c.as_of.desc()).limit(1)
        ).first()
    return as_night(row) if row else None


def crawled_night_at(w: Warehouse, as_of: datetime) -> Night | None:
    """The latest night up to `as_of` in which columns were visited; a point that was only judged has seen nothing."""
    went_out = exists().where(runs.c.night_id == nights.c.id, runs.c.command.in_(CRAWLING))
    with w.read() as connection:
        row = connection.execute(
            select(*NIGHT_COLUMNS).where(nights.c.as_of <= as_of, went_out).order_by(nights.c.as_of.desc()).limit(1)
        ).first()
    return as_night(row) if row else None


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
        )
        rows = connection.execute(with_codes().where(in_force(local_day(night.as_of, ZoneInfo(zone))), ~read))
        return {(row.agency, row.column) for row in rows}


def known_items(w: Warehouse, agency: str, column: str) -> frozenset[str]:
    """Addresses of all items ever seen in the column."""
    with w.read() as connection:
        rows = connection.execute(
            select(items.c.url)
            .join(columns, columns.c.id == items.c.column_id)
            .join(agencies, agencies.c.id == columns.c.agency_id)
            .where(agencies.c.code == agency, columns.c.code == column)
        )
        return frozenset(row.url for row in rows)


def known_back_to(w: Warehouse, agency: str, column: str) -> date | None:
    """The day since which every item of the column has been read without a gap; `date.min`: all there are.

    It is what the latest readable visit says: a visit that could not close the gap to what was known before leaves
    `None`, and the next visit must read on until it can.
    """
    latest = latest_readable(conclusive=True)
    with w.read() as connection:
        row = connection.execute(
            with_codes(observations.c.state, observations.c.read_back_to)
            .join(latest, latest.c.column_id == columns.c.id)
            .join(observations, observations.c.id == latest.c.observation_id)
            .where(agencies.c.code == agency, columns.c.code == column)
        ).first()
    return read_back_to(row.state, row.read_back_to) if row else None


def known_identity(w: Warehouse, agency: str, column: str, *, after: date | None = None) -> Identity | None:
    """What the column's page called itself at the latest readable visit of its present address; `None` if never read.

    `after`: visits up to this day, in the office's zone, do not count, those of the day itself included: the page may
    have changed on the very day on which it was both read and looked at.
    """
    with w.read() as connection:
        zone = connection.execute(select(office.c.zone)).scalar()
        if zone is None:
            return None
        wanted = (
            select(observations.c.identity)
            .join(columns, columns.c.id == observations.c.column_id)
            .join(agencies, agencies.c.id == columns.c.agency_id)
            .where(agencies.c.code == agency, columns.c.code == column)
            .where(observations.c.readable, observations.c.url == columns.c.url)
            .order_by(observations.c.observed_at.desc(), observations.c.id.desc())
            .limit(1)
        )
        if after is not None:
            over = datetime.combine(after + timedelta(days=1), time.min, ZoneInfo(zone))
            wanted = wanted.where(observations.c.observed_at >= over)
        row = connection.execute(wanted).first()
    return Identity.model_validate(row.identity) if row else None


def known_validators(w: Warehouse, agency: str, column: str) -> dict[str, PageValidators]:
    """The validators of the column's pages by address, for conditional requests."""
    with w.read() as connection:
        rows = connection.execute(
            with_codes(
                validators.c.url,
                validators.c.etag,
                validators.c.last_modified,
                validators.c.sha256,
                validators.c.record,
                validators.c.fetched_at,
            )
            .join(validators, validators.c.column_id == columns.c.id)
            .where(agencies.c.code == agency, columns.c.code == column)
        )
        return {
            row.url: PageValidators(
                url=row.url,
                etag=row.etag,
                last_modified=row.last_modified,
                sha256=row.sha256,
                record=row.record,
                fetched_at=row.fetched_at,
            )
            for row in rows
        }
