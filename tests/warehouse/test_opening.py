"""Opening a warehouse, and the clear words when it cannot be opened or written."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from tests.support.databases import Postgres
from tests.warehouse.world import AS_OF, NOW, ZONE, agency, column, entry, known_items, night_of, visit
from warehouse import connect
from warehouse.connect import Warehouse, open_warehouse
from warehouse.errors import (
    CorruptWarehouse,
    DiskFull,
    NotWritable,
    NoWarehouse,
    SchemaTooNew,
    Unreachable,
    WarehouseLocked,
    WrongAddress,
)
from warehouse.facts import documents, night_at
from warehouse.save import begin_night, save_visit


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.sqlite"


@pytest.fixture
def opened(file: Path) -> Iterator[Warehouse]:
    with open_warehouse(f"sqlite:///{file}") as w:
        yield w


def test_a_first_opening_makes_folder_file_and_schema(tmp_path: Path) -> None:
    with open_warehouse("sqlite:///var/warehouse.sqlite", folder=tmp_path) as w:
        assert night_at(w, AS_OF) is None
    assert (tmp_path / "var" / "warehouse.sqlite").is_file()


def test_what_was_saved_is_there_when_opened_again(warehouse_address: str) -> None:
    with open_warehouse(warehouse_address) as w:
        night = night_of(w, [agency()])
        save_visit(w, night, visit(entry(1)))
    with open_warehouse(warehouse_address, create=False) as w:
        assert night_at(w, AS_OF) == night
        assert len(known_items(w, "gzdt")) == 1


def test_moments_come_back_in_utc_with_their_zone(warehouse: Warehouse) -> None:
    night = begin_night(warehouse, as_of=AS_OF, run_id="r1", now=NOW)
    assert night.as_of == AS_OF
    assert night.as_of.tzinfo is UTC
    assert night.started_at == NOW


def test_a_moment_without_a_zone_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(Exception, match="has no zone"):
        begin_night(warehouse, as_of=AS_OF.replace(tzinfo=None), run_id="r1", now=NOW)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("var/warehouse.sqlite", "not a database address"),
        ("", "not a database address"),
        ("sqlite://", "must be a file"),
        ("sqlite:///:memory:", "must be a file"),
        ("mysql://root@localhost/x", "mysql is not supported"),
        ("postgresql://localhost", "names no database"),
    ],
)
def test_an_address_we_cannot_use_is_named_with_the_remedy(address: str, words: str) -> None:
    with pytest.raises(WrongAddress, match=f"{words}.*office.yml"):
        open_warehouse(address)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(Unreachable) as raised:
        open_warehouse("postgresql://someone:topsecret@127.0.0.1:1/office")
    assert "topsecret" not in str(raised.value)
    assert "127.0.0.1:1" in str(raised.value)


def test_a_folder_in_place_of_the_file_is_a_wrong_address(tmp_path: Path) -> None:
    with pytest.raises(WrongAddress, match="is a folder"):
        open_warehouse(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql//someone:top@secret@db.test/office",
        "postgresql://someone:topsecret@db.test:port/office",
        "sqlite:///file:office?password=topsecret",
    ],
)
def test_a_password_is_not_shown_where_the_address_cannot_be_understood_either(address: str) -> None:
    with pytest.raises(WrongAddress) as raised:
        open_warehouse(address)
    assert "top" not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_reader_does_not_make_a_warehouse(file: Path) -> None:
    with pytest.raises(NoWarehouse, match="gongkai nightly"):
        open_warehouse(f"sqlite:///{file}", create=False)
    assert not file.exists()


def test_an_empty_database_is_no_warehouse_to_a_reader(file: Path) -> None:
    file.touch()
    with pytest.raises(NoWarehouse):
        open_warehouse(f"sqlite:///{file}", create=False)


def test_another_programs_database_is_left_alone(file: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE invoices (id INTEGER)")
    with pytest.raises(WrongAddress, match="invoices"):
        open_warehouse(f"sqlite:///{file}")
    assert sqlite3.connect(file).execute("SELECT name FROM sqlite_master").fetchall() == [("invoices",)]


def test_a_newer_schema_is_refused_and_untouched(warehouse_address: str) -> None:
    with open_warehouse(warehouse_address) as w, w.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew, match=r"9999.*newer version of gongkai"):
        open_warehouse(warehouse_address)


@pytest.mark.parametrize("content", [b"this is no database" * 400, b"\x00\xff" * 5000])
def test_a_file_that_is_no_database_is_called_corrupt(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(CorruptWarehouse, match="backup"):
        open_warehouse(f"sqlite:///{file}")
    assert file.read_bytes() == content


def test_a_damaged_file_is_called_corrupt(file: Path) -> None:
    with open_warehouse(f"sqlite:///{file}"):
        pass
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\x5a" * (len(whole) - 4096))
    with pytest.raises(CorruptWarehouse), open_warehouse(f"sqlite:///{file}") as w:
        documents(w, as_of=AS_OF, zone=ZONE)


def test_a_database_held_by_another_program_is_locked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.1)
    with open_warehouse(f"sqlite:///{file}") as w:
        night = night_of(w, [agency()])
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WarehouseLocked, match="run the command again"):
            save_visit(w, night, visit(entry(1)))
        other.execute("ROLLBACK")
        other.close()
        assert save_visit(w, night, visit(entry(1))) == 1


def test_a_reader_is_not_kept_waiting_by_a_writer(opened: Warehouse) -> None:
    night_of(opened, [agency()])
    with opened.write() as connection:
        connection.execute(text("DELETE FROM agency_sites"))
        assert night_at(opened, AS_OF) is not None


def test_a_full_disk_is_named_and_nothing_is_half_written(opened: Warehouse) -> None:
    night = night_of(opened, [agency()])
    save_visit(opened, night, visit(entry(1)))
    many = [entry(number, title="长" * 500) for number in range(2, 2000)]
    _limit_pages(opened, extra=20)
    with pytest.raises(DiskFull, match="Make room"):
        save_visit(opened, night, visit(*many, at=NOW.replace(hour=3)))
    assert known_items(opened, "gzdt") == {entry(1).url}
    with opened.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM observations")).scalar() == 1
    _limit_pages(opened, extra=100_000)
    assert save_visit(opened, night, visit(*many, at=NOW.replace(hour=3))) == len(many)


def _limit_pages(w: Warehouse, *, extra: int) -> None:
    # The limit belongs to a connection; one thread always gets the same one back from the pool.
    with w.read() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages + extra}"))


def test_a_database_we_may_not_write_is_named(opened: Warehouse) -> None:
    with opened.read() as connection:
        connection.execute(text("PRAGMA query_only = ON"))
    with pytest.raises(NotWritable, match="the right to write"):
        begin_night(opened, as_of=AS_OF, run_id="r1", now=NOW)


@pytest.mark.postgres
def test_a_user_without_rights_is_told_so(postgres: Postgres) -> None:
    address = postgres.fresh()
    with open_warehouse(address) as w, w.write() as connection:
        connection.execute(text("DROP ROLE IF EXISTS reader"))
        connection.execute(text("CREATE ROLE reader LOGIN"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"))
    with open_warehouse(address.replace("postgres:@", "reader:@")) as w, pytest.raises(NotWritable):
        begin_night(w, as_of=AS_OF, run_id="r1", now=NOW)
    postgres.drop(address)


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_unreachable(postgres: Postgres) -> None:
    address = postgres.fresh()
    postgres.drop(address)
    with pytest.raises(Unreachable, match="does not exist"):
        open_warehouse(address)


@pytest.mark.postgres
def test_the_usual_postgresql_address_works_too(postgres: Postgres) -> None:
    address = postgres.fresh(empty=True)
    with open_warehouse(address.replace("postgresql+psycopg://", "postgresql://")) as w:
        assert night_at(w, AS_OF) is None
    postgres.drop(address)


@pytest.mark.postgres
def test_a_server_that_goes_away_is_unreachable_and_then_there_again(postgres: Postgres) -> None:
    address = postgres.fresh()
    with open_warehouse(address) as w:
        night = night_of(w, [agency()])
        with pytest.raises(Unreachable):
            _lose_the_connection(w, address)
        assert save_visit(w, night, visit(entry(1))) == 1
    postgres.drop(address)


def _lose_the_connection(w: Warehouse, address: str) -> None:
    with w.write() as connection:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [own])
        connection.execute(text("SELECT 1"))


def test_many_threads_may_write_at_once(warehouse: Warehouse) -> None:
    codes = [f"c{number}" for number in range(12)]
    night = night_of(warehouse, [agency("slj", *(column(code) for code in codes))])
    start = threading.Barrier(len(codes))

    def save(code: str) -> int:
        start.wait()
        return sum(save_visit(warehouse, night, visit(entry(n), column=code)) for n in range(5))

    with ThreadPoolExecutor(len(codes)) as pool:
        assert list(pool.map(save, codes)) == [5] * len(codes)
