"""`gongkai warehouse` as an office uses it: what it says, how it ends, and what it leaves alone."""

import csv
import json
import shutil
import sqlite3
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from flows.command_line import app
from schemas.office_folder import load_office
from scorecards.measures import PARAMS
from tests.schemas.small_office import spoil, write_office
from tests.warehouse.world import NOW, entry, visit
from warehouse.connect import Warehouse, open_warehouse
from warehouse.save import begin_night, save_register, save_visit
from warehouse.schema import HEAD
from warehouse.tables import metadata
from warehouse.views import VIEWS


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path) -> Path:
    """An office whose warehouse has seen one night."""
    folder = write_office(tmp_path / "office")
    (folder / "var").mkdir()
    shutil.copyfile(sqlite_template, folder / "var/warehouse.sqlite")
    with warehouse_of(folder) as w:
        loaded = load_office(folder, measures=PARAMS)
        save_register(w, loaded.office, loaded.agencies, now=NOW)
        night = begin_night(w, as_of=NOW, run_id="r1", now=NOW)
        save_visit(w, night, visit(entry(1, title="=公式"), entry(2), url="http://slj.test/gzdt/", fetched=2))
    return folder


def warehouse_of(folder: Path) -> Warehouse:
    return open_warehouse(f"sqlite:///{folder / 'var/warehouse.sqlite'}")


def gongkai(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["warehouse", *(str(argument) for argument in arguments)])


def told(result: Result, exit_code: int) -> str:
    """The one sentence on stderr."""
    assert result.exit_code == exit_code, (result.output, result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert len(result.stderr.splitlines()) == 1
    return result.stderr


def stated(result: Result) -> str:
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


@pytest.mark.parametrize("command", ["upgrade", "check", "export", "import"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    assert f"Example: gongkai warehouse {command}" in gongkai(command, "--help").stdout


def test_an_upgrade_says_from_where_to_where(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "office")
    assert f"none (new) -> {HEAD}" in stated(gongkai("upgrade", folder))
    assert "nothing to do" in stated(gongkai("upgrade", folder))


def test_a_check_counts_rows_and_finds_nothing_wrong(office: Path) -> None:
    said = stated(gongkai("check", office))
    assert f"schema revision {HEAD}" in said
    assert "           2  items\n" in said
    assert said.endswith("no problem was found\n")


def test_a_check_finds_references_to_rows_that_are_gone(office: Path) -> None:
    with sqlite3.connect(office / "var/warehouse.sqlite") as database:
        database.execute("UPDATE observations SET same_as = 77")
        database.execute("UPDATE items SET last_seen_observation_id = 99")
        database.execute("DROP VIEW v_items")
    result = gongkai("check", office)
    assert result.exit_code == 1
    assert "observations.same_as: 1 rows point to observations that are not there" in result.stdout
    assert "items.last_seen_observation_id: 2 rows point to observations" in result.stdout
    assert "views are missing: v_items" in result.stdout
    assert result.stdout.endswith("3 problems\n")


def test_a_check_finds_a_damaged_file(office: Path) -> None:
    file = office / "var/warehouse.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_items_column_id_published'"
        ).fetchone()
        size = database.execute("PRAGMA page_size").fetchone()[0]
    with file.open("r+b") as content:
        content.seek((page[0] - 1) * size + size - 40)
        content.write(b"\xff" * 40)
    result = gongkai("check", office)
    assert result.exit_code in (1, 3), result.output
    assert "problem: damaged" in result.stdout or "restore the latest backup" in result.stderr


def test_a_check_leaves_an_older_schema_as_it_is(office: Path) -> None:
    file = office / "var/warehouse.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("UPDATE alembic_version SET version_num = '0003'")
    result = gongkai("check", office)
    assert result.exit_code == 1
    assert f"revision 0003, this program works with {HEAD}: upgrade it" in result.stdout
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == ("0003",)


def test_a_warehouse_that_is_not_there_is_neither_checked_nor_exported(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "office")
    assert "there is no such file" in told(gongkai("check", folder), 3)
    assert "there is no such file" in told(gongkai("export", folder, "--out", tmp_path / "out"), 3)
    assert not (tmp_path / "out").exists()


def test_an_export_explains_itself(office: Path, tmp_path: Path) -> None:
    said = stated(gongkai("export", office, "--out", tmp_path / "out", "--format", "csv"))
    assert f"{len(metadata.tables)} tables, {len(VIEWS)} views" in said
    readme = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "云溪市政府信息公开办公室" in readme
    assert "Asia/Shanghai" in readme
    with (tmp_path / "out/dictionary.csv").open(encoding="utf-8-sig") as file:
        explained = {(row["relation"], row["name"]): row for row in csv.DictReader(file)}
    assert explained["items", "first_seen_at"]["unit"] == "UTC"
    assert explained["v_items", "title"]["meaning"] == "标题"
    for file_name in json.loads((tmp_path / "out/manifest.json").read_text())["tables"]:
        with (tmp_path / f"out/{file_name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for name in next(csv.reader(file)):
                assert explained[file_name, name]["meaning"]


def test_what_a_spreadsheet_would_calculate_is_text(office: Path, tmp_path: Path) -> None:
    stated(gongkai("export", office, "--out", tmp_path / "out", "--format", "csv", "--tables", "v_items"))
    with (tmp_path / "out/v_items.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == ["'=公式", "第2条"]


def test_a_parquet_file_has_days_and_moments(office: Path, tmp_path: Path) -> None:
    stated(gongkai("export", office, "--out", tmp_path / "out", "--tables", "v_items, v_visits"))
    assert not (tmp_path / "out/items.parquet").exists()
    connection = duckdb.connect()
    found = connection.execute(f"DESCRIBE SELECT * FROM '{tmp_path}/out/v_items.parquet'").fetchall()
    types = {row[0]: row[1] for row in found}
    assert types["published"] == "DATE"
    assert types["first_seen_at"] == "TIMESTAMP WITH TIME ZONE"
    assert connection.execute(f"SELECT count(*) FROM '{tmp_path}/out/v_items.parquet'").fetchall() == [(2,)]


def test_an_unknown_table_is_named(office: Path, tmp_path: Path) -> None:
    result = gongkai("export", office, "--out", tmp_path / "out", "--tables", "itmes")
    assert result.exit_code == 2
    assert "no table or view is called itmes; there are agencies, " in result.stderr


def test_a_folder_with_something_in_it_is_left_alone(office: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("…")
    said = told(gongkai("export", office, "--out", tmp_path / "out", "--force"), 3)
    assert "the folder is not empty" in said
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_made_is_named(office: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("…")
    assert "cannot be written" in told(gongkai("export", office, "--out", tmp_path / "file" / "out"), 3)


def test_an_office_moves_by_its_export_or_straight_from_its_database(office: Path, tmp_path: Path) -> None:
    stated(gongkai("export", office, "--out", tmp_path / "out", "--format", "csv"))
    sources = [["--from", tmp_path / "out"], ["--from-warehouse", "sqlite:///var/warehouse.sqlite"]]
    for number, source in enumerate(sources):
        spoil(office, "office.yml", "warehouse: sqlite:///var/", f"warehouse: sqlite:///var/new{number}-")
        assert "read back and found the same" in stated(gongkai("import", office, *source))
        assert "is not empty" in told(gongkai("import", office, *source), 3)
        stated(gongkai("export", office, "--out", tmp_path / f"again{number}", "--format", "csv"))
        for file in (tmp_path / "out").iterdir():
            assert (tmp_path / f"again{number}" / file.name).read_bytes() == file.read_bytes(), file.name
        spoil(office, "office.yml", f"warehouse: sqlite:///var/new{number}-", "warehouse: sqlite:///var/")


def test_an_import_needs_one_source_that_is_there(office: Path, tmp_path: Path) -> None:
    assert gongkai("import", office).exit_code == 2
    assert "manifest.json cannot be read" in told(gongkai("import", office, "--from", tmp_path), 3)
    said = told(gongkai("import", office, "--from-warehouse", f"sqlite:///{tmp_path}/none.sqlite"), 3)
    assert "there is no such file" in said
