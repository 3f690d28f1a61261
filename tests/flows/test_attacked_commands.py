"""A command that broke down must not look like one that is done."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.command_line import app
from tests.schemas.small_office import write_office
from warehouse.connect import open_warehouse

ROOT = Path(__file__).resolve().parents[2]


def test_a_defect_of_the_program_ends_with_3_and_shows(tmp_path: Path) -> None:
    """Python ends a crash with 1, which means "done, but a person is needed" to an office's scripts."""
    office = write_office(tmp_path / "office")
    file = office / "var/warehouse.sqlite"
    with open_warehouse(f"sqlite:///{file}"):
        pass
    with sqlite3.connect(file) as database:
        database.execute("DROP TABLE items")
    database.close()
    program = [sys.executable, "-c", "from flows.command_line import main; main()", "validate", str(office)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "no such table: items" in done.stderr


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "9999-12-31", "0001-01-01T00:00:00+14:00"])
def test_a_monitoring_point_at_the_end_of_the_calendar_is_wrong_usage(tmp_path: Path, day: str) -> None:
    result = CliRunner().invoke(app, ["validate", str(write_office(tmp_path / "office")), "--as-of", day])
    assert result.exit_code == 2, result.exception
    assert "neither a date nor a date-time" in result.stderr
