"""Is the database's schema ours, and this program's? An older one is brought up to date, a newer one is refused."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from warehouse.errors import NoWarehouse, SchemaTooNew, WrongAddress

HEAD = "0007"
"""The revision this program works with: the newest file in `migrations/versions`."""

MIGRATIONS = Path(__file__).parent / "migrations"


def check_schema(engine: Engine, name: str, *, create: bool, upgrade: bool = True) -> str | None:
    """Bring the schema to `HEAD`, unless `upgrade` is false; returns the revision that was found, `None` if empty.

    Raises `SchemaTooNew`, `WrongAddress` (another program's tables), `NoWarehouse`.
    """
    with engine.connect() as connection:
        found = _revision(connection, name, create=create)
    if found == HEAD or not upgrade:
        return found
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            # Two first runs at once: the second waits here, then finds the work done.
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('gongkai schema'))"))
        if _revision(connection, name, create=create) != HEAD:
            _upgrade(connection)
    return found


def _revision(connection: Connection, name: str, *, create: bool) -> str | None:
    """The database's revision, `None` for an empty database."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise WrongAddress(name, f"holds another program's tables ({', '.join(sorted(tables)[:3])})")
        if not create:
            raise NoWarehouse(name, "the database is empty")
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is not None and revision not in _known_revisions():
        raise SchemaTooNew(name, f"has schema revision {revision}, this program knows revisions up to {HEAD}")
    return revision


def _known_revisions() -> set[str]:
    # Revisions are numbered files; reading their names spares importing Alembic at every start.
    return {path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py")}


def _upgrade(connection: Connection) -> None:
    # Alembic is slow to import and is needed only when there is something to do.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
