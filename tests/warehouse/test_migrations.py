"""The migrations make exactly the tables that the program works with, on both databases."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)

from tests.support.databases import Postgres
from tests.warehouse.world import AS_OF, NOW, agency, column, entry, later, night_of, visit
from warehouse.connect import Warehouse, open_warehouse
from warehouse.health import look_at
from warehouse.moving import export_folder
from warehouse.save import save_visit
from warehouse.save.storable import address_key
from warehouse.schema import HEAD, MIGRATIONS
from warehouse.tables import items, metadata, nights, observations


def test_the_migrated_schema_is_the_one_in_tables(warehouse: Warehouse) -> None:
    with warehouse.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_program_knows_the_newest_revision() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_the_schema_can_be_taken_back_and_made_again(warehouse: Warehouse) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with warehouse.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        command.upgrade(config, "head")
    with warehouse.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_two_first_runs_at_once_make_one_schema(tmp_path: Path) -> None:
    _open_side_by_side(f"sqlite:///{tmp_path / 'warehouse.sqlite'}")


@pytest.mark.postgres
def test_two_first_runs_at_once_make_one_schema_on_a_server(postgres: Postgres) -> None:
    address = postgres.fresh(empty=True)
    _open_side_by_side(address)
    postgres.drop(address)


def _open_side_by_side(address: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        for opened in pool.map(open_warehouse, [address] * 2):
            opened.close()


def test_a_warehouse_of_the_first_schema_keeps_what_it_holds(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1), entry(2), fetched=3, cap=2))
    _move(warehouse, "0001")
    _move(warehouse, "head")
    with warehouse.read() as connection:
        row = connection.execute(select(observations)).one()
        kept = connection.execute(select(func.count()).select_from(items)).scalar()
    assert (row.entries, row.fetched, row.cap, kept) == (2, None, None, 2)
    save_visit(warehouse, night, visit(entry(3), fetched=1))


@pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
def test_a_warehouse_of_every_released_schema_keeps_every_row_and_works_on(
    warehouse: Warehouse, warehouse_address: str, revision: str, tmp_path: Path
) -> None:
    _move(warehouse, "base")
    _move(warehouse, revision)
    with warehouse.write() as connection:
        before = _with_a_row_in_every_table(connection)
    with open_warehouse(warehouse_address) as opened:
        assert opened.found_revision == revision
        with opened.read() as connection:
            after = {table: connection.execute(select(table)).mappings().one() for table in before}
            assert {table.name: dict(row) for table, row in after.items()} == {
                table.name: dict(row) for table, row in before.items()
            }
            assert connection.execute(select(nights.c.day)).scalar() == AS_OF.date()
            assert connection.execute(select(observations.c.recorded_at)).scalar() == NOW
            assert connection.execute(select(items.c.recorded_at)).scalar() == NOW
        assert look_at(opened).problems == ()
        night = night_of(opened, [agency()], run="r2")
        save_visit(opened, night, visit(entry(1), entry(2), at=later(60)))
        with opened.read() as connection:
            found = connection.execute(select(items.c.id, items.c.title, items.c.first_seen_at).order_by(items.c.id))
            assert [tuple(row) for row in found] == [(1, "第1条", NOW), (2, "第2条", later(60))]
        export_folder(opened, tmp_path / "out", file_format="csv")


def _with_a_row_in_every_table(connection: Connection) -> dict[Table, Mapping[str, Any]]:
    """What the schema of the day holds after a night: number 1 of everything."""
    stored = MetaData()
    stored.reflect(connection)
    stored.remove(stored.tables["alembic_version"])
    for table in stored.sorted_tables:
        given = [column for column in table.columns if column.name != "id" or table.name == "office"]
        row = {column.name: _value(column) for column in given}
        connection.execute(insert(table), row | _KNOWN.get(table.name, {}))
    return {table: connection.execute(select(table)).mappings().one() for table in stored.sorted_tables}


def _value(column: Column[Any]) -> Any:
    if column.name in _KNOWN_ANYWHERE:
        return _KNOWN_ANYWHERE[column.name]
    match column.type:
        case Boolean():
            return True
        case JSON():
            return {}
        case Integer() | Float():
            return 1
        case DateTime():
            # SQLite keeps no zone; PostgreSQL takes UTC from it.
            return NOW.astimezone(UTC).replace(tzinfo=None)
        case Date():
            return date(2026, 11, 18)
    return "x"


_KNOWN_ANYWHERE = {
    "zone": "Asia/Shanghai",
    "state": "done",
    "outcome": "done",
    "as_of": AS_OF.astimezone(UTC).replace(tzinfo=None),
    "retired_at": None,
    "valid_from": None,
    "valid_to": None,
}
_KNOWN: dict[str, dict[str, Any]] = {
    "agencies": {"code": "slj"},
    "sites": {"host": "www.yunxi.example"},
    "columns": {"code": "gzdt", "url": column().url},
    "observations": {"state": "list", "url": column().url, "run_id": "r1"},
    "items": {"url": entry(1).url, "url_sha256": address_key(entry(1).url), "title": "第1条"},
    "probes": {"outcome": "answered"},
}


def test_listed_total_fetched_unique_and_cap_are_there_for_sql(warehouse: Warehouse) -> None:
    seen = visit(entry(1), entry(2), fetched=3, total_stated=10_000, cap=10_000, read_back_to=None)
    save_visit(warehouse, night_of(warehouse, [agency()]), seen)
    with warehouse.read() as connection:
        found = connection.execute(
            text(
                "SELECT a.code, c.code, o.total_stated, o.fetched, o.entries, o.cap FROM observations o"
                " JOIN columns c ON c.id = o.column_id JOIN agencies a ON a.id = c.agency_id"
            )
        ).all()
    assert [tuple(row)[2:] for row in found] == [(10_000, 3, 2, 10_000)]


def _move(warehouse: Warehouse, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with warehouse.write() as connection:
        config.attributes["connection"] = connection
        present = MigrationContext.configure(connection).get_current_revision() or ""
        down = revision == "base" or (revision != "head" and present > revision)
        (command.downgrade if down else command.upgrade)(config, revision)
