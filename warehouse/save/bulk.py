"""Many rows at once, into either database and out again by their keys, without SQLAlchemy's work for every value.

PostgreSQL takes new rows by COPY and changes as one JSON text; SQLite takes both as one statement executed for each
row. What is stored is, bit for bit, what SQLAlchemy's types store.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    Dialect,
    FromClause,
    Select,
    String,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]

# Any fixed number does, but not that of the office's night.
_QUEUE = select(func.pg_advisory_xact_lock(0x7669736974))


def queue_writers(connection: Connection) -> None:
    """Until this transaction ends, nobody else who calls this writes: what was read as missing stays missing."""
    # On SQLite every transaction that writes has begun so.
    if connection.dialect.name == "postgresql":
        connection.execute(_QUEUE)


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
        place = names.index(key)
        known = set(_there(table.c[key]).about(connection, [(row[place],) for row in rows]).scalars())
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
        last: int = connection.execute(_take_ids(table), {"more": count - 1}).scalar_one()
    else:
        last = connection.execute(_largest_id(table)).scalar_one() + count
    return range(last - count + 1, last + 1)


def keys_of(connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[Row]) -> FromClause:
    """The rows as a table to be joined, with these columns' names; one parameter each, however many rows there are."""
    return _as_table(connection.dialect.name, columns, literal(_as_text(connection, columns, rows)))


class Question:
    """A SELECT about many keys that is asked often: to put it together would take longer than the answer."""

    def __init__(self, columns: Sequence[Column[Any]], ask: Callable[[FromClause], Select[Any]]) -> None:
        """`ask` makes it, given the keys as a table with these columns' names."""
        self._columns = columns
        self._ask = ask
        self._asked: dict[str, Select[Any]] = {}

    def about(self, connection: Connection, rows: Sequence[Row]) -> CursorResult[Any]:
        """The answer for these keys, one parameter however many there are."""
        database = connection.dialect.name
        if database not in self._asked:
            self._asked[database] = self._ask(_as_table(database, self._columns, bindparam("keys", type_=Text)))
        return connection.execute(self._asked[database], {"keys": _as_text(connection, self._columns, rows)})


@cache
def _there(column: Column[Any]) -> Question:
    """Which keys of a unique column are there."""

    # A subquery, not a join: PostgreSQL would read all of a table that it believes to be small for a thousand keys.
    def ask(wanted: FromClause) -> Select[Any]:
        found = select(column).where(column == wanted.c[column.name]).correlate(wanted).scalar_subquery()
        return select(wanted.c[column.name]).where(found.is_not(None))

    return Question([column], ask)


@cache
def _take_ids(table: Table) -> Select[tuple[int]]:
    """Move the table's sequence on; PostgreSQL."""
    from sqlalchemy.dialects.postgresql import REGCLASS  # noqa: PLC0415  (slow to import, and of no use to SQLite)

    sequence = cast(func.pg_get_serial_sequence(table.name, "id"), REGCLASS)
    first = func.nextval(sequence, type_=BigInteger)
    return select(func.setval(sequence, first + bindparam("more", type_=BigInteger), type_=BigInteger))


@cache
def _largest_id(table: Table) -> Select[tuple[int]]:
    """From which SQLite itself goes on."""
    return select(func.coalesce(func.max(table.c.id), 0))


def _as_table(database: str, columns: Sequence[Column[Any]], keys: ColumnElement[str]) -> FromClause:
    if database == "postgresql" and _are_words(columns):
        words = func.unnest(func.string_to_array(keys, _BETWEEN)).table_valued(Column(columns[0].name, Text))
        return words.render_derived(name="wanted")
    if database == "postgresql":
        named = (Column(column.name, column.type) for column in columns)
        records = func.json_to_recordset(cast(keys, JSON)).table_valued(*named)
        return records.render_derived(name="wanted", with_types=True)
    each = func.json_each(keys).table_valued("value", name="each")
    return select(
        *(
            func.json_extract(each.c.value, f"$[{place}]", type_=column.type).label(column.name)
            for place, column in enumerate(columns)
        )
    ).subquery("wanted")


def _as_text(connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[Row]) -> str:
    """The rows as `_as_table` takes them."""
    if connection.dialect.name == "postgresql" and _are_words(columns):
        return _BETWEEN.join(word for (word,) in rows)
    if connection.dialect.name == "postgresql":
        return _records([column.name for column in columns], rows)
    return json.dumps(_converted(connection, columns, rows))


_BETWEEN = "\n"


def _are_words(columns: Sequence[Column[Any]]) -> bool:
    """A single column of text, whose keys hold no line break. JSON of them takes PostgreSQL half as long again."""
    return len(columns) == 1 and isinstance(columns[0].type, String)


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
