"""Only one night at a time for an office: a lock that ends with the process that holds it, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, select

from warehouse.errors import NotWritable, WarehouseBusy

# Any fixed number does: PostgreSQL counts advisory locks per database, and ours is a database of its own.
_KEY = 0x676F6E676B6169


@contextmanager
def holding_file(database: Path, name: str) -> Iterator[None]:
    """Hold `<database>.lock`. The file stays behind; only the lock on it counts."""
    path = database.with_name(database.name + ".lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise NotWritable(name, f"{path} cannot be opened ({error.strerror})") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
            raise WarehouseBusy(name, f"another night is being written (process {holder})") from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode("ascii"))
        yield
    finally:
        os.close(handle)


@contextmanager
def holding_server(connection: Connection, name: str) -> Iterator[None]:
    """Hold PostgreSQL's advisory lock on a connection kept for nothing else."""
    own = connection.execution_options(isolation_level="AUTOCOMMIT")
    if not own.execute(select(func.pg_try_advisory_lock(_KEY))).scalar_one():
        raise WarehouseBusy(name, "another night is being written")
    try:
        yield
    finally:
        # Back in the pool the connection would keep the lock; closed for good, the server lets go of it.
        own.invalidate()
