"""Keep what the register said: one row each time the entry of an agency or a column changed, came, went or returned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, select

from schemas.agencies import Agency
from schemas.base import Frozen
from warehouse.tables import agencies as agency_table
from warehouse.tables import agency_versions, column_versions, columns


def save_versions(connection: Connection, agencies: Sequence[Agency], *, now: datetime) -> None:
    """Add a version of each entry that is not as its latest version says; the register itself is saved already."""
    agency_ids = {row.code: row.id for row in connection.execute(select(agency_table.c.code, agency_table.c.id))}
    column_ids = {
        (row.agency_id, row.code): row.id
        for row in connection.execute(select(columns.c.agency_id, columns.c.code, columns.c.id))
    }
    _append(
        connection,
        agency_versions.c.agency_id,
        owner=agency_table,
        wanted={
            agency_ids[agency.code]: {
                "position": position,
                "name": agency.name,
                "agency_class": agency.agency_class,
                "body": _body(agency, without={"columns"}),
            }
            for position, agency in enumerate(agencies)
        },
        now=now,
    )
    _append(
        connection,
        column_versions.c.column_id,
        owner=columns,
        wanted={
            column_ids[agency_ids[agency.code], column.code]: {
                "position": position,
                "name": column.name,
                "kind": column.kind,
                "category": column.category,
                "url": column.url,
                "valid_from": agency.duty(column)[0],
                "valid_to": agency.duty(column)[1],
                "body": _body(column),
            }
            for agency in agencies
            for position, column in enumerate(agency.columns)
        },
        now=now,
    )


def _body(entry: Frozen, *, without: set[str] | None = None) -> dict[str, Any]:
    # Without what it leaves open: a key that a later program adds changes no entry that does not use it.
    return entry.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=without)


def _append(
    connection: Connection, key: Column[int], *, owner: Table, wanted: Mapping[int, dict[str, Any]], now: datetime
) -> None:
    """`key`: the column of the table of versions that names the entry, a row of `owner`."""
    table = key.table
    latest = (
        select(table.c.id)
        .where(key == owner.c.id)
        .order_by(table.c.recorded_at.desc(), table.c.id.desc())
        .limit(1)
        .correlate(owner)
        .scalar_subquery()
    )
    rows = connection.execute(select(table).join(owner, table.c.id == latest)).mappings()
    known = {row[key.name]: dict(row) for row in rows}
    new = []
    for number, entry in wanted.items():
        was = known.get(number)
        row = {key.name: number, "listed": True, **entry}
        if was is None or any(was[name] != value for name, value in row.items()):
            new.append({**row, "recorded_at": _after(was, now)})
    for number, was in known.items():
        if number not in wanted and was["listed"]:
            new.append({**was, "listed": False, "recorded_at": _after(was, now)})
    if new:
        connection.execute(insert(table), [{name: row[name] for name in row if name != "id"} for row in new])


def _after(was: Mapping[str, Any] | None, now: datetime) -> datetime:
    """A clock that was put back a little does not put the later entry before the earlier one."""
    return now if was is None else max(now, was["recorded_at"])
