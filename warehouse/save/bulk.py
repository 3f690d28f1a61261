"""Many rows at once, into either database and out again by their keys, without SQLAlchemy's work for every value.

PostgreSQL takes new rows by COPY and changes as one JSON text; SQLite takes both as one statement executed for each
row. What is stored is, bit for bit, what SQLAlchemy's types store.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Column, Connection, Dialect, FromClause, Table, cast, func, literal, select
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]

# Any fixed number does, but not that of the office's night.
_KEY = 0x7669736974


def queue_writers(connection: Connection) -> None:
    """Until this transaction ends, nobody else who calls this writes: what was read as missing stays missing."""
    # On SQLite every transaction that writes has begun so.
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_KEY)))


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows that are known to be missing, with a value for each of `names`."""
    if not rows:
        return
    converted = _converted(connection, [table.c[name] for name in names], rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, converted)
    else:
        connection.exec_driver_sql(_insert(table, names), converted)


def insert_missing_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row], *, key: str
) -> None:
    """Insert those of the rows, each with another `key`, whose key is not there; what is there stays as it is."""
    if connection.dialect.name == "postgresql" and rows:
        column, place = table.c[key], names.index(key)
        wanted = keys_of(connection, [column], [(row[place],) for row in rows])
        known = set(connection.execute(select(column).join(wanted, column == wanted.c[key])).scalars())
        insert_rows(connection, table, names, [row for row in rows if row[place] not in known])
    elif rows:
        converted = _converted(connection, [table.c[name] for name in names], rows)
        connection.exec_driver_sql(f"{_insert(table, names)} ON CONFLICT ({key}) DO NOTHING", converted)


def update_rows(
    connection: Connection, table: Table, key: Sequence[str], names: Sequence[str], rows: Sequence[Row]
) -> None:
    """Set the columns `names` of the rows with these keys; each row holds its key's values, then the new ones."""
    if not rows:
        return
    columns = [table.c[name] for name in (*key, *names)]
    if connection.dialect.name == "postgresql":
        chosen = " AND ".join(f"{table.name}.{name} = changed.{name}" for name in key)
        typed = ", ".join(f"{column.name} {column.type.compile(connection.dialect)}" for column in columns)
        changes = ", ".join(f"{name} = changed.{name}" for name in names)
        changed = f"json_to_recordset(CAST(%s AS JSON)) AS changed ({typed})"
        statement = f"UPDATE {table.name} SET {changes} FROM {changed} WHERE {chosen}"  # noqa: S608  (names of our own)
        connection.exec_driver_sql(statement, (_records((*key, *names), rows),))
    else:
        # Each value by its number: in the statement the key comes last, in the rows first.
        changes = ", ".join(f"{name} = ?{place}" for place, name in enumerate(names, len(key) + 1))
        chosen = " AND ".join(f"{name} = ?{place}" for place, name in enumerate(key, 1))
        statement = f"UPDATE {table.name} SET {changes} WHERE {chosen}"  # noqa: S608  (names of our own)
        connection.exec_driver_sql(statement, _converted(connection, columns, rows))


def new_ids(connection: Connection, table: Table, count: int) -> Iterable[int]:
    """Ids for so many rows that are about to be inserted in this transaction, by a writer that queued."""
    if not count:
        return range(0)
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import REGCLASS  # noqa: PLC0415  (slow to import, and of no use to SQLite)

        sequence = cast(func.pg_get_serial_sequence(table.name, "id"), REGCLASS)
        first = connection.execute(select(func.nextval(sequence))).scalar_one()
        connection.execute(select(func.setval(sequence, first + count - 1)))
    else:
        # As SQLite itself would: one more than the largest.
        first = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one() + 1
    return range(first, first + count)


def keys_of(connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[Row]) -> FromClause:
    """The rows as a table to be joined, with these columns' names; one parameter each, however many rows there are."""
    if connection.dialect.name == "postgresql":
        named = (Column(column.name, column.type) for column in columns)
        records = func.json_to_recordset(cast(literal(_records([column.name for column in columns], rows)), JSON))
        return records.table_valued(*named).render_derived(name="wanted", with_types=True)
    converted = _converted(connection, columns, rows)
    each = func.json_each(literal(json.dumps(converted))).table_valued("value", name="each")
    return select(
        *(
            func.json_extract(each.c.value, f"$[{place}]", type_=column.type).label(column.name)
            for place, column in enumerate(columns)
        )
    ).subquery("wanted")


def _records(names: Sequence[str], rows: Sequence[Row]) -> str:
    """The rows as JSON that PostgreSQL takes for a table. Arrays would cost the driver five times as much."""
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str)


def _insert(table: Table, names: Sequence[str]) -> str:
    marks = ", ".join("?" for _ in names)
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608  (names of our own)


def _copy(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Row]) -> None:
    statement = f"COPY {table.name} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)"
    cursor = connection.connection.cursor()
    driver: Any = connection.dialect.dbapi
    try:
        with cursor.copy(statement) as copy:
            # Binary costs the driver an eighth of text; it must be told what the server expects.
            copy.set_types([_server_type(connection.dialect, table.c[name]) for name in names])
            for row in rows:
                copy.write_row(row)
    except driver.Error as error:
        # As SQLAlchemy would have raised it: it does not see what is copied.
        raise DBAPIError(statement, None, error) from error
    finally:
        cursor.close()


@lru_cache(maxsize=200)
def _server_type(dialect: Dialect, column: Column[Any]) -> str:
    """PostgreSQL's name of a column's type, without its length."""
    name = column.type.compile(dialect).lower().partition("(")[0]
    return "float8" if name == "float" else name


def _converted(connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[Row]) -> list[Row]:
    """The rows as the driver takes them."""
    ways = [_way(connection.dialect, column) for column in columns]
    if not any(ways):
        return list(rows)
    given = zip(*rows, strict=True)
    # Few moments and days stand in many rows: each is converted once.
    taken = (way(values) if way else values for way, values in zip(ways, given, strict=True))
    return list(zip(*taken, strict=True))


class _Once(dict[Any, Any]):
    """What the driver takes for a value, worked out when it is first asked for."""

    def __init__(self, way: Callable[[Any], Any]) -> None:
        self._way = way

    def __missing__(self, value: Any) -> Any:
        taken = self[value] = self._way(value)
        return taken


@lru_cache(maxsize=200)  # bounded: a dialect lives as long as what it is part of
def _way(dialect: Dialect, column: Column[Any]) -> Callable[[Iterable[Any]], Iterable[Any]] | None:
    """How a column's values become what the driver takes; `None`: they are that already."""
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return None
    if isinstance(column.type, JSON):  # without a hash
        return lambda values: map(process, values)
    return lambda values: map(_Once(process).__getitem__, values)
