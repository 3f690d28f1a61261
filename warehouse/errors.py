"""Everything that can go wrong with the warehouse. Catch `WarehouseError` to end a command with one clear message.

Each class says when it is raised; each message names the database (its password hidden), what failed, and what to do
about it. Whatever was being written when one of these is raised has been rolled back as a whole.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection


class WarehouseError(Exception):
    """The warehouse cannot do what was asked. `where` is the database, `reason` what failed and the remedy."""

    remedy = ""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}" + (f". {self.remedy}" if self.remedy else ""))
        self.where = where
        self.reason = reason


class WrongAddress(WarehouseError):
    """The address in `office.yml` is no database we can use, or another program's database."""

    remedy = (
        "Write `warehouse:` in office.yml as sqlite:///var/warehouse.sqlite or postgresql://user@host/database, "
        "a database of its own"
    )


class NoWarehouse(WarehouseError):
    """There is no database yet, and the caller only wanted to read."""

    remedy = "Run `gongkai nightly` for this office first"


class SchemaTooNew(WarehouseError):
    """A newer version of the program has written this database; an older one must not touch it."""

    remedy = "Install the newer version of gongkai again, or restore the backup made before the upgrade"


class RulesChanged(WarehouseError):
    """Scorecards were made by a rule set of this name and version that said something else."""

    remedy = "Raise `version` in the rule set's file (`gongkai rules compare` shows what changes), or restore its text"

    def __init__(self, where: str, rules: str, *, since: datetime, keys: Iterable[str]) -> None:
        """`rules`: name and version; `since`: when it was first used; `keys`: what is not what it was."""
        what = ", ".join(keys)
        super().__init__(
            where,
            f"scorecards were made by rule set {rules} since {since:%Y-%m-%d %H:%M} UTC; now it says otherwise: {what}",
        )


class CorruptWarehouse(WarehouseError):
    """The file is no SQLite database, or a damaged one."""

    remedy = "Move the file away and restore the latest backup; the evidence files beside it are not affected"


class WarehouseLocked(WarehouseError):
    """Another program holds the database for longer than we wait (30 seconds)."""

    remedy = "Close the other program (a database browser, a backup) and run the command again; it resumes"


class WarehouseBusy(WarehouseError):
    """Another night is being written for this office. One writer at a time."""

    remedy = "Wait until it has ended and run the command again"


class NotWritable(WarehouseError):
    """The database, or the folder it stands in, may not be written by this user."""

    remedy = "Give the user that runs gongkai the right to write there (for SQLite: the file and its folder)"


class DiskFull(WarehouseError):
    """No space is left for the database."""

    remedy = "Make room and run the command again; it resumes where it stopped"


class StorageFailed(WarehouseError):
    """The disk or network drive under the database answered with an error."""

    remedy = "Check the disk or network drive that the database stands on, then run the command again; it resumes"


class Unreachable(WarehouseError):
    """The PostgreSQL server does not answer, or refuses the user or the database."""

    remedy = "Check that the server runs, and host, port, user, password and database name in the address"


class ClockWentBack(WarehouseError):
    """The machine's clock runs behind what was seen already. No night was begun."""

    remedy = (
        "Set the clock right (NTP) and run the command again; if it is right now, it ran ahead before: restore the "
        "backup from before that run"
    )


class NotRegistered(WarehouseError):
    """A visit or a verdict names a column that `save_register` has never seen."""

    remedy = "Save the register before the night begins"


class ViewsInUse(WarehouseError):
    """Somebody has built views upon ours, which an upgrade takes down for a moment. Nothing was changed."""

    remedy = "Drop the views that rest on them (not those), run the command again, and make them anew"


class NotEmpty(WarehouseError):
    """An import would mix with what the warehouse holds already. Nothing was written."""

    remedy = "Name a database of its own in office.yml, or move the present one away, and import again"


class UnusableExport(WarehouseError):
    """A folder is no export, not a whole one, one of another schema, or was changed since. Nothing was written."""

    remedy = "Export all tables again with this version of gongkai, and leave the files as they are"


class NotTheSame(WarehouseError):
    """What was written into a warehouse reads back as something else. It was rolled back as a whole."""

    remedy = "The source is unharmed; report this as a defect"


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn the drivers' errors about the database itself into ours; leave mistakes in our own SQL as they are."""
    try:
        yield
    except NoFreeConnection as error:
        raise WarehouseLocked(where, "no database connection became free") from error
    except DBAPIError as error:
        kind = _sqlite_kind(error.orig) if isinstance(error.orig, sqlite3.Error) else _postgres_kind(error)
        if kind is None:
            raise
        raise kind(where, str(error.orig).strip().splitlines()[0]) from error


# Primary result codes, https://www.sqlite.org/rescode.html
_SQLITE: dict[int, type[WarehouseError]] = {
    sqlite3.SQLITE_BUSY: WarehouseLocked,
    sqlite3.SQLITE_LOCKED: WarehouseLocked,
    sqlite3.SQLITE_READONLY: NotWritable,
    sqlite3.SQLITE_PERM: NotWritable,
    sqlite3.SQLITE_CANTOPEN: NotWritable,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_IOERR: StorageFailed,
    sqlite3.SQLITE_CORRUPT: CorruptWarehouse,
    sqlite3.SQLITE_NOTADB: CorruptWarehouse,
}

# SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html; a whole class is named by its first two.
_POSTGRES: dict[str, type[WarehouseError]] = {
    "08": Unreachable,
    "25006": NotWritable,
    "28": Unreachable,
    "2BP01": ViewsInUse,
    "3D000": Unreachable,
    "40P01": WarehouseLocked,
    "42501": NotWritable,
    "53100": DiskFull,
    "53300": Unreachable,
    "55P03": WarehouseLocked,
    "57P": Unreachable,
    "58": StorageFailed,
    "XX001": CorruptWarehouse,
    "XX002": CorruptWarehouse,
}


def _sqlite_kind(error: sqlite3.Error) -> type[WarehouseError] | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _SQLITE.get(code & 0xFF)


def _postgres_kind(error: DBAPIError) -> type[WarehouseError] | None:
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # a connection that was never made, or that broke, has no SQLSTATE
        return Unreachable if error.connection_invalidated or type(error.orig).__name__ == "OperationalError" else None
    return next((kind for prefix, kind in _POSTGRES.items() if state.startswith(prefix)), None)
