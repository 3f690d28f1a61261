"""Insert-or-update in the words of whichever database is behind the connection."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import KeyedColumnElement

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")


def upsert(
    connection: Connection,
    table: Table,
    rows: list[dict[str, Any]],
    *,
    key: tuple[str, ...],
    update: dict[str, Any] | None = None,
) -> None:
    """Insert `rows`; where `key` is there already, set its columns to the row's values, or to `update` if given.

    Rows go over in one executemany: a statement with many VALUES is five to ten times slower on both databases.
    """
    if not rows:
        return
    statement = _insert(connection, table)
    if update is None:
        update = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(_resolved(statement, key, update), rows)


def excluded(connection: Connection, table: Table) -> ReadOnlyColumnCollection[str, KeyedColumnElement[Any]]:
    """The row that was to be inserted, for use in `update`."""
    return _insert(connection, table).excluded


def _insert(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    return _insert_of(connection.dialect.name, table)


@cache  # thousands of visits a night need the same few, and the columns of `excluded` are slow to make
def _insert_of(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    # Each night has one database, and the words of the other are slow to import.
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415

        return insert(table)
    from sqlalchemy.dialects.sqlite import insert as insert_into_file  # noqa: PLC0415

    return insert_into_file(table)


def _resolved(
    statement: "sqlite.Insert | postgresql.Insert", key: tuple[str, ...], update: dict[str, Any]
) -> Executable:
    if not update:
        return statement.on_conflict_do_nothing(index_elements=list(key))
    return statement.on_conflict_do_update(index_elements=list(key), set_=update)


def in_parts(values: Iterable[T], size: int = 5_000) -> Iterator[list[T]]:
    """The values in lists that fit into one question; PostgreSQL takes 65,535 parameters."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part
