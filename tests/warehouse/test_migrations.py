"""The migrations make exactly the tables that the program works with, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text

from tests.support.databases import Postgres
from tests.warehouse.world import agency, entry, night_of, visit
from warehouse.connect import Warehouse, open_warehouse
from warehouse.save import save_visit
from warehouse.schema import HEAD, MIGRATIONS
from warehouse.tables import items, metadata, observations


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
        (command.upgrade if revision == "head" else command.downgrade)(config, revision)
