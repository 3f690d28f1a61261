"""Offices of these tests begin with a warehouse made at once: migrating an empty one is tested with the warehouse."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect

from warehouse import schema


@pytest.fixture(scope="session", autouse=True)
def quick_new_warehouses(sqlite_template: Path) -> Iterator[None]:
    """An empty SQLite database gets what the migrations once made; any other is migrated as ever."""
    with closing(sqlite3.connect(sqlite_template)) as template:
        made = [statement for statement in template.iterdump() if statement not in ("BEGIN TRANSACTION;", "COMMIT;")]
    migrated = schema._upgrade

    def upgrade(connection: Connection) -> None:
        if connection.dialect.name != "sqlite" or inspect(connection).get_table_names():
            migrated(connection)
            return
        for statement in made:
            connection.exec_driver_sql(statement)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(schema, "_upgrade", upgrade)
        yield
