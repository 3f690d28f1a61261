"""The migrations make exactly the tables that the program works with, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from tests.support.databases import Postgres
from warehouse.connect import Warehouse, open_warehouse
from warehouse.schema import HEAD, MIGRATIONS
from warehouse.tables import metadata


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
