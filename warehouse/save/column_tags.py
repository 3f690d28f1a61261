"""Save the tags of columns' own pages: one row each time that they changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select

from schemas.page_details import PageDetails
from schemas.results import Evidence
from warehouse.connect import Warehouse
from warehouse.nights import Night
from warehouse.save.page_details import details_row
from warehouse.save.upsert import in_parts
from warehouse.tables import page_details


class TaggedColumn(NamedTuple):
    """The tags of a column's page, the column by its id, and where that page is kept."""

    column: int
    tags: dict[str, str]
    proof: Evidence
    read_at: datetime


def save_column_tags(w: Warehouse, night: Night, found: Sequence[TaggedColumn], *, reader: str) -> int:
    """Save those that differ from what is known, or that another `reader` read, in one transaction; returns how many.

    Raises nothing of its own; to save the same again changes nothing.
    """
    if not found:
        return 0
    with w.write() as connection:
        known = _known(connection, [each.column for each in found])
        rows = []
        for each in found:
            row = {"column_id": each.column, **_details(night, each, reader)}
            if known.get(each.column) != (row["digest"], reader):
                rows.append(row)
                known[each.column] = row["digest"], reader
        if rows:
            connection.execute(insert(page_details), rows)
        return len(rows)


def _known(connection: Connection, columns: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Digest and reader of each column's latest row."""
    found: dict[int, tuple[str, str]] = {}
    for part in in_parts(dict.fromkeys(columns)):
        latest = select(func.max(page_details.c.id)).where(page_details.c.column_id.in_(part))
        wanted = select(page_details.c.column_id, page_details.c.digest, page_details.c.reader).where(
            page_details.c.id.in_(latest.group_by(page_details.c.column_id))
        )
        for row in connection.execute(wanted):
            found[row.column_id] = row.digest, row.reader
    return found


def _details(night: Night, each: TaggedColumn, reader: str) -> dict[str, Any]:
    at, details = each.read_at, PageDetails(tags=each.tags)
    return details_row(night, details, each.proof, reader=reader, read_at=at, recorded_at=at)
