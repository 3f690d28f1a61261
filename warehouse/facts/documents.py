"""Every item of every column as a document that a task may ask for: its title, its day, when we first saw it, where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from warehouse.connect import Warehouse
from warehouse.facts.frames import DAY, MOMENT, TEXT, frame
from warehouse.facts.seen import NO_EVIDENCE, evidence_of, local_day, with_codes
from warehouse.tables import agencies, columns, items

if TYPE_CHECKING:
    import pandas as pd

DOCUMENTS: Mapping[str, str] = {
    "agency": TEXT,
    "column": TEXT,
    "kind": TEXT,
    "category": TEXT,
    "title": TEXT,
    "url": TEXT,
    "published": DAY,  # missing: the list shows none, or a day that cannot be meant
    "first_seen_at": MOMENT,
    "evidence": TEXT,  # JSON list of Evidence: the listing pages of the visit that first showed it
}
"""Columns of `documents` and their dtypes."""


def documents(w: Warehouse, *, as_of: datetime, zone: ZoneInfo) -> pd.DataFrame:
    """All items dated up to the day of `as_of` in `zone`, or undated; those of columns now retired too.

    One that had been seen by then under a day still to come (2062 for 2026) is undated: it is there, whatever its list
    says. In the order of agency, column, day (newest first, undated last) and address.
    """
    day = local_day(as_of, zone)
    with w.read() as connection:
        proofs = first_listings(connection)
        rows = connection.execute(
            with_codes(
                columns.c.kind,
                columns.c.category,
                items.c.title,
                items.c.url,
                items.c.published,
                items.c.first_seen_at,
                items.c.first_seen_observation_id,
            )
            .join(items, items.c.column_id == columns.c.id)
            .where(shown_by(day, zone))
            .order_by(agencies.c.code, columns.c.code, items.c.published.desc().nulls_last(), items.c.url)
        ).mappings()
        return frame(
            [
                {
                    **row,
                    "published": day_meant(row["published"], day),
                    "evidence": proofs.get(row["first_seen_observation_id"], NO_EVIDENCE),
                }
                for row in rows
            ],
            DOCUMENTS,
        )


def first_listings(connection: Connection) -> dict[int, str]:
    """For each observation that first showed an item: all its pages, as `evidence_of` gives them."""
    first_shown = select(items.c.first_seen_observation_id.label("observation_id")).distinct().subquery()
    return evidence_of(connection, first_shown, first=None)


def shown_by(day: date, zone: ZoneInfo) -> ColumnElement[bool]:
    """SQL condition on `items`: dated up to `day`, undated, or seen by its night under a day that cannot be meant."""
    end = datetime.combine(day + 2 * _DAY, time.min, zone)  # the night of a day ends on the next one
    slip = and_(items.c.published > day + _DAY, items.c.first_seen_at < end)
    return or_(items.c.published.is_(None), items.c.published <= day, slip)


def day_meant(published: date | None, day: date) -> date | None:
    """The day that a list shows, unless it lies after `day`: then it says nothing of when it was."""
    return published if published is not None and published <= day else None


_DAY = timedelta(days=1)
