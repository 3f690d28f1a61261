"""Fixtures that tests of several packages share: the two databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.databases import Postgres, migrated_file, running_postgres
from warehouse.connect import Warehouse, open_warehouse

# Other work on the machine is no failure.
settings.register_profile("gongkai", deadline=None)
settings.load_profile("gongkai")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_file(tmp_path_factory.mktemp("warehouse"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def warehouse_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty warehouse; the test runs once on each kind of database."""
    if request.param == "sqlite":
        file = tmp_path / "warehouse.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        address = server.lend()
        yield address
        server.take_back(address)


@pytest.fixture
def warehouse(warehouse_address: str) -> Iterator[Warehouse]:
    """An empty warehouse, open; the test runs once on each kind of database."""
    with open_warehouse(warehouse_address) as opened:
        yield opened


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests measured, wherever they ran: `record_property("measured", "…")`."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    measured = [value for report in reports for name, value in report.user_properties if name == "measured"]
    if measured:
        terminalreporter.section("measured")
        for line in sorted(set(measured)):
            terminalreporter.write_line(str(line))
