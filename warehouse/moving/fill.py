"""Fill an empty warehouse from a source: every row with its number, all or nothing, and read back before it counts."""

from sqlalchemy import Column, Connection, MetaData, Table, Text, func, select, text
from sqlalchemy.types import JSON

from warehouse.connect import Warehouse
from warehouse.errors import NotEmpty, NotTheSame
from warehouse.kinds import fields_of
from warehouse.moving.sources import Source, rows_of
from warehouse.moving.values import Written
from warehouse.save.bulk import insert_rows
from warehouse.tables import metadata


def fill(w: Warehouse, source: Source) -> dict[str, int]:
    """Copy all tables in one transaction; returns the rows of each.

    Raises `NotEmpty`, `WarehouseBusy`, `NotTheSame`; whatever is raised, nothing was written.
    """
    with w.exclusive(), w.write() as connection:
        _require_empty(connection, w.name)
        copied = {table.name: _copy(connection, table, source) for table in metadata.sorted_tables}
        if connection.dialect.name == "postgresql":
            _go_on_counting(connection)
        for table in metadata.sorted_tables:
            if _stored(connection, table) != copied[table.name]:
                raise NotTheSame(w.name, f"the table {table.name} is not the one in {source.name}")
    return {name: rows for name, (rows, _) in copied.items()}


def _require_empty(connection: Connection, name: str) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(1).select_from(table).limit(1)).first():
            raise NotEmpty(name, f"the warehouse is not empty ({table.name})")


def _copy(connection: Connection, table: Table, source: Source) -> tuple[int, str]:
    as_texts = _with_json_as_text(table)
    written = Written(fields_of(table.columns))
    for batch in source.rows(table):
        insert_rows(connection, as_texts, table.columns.keys(), [tuple(row) for row in batch])
        written.add(batch)
    return written.digest


def _with_json_as_text(table: Table) -> Table:
    """The table as one whose JSON is the text that it is: so `null` and a missing value stay two things."""
    columns = (Column(each.name, Text() if isinstance(each.type, JSON) else each.type) for each in table.columns)
    return Table(table.name, MetaData(), *columns)


def _go_on_counting(connection: Connection) -> None:
    """The next row of each table gets a number of its own."""
    for table in metadata.sorted_tables:
        identity = table.autoincrement_column
        if identity is not None:
            sequence = connection.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": identity.name}
            ).scalar()
            highest = select(func.setval(sequence, func.max(identity))).having(func.max(identity).is_not(None))
            connection.execute(highest)


def _stored(connection: Connection, table: Table) -> tuple[int, str]:
    written = Written(fields_of(table.columns))
    for batch in rows_of(connection, table):
        written.add(batch)
    return written.digest
