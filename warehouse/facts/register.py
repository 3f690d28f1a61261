"""The register as it stood at any moment."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, select, true

from schemas.agencies import Agency
from warehouse.connect import Warehouse
from warehouse.tables import agencies, agency_versions, column_versions, columns


def register_at(w: Warehouse, known_at: datetime | None = None) -> tuple[Agency, ...]:
    """The agencies and columns that were saved last up to `known_at`, in their order; `None`: those saved last.

    Empty before the first register was saved, and for moments before entries were kept with the times they held.
    """
    with w.read() as connection:
        listed = _versions(connection, agency_versions, agencies, known_at, agencies.c.id)
        owed = _versions(connection, column_versions, columns, known_at, columns.c.agency_id)
    by_agency: dict[int, list[Any]] = defaultdict(list)
    for row in owed:
        by_agency[row.owner].append(row.body)
    return tuple(Agency.model_validate({**row.body, "columns": by_agency[row.owner]}) for row in listed)


def _versions(
    connection: Connection, table: Table, of: Table, known_at: datetime | None, owner: Column[int]
) -> list[Row[Any]]:
    """The bodies of the entries listed then with the agency each belongs to, in the register's order."""
    key = next(column for column in table.c if column.references(of.c.id))
    latest = (
        select(table.c.id)
        .where(key == of.c.id, true() if known_at is None else table.c.recorded_at <= known_at)
        .order_by(table.c.recorded_at.desc(), table.c.id.desc())
        .limit(1)
        .correlate(of)
        .scalar_subquery()
    )
    return list(
        connection.execute(
            select(table.c.body, owner.label("owner"))
            .select_from(table.join(of, table.c.id == latest))
            .where(table.c.listed)
            .order_by(table.c.position, table.c.id)
        )
    )
