"""The tags of columns' own pages, as they were read last, and of which columns they are known."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect, select

from schemas.home_pages import ColumnTags
from warehouse.connect import Warehouse
from warehouse.facts.seen import in_force, local_day, proof_of, with_codes
from warehouse.tables import columns, nights, page_details


def tagged_columns(w: Warehouse, *, reader: str) -> frozenset[int]:
    """The ids of the columns whose latest tags `reader` read: they hold for as long as their page stays the same."""
    with w.read() as connection:
        wanted = select(page_details.c.column_id).where(page_details.c.id == _latest(), page_details.c.reader == reader)
        return frozenset(connection.execute(wanted.join(columns, columns.c.id == page_details.c.column_id)).scalars())


def column_tags(w: Warehouse, *, as_of: datetime, zone: ZoneInfo) -> tuple[ColumnTags, ...]:
    """What the pages of columns in force on the day of `as_of` said of themselves in the nights up to it.

    In the order of agency and column. A column whose page was never read for its tags is not among them.
    """
    statement = (
        with_codes(*(page_details.c[name] for name in ("tags", "url", "read_at", "sha256", "record", "length")))
        .join(page_details, page_details.c.id == _latest(as_of))
        .where(in_force(local_day(as_of, zone)))
        .order_by("agency", "column")
    )
    with w.read() as connection:
        return tuple(
            ColumnTags(
                agency=row.agency,
                column=row.column,
                read_on=local_day(row.read_at, zone),
                tags=row.tags,
                evidence=(proof_of(row, at=row.read_at),),
            )
            for row in connection.execute(statement)
        )


def _latest(as_of: datetime | None = None) -> ScalarSelect[int]:
    """The latest row of the column that the enclosing query is at, by the nights up to `as_of`."""
    own = page_details.alias("own")
    wanted = select(own.c.id).where(own.c.column_id == columns.c.id)
    if as_of is not None:
        wanted = wanted.join(nights, nights.c.id == own.c.night_id).where(nights.c.as_of <= as_of)
    return wanted.order_by(own.c.read_at.desc(), own.c.id.desc()).limit(1).correlate(columns).scalar_subquery()
