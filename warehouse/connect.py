"""Open the warehouse: find the database, bring its schema up to date, and say clearly what is wrong when it cannot be.

SQLite stands in a file of the office (write-ahead log, so that the website can be read while a night is written);
PostgreSQL is reached through psycopg. Everything else in this package works on either without knowing which it is.
"""

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from warehouse.errors import NotWritable, NoWarehouse, WrongAddress, translated
from warehouse.exclusive import holding_file, holding_server
from warehouse.schema import check_schema

BUSY_SECONDS = 30
"""How long a connection waits for another one's lock before it gives up."""


def open_warehouse(
    address: str, *, folder: Path | None = None, create: bool = True, upgrade: bool = True
) -> "Warehouse":
    """The warehouse at an SQLAlchemy address, its schema at this program's revision.

    A relative SQLite path counts from `folder` (default: the working directory). With `create=False` a database that
    does not exist, or is empty, is an error instead of being made. With `upgrade=False` an older schema is left as it
    is: for looking at it, not for working with it. Raises a subclass of `WarehouseError`.
    """
    url = _understood(address, folder=folder)
    file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    if file is not None:
        _prepare_file(file, create=create)
    warehouse = Warehouse(_engine(url), name=url.render_as_string(hide_password=True), file=file)
    with ExitStack() as on_failure:
        on_failure.callback(warehouse.close)
        with translated(warehouse.name):
            warehouse.found_revision = check_schema(warehouse.engine, warehouse.name, create=create, upgrade=upgrade)
        on_failure.pop_all()
    return warehouse


class Warehouse:
    """An open warehouse. Safe to share between threads; use it as a context manager, or call `close`."""

    def __init__(self, engine: Engine, *, name: str, file: Path | None) -> None:
        self.engine = engine
        self.name = name
        """The address with its password hidden, for messages."""
        self.found_revision: str | None = None
        """The schema's revision that was found when it was opened; `None`: it was empty."""
        self._file = file
        self._writer = engine.execution_options(writes=True)
        # SQLite has one writer; threads of this process queue here instead of polling the file's lock.
        self._turn = threading.RLock() if file else None
        self._night_of: int | None = None
        """The thread that holds the office's night."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state and changes nothing that lasts."""
        with translated(self.name), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back as a whole if anything is raised in it.

        Not to be nested: on SQLite an inner transaction would wait for the outer one and raise `WarehouseLocked`.
        """
        if self._turn is None:
            with translated(self.name), self._writer.begin() as connection:
                yield connection
        else:
            with self._turn, translated(self.name), self._writer.begin() as connection:
                yield connection

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the office's one night. Raises `WarehouseBusy` at once if another process (or thread) holds it.

        The hold ends with the block, and also when the process dies. A thread that holds it may ask for it again.
        """
        if self._night_of == threading.get_ident():
            yield
            return
        with self._hold():
            self._night_of = threading.get_ident()
            try:
                yield
            finally:
                self._night_of = None

    @contextmanager
    def _hold(self) -> Iterator[None]:
        if self._file is not None:
            with holding_file(self._file, self.name):
                yield
        else:
            with translated(self.name), self.engine.connect() as connection, holding_server(connection, self.name):
                yield

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _understood(address: str, *, folder: Path | None) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise WrongAddress(_without_secrets(address), "not a database address") from None
    match url.get_backend_name():
        case "sqlite":
            if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
                raise WrongAddress(_without_secrets(address), "the warehouse must be a file that outlives the program")
            path = (folder or Path()) / url.database
            return URL.create("sqlite+pysqlite", database=str(path.absolute()))
        case "postgresql" | "postgres":
            if not url.database:
                raise WrongAddress(url.render_as_string(hide_password=True), "names no database")
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise WrongAddress(url.render_as_string(hide_password=True), f"{other} is not supported")


def _without_secrets(address: str) -> str:
    """An address that cannot be taken apart may hold a password anywhere before its @ or after its question mark."""
    return repr(re.sub(r"//.*@", "//***@", address).partition("?")[0])


def _prepare_file(file: Path, *, create: bool) -> None:
    if file.is_dir():
        raise WrongAddress(str(file), "is a folder, not a file")
    if file.exists():
        return
    if not create:
        raise NoWarehouse(str(file), "there is no such file")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritable(str(file), f"the folder cannot be made ({error.strerror})") from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, pool_size=16, max_overflow=64, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        pool_size=16,
        max_overflow=64,
        pool_pre_ping=True,
        connect_args={
            "application_name": "gongkai",
            "connect_timeout": 10,
            "options": f"-c timezone=UTC -c lock_timeout={BUSY_SECONDS}s",
        },
    )


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not begin transactions by itself: it would leave DDL and SELECT outside of them.
    connection.isolation_level = None
    _LOCKED_OUT.copy()(connection.execute, "PRAGMA journal_mode = WAL")
    # A thousand new addresses change more than the usual thousand pages: each transaction would write all of them into
    # the file as well, and wait for the disk. 8,000 pages are 32 MB of log, gone when the warehouse is closed.
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON", "wal_autocheckpoint = 8000"):
        connection.execute(f"PRAGMA {pragma}")


def _is_locked(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


# SQLite does not wait for another connection that is changing the journal mode of a new file at the same moment.
_LOCKED_OUT = Retrying(
    retry=retry_if_exception(_is_locked), wait=wait_fixed(0.05), stop=stop_after_delay(BUSY_SECONDS), reraise=True
)


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: one that starts as a reader cannot wait for another's lock later on.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
