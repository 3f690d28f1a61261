"""Every item of every column as a document that a task may ask for: its title, its day, when we first saw it, where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

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
    "published": DAY,  # missing: the list shows none
    "first_seen_at": MOMENT,
    "evidence": TEXT,  # JSON list of Evidence: the listing pages of the visit that first showed it
}
"""Columns of `documents` and their dtypes."""


def documents(w: Warehouse, *, as_of: datetime, zone: ZoneInfo) -> pd.DataFrame:
    """All items dated up to the day of `as_of` in `zone`, or undated; those of columns now retired too.

    In the order of agency, column, day (newest first, undated last) and address.
    """
    first_shown = select(items.c.first_seen_observation_id.label("observation_id")).distinct().subquery()
    with w.read() as connection:
        proofs = evidence_of(connection, first_shown, first=None)
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
            .where(or_(items.c.published.is_(None), items.c.published <= local_day(as_of, zone)))
            .order_by(agencies.c.code, columns.c.code, items.c.published.desc().nulls_last(), items.c.url)
        ).mappings()
        return frame(
            [{**row, "evidence": proofs.get(row["first_seen_observation_id"], NO_EVIDENCE)} for row in rows],
            DOCUMENTS,
        )
