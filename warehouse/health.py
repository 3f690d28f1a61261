"""Is the database whole? What its own checks say, and references that no constraint holds."""

from collections.abc import Iterator

from sqlalchemy import Connection, Table, func, inspect, select, text

from schemas.exports import Health
from warehouse.connect import Warehouse
from warehouse.dictionary import VIEW_NAMES
from warehouse.schema import HEAD
from warehouse.tables import columns, item_counts, items, metadata, observations


def look_at(w: Warehouse) -> Health:
    """Counts and problems. Of an older schema only what its database says of itself. Evidence files are not looked at.

    Raises `CorruptWarehouse` where not even that can be read.
    """
    with w.read() as connection:
        problems = list(_of_the_database(connection))
        rows: dict[str, int] = {}
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        if revision == HEAD:
            rows = {table.name: _count(connection, table) for table in metadata.sorted_tables}
            problems += [
                *_references(connection),
                *_views(connection),
                *_numbers(connection),
                *_item_counts(connection),
            ]
        else:
            problems.append(f"the schema is of revision {revision}, this program works with {HEAD}: upgrade it")
    return Health(revision=revision, rows=rows, problems=tuple(problems))


def _of_the_database(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for line in connection.execute(text("PRAGMA integrity_check")).scalars():
            if line != "ok":
                yield f"damaged: {line}"
        return
    for index in connection.execute(text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")):
        yield f"the index {index[0]} is not valid: REINDEX it"
    for rule in connection.execute(text("SELECT conname FROM pg_constraint WHERE NOT convalidated")):
        yield f"the constraint {rule[0]} was never checked: ALTER TABLE … VALIDATE CONSTRAINT"


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _references(connection: Connection) -> Iterator[str]:
    """Rows that point to a row which is not there; a database whose constraints were switched off may hold them."""
    pairs = [
        (column, key.column)
        for table in metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
    ]
    for column, target in [*pairs, (observations.c.same_as, observations.c.id)]:
        found = target.table.alias()
        lost = (
            select(func.count())
            .select_from(column.table.outerjoin(found, found.c[target.name] == column))
            .where(column.is_not(None), found.c[target.name].is_(None))
        )
        if count := connection.execute(lost).scalar_one():
            yield f"{column.table.name}.{column.name}: {count} rows point to {target.table.name} that are not there"


def _views(connection: Connection) -> Iterator[str]:
    if missing := sorted(set(VIEW_NAMES) - set(inspect(connection).get_view_names())):
        yield f"views are missing: {', '.join(missing)}"


def _item_counts(connection: Connection) -> Iterator[str]:
    """Items that were added or taken away by other hands are missing from what is said of them."""
    counted = (
        select(items.c.column_id, func.count().label("all"), func.count(items.c.published).label("dated"))
        .group_by(items.c.column_id)
        .subquery()
    )
    for kept, there in (("items", "all"), ("dated", "dated")):
        differs = func.coalesce(item_counts.c[kept], 0) != func.coalesce(counted.c[there], 0)
        wrong = (
            select(func.count())
            .select_from(columns)
            .outerjoin(counted, counted.c.column_id == columns.c.id)
            .outerjoin(item_counts, item_counts.c.column_id == columns.c.id)
            .where(differs)
        )
        if count := connection.execute(wrong).scalar_one():
            yield f"item_counts.{kept}: of {count} columns not what their items come to"


def _numbers(connection: Connection) -> Iterator[str]:
    """A restore that forgot the sequences gives the next row a number that is taken."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        identity = table.autoincrement_column
        if identity is not None:
            sequence = f"{table.name}_{identity.name}_seq"
            last = connection.execute(
                text(
                    "SELECT last_value FROM pg_sequences WHERE schemaname = current_schema() AND sequencename = :name"
                ),
                {"name": sequence},
            ).scalar()
            highest = connection.execute(select(func.max(identity))).scalar()
            if highest is not None and (last is None or last < highest):
                yield f"{table.name}: the next number is {(last or 0) + 1}, but {highest} is taken: set its sequence"
